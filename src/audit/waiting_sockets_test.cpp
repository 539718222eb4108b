#include "audit/waiting_sockets.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>

#include "audit/socket_table.h"
#include "base/file_descriptor.h"

namespace boltseal {
namespace {

using Seen = std::set<std::tuple<std::string, int, bool, std::string>>;

Seen seen_in(const std::string& table, std::string_view protocol) {
  Seen seen;
  for (const ListeningSocket& socket : listening_sockets(table, protocol)) {
    seen.emplace(socket.address, socket.port, socket.is_local, socket.inode);
  }
  return seen;
}

// The port of a socket that waits now.
int wait_at(const FileDescriptor& socket, bool is_ipv6, bool is_stream) {
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 all{};
  all.sin6_family = AF_INET6;
  auto* const address =
      is_ipv6 ? reinterpret_cast<sockaddr*>(&all) : reinterpret_cast<sockaddr*>(&loopback);
  socklen_t size = is_ipv6 ? sizeof all : sizeof loopback;
  if (::bind(socket.get(), address, size) != 0) return 0;
  if (is_stream && ::listen(socket.get(), 1) != 0) return 0;
  ::getsockname(socket.get(), address, &size);
  return ntohs(is_ipv6 ? all.sin6_port : loopback.sin_port);
}

class WaitingSocketsOf : public testing::TestWithParam<std::string> {};

// /proc is the second opinion; other programs of the machine come and go meanwhile.
TEST_P(WaitingSocketsOf, IsWhatTheKernelsTableSays) {
  const std::string name = GetParam();
  const std::string protocol = name.substr(0, 3);
  const bool is_ipv6 = name.ends_with('6');
  const bool is_stream = protocol == "tcp";
  const FileDescriptor socket(::socket(is_ipv6 ? AF_INET6 : AF_INET,
                                       (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
  const int port = wait_at(socket, is_ipv6, is_stream);
  std::optional<std::string> told;
  std::jthread([&] { told = WaitingSockets("/proc/self").table(name); }).join();
  if (!told) {
    const FileDescriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    ASSERT_LT(netlink.get(), 0) << "sock_diag is there";
    GTEST_SKIP() << "skipped: this kernel has no sock_diag";
  }
  std::ifstream file("/proc/self/net/" + name);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto ours = [&](const Seen& all_of_them) {
    Seen some;
    for (const auto& each : all_of_them) {
      if (std::get<1>(each) == port) some.insert(each);
    }
    return some;
  };
  EXPECT_EQ(ours(seen_in(*told, protocol)), ours(seen_in(text, protocol)));
  EXPECT_EQ(ours(seen_in(*told, protocol)).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Tables, WaitingSocketsOf, testing::Values("tcp", "tcp6", "udp", "udp6"),
                         [](const auto& each) { return each.param; });

TEST(WaitingSockets, SaysNothingOfAProcessThatIsNotThere) {
  EXPECT_FALSE(WaitingSockets("/proc/4194305").table("tcp"));
}

}  // namespace
}  // namespace boltseal
