#include "audit/socket_table.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

constexpr std::size_t most_descriptors = 10'000;  // of one process

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

}  // namespace

std::vector<ListeningSocket> listening_sockets(std::string_view table, std::string_view protocol) {
  // linux/net/tcp_states.h: TCP_LISTEN; TCP_CLOSE, which for UDP means not connected.
  const std::string_view waits = protocol == "tcp" ? "0A" : "07";
  std::vector<ListeningSocket> sockets;
  for (const std::string_view line : split(table, '\n')) {
    // "0: 00000000:0947 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 …"
    const std::vector<std::string_view> fields = words_of(line);
    if (fields.size() < 10 || fields[3] != waits) continue;
    const std::size_t colon = fields[1].find(':');
    if (colon == std::string_view::npos) continue;
    const auto port = hexadecimal<int>(fields[1].substr(colon + 1));
    const std::vector<unsigned> bytes = bytes_of(fields[1].substr(0, colon));
    if (!port || bytes.empty()) continue;
    sockets.push_back({.address = text_of(bytes),
                       .is_ipv6 = bytes.size() == 16,
                       .port = *port,
                       .is_local = is_local(bytes),
                       .inode = std::string(fields[9])});
  }
  return sockets;
}

std::optional<std::set<std::string>> open_sockets(const MachineTree& tree, int pid) {
  std::set<std::string> sockets;
  const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
  std::vector<std::string> names;
  if (tree.list(folder, names) == Sight::hidden) return std::nullopt;
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

}  // namespace boltseal
