#include "gate/serve.h"

#include <signal.h>

#include <cerrno>
#include <new>

namespace boltseal {
namespace {

// Where there is no memory for it, what held before goes on.
void attempt(const std::function<void()>& action) {
  if (!action) return;
  try {
    action();
  } catch (const std::bad_alloc&) {
    return;
  }
}

}  // namespace

void serve(net::HttpServer& server, const WhileServing& meanwhile) {
  sigset_t waited;
  ::sigemptyset(&waited);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&waited, signal);
  ::pthread_sigmask(SIG_BLOCK, &waited, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  server.start();
  constexpr struct timespec pause = {.tv_sec = 5, .tv_nsec = 0};
  for (;;) {
    const int signal = ::sigtimedwait(&waited, nullptr, &pause);
    if (signal == SIGHUP) {
      attempt(meanwhile.reload);
    } else if (signal == SIGTERM || signal == SIGINT) {
      break;
    } else if (errno == EAGAIN) {
      attempt(meanwhile.look);
    }
  }
  server.stop();
}

}  // namespace boltseal
