#include "net/talk_port.h"

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/loopback_listener.h"

namespace islet {

Result<std::unique_ptr<TalkPort>> TalkPort::open(EventLoop& loop, Greet greet) {
  std::unique_ptr<TalkPort> port(new TalkPort(loop, std::move(greet)));
  const std::optional<LoopbackListener> listener = listen_on_loopback(0);
  if (!listener) {
    return Error{{},
                 std::string("no port on loopback can be opened: ") + std::strerror(errno),
                 "",
                 "G4",
                 ""};
  }
  port->listener_ = listener->socket;
  port->port_ = listener->port;
  port->watch_ =
      std::make_unique<LoopWatch>(loop, port->listener_, [raw = port.get()] { raw->accept_all(); });
  return port;
}

TalkPort::~TalkPort() {
  while (!peers_.empty()) drop(peers_.begin()->first);
  watch_.reset();
  if (listener_ >= 0) ::close(listener_);
}

void TalkPort::cut(bool is_cut) {
  is_cut_ = is_cut;
  while (is_cut && !peers_.empty()) drop(peers_.begin()->first);
}

void TalkPort::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) return;
    if (is_cut_ || peers_.size() >= peers_max) {
      ::close(socket);
      continue;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Peer& peer = peers_[socket];
    peer.talk = greet_();
    peer.watch = std::make_unique<LoopWatch>(loop_, socket, [this, socket] { hear(socket); });
  }
}

void TalkPort::hear(int socket) {
  const auto found = peers_.find(socket);
  if (found == peers_.end()) return;
  char piece[4096];
  const ssize_t got = ::recv(socket, piece, sizeof piece, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return drop(socket);
  ++questions_;
  const std::string text = found->second.talk->answer({piece, static_cast<std::size_t>(got)});
  if (is_mute_ || text.empty()) return;
  // Answers are small: what does not fit into the socket's room is a peer that does not read.
  const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(text.size())) drop(socket);
}

void TalkPort::drop(int socket) {
  peers_.erase(socket);
  ::close(socket);
}

}  // namespace islet
