// A rehearsal: the whole live site, unchanged, before the simulated plant and machines of its
// design, with the load of its workloads, faster than the world if wanted.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "live/site_server.h"
#include "meters/nut_server.h"
#include "net/talk_port.h"
#include "sim/request_stream.h"
#include "twin/rehearsed_machines.h"
#include "twin/rehearsed_plant.h"

namespace islet {

enum class TroubleKind {
  mains_lost,
  generator_lost,
  sun_lost,
  meter_mute,    ///< the inverter answers no more
  meter_absurd,  ///< it says that the battery's charge is not implemented, its power turns its sign
  meter_jumps,   ///< its charge goes up and down by a third
  link_cut,
  lower_cap,  ///< an operator lets compute draw no more than `cap` of what it may draw at most
};
inline constexpr int trouble_kinds = 8;
/// "mains_lost".
std::string_view name_of(TroubleKind kind);

struct Trouble {
  TroubleKind kind = TroubleKind::mains_lost;
  Instant at;  ///< since the start
  Duration length;
  int failing_cranks = 0;
  double cap = 0.7;
};

/// "mains_lost@20s+60s", with "/2" for cranks that fail or "/0.7" for the cap. Error for others.
Result<Trouble> trouble_in(std::string_view text);

/// Two to eight troubles within the span.
std::vector<Trouble> draw_troubles(Duration span, std::uint64_t seed);

struct RehearsalWish {
  SiteRun run;
  double speed = 1;  ///< the clock's rate; set before by `run_clock_at`
  std::vector<Trouble> troubles;
  bool loads = true;  ///< asks what the workloads ask
  Duration span{};    ///< 0: the days of the run
};

struct RehearsedWork {
  std::string name;
  WorkClass work_class = WorkClass::normal;
  std::int64_t asked = 0, served = 0, late = 0, lost = 0, open = 0;
  std::map<std::string, std::int64_t> lost_by;
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
  Duration longest_over;  ///< the machines drew more than they might, by the plant's truth
  std::map<std::string, std::int64_t> alarms;  ///< looks at which each was seen
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
  class Asker;
  explicit Rehearsal(RehearsalWish wish);
  Duration span() const { return wish_.span > Duration() ? wish_.span : wish_.run.days * day; }
  PlantWatchSettings watch_settings() const;
  Result<std::vector<MeterWish>> open_instruments(EventLoop& loop);
  void begin();
  void pulse();
  void follow_troubles(Duration since);
  void publish();
  void lower_cap(double share);
  void see_envelope(Power draw);
  void ask_due();
  void ask(std::size_t workload, const Request& request);

  RehearsalWish wish_;
  Instant start_;       ///< in the weather year
  Instant desk_start_;  ///< of the same moment by the desk's clock
  Duration step_;
  Duration meter_period_;
  std::unique_ptr<RehearsedPlant> plant_;
  RegisterBank bank_;
  NutBook ups_;
  std::string folder_;  ///< of the machines' sensors
  std::vector<RequestStream> streams_;
  std::vector<std::size_t> stream_workload_;
  std::vector<RehearsedWork> work_;
  std::map<std::string, std::int64_t> alarms_;
  Energy metered_;  ///< of the machines, at the last step
  bool jumps_ = false, is_absurd_ = false;
  std::uint64_t pulses_ = 0;
  double cap_ = 1;
  Instant over_since_ = never;
  Duration longest_over_;
  std::unique_ptr<SiteServer> site_;
  RehearsedMachines* machines_ = nullptr;  ///< the site's
  std::unique_ptr<TalkPort> modbus_, nut_;
  std::unique_ptr<LoopTimer> pulse_, load_;
};

}  // namespace islet
