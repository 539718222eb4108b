#include "gate/judged_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

struct Door {
  std::string_view name;
  std::string_view source;  ///< What reads its texts.
};

constexpr std::array doors = {Door{"runtime", "oci"}, Door{"hook", "oci"}, Door{"lxc", "lxc"}};

}  // namespace

Decision judge_text(std::string_view door, const std::string& path, const std::string& text,
                    const GatePolicy& policy) {
  const auto found = std::ranges::find(doors, door, &Door::name);
  if (found == doors.end()) {
    return refuse({"there is no door \"" + sanitize(door) + "\"", path, {}, {}}, policy);
  }
  const MemoryFiles files(std::map<std::string, std::string>{{path, text}});
  Unit unit = open_unit(path, find_source(found->source), files);
  if (unit.inventory.workloads.empty() && unit.inventory.errors.empty()) {
    return refuse({"is no configuration of a container", path, {}, {}}, policy);
  }
  return decide(std::move(unit), policy);
}

}  // namespace boltseal
