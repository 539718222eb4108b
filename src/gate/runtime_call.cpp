#include "gate/runtime_call.h"

#include <algorithm>
#include <array>
#include <utility>

namespace boltseal {
namespace {

// The options of runc 1.1 and crun 1.8, as their --help lists them, and runc's --pidfd-socket
// (1.2): those that are followed by a value, and those that are not.
constexpr std::array<std::string_view, 6> global_values = {"cgroup-manager", "criu", "log",
                                                           "log-format",     "root", "rootless"};
constexpr std::array<std::string_view, 2> global_switches = {"debug", "systemd-cgroup"};
constexpr std::array<std::string_view, 46> command_values = {"additional-gids",
                                                             "apparmor",
                                                             "b",
                                                             "blkio-weight",
                                                             "bundle",
                                                             "c",
                                                             "cap",
                                                             "cgroup",
                                                             "config",
                                                             "console-socket",
                                                             "cpu-period",
                                                             "cpu-quota",
                                                             "cpu-rt-period",
                                                             "cpu-rt-runtime",
                                                             "cpu-share",
                                                             "cpuset-cpus",
                                                             "cpuset-mems",
                                                             "cwd",
                                                             "e",
                                                             "empty-ns",
                                                             "env",
                                                             "f",
                                                             "g",
                                                             "image-path",
                                                             "kernel-memory",
                                                             "kernel-memory-tcp",
                                                             "l3-cache-schema",
                                                             "lsm-mount-context",
                                                             "lsm-profile",
                                                             "manage-cgroups-mode",
                                                             "mem-bw-schema",
                                                             "memory",
                                                             "memory-reservation",
                                                             "memory-swap",
                                                             "p",
                                                             "pid-file",
                                                             "pidfd-socket",
                                                             "pids-limit",
                                                             "preserve-fds",
                                                             "process",
                                                             "process-label",
                                                             "r",
                                                             "resources",
                                                             "u",
                                                             "user",
                                                             "work-path"};
constexpr std::array<std::string_view, 16> command_switches = {
    "auto-dedup", "d",          "detach",          "ext-unix-sk",  "file-locks", "ignore-paused",
    "keep",       "lazy-pages", "no-new-keyring",  "no-new-privs", "no-pivot",   "no-subreaper",
    "shell-job",  "t",          "tcp-established", "tty"};
struct Option {
  std::string name, value;
  bool has_value = false;
};

// "--root=/run" and "--root"; "-b" as well.
Option read_option(const std::string& word) {
  const std::size_t begin = word.starts_with("--") ? 2 : 1;
  const std::size_t sign = word.find('=', begin);
  if (sign == std::string::npos) return {word.substr(begin), {}, false};
  return {word.substr(begin, sign - begin), word.substr(sign + 1), true};
}

template <std::size_t n>
bool has(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_option(const std::string& word) { return word.size() > 1 && word.starts_with('-'); }

}  // namespace

RuntimeCall read_runtime_call(std::span<const std::string> words) {
  RuntimeCall call;
  std::size_t at = 0;
  // The option at `at`, with its value, which may be the next word.
  const auto take = [&](const auto& with_value, const auto& without) {
    Option option = read_option(words[at]);
    bool is_known = has(without, option.name);
    if (has(with_value, option.name)) {
      is_known = option.has_value || at + 1 < words.size();
      if (is_known && !option.has_value) option.value = words[++at];
    }
    if (!is_known && call.unknown.empty()) call.unknown = option.name;
    return option;
  };
  for (; at < words.size() && is_option(words[at]); ++at) {
    const Option option = take(global_values, global_switches);
    if (option.name == "root") call.root = option.value;
    if (option.name == "log") call.log = option.value;
    if (option.name == "log-format") call.logs_json = option.value == "json";
  }
  call.globals = at;
  if (at == words.size()) return call;
  call.command = words[at++];
  for (; at < words.size(); ++at) {
    if (words[at] == "--" || !is_option(words[at])) {
      if (words[at] == "--") ++at;
      if (at < words.size()) call.id = words[at];
      break;  // what follows are words for the container
    }
    Option option = take(command_values, command_switches);
    if (option.name == "bundle" || option.name == "b") call.bundle = option.value;
    if (option.name == "config" || option.name == "f") call.config = option.value;
    if (option.name == "process" || option.name == "p") call.process = option.value;
    call.options.emplace_back(std::move(option.name), std::move(option.value));
  }
  return call;
}

}  // namespace boltseal
