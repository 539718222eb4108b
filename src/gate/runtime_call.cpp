#include "gate/runtime_call.h"

#include <algorithm>
#include <array>
#include <utility>

namespace boltseal {
namespace {

// Options that are followed by a value in a word of its own: runc 1.0 to 1.3 (`runc --help`), crun
// 1.0 to 1.20, youki.
constexpr std::array<std::string_view, 7> global_values = {
    "log", "log-format", "root", "criu", "rootless", "cgroup-manager", "log-level"};
constexpr std::array<std::string_view, 33> command_values = {"bundle",
                                                             "b",
                                                             "console-socket",
                                                             "pid-file",
                                                             "preserve-fds",
                                                             "process",
                                                             "p",
                                                             "user",
                                                             "u",
                                                             "cwd",
                                                             "env",
                                                             "e",
                                                             "additional-gids",
                                                             "g",
                                                             "apparmor",
                                                             "process-label",
                                                             "cap",
                                                             "c",
                                                             "cgroup",
                                                             "resources",
                                                             "r",
                                                             "image-path",
                                                             "work-path",
                                                             "manage-cgroups-mode",
                                                             "parent-path",
                                                             "empty-ns",
                                                             "status-fd",
                                                             "lsm-profile",
                                                             "lsm-mount-context",
                                                             "config",
                                                             "f",
                                                             "no-new-privs-of",
                                                             "pids-limit"};

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
  const auto value_of = [&](Option& option, bool takes) {
    if (!option.has_value && takes && at + 1 < words.size()) option.value = words[++at];
  };
  for (; at < words.size() && is_option(words[at]); ++at) {
    Option option = read_option(words[at]);
    value_of(option, has(global_values, option.name));
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
    Option option = read_option(words[at]);
    value_of(option, has(command_values, option.name));
    if (option.name == "bundle" || option.name == "b") call.bundle = option.value;
    if (option.name == "process" || option.name == "p") call.process = option.value;
    call.options.emplace_back(std::move(option.name), std::move(option.value));
  }
  return call;
}

}  // namespace boltseal
