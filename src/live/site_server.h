// The live site put together: engines, desk, journal, gateway, server; and how it stops.
#pragma once

#include <memory>
#include <string>

#include "live/gateway.h"
#include "live/pool_side.h"

namespace islet {

struct ServeSettings {
  HttpSettings http;
  std::string state_folder;  ///< of journal and decision log
  std::string keys_file;     ///< empty: no key is needed, which only loopback allows
  std::string policy{default_scheduling};
  std::string version;
  std::string model_name;
  std::string model_file;  ///< GGUF; empty: the engine for speed trials, which computes nothing
  std::string worker;      ///< program of the model's engine
  Duration word_time{};    ///< of the engine for speed trials
  int slots = 8;
  int threads = 0;
  std::int64_t context_tokens = 4'096;
};

/// One site on one loop.
class SiteServer {
 public:
  /// Everything is open and listens; engines may still load.
  static Result<std::unique_ptr<SiteServer>> open(const ServeSettings& settings);
  ~SiteServer();
  SiteServer(const SiteServer&) = delete;
  SiteServer& operator=(const SiteServer&) = delete;

  int port() const { return server_->port(); }
  /// Until it is asked to end: then no new work is taken, what runs has `patience` to end, and what
  /// is durable stays for the next start.
  void run(Duration patience = 20.0 * second);
  /// May be called from any thread.
  void stop();
  EventLoop& loop() { return loop_; }

 private:
  explicit SiteServer(const ServeSettings& settings);
  std::optional<Error> assemble();
  void wind_down(Instant until);

  ServeSettings settings_;
  EventLoop loop_;
  LiveCosts costs_;
  std::unique_ptr<KeyRing> keys_;
  std::unique_ptr<ModelList> models_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<EngineSide> engines_;
  std::unique_ptr<FrontDesk> desk_;
  std::unique_ptr<BatchRunner> batches_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<HttpServer> server_;
  LoopTimer ending_;
  Duration patience_{};
};

}  // namespace islet
