#include "base/syslog.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/file_descriptor.h"

namespace boltseal {
namespace {

constexpr int authpriv = 10;  // RFC 5424, table 1

// As glibc writes it; every daemon that listens there reads that.
std::string frame(SyslogLevel level, std::string_view message) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> time{};
  if (::localtime_r(&now, &parts) != nullptr) {
    std::strftime(time.data(), time.size(), "%b %e %H:%M:%S", &parts);
  }
  return "<" + std::to_string(authpriv * 8 + static_cast<int>(level)) + ">" + time.data() +
         " boltseal[" + std::to_string(::getpid()) + "]: " + std::string(message);
}

}  // namespace

Result<void> send_to_syslog(SyslogLevel level, std::string_view message,
                            const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) return fail("is too long for a socket", socket);
  socket.copy(address.sun_path, socket.size());
  const FileDescriptor log(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // A daemon that has stopped must not stop us: two seconds, then it is an error.
  constexpr timeval patience{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(log.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const std::string text = frame(level, message);
  if (log.get() < 0 ||
      ::connect(log.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::send(log.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) {
    return fail(std::string("cannot be written: ") + std::strerror(errno), socket, {},
                "start the machine's log, or name a file");
  }
  return {};
}

}  // namespace boltseal
