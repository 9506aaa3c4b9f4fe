// What the meters mean for the scheduler: readings of the plant, the bridge of the UPS, the
// envelope of power and the forecast, told to the desk as events.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "energy/plant.h"
#include "live/alarm_book.h"
#include "live/energy_ledger.h"
#include "live/fixed_account.h"
#include "live/fixed_work.h"
#include "live/heat_stages.h"
#include "live/ledger_store.h"
#include "live/plant_forecast.h"
#include "live/plant_observer.h"
#include "live/set_keeper.h"
#include "live/site_meters.h"
#include "meters/meter_board.h"

namespace islet {

struct PlantWatchSettings {
  Plant plant;                            ///< of the design: what can be delivered follows from it
  Power grid;                             ///< that its mains can give
  Temperature inlet_max = celsius(1000);  ///< warmest air that the machines bear
  Power full;                         ///< of the machines at most, idle draw included; 0: not known
  Power standing;                     ///< drawn by the machines for what is no request, at first
  std::vector<FixedLoad> fixed_rate;  ///< cameras and sensors of the machines: part of `standing`
  Power fixed;                        ///< drawn by all else, where no meter says it
  Calendar calendar;                  ///< the clock on the wall when the desk starts
  std::vector<double> panel_year;     ///< watts that the plan's weather year gives, by hour
  std::vector<Temperature> air_year;  ///< outside, likewise; empty: what cools is not known
  bool remembers = true;              ///< hours that an earlier run kept
  SetRule set;                        ///< how its generator is run
  std::vector<DrawByImportance> others;  ///< what `fixed` is made of
  double counted_share = 1;              ///< of the battery, while a set stands behind it
  bool sheds_by_mains = true;            ///< without mains and generator the store is a bridge
  Duration look_every = 0.25 * second;
  Duration tell_every = 1.0 * second;    ///< the scheduler, when nothing changed
  Duration device_stale = 3.0 * second;  ///< without the machines' meter
  Duration stable_for = 30.0 * second;   ///< of generator or mains, until a bridge is over
};

/// One hour of the ledger held against the plant's meter.
struct Reconciled {
  Instant ended;
  Energy plant;   ///< what went to the machines, by the plant's meter
  Energy ledger;  ///< requests and waiting
  double residual() const { return plant > Energy() ? (plant - ledger) / plant : 0.0; }
};

/// What people are shown.
struct PlantStanding {
  PowerReading reading;
  Power compute;                  ///< metered draw of the machines
  Power limit = unlimited_power;  ///< that what runs may draw: safety work more than other work
  Power cap;                      ///< told to the scheduler beside the reading
  bool is_held = true;            ///< the draw is within the limit
  Duration longest_over;          ///< that it was above it at a stretch
  std::int64_t readings = 0;
  std::int64_t bridges = 0;
  Instant bridge_began = never;  ///< the last one: when its reading came
};

class PlantWatch {
 public:
  /// All must outlive the watch.
  PlantWatch(FrontDesk& desk, EnergyLedger& ledger, MeterBoard& board,
             const PlantWatchSettings& settings);

  void start();
  /// A meter has said something: looked at now, not at the next turn.
  void hear(int meter, const std::vector<Sample>& samples);
  /// Where joules are kept; may be null. Must outlive the watch.
  void keep_in(LedgerStore* store);
  /// File of the status, written anew every ten minutes; empty: none.
  void keep_state_in(std::string file) { state_file_ = std::move(file); }
  /// Writes what is not written yet.
  void keep();
  void keep_state();
  /// Whose connections the status lists; may be null. Must outlive the watch.
  void list(const SiteMeters* meters) { meters_ = meters; }
  /// Who is shown what the meters show; may be null. Must outlive the watch.
  void show_to(PlantObserver* observer) { observer_ = observer; }
  /// Called at each look with what the machines may draw.
  void on_limit(std::function<void(Power)> call) { on_limit_ = std::move(call); }
  /// Called at each look with what the battery may be charged with.
  void on_charging_room(std::function<void(Power)> call) { on_charging_room_ = std::move(call); }
  /// Called when the generator is to run, or to rest again.
  void on_set(std::function<void(bool)> call) { on_set_ = std::move(call); }
  /// Called as a bridge begins, and when its store says that it ends soon: what is not on disk yet
  /// is to get there.
  void on_last_chance(std::function<void()> call) { on_last_chance_ = std::move(call); }
  /// Called when work at a fixed rate is to give way, or may come back: `FixedWork` says how far.
  void on_fixed_work(std::function<void(const FixedWork&)> call) {
    on_fixed_work_ = std::move(call);
  }
  /// What the machines draw for it now; `hosts`: of it, what they draw while they wait.
  void draws_for_fixed_work(Power all, Power hosts);
  /// An operator's limit on what compute draws.
  void limit(Power cap);

  const PlantStanding& standing() const { return standing_; }
  /// Of `HeatStages`; 0: the air is cool enough.
  int heat_stage() const { return heat_.stage(); }
  /// What is known of the generator set.
  const SetKeeper& set() const { return set_; }
  const FixedWork& fixed_work() const { return fixed_work_; }
  const std::vector<Reconciled>& hours() const { return hours_; }
  const PlantForecast& forecast() const { return forecast_; }
  const MeterBoard& board() const { return board_; }
  const AlarmBook& alarms() const { return alarms_; }
  AlarmBook& alarms() { return alarms_; }
  const EnergyLedger& ledger() const { return ledger_; }
  std::string metrics() const;
  /// A JSON object.
  std::string status() const;

 private:
  void look();
  void look_again();
  PowerReading reading(Instant now);
  void follow_set(Instant now, const PlantState& state, const StepInput& input, Power all);
  bool awaits(Gauge what, Instant now) const;
  Instant plan_clock(Instant now) const;
  std::optional<Wrong> wrong_with_set(Instant now) const;
  void see_left(Instant now, const Deliverable& most, Power others);
  void add_ups(Instant now, PowerReading& out);
  Power panels(Instant now);
  Power charging_room(Instant now);
  std::optional<Temperature> inlet(Instant now);
  Power heat_limit(Instant now);
  void follow_fixed_work(Instant now);
  Power compute(Instant now);
  bool bridges(Instant now);
  void save(Instant now, bool began);
  void hold_envelope(Instant now, Power limit, Power draw);
  void foresee(Instant now);
  void follow_alarms(Instant now);
  PlantMoment moment(Instant now) const;
  void reconcile(Instant now);
  double cooling_per_heat(Instant now) const;
  Energy fixed_energy(const GaugeReading& load, bool closes);
  void meter_energy(Instant now);

  LedgerStore* store_ = nullptr;
  const SiteMeters* meters_ = nullptr;
  PlantObserver* observer_ = nullptr;
  std::function<void()> on_last_chance_;
  std::function<void(Power)> on_limit_;
  std::function<void(Power)> on_charging_room_;
  std::function<void(bool)> on_set_;
  std::function<void(const FixedWork&)> on_fixed_work_;
  bool was_low_ = false;
  Instant kept_ = long_ago;
  std::string state_file_;
  Instant state_kept_ = long_ago;
  FrontDesk& desk_;
  EnergyLedger& ledger_;
  MeterBoard& board_;
  PlantWatchSettings settings_;
  PlantForecast forecast_;
  AlarmBook alarms_;
  LoopTimer timer_;
  PlantStanding standing_;
  std::vector<Reconciled> hours_;
  Instant told_ = long_ago;
  Instant source_since_ = never;  ///< mains or generator have been there
  bool bridging_ = false;
  bool forecast_has_set_ = true;
  Power operator_cap_ = unlimited_power;
  double trust_ = 1;  ///< of the scheduler's expectation: limit told over limit
  Instant over_since_ = never;
  // Of the counters.
  std::deque<GaugeReading> device_;  ///< readings of the last second, and the one before
  Power device_power_;
  Instant device_power_at_ = long_ago;
  std::optional<GaugeReading> load_at_hour_;
  Energy ledger_at_hour_;
  FixedAccount fixed_account_;
  HeatStages heat_;
  FixedWork fixed_work_;
  Power fixed_draw_;   ///< of work at a fixed rate, its hosts included
  Power fixed_hosts_;  ///< of it, what they draw while they wait
  Deliverable left_;   ///< to it, beside everything else
  Energy fixed_at_hour_;
  Instant hour_began_ = long_ago;
  SetKeeper set_;
  bool told_set_ = false;  ///< the control of the set to run
  Power fixed_now_;        ///< of everything but the machines' requests
  Energy worked_;          ///< by requests that are no batch work, when it was looked last
  Instant worked_at_ = long_ago;
};

}  // namespace islet
