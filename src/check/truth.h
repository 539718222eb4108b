#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "check/check.h"
#include "model/subject.h"
#include "rules/practice.h"

namespace boltseal {

// Everything that is known of one workload, resolved so that the files' texts are no longer needed.
// Nothing here is sanitized or masked.

/// One value with where it comes from.
struct TruthValue {
  std::string text;         ///< As model/describe.h writes it; of an unknown value empty.
  std::vector<Place> from;  ///< Its own place or default first, then the steps behind it.
  std::string level;        ///< Who says it: "service web", "image nginx:1.25"; empty: a default.
};

struct TruthFact {
  enum class State : std::uint8_t {
    known,
    unknown,  ///< Somebody says something, or may do so, that cannot be known from here.
    ignored,  ///< Stated, but the platform does not look at it there.
  };
  Fact fact{};
  State state = State::known;
  bool is_list = false;
  std::vector<TruthValue> values;    ///< One, or the elements of a list.
  std::vector<TruthValue> replaced;  ///< What these stand in place of, the nearest first.
  std::variant<std::monostate, bool, std::int64_t> scalar;  ///< Of a known truth or number.
  std::string why;  ///< Why it is unknown or ignored; of a known list: why it may be longer.
};

struct PracticeTruth {
  const Practice* practice = nullptr;
  bool is_judged = false;  ///< A rule that was applied looks at such a workload for it.
  std::vector<ShownFinding> findings;
  std::vector<Accepted> accepted;
  std::size_t unknown = 0;  ///< Questions left open because a value is unknown.
};

/// "findings", "unknown" when a question stayed open, "ok", or "not judged".
std::string_view verdict_of(const PracticeTruth& practice);

struct WorkloadTruth {
  struct Layer {
    LevelKind kind{};
    std::string name;
    Place place;
    bool is_open = false;  ///< It may declare more than could be read.
  };
  std::string name;
  Platform platform = Platform::unknown;
  Place place;
  std::vector<Layer> layers;  ///< From the outside in.
  std::vector<TruthFact> facts;
  std::vector<Fact> unstated;  ///< Nobody says anything, and no default of the engine is known.
  std::vector<PracticeTruth> practices;
};

struct Explanation {
  std::vector<WorkloadTruth> workloads;  ///< Those that were asked for, by path and place.
  std::vector<std::string> names;        ///< All that there are, sorted.
  std::size_t left_out = 0;              ///< Workloads of that name that are too many to tell.
  std::vector<ShownError> errors;        ///< What could not be examined.
};

/// Whether `asked` names a workload: its whole name, its last words ("web" of "service web"), or a
/// part of it ("Deployment/api", "api" of "Deployment/api container main").
bool is_named(std::string_view workload, std::string_view asked);

/// The workloads of a tree with this name, as `check` with the same options sees and judges them.
Explanation explain_workload(const std::string& name, const CheckOptions& options,
                             const Files& files);

}  // namespace boltseal
