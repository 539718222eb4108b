// CVSS 4.0: https://www.first.org/cvss/v4-0/specification-document, section 8.

#include <algorithm>
#include <span>

#include "model/cvss4_table.h"
#include "model/cvss_metrics.h"

namespace boltseal {
namespace {

constexpr std::array metrics = {
    CvssMetric{"AV", "N A L P", true},
    CvssMetric{"AC", "L H", true},
    CvssMetric{"AT", "N P", true},
    CvssMetric{"PR", "N L H", true},
    CvssMetric{"UI", "N P A", true},
    CvssMetric{"VC", "H L N", true},
    CvssMetric{"VI", "H L N", true},
    CvssMetric{"VA", "H L N", true},
    CvssMetric{"SC", "H L N", true},
    CvssMetric{"SI", "H L N", true},
    CvssMetric{"SA", "H L N", true},
    CvssMetric{"E", "X A P U"},
    CvssMetric{"CR", "X H M L"},
    CvssMetric{"IR", "X H M L"},
    CvssMetric{"AR", "X H M L"},
    CvssMetric{"MAV", "X N A L P"},
    CvssMetric{"MAC", "X L H"},
    CvssMetric{"MAT", "X N P"},
    CvssMetric{"MPR", "X N L H"},
    CvssMetric{"MUI", "X N P A"},
    CvssMetric{"MVC", "X H L N"},
    CvssMetric{"MVI", "X H L N"},
    CvssMetric{"MVA", "X H L N"},
    CvssMetric{"MSC", "X H L N"},
    CvssMetric{"MSI", "X S H L N"},
    CvssMetric{"MSA", "X S H L N"},
    // Supplemental: they have no part in the score.
    CvssMetric{"S", "X N P"},
    CvssMetric{"AU", "X N Y"},
    CvssMetric{"R", "X A U I"},
    CvssMetric{"V", "X D C"},
    CvssMetric{"RE", "X L M H"},
    CvssMetric{"U", "X Clear Green Amber Red"},
};

// How many steps a value is below the highest of its metric.
int level(const CvssMetrics& vector, std::string_view name, std::string_view modified_name,
          std::string_view from_highest) {
  std::string_view value = modified_name.empty() ? "" : vector[modified_name];
  if (value.empty() || value == "X") value = vector[name];
  if (value.empty() || value == "X") return 0;  // not defined: the highest
  return static_cast<int>(from_highest.find(value.front()));
}

struct Levels {
  int av, pr, ui, ac, at, vc, vi, va, sc, si, sa, e, cr, ir, ar;
};

Levels levels_of(const CvssMetrics& vector) {
  return {.av = level(vector, "AV", "MAV", "NALP"),
          .pr = level(vector, "PR", "MPR", "NLH"),
          .ui = level(vector, "UI", "MUI", "NPA"),
          .ac = level(vector, "AC", "MAC", "LH"),
          .at = level(vector, "AT", "MAT", "NP"),
          .vc = level(vector, "VC", "MVC", "HLN"),
          .vi = level(vector, "VI", "MVI", "HLN"),
          .va = level(vector, "VA", "MVA", "HLN"),
          .sc = level(vector, "SC", "MSC", "SHLN"),
          .si = level(vector, "SI", "MSI", "SHLN"),
          .sa = level(vector, "SA", "MSA", "SHLN"),
          .e = level(vector, "E", "", "APU"),
          .cr = level(vector, "CR", "", "HML"),
          .ir = level(vector, "IR", "", "HML"),
          .ar = level(vector, "AR", "", "HML")};
}

// The equivalence class of each group of metrics (tables 24 to 29).
struct MacroVector {
  int eq1, eq2, eq3, eq4, eq5, eq6;
};

MacroVector macro_vector_of(const Levels& l) {
  const int at_top = (l.av == 0) + (l.pr == 0) + (l.ui == 0);
  const bool physical = l.av == 3;
  const bool any_high = l.vc == 0 || l.vi == 0 || l.va == 0;
  const bool safety = l.si == 0 || l.sa == 0;
  const bool subsequent_high = l.sc == 1 || l.si == 1 || l.sa == 1;
  const bool required =
      (l.cr == 0 && l.vc == 0) || (l.ir == 0 && l.vi == 0) || (l.ar == 0 && l.va == 0);
  return {.eq1 = at_top == 3               ? 0
                 : at_top > 0 && !physical ? 1
                                           : 2,
          .eq2 = l.ac == 0 && l.at == 0 ? 0 : 1,
          .eq3 = l.vc == 0 && l.vi == 0 ? 0
                 : any_high             ? 1
                                        : 2,
          .eq4 = safety            ? 0
                 : subsequent_high ? 1
                                   : 2,
          .eq5 = l.e,
          .eq6 = required ? 0 : 1};
}

// In tenths; -1 when there is no such MacroVector.
int score_of(const MacroVector& m) {
  if (m.eq1 > 2 || m.eq2 > 1 || m.eq3 > 2 || m.eq4 > 2 || m.eq5 > 2 || m.eq6 > 1) return -1;
  return cvss4_table[static_cast<std::size_t>(
      ((((m.eq1 * 2 + m.eq2) * 3 + m.eq3) * 3 + m.eq4) * 3 + m.eq5) * 2 + m.eq6)];
}

int next_lower_of_eq3_and_eq6(MacroVector m) {
  MacroVector lower3 = m, lower6 = m;
  ++lower3.eq3;
  ++lower6.eq6;
  if (m.eq3 == 0 && m.eq6 == 0) return std::max(score_of(lower3), score_of(lower6));
  return score_of(m.eq6 == 0 ? lower6 : lower3);
}

// The steps down to `levels` from the first of the highest vectors that is above it.
template <std::size_t N>
int distance(const std::array<int, N>& levels, std::span<const std::array<int, N>> highest) {
  for (const std::array<int, N>& top : highest) {
    int steps = 0;
    bool above = true;
    for (std::size_t i = 0; i < N; ++i) {
      above = above && top[i] <= levels[i];
      steps += levels[i] - top[i];
    }
    if (above) return steps;
  }
  return 0;
}

using Two = std::array<int, 2>;
using Three = std::array<int, 3>;
using Six = std::array<int, 6>;

// The highest vectors of each equivalence class in levels (tables 24 to 29), and how many steps it
// is deep, the one to the next class included.
template <std::size_t N, std::size_t Count>
struct Class {
  std::array<std::array<int, N>, Count> highest;
  int depth;
};

template <std::size_t N, std::size_t Count>
double part_of(const Class<N, Count>& of, const std::array<int, N>& levels) {
  return static_cast<double>(distance<N>(levels, of.highest)) / of.depth;
}

// How far down in its class the vector is, from 0 to below 1.
double part_of_eq1(const MacroVector& m, const Levels& l) {
  static constexpr Class<3, 1> eq0{{Three{0, 0, 0}}, 1};
  static constexpr Class<3, 3> eq1{{Three{1, 0, 0}, Three{0, 1, 0}, Three{0, 0, 1}}, 4};
  static constexpr Class<3, 2> eq2{{Three{3, 0, 0}, Three{1, 1, 1}}, 5};
  const Three levels{l.av, l.pr, l.ui};
  return m.eq1 == 0   ? part_of(eq0, levels)
         : m.eq1 == 1 ? part_of(eq1, levels)
                      : part_of(eq2, levels);
}

double part_of_eq2(const MacroVector& m, const Levels& l) {
  static constexpr Class<2, 1> eq0{{Two{0, 0}}, 1};
  static constexpr Class<2, 2> eq1{{Two{1, 0}, Two{0, 1}}, 2};
  const Two levels{l.ac, l.at};
  return m.eq2 == 0 ? part_of(eq0, levels) : part_of(eq1, levels);
}

double part_of_eq3_and_eq6(const MacroVector& m, const Levels& l) {
  static constexpr Class<6, 1> eq00{{Six{0, 0, 0, 0, 0, 0}}, 7};
  static constexpr Class<6, 2> eq01{{Six{0, 0, 1, 1, 1, 0}, Six{0, 0, 0, 1, 1, 1}}, 6};
  static constexpr Class<6, 2> eq10{{Six{1, 0, 0, 0, 0, 0}, Six{0, 1, 0, 0, 0, 0}}, 8};
  static constexpr Class<6, 5> eq11{
      {Six{1, 0, 1, 0, 1, 0}, Six{1, 0, 0, 0, 1, 1}, Six{0, 1, 0, 1, 0, 1}, Six{0, 1, 1, 1, 0, 0},
       Six{1, 1, 0, 0, 0, 1}},
      8};
  static constexpr Class<6, 1> eq21{{Six{1, 1, 1, 0, 0, 0}}, 10};
  const Six levels{l.vc, l.vi, l.va, l.cr, l.ir, l.ar};
  if (m.eq3 == 2) return part_of(eq21, levels);
  if (m.eq3 == 1) return m.eq6 == 0 ? part_of(eq10, levels) : part_of(eq11, levels);
  return m.eq6 == 0 ? part_of(eq00, levels) : part_of(eq01, levels);
}

double part_of_eq4(const MacroVector& m, const Levels& l) {
  static constexpr std::array<Class<3, 1>, 3> classes = {
      Class<3, 1>{{Three{1, 0, 0}}, 6},
      Class<3, 1>{{Three{1, 1, 1}}, 5},
      Class<3, 1>{{Three{2, 2, 2}}, 4},
  };
  return part_of(classes[static_cast<std::size_t>(m.eq4)], Three{l.sc, l.si, l.sa});
}

}  // namespace

std::optional<CvssScores> cvss4_scores(std::string_view text) {
  const std::optional<CvssMetrics> vector = CvssMetrics::parse(text, metrics);
  if (!vector) return {};
  const Levels levels = levels_of(*vector);
  if (levels.vc == 2 && levels.vi == 2 && levels.va == 2 && levels.sc == 3 && levels.si == 3 &&
      levels.sa == 3) {
    return CvssScores{};  // no impact
  }
  const MacroVector here = macro_vector_of(levels);
  const int score = score_of(here);
  double sum = 0;
  int lower_classes = 0;
  // From the score of the class towards that of the next lower one, where there is one.
  const auto go_down = [&](int lower, double part) {
    if (lower < 0) return;
    ++lower_classes;
    sum += (score - lower) * part;
  };
  const auto lower = [&](int MacroVector::* eq) {
    MacroVector next = here;
    ++(next.*eq);
    return score_of(next);
  };
  go_down(lower(&MacroVector::eq1), part_of_eq1(here, levels));
  go_down(lower(&MacroVector::eq2), part_of_eq2(here, levels));
  go_down(next_lower_of_eq3_and_eq6(here), part_of_eq3_and_eq6(here, levels));
  go_down(lower(&MacroVector::eq4), part_of_eq4(here, levels));
  go_down(lower(&MacroVector::eq5), 0);
  const double mean = lower_classes == 0 ? 0 : sum / lower_classes;
  CvssScores scores;
  scores.base = std::clamp(round_to_tenth((score - mean) / 10), 0.0, 10.0);
  return scores;
}

}  // namespace boltseal
