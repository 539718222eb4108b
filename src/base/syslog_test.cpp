#include "base/syslog.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>

#include "base/file_descriptor.h"
#include "base/temporary_folder.h"

namespace boltseal {
namespace {

TEST(Syslog, TakesAMessageOrSaysSo) {
  const Result<TemporaryFolder> folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const std::string path = folder->path() + "/log";
  EXPECT_FALSE(send_to_syslog(SyslogLevel::notice, "hello", path));

  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const FileDescriptor daemon(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(daemon.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_TRUE(send_to_syslog(SyslogLevel::alert, "hello", path));
  std::array<char, 200> text{};
  const ssize_t size = ::recv(daemon.get(), text.data(), text.size(), 0);
  ASSERT_GT(size, 0);
  const std::string message(text.data(), static_cast<std::size_t>(size));
  EXPECT_TRUE(message.starts_with("<81>")) << message;  // authpriv.alert
  EXPECT_TRUE(message.ends_with("]: hello")) << message;
}

}  // namespace
}  // namespace boltseal
