#include "audit/network/probe_worker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>

#include "base/confinement.h"
#include "base/file_descriptor.h"

namespace boltseal {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds most_time{2};

// TCP over IPv4 and nothing else: no byte can be sent, since send(2) is not among them and write(2)
// goes to the answers alone.
bool confine_to_connecting(int answers) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                      seccomp_release);
  if (!filter) return false;
  constexpr std::array calls = {SCMP_SYS(connect),       SCMP_SYS(poll),
                                SCMP_SYS(ppoll),         SCMP_SYS(getsockopt),
                                SCMP_SYS(setsockopt),    SCMP_SYS(close),
                                SCMP_SYS(clock_gettime), SCMP_SYS(exit_group),
                                SCMP_SYS(rt_sigreturn),  SCMP_SYS(brk),
                                SCMP_SYS(mmap),          SCMP_SYS(munmap),
                                SCMP_SYS(mremap),        SCMP_SYS(madvise),
                                SCMP_SYS(futex),         SCMP_SYS(restart_syscall)};
  for (const int call : calls) {
    if (call >= 0 && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  const auto descriptor = static_cast<scmp_datum_t>(answers);
  const bool done = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
                                     SCMP_A0(SCMP_CMP_EQ, AF_INET),
                                     SCMP_A1(SCMP_CMP_MASKED_EQ, 0xF, SOCK_STREAM)) == 0 &&
                    seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(setns), 1,
                                     SCMP_A1(SCMP_CMP_EQ, CLONE_NEWNET)) == 0 &&
                    seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                                     SCMP_A0(SCMP_CMP_EQ, descriptor)) == 0;
  return done && seccomp_load(filter.get()) == 0;
}

struct Trial {
  int socket = -1;
  ProbeAnswer answer = ProbeAnswer::untried;
};

ProbeAnswer answer_of(int error) {
  if (error == 0) return ProbeAnswer::connected;
  return error == ECONNREFUSED ? ProbeAnswer::refused : ProbeAnswer::silent;
}

Trial begin(const ProbeCall& call) {
  Trial trial;
  if (::setns(call.space, CLONE_NEWNET) != 0) return trial;
  trial.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (trial.socket < 0) return trial;
  // What is closed is reset, so that no connection of ours stays behind.
  const linger reset{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(trial.socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(call.port);
  to.sin_addr.s_addr = htonl(call.address);
  const int done = ::connect(trial.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  trial.answer = done == 0              ? ProbeAnswer::connected
                 : errno == EINPROGRESS ? ProbeAnswer::silent
                                        : answer_of(errno);
  if (done == 0 || errno != EINPROGRESS) {
    ::close(trial.socket);
    trial.socket = -1;
  }
  return trial;
}

void wait(std::vector<Trial>& trials) {
  const Clock::time_point end = Clock::now() + most_time;
  for (;;) {
    std::vector<pollfd> polled;
    for (const Trial& trial : trials) {
      if (trial.socket >= 0)
        polled.push_back({.fd = trial.socket, .events = POLLOUT, .revents = 0});
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (polled.empty() || left.count() <= 0) return;
    if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) <= 0) return;
    auto at = polled.begin();
    for (Trial& trial : trials) {
      if (trial.socket < 0) continue;
      if ((at++)->revents == 0) continue;
      int error = 0;
      socklen_t size = sizeof error;
      ::getsockopt(trial.socket, SOL_SOCKET, SO_ERROR, &error, &size);
      trial.answer = answer_of(error);
      ::close(trial.socket);
      trial.socket = -1;
    }
  }
}

}  // namespace

std::optional<std::vector<ProbeAnswer>> connect_from_spaces(const std::vector<ProbeCall>& calls) {
  const FileDescriptor shared(::memfd_create("answers", MFD_CLOEXEC));
  if (shared.get() < 0) return std::nullopt;
  const pid_t us = ::getpid();
  const WorkerEnd end = run_in_worker([&]() -> int {
    // Never in our own process: it would stay in the last namespace.
    if (::getpid() == us || !confine_to_connecting(shared.get())) return 1;
    std::vector<Trial> trials;
    trials.reserve(calls.size());
    for (const ProbeCall& call : calls) trials.push_back(begin(call));
    wait(trials);
    std::vector<ProbeAnswer> answers;
    for (const Trial& trial : trials) answers.push_back(trial.answer);
    return ::write(shared.get(), answers.data(), answers.size()) ==
                   static_cast<ssize_t>(answers.size())
               ? 0
               : 1;
  });
  std::vector<ProbeAnswer> answers(calls.size());
  const bool is_whole = end.status == 0 && end.signal == 0 &&
                        ::pread(shared.get(), answers.data(), answers.size(), 0) ==
                            static_cast<ssize_t>(answers.size());
  return is_whole ? std::optional(std::move(answers)) : std::nullopt;
}

}  // namespace boltseal
