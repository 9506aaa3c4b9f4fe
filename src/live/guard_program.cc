// islet-guard LOG: holds what a site sets on its machine and plant, and sets it back when the site
// ends, crashes or hangs. Started by `islet serve`; hears orders on stdin.
#include <csignal>

#include <unistd.h>

#include "live/control_guard.h"

int main(int count, char** words) {
  // Ctrl-C reaches the whole group: the guard ends when the site has, by the end of its orders.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  islet::ControlGuard held(count > 1 ? words[1] : "");
  islet::guard(held, STDIN_FILENO, STDOUT_FILENO);
  return 0;
}
