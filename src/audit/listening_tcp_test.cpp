#include "audit/listening_tcp.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include "audit/socket_table.h"
#include "base/file_descriptor.h"

namespace boltseal {
namespace {

using Seen = std::set<std::tuple<std::string, int, bool, std::string>>;

Seen seen_in(const std::string& table) {
  Seen seen;
  for (const ListeningSocket& socket : listening_sockets(table, "tcp")) {
    seen.emplace(socket.address, socket.port, socket.is_local, socket.inode);
  }
  return seen;
}

template <class Address>
int listen_at(const FileDescriptor& socket, Address address) {
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), any, size) != 0 || ::listen(socket.get(), 1) != 0) return 0;
  ::getsockname(socket.get(), any, &size);
  if constexpr (std::is_same_v<Address, sockaddr_in>) {
    return ntohs(address.sin_port);
  } else {
    return ntohs(address.sin6_port);
  }
}

// /proc is the second opinion; other programs of the machine come and go meanwhile.
TEST(ListeningTcp, IsWhatTheKernelsTableSays) {
  const FileDescriptor one(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const FileDescriptor two(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 all{};
  all.sin6_family = AF_INET6;
  const int ports[] = {listen_at(one, loopback), listen_at(two, all)};
  for (const bool is_ipv6 : {false, true}) {
    const auto told = listening_tcp("/proc/self", is_ipv6);
    if (!told) GTEST_SKIP() << "skipped: this kernel has no sock_diag";
    std::ifstream file(is_ipv6 ? "/proc/self/net/tcp6" : "/proc/self/net/tcp");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto ours = [&](const Seen& all_of_them) {
      Seen some;
      for (const auto& each : all_of_them) {
        if (std::get<1>(each) == ports[is_ipv6 ? 1 : 0]) some.insert(each);
      }
      return some;
    };
    EXPECT_EQ(ours(seen_in(*told)), ours(seen_in(text)));
    EXPECT_EQ(ours(seen_in(*told)).size(), 1u);
  }
}

TEST(ListeningTcp, SaysNothingOfAProcessThatIsNotThere) {
  EXPECT_FALSE(listening_tcp("/proc/4194305", false));
}

}  // namespace
}  // namespace boltseal
