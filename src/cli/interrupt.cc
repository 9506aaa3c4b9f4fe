#include "cli/interrupt.h"

#include <atomic>
#include <csignal>

#include <unistd.h>

namespace islet {
namespace {

// A signal handler can reach nothing but a global; this is the program's only one.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a handler may not wait for a lock");

extern "C" void take_interrupt(int signal) {
  if (asked.exchange(true)) _exit(128 + signal);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = take_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool interrupt_asked() { return asked.load(); }

}  // namespace islet
