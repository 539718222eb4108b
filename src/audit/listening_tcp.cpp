#include "audit/listening_tcp.h"

#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <thread>

#include <fmt/format.h>

#include "base/file_descriptor.h"

namespace boltseal {
namespace {

constexpr int listening = 10;                 // linux/net/tcp_states.h: TCP_LISTEN
constexpr std::size_t most_bytes = 16 << 20;  // of all answers

// As the kernel prints an address there: words of 32 bits in the machine's order, then the port.
std::string line_of(const inet_diag_msg& socket, bool is_ipv6) {
  std::string line = " 0: ";
  for (std::size_t word = 0; word < (is_ipv6 ? 4u : 1u); ++word) {
    line += fmt::format("{:08X}", socket.id.idiag_src[word]);
  }
  return line + fmt::format(":{:04X} 0:0 0A 0:0 0:0 0 {} 0 {}\n",
                            __builtin_bswap16(socket.id.idiag_sport), socket.idiag_uid,
                            socket.idiag_inode);
}

bool ask(int netlink, bool is_ipv6) {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 asked;
  } request{};
  request.header = {.nlmsg_len = sizeof request,
                    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                    .nlmsg_seq = 1,
                    .nlmsg_pid = 0};
  request.asked.sdiag_family = is_ipv6 ? AF_INET6 : AF_INET;
  request.asked.sdiag_protocol = IPPROTO_TCP;
  request.asked.idiag_states = 1u << listening;
  return ::send(netlink, &request, sizeof request, 0) == sizeof request;
}

// Adds what one datagram says; nothing when it is no answer, true when it is the last one.
std::optional<bool> take(std::span<const char> bytes, bool is_ipv6, std::string& table) {
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
    table += line_of(socket, is_ipv6);
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
  }
  return false;
}

std::optional<std::string> dump(bool is_ipv6) {
  const FileDescriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (netlink.get() < 0 || !ask(netlink.get(), is_ipv6)) return std::nullopt;
  std::string table;
  std::array<char, 32 << 10> buffer;
  for (std::size_t taken = 0; taken < most_bytes;) {
    const ssize_t size = ::recv(netlink.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0) return std::nullopt;
    const auto count = static_cast<std::size_t>(size);
    const std::optional<bool> is_done = take({buffer.data(), count}, is_ipv6, table);
    if (!is_done) return std::nullopt;
    if (*is_done) return table;
    taken += count;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> listening_tcp(const std::string& process, bool is_ipv6) {
  std::optional<std::string> table;
  // Who enters another namespace stays there, so a thread does that ends with it.
  std::jthread([&] {
    const FileDescriptor space(::open((process + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
    if (space.get() < 0) return;
    if (process != "/proc/self" && ::setns(space.get(), CLONE_NEWNET) != 0) return;
    table = dump(is_ipv6);
  }).join();
  return table;
}

}  // namespace boltseal
