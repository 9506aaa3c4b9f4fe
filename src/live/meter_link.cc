#include "live/meter_link.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

#include "net/clock.h"
#include "net/tcp_dial.h"

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
  Result<int> dialled = dial(place_.address, place_.port);
  if (!dialled) return lose(dialled.error().what);
  socket_ = *dialled;
  watch_ = std::make_unique<LoopWatch>(loop_, socket_, [this] { ready(); });
  watch_->want_write();
  // One that never answers is given up like one that refuses.
  timer_.set(after(monotonic_now(), longest_wait), [this] { lose("no connection in 10 s"); });
}

void MeterLink::ready() {
  if (socket_ < 0) return;
  if (!standing_.is_connected) {
    const DialOutcome outcome = dial_outcome(socket_);
    if (outcome.state == DialState::failed) return lose(outcome.fault);
    if (outcome.state == DialState::waits) return;
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
  if (next == never) return timer_.cancel();
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
