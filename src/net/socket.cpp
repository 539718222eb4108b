#include "net/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

namespace boltseal::net {
namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<Failure> too_slow(std::string what) {
  return trouble(Trouble::too_slow, std::move(what) + " in time");
}

std::string text_of(int error) { return std::strerror(error); }

// Waits until a socket is ready for `events`; false when the deadline passes before.
bool wait_for(int socket, short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd polled{socket, events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(std::min<long>(left, 1'000'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // what follows says what is wrong
  }
}

class Socket final : public Stream {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() override { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  Outcome<std::size_t> read(std::span<char> into, Deadline deadline) override {
    for (;;) {
      const ssize_t count = ::recv(descriptor_, into.data(), into.size(), 0);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) return broke();
      if (!wait_for(descriptor_, POLLIN, deadline)) return too_slow("does not answer");
    }
  }

  Outcome<void> write(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        if (!wait_for(descriptor_, POLLOUT, deadline)) return too_slow("takes nothing");
      } else if (errno != EINTR) {
        return broke();
      }
    }
    return {};
  }

 private:
  static std::unexpected<Failure> broke() {
    return trouble(Trouble::unreachable, "broke the connection: " + text_of(errno));
  }

  const int descriptor_;
};

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

// getaddrinfo() knows no deadline, so it runs in a thread that is left to itself when it takes too
// long; this is what they share.
struct Lookup {
  std::mutex mutex;
  std::condition_variable done;
  bool is_done = false;
  int status = 0;
  std::vector<Address> addresses;
};

void look_up(Lookup& lookup, const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  int status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  // With AI_ADDRCONFIG a machine that has nothing but its loopback interface finds no address.
  if (status != 0) {
    hints.ai_flags = AI_NUMERICSERV;
    status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  }
  const std::lock_guard lock(lookup.mutex);
  lookup.status = status;
  for (const addrinfo* each = found; status == 0 && each != nullptr; each = each->ai_next) {
    Address address;
    address.size = std::min<socklen_t>(each->ai_addrlen, sizeof address.storage);
    std::memcpy(&address.storage, each->ai_addr, address.size);
    lookup.addresses.push_back(address);
  }
  if (status == 0) ::freeaddrinfo(found);
  lookup.is_done = true;
  lookup.done.notify_all();
}

Outcome<std::vector<Address>> addresses_of(const std::string& host, std::uint16_t port,
                                           Deadline deadline) {
  const auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host, port] { look_up(*lookup, host, port); }).detach();
  std::unique_lock lock(lookup->mutex);
  if (!lookup->done.wait_until(lock, deadline, [&] { return lookup->is_done; })) {
    return too_slow("has no address that could be found");
  }
  if (lookup->status != 0) {
    return trouble(Trouble::unreachable,
                   std::string("has no address: ") + ::gai_strerror(lookup->status),
                   "look at the name, and whether this machine is online");
  }
  return std::move(lookup->addresses);
}

Outcome<std::unique_ptr<Stream>> connect_to(const Address& address, Deadline deadline) {
  const bool is_unix = address.storage.ss_family == AF_UNIX;
  const int descriptor =
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
               is_unix ? 0 : IPPROTO_TCP);
  if (descriptor < 0) {
    return trouble(Trouble::unreachable, "cannot be connected to: " + text_of(errno));
  }
  auto stream = std::make_unique<Socket>(descriptor);
  const int on = 1;
  if (!is_unix) ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int error = 0;
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address.storage), address.size) !=
      0) {
    error = errno;
    if (error == EINPROGRESS || error == EINTR) {
      if (!wait_for(descriptor, POLLOUT, deadline)) return too_slow("cannot be connected to");
      socklen_t size = sizeof error;
      ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    }
  }
  if (error != 0) {
    return trouble(Trouble::unreachable, "cannot be connected to: " + text_of(error));
  }
  return stream;
}

}  // namespace

Outcome<std::unique_ptr<Stream>> connect_tcp(const std::string& host, std::uint16_t port,
                                             Deadline deadline) {
  const Outcome<std::vector<Address>> addresses = addresses_of(host, port, deadline);
  if (!addresses) return std::unexpected(addresses.error());
  Outcome<std::unique_ptr<Stream>> connected =
      trouble(Trouble::unreachable, "has no address that can be connected to");
  for (std::size_t at = 0; at < addresses->size(); ++at) {
    // An address that swallows everything leaves half of the time to those behind it.
    const bool is_last = at + 1 == addresses->size();
    const auto now = Clock::now();
    connected = connect_to((*addresses)[at], is_last ? deadline : now + (deadline - now) / 2);
    if (connected) break;
  }
  return connected;
}

Outcome<std::unique_ptr<Stream>> connect_unix(const std::string& path, Deadline deadline) {
  sockaddr_un named{};
  named.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof named.sun_path) {
    return trouble(Trouble::unreachable, "cannot be connected to: its path is too long");
  }
  path.copy(named.sun_path, path.size());
  Address address;
  address.size = sizeof named;
  std::memcpy(&address.storage, &named, sizeof named);
  return connect_to(address, deadline);
}

}  // namespace boltseal::net
