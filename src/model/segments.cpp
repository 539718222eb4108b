#include "model/segments.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace boltseal {
namespace {

bool names(const Member& who, const Member& whom) {
  const std::string_view name = short_name(whom);
  return std::ranges::any_of(who.mentions,
                             [&](const std::string& mention) { return mention == name; }) ||
         std::ranges::any_of(who.links, [&](const Item& link) {
           const std::string_view text = link.text.bytes();
           return text.substr(0, text.find(':')) == name;
         });
}

bool talk(const Member& a, const Member& b) { return names(a, b) || names(b, a); }

bool is_in(const Member& member, std::string_view network) {
  return std::ranges::any_of(member.networks, [&](const Item& each) {
    return each.text.is_known() && each.text.bytes() == network;
  });
}

const Item* shared_network(const Member& a, const Member& b) {
  for (const Item& network : a.networks) {
    if (network.text.is_known() && is_in(b, network.text.bytes())) return &network;
  }
  return nullptr;
}

// A proxy that reads the labels of others finds them there.
bool is_routed_by_labels(const Member& member) {
  return std::ranges::any_of(member.labels, [](const Setting& label) {
    return label.name.starts_with("traefik.") || label.name.starts_with("caddy");
  });
}

/// The services that others reach first.
bool is_outer(const Member& member) { return member.publishes && !member.is_job; }

/// The services that are behind others: not published, and known by name to one that is not
/// published either.
std::vector<const Member*> inner_members(const Project& project) {
  std::vector<const Member*> inner;
  for (const Member& member : project.members) {
    if (member.publishes || member.is_job || is_routed_by_labels(member)) continue;
    const bool has_user = std::ranges::any_of(project.members, [&](const Member& other) {
      return &other != &member && !other.publishes && names(other, member);
    });
    if (has_user) inner.push_back(&member);
  }
  return inner;
}

/// The networks of every member, by its place in the project.
using Memberships = std::vector<std::set<std::string>>;

bool share(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& name) { return b.contains(name); });
}

Memberships memberships_of(const Project& project) {
  Memberships all;
  for (const Member& member : project.members) {
    std::set<std::string>& mine = all.emplace_back();
    for (const Item& network : member.networks) mine.insert(network.text.bytes());
  }
  return all;
}

class Planner {
 public:
  Planner(const Project& project, const std::vector<NeedlessReach>& reaches) : project_(project) {
    for (const NeedlessReach& reach : reaches) {
      for (const Member* const member : reach.inner) {
        for (const Item& network : reach.outer->networks) {
          if (is_in(*member, network.text.bytes())) {
            moving_[network.text.bytes()].insert(member);
          }
        }
      }
    }
    for (const Network& network : project.networks) taken_.insert(network.name);
    taken_.insert("default");
  }

  Segmentation run() {
    Segmentation plan;
    plan.refusal = refusal_beforehand();
    if (!plan.refusal.empty()) return plan;
    plan.segments = together();
    if (!separates(plan.segments)) {
      plan.segments = one_each();
      if (!separates(plan.segments)) {
        plan.segments.clear();
        plan.refusal =
            "the services talk to each other in a way that a few networks do not separate";
        return plan;
      }
    }
    plan.refusal = doubt_about(plan.segments);
    if (!plan.refusal.empty()) plan.segments.clear();
    return plan;
  }

 private:
  std::size_t place_of(const Member* member) const {
    return static_cast<std::size_t>(member - project_.members.data());
  }

  std::string refusal_beforehand() const {
    for (const Network& network : project_.networks) {
      if (network.external && moving_.contains(network.name)) {
        return "other projects are in the network " + network.name +
               " as well, and may talk to these services";
      }
    }
    const File* file = project_.members.front().site.file;
    for (const Member& member : project_.members) {
      const std::string& mode = member.network_mode.bytes();
      if (mode.starts_with("service:") || mode.starts_with("container:")) {
        return std::string(short_name(member)) + " shares the network of another container (" +
               mode + ")";
      }
      if (member.site.file != file) return "its services stand in several files";
      for (const Item& network : member.networks) {
        if (network.origin.file != file) return "its services stand in several files";
      }
    }
    return {};
  }

  void add_segment(std::string name, const std::string& from, const std::set<const Member*>& moved,
                   std::vector<Segment>& into) const {
    Segment segment{std::move(name), from, {}, {}};
    for (const Member& member : project_.members) {
      if (moved.contains(&member)) {
        segment.moved.push_back(&member);
      } else if (is_in(member, from) && std::ranges::any_of(moved, [&](const Member* other) {
                   return talk(member, *other);
                 })) {
        segment.joined.push_back(&member);
      }
    }
    into.push_back(std::move(segment));
  }

  /// One network for all that leave another one.
  std::vector<Segment> together() const {
    static constexpr std::array<std::string_view, 4> usual = {"backend", "backnet", "internal",
                                                              "private"};
    std::vector<Segment> segments;
    auto name = usual.begin();
    for (const auto& [from, moved] : moving_) {
      while (name != usual.end() && taken_.contains(*name)) ++name;
      if (name == usual.end()) return {};
      add_segment(std::string(*name++), from, moved, segments);
    }
    return segments;
  }

  /// A network for each that leaves another one, named after it.
  std::vector<Segment> one_each() const {
    std::vector<Segment> segments;
    for (const auto& [from, moved] : moving_) {
      for (const Member& member : project_.members) {
        if (!moved.contains(&member)) continue;
        const std::string name(short_name(member));
        if (taken_.contains(name) || moving_.size() > 1) return {};
        add_segment(name, from, {&member}, segments);
      }
    }
    return segments;
  }

  Memberships with(const std::vector<Segment>& segments) const {
    Memberships all = memberships_of(project_);
    for (const Segment& segment : segments) {
      for (const Member* const member : segment.moved) all[place_of(member)].erase(segment.from);
    }
    for (const Segment& segment : segments) {
      for (const auto& list : {segment.moved, segment.joined}) {
        for (const Member* const member : list) all[place_of(member)].insert(segment.name);
      }
    }
    return all;
  }

  bool separates(const std::vector<Segment>& segments) const {
    if (segments.empty()) return false;
    const Memberships all = with(segments);
    const std::vector<const Member*> inner = inner_members(project_);
    return std::ranges::none_of(project_.members, [&](const Member& outer) {
      return is_outer(outer) && std::ranges::any_of(inner, [&](const Member* member) {
               return share(all[place_of(&outer)], all[place_of(member)]) && !talk(outer, *member);
             });
    });
  }

  /// Why one member may talk to others than those it names; empty where everything says it.
  std::string doubt_of(const Member& member) const {
    const std::string name(short_name(member));
    if (!member.may_mention_more.empty()) {
      return "whom " + name + " talks to cannot be known: " + member.may_mention_more;
    }
    const bool stands_alone = std::ranges::none_of(project_.members, [&](const Member& other) {
      return &other != &member && talk(member, other);
    });
    return stands_alone ? "whom " + name +
                              " talks to cannot be known: nothing here names it, "
                              "and it names nobody"
                        : std::string();
  }

  /// About those that will not reach each other any more.
  std::string doubt_about(const std::vector<Segment>& segments) const {
    const Memberships all = with(segments);
    const auto& members = project_.members;
    for (std::size_t a = 0; a < members.size(); ++a) {
      for (std::size_t b = a + 1; b < members.size(); ++b) {
        if (shared_network(members[a], members[b]) == nullptr) continue;
        if (share(all[a], all[b])) continue;
        for (const Member* const member : {&members[a], &members[b]}) {
          if (std::string doubt = doubt_of(*member); !doubt.empty()) return doubt;
        }
      }
    }
    return {};
  }

  const Project& project_;
  std::map<std::string, std::set<const Member*>> moving_;  // by the network that they leave
  std::set<std::string, std::less<>> taken_;
};

}  // namespace

std::string_view short_name(const Member& member) {
  constexpr std::string_view prefix = "service ";
  std::string_view name = member.name;
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

std::vector<NeedlessReach> needless_reaches(const Project& project) {
  std::vector<NeedlessReach> reaches;
  const std::vector<const Member*> inner = inner_members(project);
  for (const Member& outer : project.members) {
    if (!is_outer(outer)) continue;
    NeedlessReach reach{&outer, {}, {}};
    for (const Member* const member : inner) {
      const Item* const network = shared_network(outer, *member);
      if (network == nullptr || talk(outer, *member)) continue;
      reach.inner.push_back(member);
      reach.network = network->text.bytes();
    }
    if (!reach.inner.empty()) reaches.push_back(std::move(reach));
  }
  return reaches;
}

Segmentation segment(const Project& project, const std::vector<NeedlessReach>& reaches) {
  return Planner(project, reaches).run();
}

}  // namespace boltseal
