// A rehearsal: the whole live site, unchanged, before the simulated plant and machines of its
// design, with the load of its workloads, faster than the world if wanted.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "live/site_server.h"
#include "twin/instruments.h"
#include "twin/live_twin.h"
#include "twin/rehearsed_load.h"
#include "twin/rehearsed_machines.h"
#include "twin/rehearsed_plant.h"
#include "twin/trouble.h"

namespace islet {

struct RehearsalWish {
  SiteRun run;
  double speed = 1;  ///< the clock's rate; set before by `run_clock_at`
  std::vector<Trouble> troubles;
  Energy nameplate;                       ///< of the battery; 0: its capacity in the plant
  Temperature inlet_max = celsius(1000);  ///< warmest air that the machines bear
  bool loads = true;                      ///< asks what the workloads ask
  bool has_broker = false;                ///< the plant also speaks through an MQTT broker
  Duration span{};                        ///< 0: the days of the run
};

/// An alarm of a meter, as it was seen a few times a second.
struct SeenAlarm {
  std::int64_t looks = 0;
  Duration first;   ///< since the start
  std::string how;  ///< at last
};

struct RehearsalOutcome {
  Duration span;
  std::vector<RehearsedWork> work;
  RehearsedBooks plant;
  LedgerSums ledger;
  PlantStanding standing;
  double residual = 0;  ///< of all hours together
  int hours = 0;
  double charge = 1;
  Temperature hottest;        ///< of the air that the machines drew in
  Temperature inlet_max;      ///< that they bear
  int heat_stage = 0;         ///< the highest that they were held to
  Duration longest_over;      ///< the machines drew more than they might, by the plant's truth
  Duration longest_promised;  ///< more was said to be available than the plant could deliver
  int swings = 0;             ///< turns of what was said to be available, by more than a tenth
  Duration meter_period;      ///< in which each instrument is asked once
  std::map<std::string, SeenAlarm> alarms;
  std::string forecast;  ///< as the status has it
  std::string twin;      ///< likewise
};

class Rehearsal {
 public:
  static Result<std::unique_ptr<Rehearsal>> open(const ServeSettings& settings, RehearsalWish wish);
  ~Rehearsal();
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  /// Until the days of the run are over or somebody ends it.
  void run();
  RehearsalOutcome outcome() const;

  // For trials; on the loop's thread.
  SiteServer& site() { return *site_; }
  RehearsedPlant& plant() { return *plant_; }
  RehearsedMachines& machines() { return *machines_; }

 private:
  explicit Rehearsal(RehearsalWish wish);
  Duration span() const { return wish_.span > Duration() ? wish_.span : wish_.run.days * day; }
  PlantWatchSettings watch_settings() const;
  void begin();
  void pulse();
  void follow_troubles(Duration since);
  void show();
  std::vector<RehearsedWork> frames() const;
  void lower_cap(double share);
  void see_envelope(Power draw);
  void see_promise();
  void see_alarms(Duration since);

  RehearsalWish wish_;
  Instant start_;       ///< in the weather year
  Instant desk_start_;  ///< of the same moment by the desk's clock
  Duration step_;
  Duration meter_period_;
  std::unique_ptr<RehearsedPlant> plant_;
  std::unique_ptr<RehearsedLoad> load_;
  std::unique_ptr<Instruments> instruments_;
  TroublesNow troubles_;
  std::map<std::string, SeenAlarm> alarms_;
  std::vector<RehearsedWork> frames_;  ///< at the end of the span, by workload
  Energy metered_;                     ///< of the machines, at the last step
  double cap_ = 1;
  Instant over_since_ = never;
  Duration longest_over_;
  Instant promised_since_ = never;
  Duration longest_promised_;
  int heat_stage_ = 0;
  Power turned_at_;  ///< the last extreme of what was available
  bool rises_ = false;
  int swings_ = 0;
  std::unique_ptr<SiteServer> site_;
  RehearsedMachines* machines_ = nullptr;  ///< the site's
  const LiveTwin* twin_ = nullptr;         ///< likewise
  std::unique_ptr<LoopTimer> pulse_;
};

}  // namespace islet
