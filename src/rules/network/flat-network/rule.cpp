#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace boltseal {
namespace {

// Services of one project, because time grows with their cube, and their names and networks; the
// largest Compose files have about a hundred services in ten networks.
constexpr std::size_t member_limit = 200;
constexpr std::size_t name_limit = 10'000;

bool is_too_large(const Project& project) {
  std::size_t count = 0;
  for (const Member& member : project.members) {
    count += member.networks.size() + member.links.size() + member.mentions.size();
  }
  return project.members.size() > member_limit || count > name_limit;
}

std::string_view short_name(const Member& member) {
  constexpr std::string_view prefix = "service ";
  std::string_view name = member.name;
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

bool names(const Member& who, const Member& whom) {
  const std::string_view name = short_name(whom);
  return std::any_of(who.mentions.begin(), who.mentions.end(),
                     [&](const std::string& mention) { return mention == name; }) ||
         std::any_of(who.links.begin(), who.links.end(), [&](const Item& link) {
           const std::string_view text = link.text.bytes();
           return text.substr(0, text.find(':')) == name;
         });
}

bool shares_network(const Member& a, const Member& b, std::string_view& which) {
  for (const Item& network : a.networks) {
    for (const Item& other : b.networks) {
      if (network.text.is_known() && network.text == other.text) {
        which = network.text.bytes();
        return true;
      }
    }
  }
  return false;
}

// A proxy that reads the labels of others finds them there.
bool is_routed_by_labels(const Member& member) {
  return std::any_of(member.labels.begin(), member.labels.end(), [](const Setting& label) {
    return label.name.starts_with("traefik.") || label.name.starts_with("caddy");
  });
}

/// The services that are behind others: not published, and known by name to one that is not
/// published either.
std::vector<const Member*> inner_members(const Project& project) {
  std::vector<const Member*> inner;
  for (const Member& member : project.members) {
    if (member.publishes || member.is_job || is_routed_by_labels(member)) continue;
    const bool has_user =
        std::any_of(project.members.begin(), project.members.end(), [&](const Member& other) {
          return &other != &member && !other.publishes && names(other, member);
        });
    if (has_user) inner.push_back(&member);
  }
  return inner;
}

// Where a service stands in the open, another does not, the two never name each other, and it is
// known by name whose the inner one is: then only its user needs the way to it.
void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::docker || project.open) return;
  if (project.members.size() < 3) return;
  if (is_too_large(project)) return findings.unknown(Fact::networks);
  const std::vector<const Member*> inner = inner_members(project);
  for (const Member& outer : project.members) {
    if (!outer.publishes || outer.is_job) continue;
    std::vector<std::string> reached;
    std::vector<std::string> subjects = {outer.name};
    std::string_view network;
    for (const Member* const member : inner) {
      if (names(outer, *member) || names(*member, outer) ||
          !shares_network(outer, *member, network)) {
        continue;
      }
      reached.emplace_back(short_name(*member));
      subjects.push_back(member->name);
    }
    if (reached.empty()) continue;
    constexpr std::size_t shown = 4;
    const std::size_t more = reached.size() > shown ? reached.size() - shown : 0;
    std::string shown_names;
    for (std::size_t at = 0; at < std::min(shown, reached.size()); ++at) {
      shown_names += (at > 0 ? ", " : "") + reached[at];
    }
    Finding& finding = findings.add(
        outer.site, fact_path(Fact::networks, network),
        "can reach " + shown_names + (more > 0 ? " and " + std::to_string(more) + " more" : "") +
            ", which only other services name, because all are in the network " +
            std::string(network));
    finding.subjects = std::move(subjects);
    finding.confidence = Confidence::medium;
  }
}

}  // namespace

extern const Rule network_flat_network{
    .summary = "Services share a network without need",
    .what =
        "In a Compose project, a service that publishes a port and one that does not are in the "
        "same network, and neither the environment, the command, `depends_on` nor the links of one "
        "names the other, while a third service does name the inner one. Services that a proxy "
        "finds by "
        "their labels are left out. Strict only: files that "
        "are mounted or built in may name a service as well, and those are not read.",
    .why =
        "The published service is the one that is attacked first. Whoever takes it over should "
        "find the one service that it needs, and not the database behind that one, which trusts "
        "whoever can connect.",
    .remedy =
        "Make two networks: one for the published service and the one that it talks to, one for "
        "that and the database; mark the inner one `internal: true`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.30", "NIST SP 800-190 4.3.3",
                   "https://docs.docker.com/compose/how-tos/networking/"},
    .project = check,
};

}  // namespace boltseal
