#include "model/stage_reference.h"

#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "base/text.h"
#include "model/known_images.h"

namespace boltseal {
namespace {

using Kind = StageReference::Kind;

// More stages than these are not compared with a misspelt name, and no longer names: the comparison
// takes the product of their lengths.
constexpr std::size_t candidate_limit = 64;
constexpr std::size_t name_limit = 64;

// A name that can be pulled: one with a registry, a tag or a digest, or one that is widely used.
bool is_plainly_image(const Text& name) {
  if (name.bytes().find_first_of("/:@.") != std::string::npos) return true;
  return !level_of_image(parse_image_reference(name), {}).open;
}

StageReference resolve(const Build& build, std::size_t current, const Text& name, bool is_base) {
  if (!name.is_known() || name.empty()) return {};
  const std::string wanted = to_lower(name.bytes());
  for (std::size_t at = 0; at < build.stages.size(); ++at) {
    if (build.stages[at].name != wanted) continue;
    if (at < current) return {Kind::stage, at};
    // `FROM alpine AS alpine`
    if (at == current && is_base) continue;
    if (is_base && is_plainly_image(name)) return {};
    return {at == current ? Kind::itself : Kind::later, at};
  }
  if (const auto index = parse_int(name.bytes()); index && !is_base) {
    if (*index < 0 || *index >= static_cast<std::int64_t>(build.stages.size())) {
      return {Kind::out_of_range};
    }
    const auto at = static_cast<std::size_t>(*index);
    return {at < current ? Kind::stage : at == current ? Kind::itself : Kind::later, at};
  }
  if (wanted.size() < 4 || wanted.size() > name_limit || is_plainly_image(name)) return {};
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < current && names.size() < candidate_limit; ++at) {
    const std::string& each = build.stages[at].name;
    if (!each.empty() && each.size() <= name_limit) names.push_back(each);
  }
  const std::string_view meant = nearest(wanted, names);
  if (meant.empty()) return {};
  for (std::size_t at = 0; at < current; ++at) {
    if (build.stages[at].name == meant) return {Kind::misspelt, at};
  }
  return {};
}

}  // namespace

StageReference resolve_stage(const Build& build, std::size_t current, const Text& name) {
  return resolve(build, current, name, false);
}

StageReference base_of(const Build& build, std::size_t current) {
  const Stage& stage = build.stages[current];
  if (stage.base_stage) return {Kind::stage, *stage.base_stage};
  return resolve(build, current, stage.base.written, true);
}

}  // namespace boltseal
