// A meter's protocol over a socket of the live site's loop: connects, comes back after a fault, and
// hands on what is said.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "meters/protocol.h"
#include "net/event_loop.h"

namespace islet {

/// Where a meter listens. Numeric addresses; names are not looked up, which could hold up the loop.
struct MeterPlace {
  std::string address = "127.0.0.1";
  int port = 0;
};

struct LinkStanding {
  bool is_connected = false;
  std::string peer;
  std::string last_fault;
  std::int64_t connections = 0;
};

class MeterLink {
 public:
  using Told = std::function<void(const std::vector<Sample>&)>;
  MeterLink(EventLoop& loop, MeterPlace place, std::unique_ptr<MeterProtocol> meter, Told told);
  ~MeterLink();
  MeterLink(const MeterLink&) = delete;
  MeterLink& operator=(const MeterLink&) = delete;

  void start();
  const LinkStanding& standing() const { return standing_; }

 private:
  static constexpr Duration first_wait = 0.5 * second;
  static constexpr Duration longest_wait = 10.0 * second;

  void connect();
  void ready();
  void opened();
  void read_all();
  void write_all();
  void arrange();
  void lose(const std::string& why);

  EventLoop& loop_;
  MeterPlace place_;
  std::unique_ptr<MeterProtocol> meter_;
  Told told_;
  LoopTimer timer_;
  std::unique_ptr<LoopWatch> watch_;
  int socket_ = -1;
  std::string unsent_;
  Duration wait_ = first_wait;
  LinkStanding standing_;
};

}  // namespace islet
