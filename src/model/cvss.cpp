#include "model/cvss.h"

#include "base/text.h"
#include "model/cvss_metrics.h"

namespace boltseal {
namespace {

constexpr std::size_t longest = 512;  // twice the longest vector of 4.0

struct Version {
  std::string_view prefix;
  std::optional<CvssScores> (*scores)(std::string_view vector);
};

constexpr Version versions[] = {
    {"CVSS:3.0/", [](std::string_view vector) { return cvss3_scores(vector, 0); }},
    {"CVSS:3.1/", [](std::string_view vector) { return cvss3_scores(vector, 1); }},
    {"CVSS:4.0/", cvss4_scores},
};

}  // namespace

std::optional<CvssScores> cvss_scores(std::string_view vector) {
  vector = trim(vector);
  if (vector.size() > longest) return {};
  for (const Version& version : versions) {
    if (vector.starts_with(version.prefix)) {
      return version.scores(vector.substr(version.prefix.size()));
    }
  }
  if (vector.starts_with('(') && vector.ends_with(')'))
    vector = vector.substr(1, vector.size() - 2);
  return cvss2_scores(vector);
}

Rating cvss_rating(std::string_view vector) {
  const std::optional<CvssScores> scores = cvss_scores(vector);
  if (!scores) return Rating::unknown;
  if (scores->base <= 0) return Rating::negligible;
  if (scores->base < 4) return Rating::low;
  if (scores->base < 7) return Rating::medium;
  const bool has_critical = trim(vector).starts_with("CVSS:");
  return scores->base < 9 || !has_critical ? Rating::high : Rating::critical;
}

}  // namespace boltseal
