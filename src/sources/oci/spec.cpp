#include "sources/oci/spec.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sources/oci/mounts.h"
#include "sources/oci/privileges.h"

namespace boltseal::oci {
namespace {

using yaml::Fields;
using yaml::Node;

std::string digits(std::int64_t number) { return std::to_string(number); }

void read_process(const Fields& process, Facts& facts) {
  Command command;
  for (Item& item : process.items("args")) command.words.push_back(std::move(item.text));
  if (!command.words.empty()) facts.set(fact::command, std::move(command), process.origin("args"));
  Settings variables;
  for (const Item& item : process.items("env")) variables.push_back(yaml::variable(item));
  yaml::state_list(facts, fact::environment, std::move(variables));

  const Fields user = process.object("user");
  User value;
  value.name = Text(digits(user.number("uid").value_or(0)));
  if (const auto gid = user.number("gid")) value.group = Text(digits(*gid));
  facts.set(fact::user, std::move(value), user ? user.origin("uid") : process.origin("user"));
  Items groups;
  for (const Node* const each : user.list("additionalGids")) {
    if (each->is_scalar()) groups.push_back({Text(std::string(each->value)), each->origin()});
  }
  yaml::state_list(facts, fact::groups, std::move(groups));

  for (const Node* const each : process.list("rlimits")) {
    const Fields limit(each);
    if (limit.text_or_empty("type") != "RLIMIT_NOFILE") continue;
    // Beyond what a signed number holds: RLIM_INFINITY.
    facts.set(fact::open_files_limit, limit.number("hard").value_or(-1), limit.origin("hard"));
  }
}

void read_limits(const Fields& resources, Facts& facts) {
  const auto limit = [&](FactKey<std::int64_t> key, const Fields& of) {
    const auto said = of.number("limit");
    if (said && *said != 0) facts.set(key, *said, of.origin("limit"));
  };
  limit(fact::memory_limit, resources.object("memory"));
  limit(fact::pids_limit, resources.object("pids"));
  const Fields cpu = resources.object("cpu");
  constexpr std::int64_t usual_period = 100'000;  // microseconds, CFS' own
  const auto quota = cpu.number("quota");
  const std::int64_t period = cpu.number("period").value_or(usual_period);
  if (quota && *quota > 0 && *quota < INT64_MAX / 1000 && period > 0) {
    facts.set(fact::cpu_limit, *quota * 1000 / period, cpu.origin("quota"));
  }
}

// Not that of control groups: without one of its own a container still sees no other group than its
// own (runc, libcontainer/rootfs_linux.go), and engines give none where version 1 of them is used.
void read_namespaces(const Fields& linux, Facts& facts) {
  struct Kind {
    std::string_view type;
    FactKey<Text> key;
  };
  static constexpr Kind kinds[] = {{"pid", fact::pid_namespace},
                                   {"ipc", fact::ipc_namespace},
                                   {"uts", fact::uts_namespace},
                                   {"network", fact::network_mode}};
  const yaml::Nodes said = linux.list("namespaces");
  for (const Kind& kind : kinds) {
    const auto found = std::ranges::find_if(said, [&](const Node* const each) {
      return Fields(each).text_or_empty("type") == kind.type;
    });
    if (found == said.end()) {
      // What is not named is inherited from the runtime, which is the host's.
      facts.set(kind.key, Text("host"), linux.origin("namespaces"));
    } else if (const Node* const path = Fields(*found).text("path")) {
      const bool is_host = path->value.starts_with("/proc/1/ns/");
      facts.set(kind.key, Text(is_host ? "host" : "ns:" + std::string(path->value)),
                path->origin());
    }
  }
  for (const Node* const each : said) {
    const bool is_user = Fields(each).text_or_empty("type") == "user";
    if (is_user) facts.set(fact::user_namespace, Text("private"), each->origin());
  }
}

}  // namespace

bool is_spec(const Fields& object) {
  return object.text("ociVersion") != nullptr && object.object("process") && !object.has("vm") &&
         (object.object("linux") || !object.has("windows"));
}

void read_spec(const Fields& spec, Facts& facts) {
  const Fields linux = spec.object("linux");
  read_process(spec.object("process"), facts);
  spec.object("root").state(facts, fact::read_only_root, "readonly");
  read_limits(linux.object("resources"), facts);
  read_namespaces(linux ? linux : spec, facts);
  read_privileges(spec, facts);
  yaml::state_list(facts, fact::sysctls, linux.settings("sysctl"));
  yaml::state_list(facts, fact::mounts, read_mounts(spec));
  // A runtime knows nothing of these.
  for (const FactKey<HealthCheck>& probe :
       {fact::health_check, fact::liveness_probe, fact::readiness_probe}) {
    facts.set(probe, Value<HealthCheck>::unknown(spec.origin("process")));
  }
  facts.set(fact::restart, Value<Restart>::unknown(spec.origin("process")));
}

}  // namespace boltseal::oci
