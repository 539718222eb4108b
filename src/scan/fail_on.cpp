#include "scan/fail_on.h"

#include <algorithm>

namespace boltseal {

Rating rating_of(Severity severity) {
  switch (severity) {
    case Severity::info: return Rating::negligible;
    case Severity::low: return Rating::low;
    case Severity::medium: return Rating::medium;
    case Severity::high: return Rating::high;
    case Severity::critical: break;
  }
  return Rating::critical;
}

bool counts(Rating rating, std::string_view fail_on) {
  if (fail_on == "never") return false;
  if (fail_on == "info") fail_on = name_of(rating_of(Severity::info));  // as policies say it
  if (rating == Rating::unknown) rating = Rating::medium;
  for (int i = 0; i <= static_cast<int>(rating); ++i) {
    if (name_of(static_cast<Rating>(i)) == fail_on) return true;
  }
  return false;
}

bool fails(const ScanResult& result, std::string_view fail_on) {
  return std::ranges::any_of(
             result.matches,
             [&](const VulnerabilityMatch& match) { return counts(match.rating, fail_on); }) ||
         std::ranges::any_of(result.practices,
                             [&](const PracticeFinding& each) {
                               return counts(rating_of(each.finding.severity), fail_on);
                             }) ||
         std::ranges::any_of(result.notices, [&](const ShownFinding& notice) {
           return counts(rating_of(notice.severity), fail_on);
         });
}

}  // namespace boltseal
