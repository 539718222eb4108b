#include "audit/network/routes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

constexpr std::size_t most_routes = 10'000;

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, wrong] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (wrong != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Eight hexadecimal digits in the machine's order, which is taken to be little endian.
std::optional<Ipv4> address_of(std::string_view digits) {
  const auto value = number(digits, 16);
  if (!value) return std::nullopt;
  return (*value & 0xFF) << 24 | (*value & 0xFF00) << 8 | (*value >> 8 & 0xFF00) | *value >> 24;
}

}  // namespace

std::vector<Route> read_routes(std::string_view table) {
  std::vector<Route> routes;
  for (const std::string_view line : split(table, '\n')) {
    // "eth0 000011AC 00000000 0001 0 0 0 0000FFFF …": interface, destination, gateway, flags,
    // reference count, use, metric, mask
    const std::vector<std::string_view> fields = words_of(line);
    if (fields.size() < 8 || routes.size() == most_routes) continue;
    const auto to = address_of(fields[1]), gateway = address_of(fields[2]),
               mask = address_of(fields[7]);
    const auto flags = number(fields[3], 16), metric = number(fields[6], 10);
    constexpr std::uint32_t is_up = 0x0001, rejects = 0x0200;  // linux/route.h
    if (!to || !gateway || !mask || !flags || (*flags & is_up) == 0 || (*flags & rejects) != 0) {
      continue;
    }
    const auto prefix = parse_ipv4_prefix(ipv4_text(*to) + "/" + ipv4_text(*mask));
    if (!prefix) continue;
    routes.push_back({.interface = std::string(fields[0]),
                      .to = *prefix,
                      .gateway = *gateway,
                      .metric = static_cast<int>(metric.value_or(0))});
  }
  return routes;
}

const Route* route_to(const std::vector<Route>& routes, Ipv4 address) {
  const Route* best = nullptr;
  for (const Route& route : routes) {
    if (!route.to.contains(address)) continue;
    const bool is_better = best == nullptr || route.to.length > best->to.length ||
                           (route.to.length == best->to.length && route.metric < best->metric);
    if (is_better) best = &route;
  }
  return best;
}

std::vector<Ipv4> read_own_addresses(std::string_view trie) {
  std::set<Ipv4> found;
  std::optional<Ipv4> last;
  for (const std::string_view written : split(trie, '\n')) {
    // "|-- 172.17.0.2", and below it "/32 host LOCAL"
    const std::string_view line = trim(written);
    if (line.starts_with("|-- ")) {
      last = parse_ipv4(line.substr(4));
    } else if (last && line == "/32 host LOCAL" && (*last >> 24) != 127) {
      found.insert(*last);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace boltseal
