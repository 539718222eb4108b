#include "audit/waiting_sockets.h"

#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include <fmt/format.h>

#include "base/file_descriptor.h"

namespace boltseal {
namespace {

constexpr std::size_t most_bytes = 16 << 20;  // of all answers

struct Table {
  std::string_view name;
  bool is_ipv6;
  std::uint8_t protocol;
  int state;  ///< linux/net/tcp_states.h: TCP_LISTEN; TCP_CLOSE, which for UDP means not connected.
};
constexpr std::array<Table, 4> tables = {{{"tcp", false, IPPROTO_TCP, 10},
                                          {"tcp6", true, IPPROTO_TCP, 10},
                                          {"udp", false, IPPROTO_UDP, 7},
                                          {"udp6", true, IPPROTO_UDP, 7}}};

// As the kernel prints an address there: words of 32 bits in the machine's order, then the port.
std::string line_of(const inet_diag_msg& socket, const Table& table) {
  std::string line = " 0: ";
  for (std::size_t word = 0; word < (table.is_ipv6 ? 4u : 1u); ++word) {
    line += fmt::format("{:08X}", socket.id.idiag_src[word]);
  }
  return line + fmt::format(":{:04X} 0:0 {:02X} 0:0 0:0 0 {} 0 {}\n",
                            __builtin_bswap16(socket.id.idiag_sport), table.state, socket.idiag_uid,
                            socket.idiag_inode);
}

bool ask(int netlink, const Table& table) {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 asked;
  } request{};
  request.header = {.nlmsg_len = sizeof request,
                    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                    .nlmsg_seq = 1,
                    .nlmsg_pid = 0};
  request.asked.sdiag_family = table.is_ipv6 ? AF_INET6 : AF_INET;
  request.asked.sdiag_protocol = table.protocol;
  request.asked.idiag_states = 1u << table.state;
  return ::send(netlink, &request, sizeof request, 0) == sizeof request;
}

// Adds what one datagram says; nothing when it is no answer, true when it is the last one.
std::optional<bool> take(std::span<const char> bytes, const Table& table, std::string& text) {
  while (bytes.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > bytes.size()) return std::nullopt;
    if (header.nlmsg_type == NLMSG_DONE) return true;
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        header.nlmsg_len < sizeof header + sizeof(inet_diag_msg)) {
      return std::nullopt;
    }
    inet_diag_msg socket{};
    std::memcpy(&socket, bytes.data() + sizeof header, sizeof socket);
    text += line_of(socket, table);
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
  }
  return false;
}

// Only root may enter, even where it is already.
bool is_in(int space) {
  const FileDescriptor own(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  struct stat there = {};
  struct stat here = {};
  return own.get() >= 0 && ::fstat(space, &there) == 0 && ::fstat(own.get(), &here) == 0 &&
         there.st_ino == here.st_ino && there.st_dev == here.st_dev;
}

bool enter(const std::string& process) {
  const FileDescriptor space(::open((process + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
  return space.get() >= 0 && (::setns(space.get(), CLONE_NEWNET) == 0 || is_in(space.get()));
}

}  // namespace

WaitingSockets::WaitingSockets(const std::string& process) : is_inside_(enter(process)) {}

std::optional<std::string> WaitingSockets::table(std::string_view name) const {
  const auto* const table = std::ranges::find(tables, name, &Table::name);
  if (table == tables.end() || !is_inside_) return {};
  // One for each, so that what is left of an answer is not taken for the next.
  const FileDescriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (netlink.get() < 0 || !ask(netlink.get(), *table)) return {};
  std::string text;
  std::array<char, 32 << 10> buffer;
  for (std::size_t taken = 0; taken < most_bytes;) {
    const ssize_t size = ::recv(netlink.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0) return std::nullopt;
    const auto count = static_cast<std::size_t>(size);
    const std::optional<bool> is_done = take({buffer.data(), count}, *table, text);
    if (!is_done) return std::nullopt;
    if (*is_done) return text;
    taken += count;
  }
  return std::nullopt;
}

}  // namespace boltseal
