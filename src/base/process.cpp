#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/text.h"

extern char** environ;

namespace boltseal {
namespace {

constexpr std::size_t output_limit = 256u << 20;

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

// Reads both pipes until they end. False when there is more than may be.
bool drain(Pipe& out, Pipe& err, std::array<std::string, 2>& texts) {
  std::array<Pipe*, 2> pipes = {&out, &err};
  std::array<char, 65536> buffer;
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 2> polled = {pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      const ssize_t count = ::read(polled[i].fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        pipes[i]->close_end(0);
      } else if (texts[i].size() + static_cast<std::size_t>(count) > output_limit) {
        return false;
      } else {
        texts[i].append(buffer.data(), static_cast<std::size_t>(count));
      }
    }
  }
  return true;
}

std::string last_line(std::string_view text) {
  text = trim(text);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace

Result<std::string> run_process(std::span<const std::string> arguments,
                                std::span<const std::pair<std::string, std::string>> environment) {
  Pipe out, err;
  const std::string& program = arguments.front();
  if (out.ends[0] < 0 || err.ends[0] < 0) return fail("no pipe can be made for " + program);

  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    bool replaced = false;
    for (const auto& [name, value] : environment) {
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

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  pid_t child = 0;
  const int status =
      ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (status != 0) return fail(program + " cannot be started: " + std::strerror(status));

  out.close_end(1);
  err.close_end(1);
  std::array<std::string, 2> texts;
  const bool whole = drain(out, err, texts);
  out.close_end(0);  // a program that still writes ends by SIGPIPE
  err.close_end(0);
  int ended = 0;
  while (::waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  if (!whole) return fail(program + " writes more than 256 MiB");
  if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) {
    const std::string said = last_line(texts[1]);
    return fail(program + " failed" + (said.empty() ? "" : ": " + sanitize(said)));
  }
  return std::move(texts[0]);
}

}  // namespace boltseal
