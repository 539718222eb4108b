#include "engines/listening_ports.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <utility>
#include <vector>

#include "base/file_beginning.h"
#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

// As in linux/net/tcp_states.h.
constexpr std::string_view tcp_listen = "0A", udp_unconnected = "07";

// A container with more open connections than this fills is not being tried out.
constexpr std::size_t most_bytes = 4u << 20;

// Addresses are words of 32 bits in the machine's order, so the first byte stands last in each.
bool is_loopback(std::string_view address) {
  if (address.size() == 8) return address.ends_with("7F");
  return address == "00000000000000000000000001000000" ||
         (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"));
}

int hexadecimal(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    const char lower = to_lower(c);
    const int digit = is_digit(lower) ? lower - '0' : lower - 'a' + 10;
    if (digit < 0 || digit > 15 || number > 0xFFFF) return 0;
    number = number * 16 + digit;
  }
  return number;
}

}  // namespace

std::set<std::string> ports_in(std::string_view table, std::string_view protocol) {
  std::set<std::string> ports;
  for (const std::string_view line : split(table, '\n')) {
    // "0: 00000000:1F90 00000000:0000 0A …", below a line of titles
    const std::vector<std::string_view> fields = words_of(line);
    if (fields.size() < 4 || fields[3] != (protocol == "tcp" ? tcp_listen : udp_unconnected)) {
      continue;
    }
    const std::size_t colon = fields[1].find(':');
    if (colon == std::string_view::npos || is_loopback(fields[1].substr(0, colon))) continue;
    const int port = hexadecimal(fields[1].substr(colon + 1));
    if (port > 0) ports.insert(std::to_string(port) + "/" + std::string(protocol));
  }
  return ports;
}

std::optional<std::set<std::string>> listening_ports(int pid, std::string_view id) {
  if (pid <= 0 || id.empty()) return {};
  const std::string process = "/proc/" + std::to_string(pid);
  // The number may be that of a process in a virtual machine; every engine names the control group
  // of a container after it.
  if (file_beginning(process + "/cgroup", most_bytes).find(id) == std::string::npos) return {};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> tables = {
      std::pair{"tcp", "tcp"}, {"tcp6", "tcp"}, {"udp", "udp"}, {"udp6", "udp"}};
  std::set<std::string> ports;
  bool read = false;
  for (const auto& [name, protocol] : tables) {
    const std::string table = file_beginning(process + "/net/" + std::string(name), most_bytes);
    read = read || !table.empty();
    ports.merge(ports_in(table, protocol));
  }
  return read ? std::optional(ports) : std::nullopt;
}

std::set<std::string> without_chosen_ports(const std::set<std::string>& ports,
                                           const std::set<std::string>& named) {
  std::int64_t first = 32768, last = 60999;
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  range >> first >> last;
  std::set<std::string> kept;
  for (const std::string& port : ports) {
    const std::int64_t number = parse_int(port.substr(0, port.find('/'))).value_or(0);
    if (number < first || number > last || named.contains(port)) kept.insert(port);
  }
  return kept;
}

}  // namespace boltseal
