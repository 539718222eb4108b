#include "sources/kubernetes/pod.h"

#include <array>

#include "sources/kubernetes/container.h"
#include "sources/kubernetes/security_context.h"
#include "sources/kubernetes/volumes.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

/// What all containers of a pod share while they are read.
struct Pod {
  const PodTemplate& of;
  bool windows = false;
  Level level;
  Settings labels;
  std::vector<Volume> volumes;
  ProfileAnnotations profiles;
  std::size_t weight = 0;  ///< What one more copy of the level and the labels costs.
};

void set_host(const Value<bool>& asked, FactKey<Text> key, Facts& facts) {
  if (asked.is_unknown()) facts.set(key, Value<Text>::unknown(asked.origin()));
  if (asked.is(true)) facts.set(key, Text("host"), asked.origin());
}

void read_namespaces(const Node* spec, Fields& fields, Facts& facts) {
  set_host(fields.boolean(spec, "hostNetwork"), fact::network_mode, facts);
  set_host(fields.boolean(spec, "hostIPC"), fact::ipc_namespace, facts);
  const auto shared = fields.boolean(spec, "shareProcessNamespace");
  if (shared.is(true)) facts.set(fact::pid_namespace, Text("pod"), shared.origin());
  set_host(fields.boolean(spec, "hostPID"), fact::pid_namespace, facts);
  const auto users = fields.boolean(spec, "hostUsers");
  if (users.is_unknown()) {
    facts.set(fact::user_namespace, Value<Text>::unknown(users.origin()));
  } else if (users.is_known()) {
    facts.set(fact::user_namespace, Text(*users ? "host" : "private"), users.origin());
  }
}

void read_service_account(const Node* spec, Fields& fields, Facts& facts) {
  auto account = fields.text(spec, "serviceAccountName");
  if (!account) account = fields.text(spec, "serviceAccount");  // its deprecated name
  if (account && !account->text.empty()) {
    facts.set(fact::service_account, std::move(account->text), std::move(account->origin));
  }
  auto automount = fields.boolean(spec, "automountServiceAccountToken");
  if (!automount.is_absent()) facts.set(fact::automount_token, std::move(automount));
}

std::size_t weight_of(const Settings& settings) {
  std::size_t weight = 0;
  for (const Setting& one : settings) {
    weight += 1 + (one.name.size() + one.value.bytes().size()) / 64;
  }
  return weight;
}

std::size_t weight_of(const Facts& facts) {
  std::size_t weight = 0;
  if (const auto& groups = facts.get(fact::groups); groups.is_known()) weight += groups->size();
  if (const auto& sysctls = facts.get(fact::sysctls); sysctls.is_known()) {
    weight += weight_of(*sysctls);
  }
  return weight;
}

Pod read_shared(const PodTemplate& of, std::span<const ClaimedVolume> claims, Fields& fields) {
  Pod pod{.of = of, .windows = false, .level = {}, .labels = {}, .volumes = {}, .profiles = {}};
  const auto system = fields.text(fields.mapping(of.spec, "os"), "name");
  const Node* const selector = fields.mapping(of.spec, "nodeSelector");
  const auto node_system = fields.text(selector, "kubernetes.io/os");
  pod.windows = (system && system->text.equals("windows") == Truth::yes) ||
                (node_system && node_system->text.equals("windows") == Truth::yes);

  Level& level = pod.level;
  level.kind = LevelKind::pod;
  level.name = of.owner;
  level.site = of.site;
  level.open = of.open;
  const Node* const context = fields.mapping(of.spec, "securityContext");
  read_security_context(context, pod.windows, {}, fields, level.facts);
  read_namespaces(of.spec, fields, level.facts);
  read_service_account(of.spec, fields, level.facts);
  read_restart_policy(of.spec, fields, level.facts);
  read_limits(of.spec, fields, level.facts);
  pod.profiles = profile_annotations(of.metadata, fields);
  if (!pod.windows) add_annotated_profiles(pod.profiles, {}, level.facts);

  pod.labels = fields.settings(of.metadata, "labels");
  pod.volumes = read_volumes(of, claims, fields);
  pod.weight = weight_of(pod.labels) + weight_of(level.facts);
  return pod;
}

enum class Role : std::uint8_t { init, normal, ephemeral };

/// False when the budget of the file is used up.
bool read_one(const Pod& pod, Role role, const Node& node, Fields& fields, Inventory& inventory) {
  if (!fields.spend(node, pod.weight)) return false;
  const Node* const name = fields.scalar(&node, "name");
  Workload workload;
  Level level;
  level.kind = LevelKind::container;
  level.name = "container";
  // Names of containers are DNS labels; what is longer is cut, because it is copied often.
  if (name != nullptr) level.name.append(" ").append(std::string_view(name->value).substr(0, 63));
  const Node* const image = fields.scalar(&node, "image");
  level.site = (name != nullptr ? *name : image != nullptr ? *image : node).origin();
  read_container(node, pod.volumes, fields, level.facts);
  read_security_context(fields.mapping(&node, "securityContext"), pod.windows,
                        pod.level.facts.get(fact::user), fields, level.facts);
  if (!pod.windows && name != nullptr) {
    add_annotated_profiles(pod.profiles, name->value, level.facts);
  }
  workload.name = pod.of.owner + " " + level.name;
  workload.platform = Platform::kubernetes;
  workload.name_space = pod.of.name_space;
  workload.pod_labels = pod.labels;
  workload.windows = pod.windows;
  // An init container that is always restarted is a sidecar (kubernetes.io, "Sidecar Containers").
  const auto& restart = level.facts.get(fact::restart);
  workload.is_init = role == Role::init && !(restart.is_known() && restart->policy == "always");
  // An ephemeral container can have no probes, limits or restarts; what limits it is the pod.
  workload.is_job = pod.of.is_job || role == Role::ephemeral;
  if (role == Role::ephemeral) {
    for (const auto limit : {fact::memory_limit, fact::cpu_limit}) {
      level.facts.set(limit, Value<std::int64_t>::unknown(level.site));
    }
  }

  if (const auto& reference = level.facts.get(fact::image); reference.is_known()) {
    inventory.images.push_back({*reference, Image::Role::run, workload.name, reference.origin()});
  } else if (image == nullptr && !level.open) {
    // Without an image this is a patch of a container that stands elsewhere.
    level.open = level.site;
    level.open->note = "a container without an image: part of another manifest";
  }
  workload.levels.push_back(pod.level);
  workload.levels.push_back(std::move(level));
  inventory.workloads.push_back(std::move(workload));
  return true;
}

}  // namespace

std::optional<Member> read_pod(const PodTemplate& of, const std::vector<ClaimedVolume>& claims,
                               Fields& fields, Inventory& inventory) {
  const Pod pod = read_shared(of, claims, fields);
  Member member;
  member.name = of.owner;
  member.name_space = of.name_space;
  member.labels = pod.labels;
  member.site = of.site;
  member.is_job = of.is_job;
  if (const auto& mode = pod.level.facts.get(fact::network_mode); mode.is_known()) {
    member.network_mode = *mode;
    member.publishes = mode->equals("host") == Truth::yes;
  }
  struct Group {
    std::string_view key;
    Role role;
  };
  constexpr std::array groups = {Group{"initContainers", Role::init},
                                 Group{"containers", Role::normal},
                                 Group{"ephemeralContainers", Role::ephemeral}};
  bool has_image = false;
  for (const Group& group : groups) {
    for (const Node* const node : fields.mappings(of.spec, group.key)) {
      if (!read_one(pod, group.role, *node, fields, inventory)) break;
      const Facts& facts = inventory.workloads.back().levels.back().facts;
      has_image = has_image || facts.states(Fact::image);
      member.publishes = member.publishes || facts.states(Fact::published_ports);
    }
  }
  if (!has_image) return std::nullopt;
  return member;
}

}  // namespace boltseal::kubernetes
