#include "base/interruption.h"

#include <signal.h>

#include <array>

namespace boltseal {
namespace {

constexpr std::array signals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

std::atomic<bool> was_asked = false;
std::atomic<int> came = 0;
static_assert(std::atomic<int>::is_always_lock_free);
std::array<struct sigaction, signals.size()> before;

extern "C" void boltseal_note_signal(int signal) {
  came = signal;
  was_asked = true;
}

}  // namespace

Interruption::Interruption() {
  was_asked = false;
  came = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], nullptr, &before[i]);
    // Who started us with a signal ignored (nohup) means it.
    if (before[i].sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = signals[i] == SIGPIPE ? SIG_IGN : boltseal_note_signal;
    ::sigaction(signals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before[i], nullptr);
  if (came != 0) ::raise(came);
}

const std::atomic<bool>& Interruption::asked() { return was_asked; }

}  // namespace boltseal
