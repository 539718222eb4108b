#include "audit/kernel_view.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/file_beginning.h"
#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

constexpr std::size_t most_bytes = 4u << 20;  // of one file
constexpr std::size_t most_mounts = 10'000;

std::string read(const std::string& path) { return file_beginning(path, most_bytes); }

template <class T>
std::optional<T> number(std::string_view digits, int base = 10) {
  T value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "\040" for what would part fields.
std::string unescape(std::string_view written) {
  std::string text;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const auto octal = written[at] == '\\' && at + 3 < written.size()
                           ? number<unsigned>(written.substr(at + 1, 3), 8)
                           : std::nullopt;
    if (octal) {
      text += static_cast<char>(*octal);
      at += 3;
    } else {
      text += written[at];
    }
  }
  return text;
}

std::string link_of(const std::string& path) {
  std::array<char, 128> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

struct HostNamespace {
  std::string kind, link;
};

// Of the first process, which is in them for as long as the machine runs; its links are root's to
// read.
const std::vector<HostNamespace>& namespaces_of_host() {
  static const std::vector<HostNamespace> all = [] {
    std::vector<HostNamespace> found;
    for (const char* const kind : {"pid", "net", "ipc", "uts", "cgroup"}) {
      const std::string of_first = link_of(std::string("/proc/1/ns/") + kind);
      found.push_back(
          {kind, of_first.empty() ? link_of(std::string("/proc/self/ns/") + kind) : of_first});
    }
    return found;
  }();
  return all;
}

std::optional<std::int64_t> limit_in(const std::string& cgroup, std::string_view controller,
                                     std::initializer_list<const char*> names) {
  const std::string folder = control_group(cgroup, controller);
  if (folder.empty()) return std::nullopt;
  for (const char* const name : names) {
    const std::string text = read(folder + "/" + name);
    if (!text.empty()) return read_limit(text);
  }
  return std::nullopt;
}

}  // namespace

void read_status(std::string_view text, KernelView& view) {
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, colon);
    const std::vector<std::string_view> words = words_of(line.substr(colon + 1));
    if (words.empty()) continue;
    // "Uid: real effective saved file system"
    if (key == "Uid" && words.size() > 1) view.uid = number<std::uint32_t>(words[1]);
    if (key == "CapEff") view.effective = number<std::uint64_t>(words[0], 16);
    if (key == "CapBnd") view.bounding = number<std::uint64_t>(words[0], 16);
    if (key == "Seccomp") view.seccomp = number<int>(words[0]);
    if (key == "NoNewPrivs") view.no_new_privileges = words[0] == "1";
  }
}

std::vector<KernelMount> read_mountinfo(std::string_view text) {
  std::vector<KernelMount> mounts;
  for (const std::string_view line : split(text, '\n')) {
    // "36 35 98:0 /root /target rw,noatime [optional …] - ext4 /dev/sda1 rw"
    const std::vector<std::string_view> words = words_of(line);
    const auto dash = std::ranges::find(words, "-");
    if (words.size() < 7 || words.end() - dash < 3 || mounts.size() >= most_mounts) continue;
    KernelMount& mount = mounts.emplace_back();
    mount.root = unescape(words[3]);
    mount.target = unescape(words[4]);
    mount.file_system = dash[1];
    const auto is_read_only = [](std::string_view options) {
      return std::ranges::count(split(options, ','), std::string_view("ro")) > 0;
    };
    mount.read_only = is_read_only(words[5]) || (words.end() - dash > 3 && is_read_only(dash[3]));
  }
  return mounts;
}

std::string control_group(std::string_view cgroup, std::string_view controller) {
  std::string unified;
  for (const std::string_view line : split(cgroup, '\n')) {
    // "NUMBER:CONTROLLER,…:PATH"
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view names = line.substr(first + 1, second - first - 1);
    const std::string path(line.substr(second + 1));
    if (path.find("..") != std::string::npos) continue;
    if (names.empty()) unified = "/sys/fs/cgroup" + path;
    if (std::ranges::count(split(names, ','), controller) > 0) {
      return "/sys/fs/cgroup/" + std::string(names) + path;
    }
  }
  return unified;
}

std::optional<std::int64_t> read_limit(std::string_view text) {
  const std::string_view word = trim(text);
  if (word == "max") return -1;
  const auto value = number<std::uint64_t>(word);
  if (!value) return std::nullopt;
  // Version 1 writes the largest multiple of a page.
  constexpr std::uint64_t beyond_all_memory = std::uint64_t{1} << 62;
  return *value >= beyond_all_memory ? -1 : static_cast<std::int64_t>(*value);
}

// The number may be that of a process in a virtual machine. Every engine names the control group of
// a container after it; where a user's engine may have none, it still mounts files from a folder
// that is (/etc/hostname, /etc/hosts).
bool runs_container(int pid, std::string_view id) {
  if (pid <= 0 || id.empty()) return false;
  const std::string process = "/proc/" + std::to_string(pid);
  return read(process + "/cgroup").find(id) != std::string::npos ||
         read(process + "/mountinfo").find(id) != std::string::npos;
}

std::optional<KernelView> look_at_process(int pid, std::string_view id) {
  if (!runs_container(pid, id)) return std::nullopt;
  const std::string process = "/proc/" + std::to_string(pid);
  const std::string cgroup = read(process + "/cgroup");
  KernelView view;
  read_status(read(process + "/status"), view);
  for (const HostNamespace& of_host : namespaces_of_host()) {
    const std::string own = link_of(process + "/ns/" + of_host.kind);
    if (!own.empty() && own == of_host.link) view.shared.insert(of_host.kind);
  }
  view.security_label = trim(read(process + "/attr/current"));
  while (view.security_label.ends_with('\0')) view.security_label.pop_back();
  view.memory_limit = limit_in(cgroup, "memory", {"memory.max", "memory.limit_in_bytes"});
  view.pids_limit = limit_in(cgroup, "pids", {"pids.max"});
  view.mounts = read_mountinfo(read(process + "/mountinfo"));
  // It may have ended, and another one have got its number, since the first look.
  if (!runs_container(pid, id)) return std::nullopt;
  return view;
}

}  // namespace boltseal
