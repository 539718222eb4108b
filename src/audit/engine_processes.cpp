#include "audit/engine_processes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "audit/socket_table.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_listeners = 100;

constexpr std::array<std::string_view, 4> programs = {"dockerd", "containerd", "crio", "podman"};

std::string folder_of(int pid) { return "/proc/" + std::to_string(pid); }

std::vector<std::string> command_line(const MachineTree& tree, int pid) {
  std::string text;
  if (tree.read(folder_of(pid) + "/cmdline", text) != Sight::there) return {};
  std::vector<std::string> words;
  for (const std::string_view word : split(text, '\0')) words.emplace_back(word);
  while (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

std::vector<EngineProcess> find_engine_processes(const MachineTree& tree) {
  std::vector<EngineProcess> found;
  std::vector<std::string> names;
  if (tree.list("/proc", names) != Sight::there) return found;
  // Those are this machine's files that are ours as well.
  std::string machine;
  tree.link("/proc/self/ns/mnt", machine);
  for (const std::string& name : names) {
    const auto pid = parse_int(name);
    if (!pid || *pid <= 0 || *pid > 1 << 30) continue;
    EngineProcess process;
    process.pid = static_cast<int>(*pid);
    process.program = first_line(tree, "/proc/" + name + "/comm");
    if (std::ranges::find(programs, process.program) == programs.end()) continue;
    process.words = command_line(tree, process.pid);
    const bool is_service =
        process.program != "podman" ||
        std::ranges::find(process.words, std::string("service")) != process.words.end();
    if (process.words.empty() || !is_service) continue;
    FileStatus status;
    if (tree.status("/proc/" + name, status) == Sight::there) process.uid = status.uid;
    std::string space;
    process.is_elsewhere = !machine.empty() &&
                           tree.link("/proc/" + name + "/ns/mnt", space) == Sight::there &&
                           space != machine;
    found.push_back(std::move(process));
  }
  std::ranges::sort(found, {}, &EngineProcess::pid);
  return found;
}

std::vector<std::string> values_of_flag(const std::vector<std::string>& words,
                                        std::string_view name, char letter) {
  std::vector<std::string> values;
  const std::string flag = "--" + std::string(name);
  const std::string brief = letter == 0 ? std::string() : std::string("-") + letter;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word == flag || word == brief) {
      if (at + 1 < words.size()) values.push_back(words[++at]);
    } else if (word.starts_with(flag + "=")) {
      values.push_back(word.substr(flag.size() + 1));
    } else if (!brief.empty() && word.starts_with(brief) && !word.starts_with("--")) {
      values.push_back(word.substr(word[2] == '=' ? 3 : 2));
    }
  }
  return values;
}

void look_at_listeners(const MachineTree& tree, const std::vector<EngineProcess>& processes,
                       const AskListener& ask, MachineView& view) {
  for (const EngineProcess& process : processes) {
    const auto sockets = open_sockets(tree, process.pid);
    if (!sockets) view.hidden.push_back("where " + process.program + " listens");
    if (!sockets || sockets->empty()) continue;
    for (const std::string_view table : {"/net/tcp", "/net/tcp6"}) {
      std::string text;
      const std::string path = folder_of(process.pid) + std::string(table);
      if (tree.read(path, text) != Sight::there) continue;
      for (const ListeningSocket& socket : listening_sockets(text, "tcp")) {
        if (!sockets->contains(socket.inode)) continue;
        if (view.machine.listeners.size() == most_listeners) continue;
        EngineListener listener{.program = process.program,
                                .address = socket.address,
                                .port = socket.port,
                                .is_local = socket.is_local,
                                .site = {}};
        const std::string host = socket.is_ipv6 ? "[" + socket.address + "]" : socket.address;
        listener.site =
            view.place(process.program + " at " + host + ":" + std::to_string(socket.port));
        if (ask) listener.answer = ask(listener);
        view.machine.listeners.push_back(std::move(listener));
      }
    }
  }
}

}  // namespace boltseal
