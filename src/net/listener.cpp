#include "net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/environment.h"

namespace boltseal::net {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// A connection whose deadlines the kernel keeps, so that a request that is there already costs one
/// call to read and one to answer: its time limits are only told anew when they change, and for
/// that are counted in tenths of a second.
class ServedSocket final : public Stream {
 public:
  explicit ServedSocket(int descriptor) : descriptor_(descriptor) {}

  Outcome<std::size_t> read(std::span<char> into, Deadline deadline) override {
    for (;;) {
      if (!limit(SO_RCVTIMEO, receive_, deadline)) return too_slow();
      const ssize_t count = ::recv(descriptor_, into.data(), into.size(), 0);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (!is_passing(errno)) return broke();
    }
  }

  Outcome<void> write(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      if (!limit(SO_SNDTIMEO, send_, deadline)) return too_slow();
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (!is_passing(errno)) {
        return broke();
      }
    }
    return {};
  }

 private:
  static bool is_passing(int error) {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
  }

  // False when the deadline has passed.
  bool limit(int option, milliseconds& set, Deadline deadline) {
    constexpr milliseconds step(100);
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    const milliseconds wanted = (left + step - milliseconds(1)) / step * step;
    if (wanted == set) return true;
    timeval time{};
    time.tv_sec = wanted.count() / 1000;
    time.tv_usec = wanted.count() % 1000 * 1000;
    ::setsockopt(descriptor_, SOL_SOCKET, option, &time, sizeof time);
    set = wanted;
    return true;
  }

  static std::unexpected<Failure> too_slow() {
    return trouble(Trouble::too_slow, "does not go on in time");
  }
  static std::unexpected<Failure> broke() {
    return trouble(Trouble::unreachable,
                   std::string("broke the connection: ") + std::strerror(errno));
  }

  const int descriptor_;
  milliseconds receive_{0}, send_{0};  // as the kernel knows them; 0: without end
};

std::unexpected<Error> cannot_listen(const std::string& where, std::string remedy) {
  return fail(std::string("cannot be listened on: ") + std::strerror(errno), where, {},
              std::move(remedy));
}

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// Whether somebody answers at a socket of the file system.
bool is_served(const sockaddr_un& address) {
  const FileDescriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         errno == EAGAIN;
}

Result<void> make_room(const std::string& path, const sockaddr_un& address) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) {
    return fail("is there already and is no socket", path, {}, "name another path, or remove it");
  }
  if (is_served(address)) {
    return fail("is listened on by another program", path, {},
                "end that program, or name another path");
  }
  ::unlink(path.c_str());
  return {};
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

bool has_ipv6() {
  return FileDescriptor(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)).get() >= 0;
}

std::optional<Address> parse_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + colon + 1, end, port);
  if (number.ec != std::errc() || number.ptr != end) return std::nullopt;
  std::string host = text.substr(0, colon);
  if (host.empty()) host = has_ipv6() ? "[::]" : "0.0.0.0";
  Address address;
  if (host.front() == '[' && host.back() == ']') {
    sockaddr_in6 named{};
    named.sin6_family = AF_INET6;
    named.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &named.sin6_addr) != 1) {
      return std::nullopt;
    }
    address.size = sizeof named;
    std::memcpy(&address.storage, &named, sizeof named);
    return address;
  }
  sockaddr_in named{};
  named.sin_family = AF_INET;
  named.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &named.sin_addr) != 1) return std::nullopt;
  address.size = sizeof named;
  std::memcpy(&address.storage, &named, sizeof named);
  return address;
}

std::string ip_peer(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 named{};
    std::memcpy(&named, &storage, sizeof named);
    ::inet_ntop(AF_INET6, &named.sin6_addr, text, sizeof text);
    return "[" + std::string(text) + "]:" + std::to_string(ntohs(named.sin6_port));
  }
  sockaddr_in named{};
  std::memcpy(&named, &storage, sizeof named);
  ::inet_ntop(AF_INET, &named.sin_addr, text, sizeof text);
  return std::string(text) + ":" + std::to_string(ntohs(named.sin_port));
}

std::string unix_peer(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "";
  return "uid " + std::to_string(peer.uid) + " (pid " + std::to_string(peer.pid) + ")";
}

constexpr int backlog = 512;

}  // namespace

Result<Listener> Listener::on_path(const std::string& path, mode_t mode) {
  const sockaddr_un address = unix_address(path);
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return fail("is too long for the path of a socket", path, {},
                "name one of at most " + std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  if (const auto free = make_room(path, address); !free) return std::unexpected(free.error());
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // Linux gives the file the mode of the socket (unix(7)), less the umask's: there is no moment in
  // which it is open to more.
  ::fchmod(socket.get(), mode);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return cannot_listen(path, "its folder has to be there, and writable");
  }
  ::chmod(path.c_str(), mode);
  if (::listen(socket.get(), backlog) != 0) return cannot_listen(path, {});
  return Listener(socket.release(), true, path);
}

Result<Listener> Listener::on_address(const std::string& text) {
  const auto address = parse_address(text);
  if (!address) {
    return fail("is no address to listen on", text, {}, "write 127.0.0.1:8443, or :8443 for all");
  }
  FileDescriptor socket(
      ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1, off = 0;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address->storage.ss_family == AF_INET6) {
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address->storage), address->size) !=
          0 ||
      ::listen(socket.get(), backlog) != 0) {
    return cannot_listen(text, "name another address");
  }
  return Listener(socket.release(), false, "");
}

Result<std::vector<Listener>> Listener::inherited() {
  std::vector<Listener> listeners;
  const std::string process = environment_variable("LISTEN_PID");
  const std::string count = environment_variable("LISTEN_FDS");
  if (process != std::to_string(::getpid())) return listeners;
  int sockets = 0;
  std::from_chars(count.data(), count.data() + count.size(), sockets);
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  constexpr int first = 3;  // SD_LISTEN_FDS_START
  for (int socket = first; socket < first + std::min(sockets, 64); ++socket) {
    const std::string name = "descriptor " + std::to_string(socket);
    int listens = 0, family = 0;
    socklen_t size = sizeof listens;
    ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
    size = sizeof family;
    ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size);
    const bool is_unix = family == AF_UNIX;
    if (listens == 0 || (!is_unix && family != AF_INET && family != AF_INET6)) {
      return fail("is no socket that listens", name, {}, "look at the unit of the socket");
    }
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    listeners.push_back(Listener(socket, is_unix, ""));
  }
  return listeners;
}

Listener::~Listener() {
  if (!socket_ || path_.empty()) return;
  // Unless another program has put its own there since.
  socket_.reset();
  struct stat status = {};
  if (::lstat(path_.c_str(), &status) == 0 && S_ISSOCK(status.st_mode) &&
      !is_served(unix_address(path_))) {
    ::unlink(path_.c_str());
  }
}

std::uint16_t Listener::port() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(socket_->get(), reinterpret_cast<sockaddr*>(&storage), &size);
  // Both kinds of addresses have it at the same place.
  sockaddr_in named{};
  std::memcpy(&named, &storage, sizeof named);
  return ntohs(named.sin_port);
}

Accepted Listener::accept() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  const int connection =
      ::accept4(socket_->get(), reinterpret_cast<sockaddr*>(&storage), &size, SOCK_CLOEXEC);
  if (connection < 0) return {};
  Accepted accepted;
  accepted.socket = std::make_unique<FileDescriptor>(connection);
  accepted.stream = std::make_unique<ServedSocket>(connection);
  accepted.peer = is_unix_ ? unix_peer(connection) : ip_peer(storage);
  const int on = 1;
  if (!is_unix_) ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return accepted;
}

}  // namespace boltseal::net
