#include "cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "base/write_all.h"

namespace boltseal {
namespace {

std::unexpected<Error> system_error(const std::string& path) {
  return fail(std::string("cannot be written: ") + std::strerror(errno), path);
}

// Closes `descriptor`.
Result<void> write_and_close(int descriptor, const std::string& path, std::string_view bytes) {
  if (!write_all(descriptor, bytes)) {
    const auto error = system_error(path);
    ::close(descriptor);
    return error;
  }
  if (::close(descriptor) != 0) return system_error(path);
  return {};
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view bytes) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode)) return replace_file(path, bytes);
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return system_error(path);
    return write_and_close(descriptor, path, bytes);
  }
  const std::string temporary = path + ".boltseal-" + std::to_string(::getpid());
  const int descriptor =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor < 0) return system_error(path);
  Result<void> done = write_and_close(descriptor, path, bytes);
  if (done && ::rename(temporary.c_str(), path.c_str()) != 0) done = system_error(path);
  if (!done) ::unlink(temporary.c_str());
  return done;
}

}  // namespace boltseal
