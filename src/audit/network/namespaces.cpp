#include "audit/network/namespaces.h"

#include <array>
#include <cstdint>

#include "audit/machine_view.h"
#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

constexpr std::size_t most_processes = 200'000;

std::string text_at(const MachineTree& tree, const std::string& path) {
  std::string text;
  return tree.read(path, text) == Sight::there ? text : std::string();
}

// /proc/PID/net/igmp: "13 eth0 : 1 V3", with lines of addresses below each.
std::map<std::string, int> read_interfaces(std::string_view table) {
  std::map<std::string, int> interfaces;
  for (const std::string_view line : split(table, '\n')) {
    const std::vector<std::string_view> fields = words_of(line);
    if (fields.size() < 3 || !fields[2].starts_with(':')) continue;
    const auto index = parse_int(fields[0]);
    if (index && *index > 0 && *index < INT32_MAX) {
      interfaces[std::string(fields[1])] = static_cast<int>(*index);
    }
  }
  return interfaces;
}

}  // namespace

const std::string& SpaceProcess::program() const {
  if (!program_) program_ = first_line(*tree_, "/proc/" + std::to_string(pid_) + "/comm");
  return *program_;
}

const std::string& SpaceProcess::control_group() const {
  if (!control_group_) {
    control_group_ = text_at(*tree_, "/proc/" + std::to_string(pid_) + "/cgroup");
  }
  return *control_group_;
}

const std::optional<std::set<std::string>>& SpaceProcess::sockets() const {
  if (!sockets_) sockets_ = open_sockets(*tree_, pid_);
  return *sockets_;
}

KernelSpaces::KernelSpaces(const MachineTree& tree) : tree_(tree) {
  tree.link("/proc/self/ns/net", host_);
  std::vector<std::string> names;
  if (tree.list("/proc", names) != Sight::there) return;
  std::size_t count = 0;
  for (const std::string& name : names) {
    const auto pid = parse_int(name);
    if (!pid || *pid <= 0 || *pid > 1 << 30 || ++count > most_processes) continue;
    const std::string space = of(static_cast<int>(*pid));
    if (space.empty()) continue;
    spaces_[space].processes.emplace_back(tree, static_cast<int>(*pid));
  }
}

std::string KernelSpaces::of(int pid) const {
  std::string name;
  tree_.link("/proc/" + std::to_string(pid) + "/ns/net", name);
  return name;
}

const KernelSpace* KernelSpaces::find(const std::string& name) const {
  const auto found = spaces_.find(name);
  return found == spaces_.end() ? nullptr : &found->second;
}

KernelSpace& KernelSpaces::look(const std::string& name) {
  KernelSpace& space = spaces_[name];
  if (space.is_seen || (name != host_ && space.processes.empty())) return space;
  const std::string process =
      name == host_ ? "/proc/self" : "/proc/" + std::to_string(space.processes.front().pid());
  const std::string routes = text_at(tree_, process + "/net/route");
  space.routes = read_routes(routes);
  space.addresses = read_own_addresses(text_at(tree_, process + "/net/fib_trie"));
  space.interfaces = read_interfaces(text_at(tree_, process + "/net/igmp"));
  space.is_seen = !routes.empty();
  return space;
}

}  // namespace boltseal
