#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/project.h"

namespace boltseal {

/// "db" of "service db".
std::string_view short_name(const Member& member);

/// A service that stands in the open, and others that it never talks to but shares a network with.
struct NeedlessReach {
  const Member* outer = nullptr;
  std::vector<const Member*> inner;
  std::string network;  ///< One that they share.
};

/// Where a service of a Compose project is published, another is not, the two never name each
/// other, and a third that is not published either names the inner one. Borrows from the project.
/// Time grows with the cube of the members: ask for at most `segment_member_limit`.
std::vector<NeedlessReach> needless_reaches(const Project& project);
inline constexpr std::size_t segment_member_limit = 200;

/// A network of its own for services that stand behind others in a shared one.
struct Segment {
  std::string name;                   ///< "backend"
  std::string from;                   ///< The network that `moved` leave.
  std::vector<const Member*> moved;   ///< Are in the new network instead.
  std::vector<const Member*> joined;  ///< Are in both, because they talk to those that moved.
};

/// The fewest networks with which nobody reaches anybody needlessly, or why there are none.
struct Segmentation {
  std::vector<Segment> segments;
  std::string refusal;
};
/// @param reaches all of the project.
Segmentation segment(const Project& project, const std::vector<NeedlessReach>& reaches);

}  // namespace boltseal
