// The rehearsed plant's instruments on loopback: whoever connects talks to a conversation of its
// own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/error.h"
#include "net/event_loop.h"

namespace islet {

/// One connection's talk.
class Talk {
 public:
  Talk() = default;
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;
  virtual ~Talk() = default;
  virtual std::string answer(std::string_view bytes) = 0;
};

class TalkPort {
 public:
  using Greet = std::function<std::unique_ptr<Talk>()>;

  static Result<std::unique_ptr<TalkPort>> open(EventLoop& loop, Greet greet);
  ~TalkPort();
  TalkPort(const TalkPort&) = delete;
  TalkPort& operator=(const TalkPort&) = delete;

  int port() const { return port_; }
  /// The link is cut: connections end, and new ones are ended at once until it is whole again.
  void cut(bool is_cut);
  /// Questions are read and not answered.
  void mute(bool is_mute) { is_mute_ = is_mute; }
  std::int64_t questions() const { return questions_; }

 private:
  struct Peer {
    std::unique_ptr<Talk> talk;
    std::unique_ptr<LoopWatch> watch;
  };
  static constexpr std::size_t peers_max = 16;

  TalkPort(EventLoop& loop, Greet greet) : loop_(loop), greet_(std::move(greet)) {}
  void accept_all();
  void hear(int socket);
  void drop(int socket);

  EventLoop& loop_;
  Greet greet_;
  int listener_ = -1;
  int port_ = 0;
  bool is_cut_ = false;
  bool is_mute_ = false;
  std::int64_t questions_ = 0;
  std::unique_ptr<LoopWatch> watch_;
  std::map<int, Peer> peers_;
};

}  // namespace islet
