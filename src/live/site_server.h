// The live site put together: engines, desk, journal, gateway, server; and how it stops.
#pragma once

#include <memory>
#include <string>

#include "engines/pool_side.h"
#include "live/gateway.h"
#include "live/plant_watch.h"
#include "live/service_watch.h"
#include "live/site_controls.h"
#include "live/site_meters.h"
#include "live/site_models.h"

namespace islet {

class SiteServer;

struct ServeSettings {
  HttpSettings http;
  std::string state_folder;  ///< of journal and decision log
  std::string keys_file;     ///< empty: no key is needed, which only loopback allows
  std::string policy{default_scheduling};
  std::string version;
  std::vector<SiteModel> models;     ///< none: the engine for speed trials, which computes nothing
  std::string words_name = "words";  ///< what clients call that one
  Duration word_time{};              ///< its pace
  int words_slots = 8;
  Bytes memory = unlimited_memory;  ///< of all engines together
  std::string fell_back;            ///< what runs otherwise than planned; empty: nothing
  bool is_service = false;          ///< speaks to the service manager, reloads on SIGHUP
  ServiceSupervisor supervisor;
  std::function<void(SiteServer&)> on_reload;  ///< on the loop's thread: calls `reload`
};

/// What a site has beyond one engine with one model: its own engines, its plant, its meters.
struct SiteParts {
  std::unique_ptr<EngineSide> engines;  ///< null: as the settings say
  std::unique_ptr<CostEstimate> costs;  ///< null: by figures of the engines
  std::vector<ServedModel> models;      ///< empty: the one of the settings
  SchedulerSettings scheduler;
  std::vector<WorkloadRule> ladders;
  std::optional<PlantWatchSettings> plant;  ///< without: power has no limit
  std::vector<MeterWish> meters;
  std::unique_ptr<PlantObserver> twin;  ///< may be null
  std::vector<LeverWish> controls;  ///< none: nothing is ever set
  std::string guard_program;        ///< with controls: islet-worker-guard
  /// Set by a rehearsal: opens its instruments on the site's loop and says where they are.
  std::function<Result<std::vector<MeterWish>>(EventLoop& loop)> instruments;
};

/// One site on one loop.
class SiteServer {
 public:
  /// Everything is open and listens; engines may still load.
  static Result<std::unique_ptr<SiteServer>> open(const ServeSettings& settings,
                                                  SiteParts parts = {});
  ~SiteServer();
  SiteServer(const SiteServer&) = delete;
  SiteServer& operator=(const SiteServer&) = delete;

  int port() const { return server_->port(); }
  /// Until it is asked to end: then no new work is taken, what runs has `patience` to end, and what
  /// is durable stays for the next start.
  void run(Duration patience = 20.0 * second);
  /// May be called from any thread.
  void stop();
  /// Keys anew from their file, and these models in place of the ones so far; no request is
  /// dropped. On the loop's thread only. An error leaves everything as it was.
  std::optional<Error> reload(const std::vector<SiteModel>& models);
  EventLoop& loop() { return loop_; }
  /// These on the loop's thread only.
  FrontDesk& desk() { return *desk_; }
  std::vector<EngineStanding> standings() const { return desk_->standings(); }
  /// Null for a site without meters.
  PlantWatch* plant() { return plant_.get(); }
  const SiteMeters* meters() const { return meters_.get(); }

 private:
  SiteServer(const ServeSettings& settings, SiteParts parts);
  std::optional<Error> assemble();
  std::unique_ptr<EngineSide> made_engines();
  void end_models();
  void know_draw(const PlacedModel& placed);
  std::optional<Error> open_meters();
  std::optional<Error> open_controls();
  void wind_down(Instant until);

  ServeSettings settings_;
  SiteParts parts_;
  EventLoop loop_;
  LiveCosts costs_;
  std::unique_ptr<KeyRing> keys_;
  std::unique_ptr<ModelList> models_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<EngineSide> engines_;
  std::unique_ptr<LedgerStore> joules_;
  EnergyLedger ledger_;
  MeterBoard board_;
  std::unique_ptr<FrontDesk> desk_;
  std::unique_ptr<PlantWatch> plant_;
  std::unique_ptr<SiteMeters> meters_;
  std::unique_ptr<SiteControls> controls_;
  std::unique_ptr<BatchRunner> batches_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<HttpServer> server_;
  LoopTimer ending_;
  LoopTimer sweep_;
  PoolSide* pool_ = nullptr;  ///< the engines, when they are workers
  std::vector<PlacedModel> placed_;
  std::vector<PlacedModel> ending_models_;  ///< those that only end what they have
  std::unique_ptr<ServiceWatch> service_;
  Duration patience_{};
};

}  // namespace islet
