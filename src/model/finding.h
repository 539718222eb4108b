#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/change.h"

namespace boltseal {

enum class Severity : std::uint8_t { info, low, medium, high, critical };
enum class Confidence : std::uint8_t { low, medium, high };
std::string_view name_of(Severity severity);
std::string_view name_of(Confidence confidence);

/// One thing that is wrong: one per rule and decisive site, naming all it affects.
struct Finding {
  std::string_view rule;  ///< "user/root"; static.
  Severity severity = Severity::medium;
  Confidence confidence = Confidence::high;
  Origin site;                        ///< The bytes that decide.
  std::string fact;                   ///< The fact's path: "user", "mounts[/data].read_only".
  std::vector<std::string> subjects;  ///< Whom it affects: "service web".
  std::string message;                ///< One sentence, with this case's names and values.
  std::string remedy;                 ///< What to write, in the file's own words.
  /// Why the Pod Security Standards refuse the pod, in the words of Kubernetes; else empty.
  std::string reason, detail;
  std::optional<Change> change;
};

}  // namespace boltseal
