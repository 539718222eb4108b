#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/file_descriptor.h"
#include "base/text.h"
#include "base/write_all.h"

extern char** environ;

namespace boltseal {
namespace {

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends = {-1, -1};
};

using Clock = std::chrono::steady_clock;

// Why a program has to be ended; null while it may go on.
class Patience {
 public:
  explicit Patience(const ProcessOptions& options) : options_(options) {
    if (options.most_time) end_ = Clock::now() + *options.most_time;
  }
  bool has_limits() const { return end_ || options_.stop != nullptr; }
  std::string_view over() const {
    if (options_.stop != nullptr && *options_.stop) return "was interrupted";
    return end_ && Clock::now() >= *end_ ? "took longer than it may" : "";
  }

 private:
  const ProcessOptions& options_;
  std::optional<Clock::time_point> end_;
};

// Signals only wake the thread that they reach, so a stop is looked for this often.
constexpr int milliseconds_between_looks = 100;

// Reads both pipes until they end. Otherwise why not.
std::string drain(Pipe& out, Pipe& err, ProcessEnd& end, const Patience& patience,
                  std::size_t most) {
  std::array<Pipe*, 2> pipes = {&out, &err};
  std::array<std::string*, 2> texts = {&end.out, &end.err};
  std::array<char, 65536> buffer;
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 2> polled = {pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    const int wait = patience.has_limits() ? milliseconds_between_looks : -1;
    if (::poll(polled.data(), polled.size(), wait) < 0) {
      if (errno != EINTR) return "cannot be listened to";
      polled[0].revents = polled[1].revents = 0;
    }
    if (const std::string_view why = patience.over(); !why.empty()) return std::string(why);
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      const ssize_t count = ::read(polled[i].fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        pipes[i]->close_end(0);
      } else if (texts[i]->size() + static_cast<std::size_t>(count) > most) {
        return "writes more than " + std::to_string(most >> 20) + " MiB";
      } else {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      }
    }
  }
  return {};
}

void limit_memory(pid_t child, std::uint64_t bytes) {
  const struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
  ::prlimit(child, RLIMIT_DATA, &limit, nullptr);
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(child), 10);
  const std::string adjustment = "/proc/" + std::to_string(child) + "/oom_score_adj";
  const FileDescriptor file(::open(adjustment.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() >= 0) write_all(file.get(), "1000");
}

// Asks a process group to end, and makes it end when it did not within two seconds.
void end_group(pid_t leader) {
  ::kill(-leader, SIGTERM);
  for (int looks = 0; looks < 20; ++looks) {
    siginfo_t info = {};
    if (::waitid(P_PID, static_cast<id_t>(leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid != 0) {
      break;
    }
    ::poll(nullptr, 0, milliseconds_between_looks);
  }
  ::kill(-leader, SIGKILL);
}

}  // namespace

Result<ProcessEnd> run_to_end(std::span<const std::string> arguments,
                              const ProcessOptions& options) {
  Pipe out, err;
  const std::string& program = arguments.front();
  if (out.ends[0] < 0 || err.ends[0] < 0) return fail("no pipe can be made for " + program);
  // A file takes any size at once, which a pipe does not.
  FileDescriptor in(options.input.empty() ? -1 : ::memfd_create("input", MFD_CLOEXEC));
  if (!options.input.empty() && (in.get() < 0 || !write_all(in.get(), options.input) ||
                                 ::lseek(in.get(), 0, SEEK_SET) != 0)) {
    return fail("nothing can be written to " + program);
  }

  std::vector<std::string> settings;
  for (const auto& [name, value] : options.environment) settings.push_back(name + "=" + value);
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    bool replaced = false;
    for (const auto& [name, value] : options.environment) {
      replaced = replaced || (text.starts_with(name) && text.substr(name.size()).starts_with('='));
    }
    if (!replaced) variables.push_back(*variable);
  }
  for (std::string& setting : settings) variables.push_back(setting.data());
  variables.push_back(nullptr);

  std::vector<std::string> words(arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  const Patience patience(options);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (in.get() >= 0) {
    ::posix_spawn_file_actions_adddup2(&actions, in.get(), 0);
  } else {
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  if (!options.directory.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());
  }
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  sigset_t blocked;
  sigemptyset(&blocked);
  ::posix_spawnattr_setsigmask(&attributes, &blocked);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                      (patience.has_limits() ? POSIX_SPAWN_SETPGROUP : 0)));
  pid_t child = 0;
  const int status =
      ::posix_spawnp(&child, pointers[0], &actions, &attributes, pointers.data(), variables.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (status != 0) return fail(program + " cannot be started: " + std::strerror(status));

  if (options.most_memory) limit_memory(child, *options.most_memory);

  out.close_end(1);
  err.close_end(1);
  ProcessEnd end;
  const std::string why = drain(out, err, end, patience, options.most_output);
  if (!why.empty() && patience.has_limits()) end_group(child);
  out.close_end(0);  // a program that still writes ends by SIGPIPE
  err.close_end(0);
  int ended = 0;
  while (::waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  // What it has left behind becomes ours where we are the first process of a container.
  if (patience.has_limits()) {
    while (::waitpid(-child, nullptr, why.empty() ? WNOHANG : 0) > 0) {
    }
  }
  if (!why.empty()) return fail(program + " " + why);
  end.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
  return end;
}

Result<std::string> run_process(std::span<const std::string> arguments,
                                std::span<const std::pair<std::string, std::string>> environment) {
  Result<ProcessEnd> end = run_to_end(arguments, {.environment = environment});
  if (!end) return std::unexpected(end.error());
  if (end->status != 0) {
    const std::string_view said = last_lines(end->err, 1);
    return fail(arguments.front() + " failed" + (said.empty() ? "" : ": " + sanitize(said)));
  }
  return std::move(end->out);
}

}  // namespace boltseal
