#include "rules/rule.h"

#include <algorithm>
#include <utility>

#include "model/segments.h"

namespace boltseal {
namespace {

// The names that the services of one project may have together: time grows with the square.
constexpr std::size_t name_limit = 10'000;

bool is_too_large(const Project& project) {
  std::size_t count = 0;
  for (const Member& member : project.members) {
    count += member.networks.size() + member.links.size() + member.mentions.size();
  }
  return project.members.size() > segment_member_limit || count > name_limit;
}

std::string listed(const std::vector<const Member*>& members, std::size_t shown) {
  const std::size_t more = members.size() > shown ? members.size() - shown : 0;
  std::string names;
  for (std::size_t at = 0; at < std::min(shown, members.size()); ++at) {
    names += (at > 0 ? ", " : "") + std::string(short_name(*members[at]));
  }
  return names + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

/// The networks that a member enters, in order, and whether it leaves one.
struct Move {
  const Member* member = nullptr;
  std::vector<std::string> enters;
  std::string leaves;
};

std::vector<Move> moves_of(const Project& project, const std::vector<Segment>& segments) {
  std::vector<Move> moves;
  for (const Member& member : project.members) {
    Move move{&member, {}, {}};
    for (const Segment& segment : segments) {
      const bool moves_there = std::ranges::find(segment.moved, &member) != segment.moved.end();
      const bool joins = std::ranges::find(segment.joined, &member) != segment.joined.end();
      if (moves_there) move.leaves = segment.from;
      if (moves_there || joins) move.enters.push_back(segment.name);
    }
    if (!move.enters.empty()) moves.push_back(std::move(move));
  }
  return moves;
}

/// A service that names no network is in "default", which it has to name from now on.
void add_changes(Move move, std::vector<Change>& into) {
  const Member& member = *move.member;
  const bool states_none = member.networks.front().origin.span == member.site.span;
  if (states_none) {
    if (move.leaves.empty()) move.enters.insert(move.enters.begin(), "default");
    into.push_back(Change{.fact = Fact::networks,
                          .value = std::move(move.enters),
                          .at = member.site,
                          .missing = true});
    return;
  }
  const Item* at = &member.networks.back();
  for (const Item& network : member.networks) {
    if (!move.leaves.empty() && network.text.bytes() == move.leaves) at = &network;
  }
  if (!move.leaves.empty()) {
    into.push_back(Change{.fact = Fact::networks, .value = move.enters.front(), .at = at->origin});
    move.enters.erase(move.enters.begin());
  }
  for (std::string& name : move.enters) {
    into.push_back(Change{
        .op = Change::Op::add, .fact = Fact::networks, .value = std::move(name), .at = at->origin});
  }
}

/// What gives the project's inner services networks of their own.
Change change_for(const Project& project, const std::vector<NeedlessReach>& reaches) {
  const Segmentation plan = segment(project, reaches);
  if (!plan.refusal.empty())
    return Change{.at = reaches.front().outer->site, .refusal = plan.refusal};
  std::vector<const Member*> moved;
  std::vector<std::string> names;
  for (const Segment& segment : plan.segments) {
    names.push_back(segment.name);
    moved.insert(moved.end(), segment.moved.begin(), segment.moved.end());
  }
  std::vector<Change> services;
  for (Move& move : moves_of(project, plan.segments)) add_changes(std::move(move), services);
  return Change{.op = Change::Op::add,
                .fact = Fact::networks,
                .field = "declared",
                .value = std::move(names),
                .safety = Safety::guess,
                .breaks = "a service that talks to " + listed(moved, 4) +
                          " though nothing here says so: its code, or what is built into its image",
                .at = services.front().at,
                .together = std::move(services)};
}

// Where a service stands in the open, another does not, the two never name each other, and it is
// known by name whose the inner one is: then only its user needs the way to it.
void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::docker || project.open) return;
  if (project.members.size() < 3) return;
  if (is_too_large(project)) return findings.unknown(Fact::networks);
  const std::vector<NeedlessReach> reaches = needless_reaches(project);
  if (reaches.empty()) return;
  const Change change = change_for(project, reaches);
  for (const NeedlessReach& reach : reaches) {
    Finding& finding = findings.add(
        reach.outer->site, fact_path(Fact::networks, reach.network),
        "can reach " + listed(reach.inner, 4) +
            ", which only other services name, because all are in the network " + reach.network);
    finding.subjects = {reach.outer->name};
    for (const Member* const member : reach.inner) finding.subjects.push_back(member->name);
    finding.confidence = Confidence::medium;
    finding.change = change;
  }
}

}  // namespace

extern const Rule network_flat_network{
    .summary = "Services share a network without need",
    .what =
        "In a Compose project, a service that publishes a port and one that does not are in the "
        "same network, and neither the environment, the command, `depends_on`, the links nor a "
        "mounted file of the project of one names the other, while a third service does name the "
        "inner one. Services that a proxy finds by their labels are left out. Strict only: code "
        "and files that are built in may name a service as well, and those are not read. "
        "`--fix=all` moves the inner services to a network of their own, which whoever talks to "
        "them joins; it does not where somebody's environment or configuration is not known.",
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
