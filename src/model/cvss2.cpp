// CVSS 2.0: https://www.first.org/cvss/v2/guide, section 3.2.

#include <algorithm>

#include "model/cvss_metrics.h"

namespace boltseal {
namespace {

constexpr std::array metrics = {
    CvssMetric{"AV", "L A N", true}, CvssMetric{"AC", "H M L", true},
    CvssMetric{"Au", "M S N", true}, CvssMetric{"C", "N P C", true},
    CvssMetric{"I", "N P C", true},  CvssMetric{"A", "N P C", true},
    CvssMetric{"E", "U POC F H ND"}, CvssMetric{"RL", "OF TF W U ND"},
    CvssMetric{"RC", "UC UR C ND"},  CvssMetric{"CDP", "N L LM MH H ND"},
    CvssMetric{"TD", "N L M H ND"},  CvssMetric{"CR", "L M H ND"},
    CvssMetric{"IR", "L M H ND"},    CvssMetric{"AR", "L M H ND"},
};

double impact_weight(std::string_view value) {
  return cvss_weight(value, {{"N", 0}, {"P", 0.275}, {"C", 0.660}});
}
double requirement_weight(std::string_view value) {
  return cvss_weight(value, {{"L", 0.5}, {"M", 1}, {"H", 1.51}});
}

}  // namespace

std::optional<CvssScores> cvss2_scores(std::string_view text) {
  const std::optional<CvssMetrics> parsed = CvssMetrics::parse(text, metrics);
  if (!parsed) return {};
  const CvssMetrics& vector = *parsed;
  const auto impact_of = [&](double c, double i, double a) {
    const double kept = (1 - impact_weight(vector["C"]) * c) *
                        (1 - impact_weight(vector["I"]) * i) * (1 - impact_weight(vector["A"]) * a);
    return 10.41 * (1 - kept);
  };
  const double exploitability = 20 *
                                cvss_weight(vector["AV"], {{"L", 0.395}, {"A", 0.646}, {"N", 1}}) *
                                cvss_weight(vector["AC"], {{"H", 0.35}, {"M", 0.61}, {"L", 0.71}}) *
                                cvss_weight(vector["Au"], {{"M", 0.45}, {"S", 0.56}, {"N", 0.704}});
  const auto base_of = [&](double impact) {
    const double scale = impact == 0 ? 0 : 1.176;
    return round_to_tenth(std::max(0.0, (0.6 * impact + 0.4 * exploitability - 1.5) * scale));
  };
  const double time =
      cvss_weight(vector["E"], {{"U", 0.85}, {"POC", 0.9}, {"F", 0.95}, {"H", 1}}) *
      cvss_weight(vector["RL"], {{"OF", 0.87}, {"TF", 0.9}, {"W", 0.95}, {"U", 1}}) *
      cvss_weight(vector["RC"], {{"UC", 0.9}, {"UR", 0.95}, {"C", 1}});
  CvssScores scores;
  scores.base = base_of(impact_of(1, 1, 1));
  if (vector.has_any({"E", "RL", "RC"})) scores.temporal = round_to_tenth(scores.base * time);
  if (!vector.has_any({"CDP", "TD", "CR", "IR", "AR"})) return scores;
  const double adjusted_impact =
      std::min(10.0, impact_of(requirement_weight(vector["CR"]), requirement_weight(vector["IR"]),
                               requirement_weight(vector["AR"])));
  const double adjusted = round_to_tenth(base_of(adjusted_impact) * time);
  const std::string_view damage = vector["CDP"];
  const double collateral =
      damage.empty() || damage == "ND"
          ? 0
          : cvss_weight(damage, {{"N", 0}, {"L", 0.1}, {"LM", 0.3}, {"MH", 0.4}, {"H", 0.5}});
  const double targets = cvss_weight(vector["TD"], {{"N", 0}, {"L", 0.25}, {"M", 0.75}, {"H", 1}});
  scores.environmental = round_to_tenth((adjusted + (10 - adjusted) * collateral) * targets);
  return scores;
}

}  // namespace boltseal
