#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace boltseal::test {
namespace {

void read_both(int out, int err, ProgramResult& result) {
  std::array<pollfd, 2> streams = {pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts = {&result.out, &result.err};
  for (int open = 2; open > 0;) {
    if (::poll(streams.data(), streams.size(), -1) < 0) return;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams[i].fd < 0 || streams[i].revents == 0) continue;
      std::array<char, 1 << 14> piece;
      const ssize_t got = ::read(streams[i].fd, piece.data(), piece.size());
      if (got > 0) {
        texts[i]->append(piece.data(), static_cast<std::size_t>(got));
      } else {
        ::close(streams[i].fd);
        streams[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

ProgramResult run_program(const std::string& line, const std::string& folder) {
  ProgramResult result;
  std::array<int, 2> out, err;
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) return result;
  const char* const path = std::getenv("PATH");
  const std::string new_path =
      std::string(BOLTSEAL_BUILD) + ":" + (path != nullptr ? path : "/usr/bin:/bin");
  const pid_t child = ::fork();
  if (child == 0) {
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    for (const char* name : {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}) ::unsetenv(name);
    ::setenv("PATH", new_path.c_str(), 1);
    if (::chdir(folder.c_str()) == 0) {
      ::execl("/bin/sh", "sh", "-c", line.c_str(), static_cast<char*>(nullptr));
    }
    ::_exit(127);
  }
  ::close(out[1]);
  ::close(err[1]);
  if (child < 0) return result;
  read_both(out[0], err[0], result);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace boltseal::test
