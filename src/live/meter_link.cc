#include "live/meter_link.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "live/clock.h"

namespace islet {

MeterLink::MeterLink(EventLoop& loop, MeterPlace place, std::unique_ptr<MeterProtocol> meter,
                     Told told)
    : loop_(loop),
      place_(std::move(place)),
      meter_(std::move(meter)),
      told_(std::move(told)),
      timer_(loop) {}

MeterLink::~MeterLink() {
  watch_.reset();
  if (socket_ >= 0) ::close(socket_);
}

void MeterLink::start() { connect(); }

void MeterLink::connect() {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(place_.port));
  if (::inet_pton(AF_INET, place_.address.c_str(), &place.sin_addr) != 1) {
    standing_.last_fault = "\"" + place_.address + "\" is no numeric address";
    return;
  }
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) return lose(std::strerror(errno));
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int done = ::connect(socket_, reinterpret_cast<sockaddr*>(&place), sizeof place);
  if (done != 0 && errno != EINPROGRESS) return lose(std::strerror(errno));
  watch_ = std::make_unique<LoopWatch>(loop_, socket_, [this] { ready(); });
  watch_->want_write();
  // One that never answers is given up like one that refuses.
  timer_.set(after(monotonic_now(), longest_wait), [this] { lose("no connection in 10 s"); });
}

void MeterLink::ready() {
  if (socket_ < 0) return;
  if (!standing_.is_connected) {
    int fault = 0;
    socklen_t size = sizeof fault;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0) return lose(std::strerror(fault));
    sockaddr_in peer{};
    socklen_t peer_size = sizeof peer;
    if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) return;
    opened();
  } else {
    read_all();
  }
  if (socket_ >= 0) write_all();
  if (socket_ >= 0) arrange();
}

void MeterLink::opened() {
  standing_.is_connected = true;
  ++standing_.connections;
  unsent_.clear();
  meter_->open(monotonic_now());
}

void MeterLink::read_all() {
  char piece[4096];
  std::vector<Sample> samples;
  constexpr int pieces_at_once = 16;  // then others get their turn
  for (int i = 0; i < pieces_at_once; ++i) {
    const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (got <= 0) return lose(got == 0 ? "it closed the connection" : std::strerror(errno));
    meter_->receive(monotonic_now(), {piece, static_cast<std::size_t>(got)}, samples);
    if (got < static_cast<ssize_t>(sizeof piece)) break;
  }
  standing_.peer = meter_->peer();
  if (!samples.empty()) {
    wait_ = first_wait;
    told_(samples);
  }
}

void MeterLink::write_all() {
  unsent_ += meter_->take_output();
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return watch_->want_write();
    if (sent <= 0) return lose(std::strerror(errno));
    unsent_.erase(0, static_cast<std::size_t>(sent));
  }
}

void MeterLink::arrange() {
  if (!meter_->fault().empty()) return lose(meter_->fault());
  const Instant next = meter_->next_look();
  if (next == no_moment) return timer_.cancel();
  timer_.set(next, [this] {
    if (!standing_.is_connected) return;
    meter_->look(monotonic_now());
    write_all();
    if (socket_ >= 0) arrange();
  });
}

void MeterLink::lose(const std::string& why) {
  standing_.last_fault = why;
  standing_.is_connected = false;
  watch_.reset();
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  timer_.set(after(monotonic_now(), wait_), [this] { connect(); });
  wait_ = std::min(longest_wait, 2.0 * wait_);
}

}  // namespace islet
