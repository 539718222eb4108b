#include "cli/runtime.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/environment.h"
#include "base/file_descriptor.h"
#include "base/text.h"
#include "base/write_all.h"
#include "gate/runtime_door.h"

namespace boltseal {
namespace {

void tell_refusal(const RuntimeAnswer& answer) {
  write_all(STDERR_FILENO, "boltseal: " + answer.refusal + "\n");
  if (answer.log.empty()) return;
  const FileDescriptor log(
      ::open(answer.log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (log.get() >= 0) write_all(log.get(), runtime_log_line(answer));
}

// What was read of standard input stands there again.
bool give_back(const std::string& input) {
  const FileDescriptor memory(memfd_create("resources", MFD_CLOEXEC));
  return memory.get() >= 0 && write_all(memory.get(), input) &&
         ::lseek(memory.get(), 0, SEEK_SET) == 0 && ::dup2(memory.get(), STDIN_FILENO) >= 0;
}

}  // namespace

int run_runtime(const std::vector<std::string>& words) {
  std::string policy = environment_variable("BOLTSEAL_GATE");
  if (policy.empty()) policy = gate_policy_file;
  const RuntimeAnswer answer = answer_runtime_call(words, policy);
  if (!answer.refusal.empty()) {
    tell_refusal(answer);
    return 1;
  }
  if (answer.input && !give_back(*answer.input)) {
    write_all(STDERR_FILENO, "boltseal: standard input cannot be handed on\n");
    return 1;
  }
  std::vector<char*> arguments = {const_cast<char*>(answer.runtime.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  write_all(STDERR_FILENO, "boltseal: " + sanitize(answer.runtime) +
                               " cannot be started: " + std::strerror(errno) + "\n");
  return 1;
}

}  // namespace boltseal
