// An engine that answers every request at once with the same text: what is left of a latency beside
// it is the gateway's. No part of it is shared with the gateway.
#pragma once

#include <atomic>
#include <thread>

namespace islet {

class MockEngine {
 public:
  /// Listens on loopback; `port` is 0 when it cannot.
  MockEngine();
  ~MockEngine();
  MockEngine(const MockEngine&) = delete;
  MockEngine& operator=(const MockEngine&) = delete;

  int port() const { return port_; }

 private:
  void serve() const;

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace islet
