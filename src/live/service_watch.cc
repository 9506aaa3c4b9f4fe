#include "live/service_watch.h"

#include <csignal>
#include <cstddef>
#include <cstring>
#include <utility>

#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/clock.h"

namespace islet {
ServiceWatch::ServiceWatch(EventLoop& loop, ServiceSupervisor supervisor)
    : loop_(loop), supervisor_(std::move(supervisor)), timer_(loop) {
  sigset_t wanted{};
  ::sigemptyset(&wanted);
  ::sigaddset(&wanted, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  signals_ = ::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ >= 0) {
    watch_ = std::make_unique<LoopWatch>(loop_, signals_, [this] { take_signal(); });
  }
}

ServiceWatch::~ServiceWatch() {
  watch_.reset();
  if (signals_ >= 0) ::close(signals_);
}

void ServiceWatch::tell(const std::string& text) const {
  sockaddr_un place{};
  const std::string& name = supervisor_.socket;
  if (name.empty() || name.size() >= sizeof place.sun_path) return;
  place.sun_family = AF_UNIX;
  std::memcpy(place.sun_path, name.data(), name.size());
  // A name that begins with "@" stands for one without a file.
  if (name.front() == '@') place.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return;
  // A manager that does not listen is no reason not to serve.
  const ssize_t ignored = ::sendto(socket, text.data(), text.size(), MSG_NOSIGNAL,
                                   reinterpret_cast<const sockaddr*>(&place), length);
  static_cast<void>(ignored);
  ::close(socket);
}

void ServiceWatch::ready() {
  tell("READY=1\n");
  beat();
}

void ServiceWatch::stopping() { tell("STOPPING=1\n"); }

void ServiceWatch::beat() {
  if (supervisor_.watchdog <= Duration()) return;
  tell("WATCHDOG=1\n");
  timer_.set(after(monotonic_now(), 0.4 * supervisor_.watchdog), [this] { beat(); });
}

void ServiceWatch::take_signal() {
  signalfd_siginfo one{};
  while (::read(signals_, &one, sizeof one) == static_cast<ssize_t>(sizeof one)) {
    tell("RELOADING=1\n");
    if (reload_) reload_();
    tell("READY=1\n");
  }
}

}  // namespace islet
