// CVSS 3.0 and 3.1: https://www.first.org/cvss/v3-1/specification-document, section 7.

#include <algorithm>
#include <cmath>

#include "model/cvss_metrics.h"

namespace boltseal {
namespace {

constexpr std::array metrics = {
    CvssMetric{"AV", "N A L P", true}, CvssMetric{"AC", "L H", true},
    CvssMetric{"PR", "N L H", true},   CvssMetric{"UI", "N R", true},
    CvssMetric{"S", "U C", true},      CvssMetric{"C", "H L N", true},
    CvssMetric{"I", "H L N", true},    CvssMetric{"A", "H L N", true},
    CvssMetric{"E", "X H F P U"},      CvssMetric{"RL", "X U W T O"},
    CvssMetric{"RC", "X C R U"},       CvssMetric{"CR", "X H M L"},
    CvssMetric{"IR", "X H M L"},       CvssMetric{"AR", "X H M L"},
    CvssMetric{"MAV", "X N A L P"},    CvssMetric{"MAC", "X L H"},
    CvssMetric{"MPR", "X N L H"},      CvssMetric{"MUI", "X N R"},
    CvssMetric{"MS", "X U C"},         CvssMetric{"MC", "X H L N"},
    CvssMetric{"MI", "X H L N"},       CvssMetric{"MA", "X H L N"},
};

// Up to the next tenth; 3.1 tells what that is in spite of binary fractions (appendix A).
double round_up(double score, int minor) {
  if (minor == 0) return std::max(0.0, std::ceil(score * 10 - 1e-9)) / 10;
  const auto hundred_thousandths = static_cast<long>(std::round(score * 100000));
  if (hundred_thousandths % 10000 == 0) return static_cast<double>(hundred_thousandths) / 100000;
  return static_cast<double>(hundred_thousandths / 10000 + 1) / 10;
}

// The metrics of a base score, as given or as the environment modifies them.
struct Base {
  std::string_view attack_vector, complexity, privileges, interaction;
  bool changed = false;  // the scope
  double kept = 0;       // (1 - confidentiality) (1 - integrity) (1 - availability)
};

double impact_weight(std::string_view value) {
  return cvss_weight(value, {{"H", 0.56}, {"L", 0.22}, {"N", 0}});
}
double requirement_weight(std::string_view value) {
  return cvss_weight(value, {{"H", 1.5}, {"M", 1}, {"L", 0.5}});
}

double exploitability_of(const Base& base) {
  const double privileges =
      base.changed ? cvss_weight(base.privileges, {{"N", 0.85}, {"L", 0.68}, {"H", 0.5}})
                   : cvss_weight(base.privileges, {{"N", 0.85}, {"L", 0.62}, {"H", 0.27}});
  return 8.22 * privileges *
         cvss_weight(base.attack_vector, {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}) *
         cvss_weight(base.complexity, {{"L", 0.77}, {"H", 0.44}}) *
         cvss_weight(base.interaction, {{"N", 0.85}, {"R", 0.62}});
}

double sum_of(const Base& base, double impact, int minor) {
  if (impact <= 0) return 0;
  const double sum = impact + exploitability_of(base);
  return round_up(std::min(base.changed ? 1.08 * sum : sum, 10.0), minor);
}

}  // namespace

std::optional<CvssScores> cvss3_scores(std::string_view text, int minor) {
  const std::optional<CvssMetrics> parsed = CvssMetrics::parse(text, metrics);
  if (!parsed) return {};
  const CvssMetrics& vector = *parsed;

  const Base base{vector["AV"],
                  vector["AC"],
                  vector["PR"],
                  vector["UI"],
                  vector["S"] == "C",
                  (1 - impact_weight(vector["C"])) * (1 - impact_weight(vector["I"])) *
                      (1 - impact_weight(vector["A"]))};
  const double loss = 1 - base.kept;
  const double impact =
      base.changed ? 7.52 * (loss - 0.029) - 3.25 * std::pow(loss - 0.02, 15) : 6.42 * loss;
  CvssScores scores;
  scores.base = sum_of(base, impact, minor);

  const double time = cvss_weight(vector["E"], {{"U", 0.91}, {"P", 0.94}, {"F", 0.97}, {"H", 1}}) *
                      cvss_weight(vector["RL"], {{"O", 0.95}, {"T", 0.96}, {"W", 0.97}, {"U", 1}}) *
                      cvss_weight(vector["RC"], {{"U", 0.92}, {"R", 0.96}, {"C", 1}});
  if (vector.has_any({"E", "RL", "RC"})) scores.temporal = round_up(scores.base * time, minor);
  if (!vector.has_any({"CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"})) {
    return scores;
  }

  const auto modified = [&](std::string_view name, std::string_view modified_name) {
    const std::string_view value = vector[modified_name];
    return value.empty() || value == "X" ? vector[name] : value;
  };
  const auto kept = [&](std::string_view name, std::string_view modified_name,
                        std::string_view requirement) {
    return 1 -
           requirement_weight(vector[requirement]) * impact_weight(modified(name, modified_name));
  };
  const Base environment{modified("AV", "MAV"),
                         modified("AC", "MAC"),
                         modified("PR", "MPR"),
                         modified("UI", "MUI"),
                         modified("S", "MS") == "C",
                         kept("C", "MC", "CR") * kept("I", "MI", "IR") * kept("A", "MA", "AR")};
  const double modified_loss = std::min(1 - environment.kept, 0.915);
  double modified_impact = 6.42 * modified_loss;
  if (environment.changed) {
    modified_impact = 7.52 * (modified_loss - 0.029) -
                      3.25 * (minor == 0 ? std::pow(modified_loss - 0.02, 15)
                                         : std::pow(modified_loss * 0.9731 - 0.02, 13));
  }
  scores.environmental = round_up(sum_of(environment, modified_impact, minor) * time, minor);
  return scores;
}

}  // namespace boltseal
