#include "gate/serve.h"

#include <signal.h>

#include <cerrno>

namespace boltseal {

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
      meanwhile.reload();
    } else if (signal == SIGTERM || signal == SIGINT) {
      break;
    } else if (errno == EAGAIN && meanwhile.look) {
      meanwhile.look();
    }
  }
  server.stop();
}

}  // namespace boltseal
