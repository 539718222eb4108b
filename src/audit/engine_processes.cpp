#include "audit/engine_processes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

constexpr std::size_t most_descriptors = 10'000;  // of one process
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

template <class T>
std::optional<T> hexadecimal(std::string_view digits) {
  T number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// The bytes of an address: words of 32 bits in the machine's order, which is taken to be little
// endian, as Linux's is on all that runs containers but s390x.
std::vector<unsigned> bytes_of(std::string_view address) {
  std::vector<unsigned> bytes;
  for (std::size_t word = 0; word + 8 <= address.size(); word += 8) {
    for (std::size_t at = 4; at > 0; --at) {
      bytes.push_back(hexadecimal<unsigned>(address.substr(word + 2 * (at - 1), 2)).value_or(0));
    }
  }
  return bytes;
}

std::string text_of(const std::vector<unsigned>& bytes) {
  std::string text;
  if (bytes.size() == 4) {
    for (const unsigned byte : bytes) text += (text.empty() ? "" : ".") + std::to_string(byte);
    return text;
  }
  if (std::ranges::all_of(bytes, [](unsigned byte) { return byte == 0; })) return "::";
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const unsigned group = bytes[at] * 256 + bytes[at + 1];
    std::string part;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const unsigned digit = (group >> shift) & 15;
      if (digit != 0 || !part.empty() || shift == 0) part += digits[digit];
    }
    text += (text.empty() ? "" : ":") + part;
  }
  return text;
}

bool is_local(const std::vector<unsigned>& bytes) {
  if (bytes.size() == 4) return bytes[0] == 127;
  std::vector<unsigned> loopback(16, 0);
  loopback.back() = 1;
  if (bytes == loopback) return true;
  // 127.0.0.0/8 as a mapped address.
  return bytes.size() == 16 && bytes[10] == 255 && bytes[11] == 255 && bytes[12] == 127;
}

std::set<std::string> sockets_of(const MachineTree& tree, const EngineProcess& process,
                                 MachineView& view) {
  std::set<std::string> sockets;
  const std::string folder = folder_of(process.pid) + "/fd";
  std::vector<std::string> names;
  if (tree.list(folder, names) == Sight::hidden) {
    view.hidden.push_back("where " + process.program + " listens");
    return sockets;
  }
  names.resize(std::min(names.size(), most_descriptors));
  constexpr std::string_view begin = "socket:[";
  for (const std::string& name : names) {
    std::string target;
    if (tree.link(folder + "/" + name, target) != Sight::there || !target.starts_with(begin)) {
      continue;
    }
    sockets.insert(target.substr(begin.size(), target.find(']') - begin.size()));
  }
  return sockets;
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
    const std::set<std::string> sockets = sockets_of(tree, process, view);
    if (sockets.empty()) continue;
    for (const std::string_view table : {"/net/tcp", "/net/tcp6"}) {
      std::string text;
      const std::string path = folder_of(process.pid) + std::string(table);
      if (tree.read(path, text) != Sight::there) continue;
      for (const std::string_view line : split(text, '\n')) {
        // "0: 00000000:0947 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 …"
        const std::vector<std::string_view> fields = words_of(line);
        constexpr std::string_view listens = "0A";  // linux/net/tcp_states.h
        if (fields.size() < 10 || fields[3] != listens || !sockets.contains(std::string(fields[9])))
          continue;
        const std::size_t colon = fields[1].find(':');
        if (colon == std::string_view::npos) continue;
        const auto port = hexadecimal<int>(fields[1].substr(colon + 1));
        if (!port || view.machine.listeners.size() == most_listeners) continue;
        const std::vector<unsigned> bytes = bytes_of(fields[1].substr(0, colon));
        EngineListener listener{.program = process.program,
                                .address = text_of(bytes),
                                .port = *port,
                                .is_local = is_local(bytes),
                                .site = {}};
        const std::string host =
            bytes.size() == 16 ? "[" + listener.address + "]" : listener.address;
        listener.site = view.place(process.program + " at " + host + ":" + std::to_string(*port));
        if (ask) listener.answer = ask(listener);
        view.machine.listeners.push_back(std::move(listener));
      }
    }
  }
}

}  // namespace boltseal
