// The plant of a design on the live clock: the planner's own step and dispatch, with a transfer
// switch, a set that has to be cranked, and faults.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "energy/bridging.h"
#include "energy/plant_step.h"
#include "energy/policy.h"
#include "meters/sunspec_server.h"
#include "sim/plant_sight.h"

namespace islet {

/// What a person at the site, or a seed, does to it.
struct PlantTroubles {
  bool mains_lost = false;
  bool sun_lost = false;
  bool generator_lost = false;  ///< does not start, or stops
  int failing_cranks = 0;       ///< of the next start
  double battery_health = 1;    ///< of the capacity that the site file says
  double panel_health = 1;
  TemperatureDifference hotter{};  ///< the air outside
};

/// States as its controller names them (GenComm, register 1408).
enum class CrankState : std::uint16_t { stopped = 0, cranking = 1, warming = 2, running = 3 };

struct RehearsedBooks {
  StepFlows total;
  Energy machines;
  Energy asked;  ///< by all loads
  Energy shed;   ///< of it, by other loads that the site's own controller held back
  int starts = 0;
  int failed_cranks = 0;
};

class RehearsedPlant {
 public:
  /// `start`: a moment of the weather year.
  RehearsedPlant(const SitePower& power, Instant start, Duration step, RandomStream luck);

  PlantTroubles& troubles() { return troubles_; }
  Instant now() const { return now_; }
  Duration step() const { return length_; }
  /// One step, in which the machines drew that on average.
  void take_step(Power machines);

  /// What its inverter may charge the battery with, as a share of its most.
  void limit_charging(double share);

  bool has_mains() const { return sight_.input.grid > Power(); }
  /// The UPS sees a source: mains, or the set behind the transfer switch.
  bool is_fed() const { return has_mains() || set_ == CrankState::running; }
  CrankState set() const { return set_; }
  double fuel() const;
  /// Share of the usable window.
  double charge() const { return charge_of(power_.plant, state_); }
  /// Of its UPS; 1 without one.
  double ups_charge() const { return ups_left_; }
  /// How long the UPS goes on with what the machines draw; 0 without one.
  Duration ups_runtime() const;
  HybridInverter shown() const;
  /// What it can deliver to the machines for a quarter of an hour, down to its reserve, as nobody
  /// at the site can know it: beside all other loads, with a set that it has and may start.
  Power deliverable_now() const;
  /// Air that the machines draw in.
  Temperature inside() const { return inside_; }
  Temperature hottest() const { return hottest_; }
  Power generator() const { return flows_.generator / length_; }
  const RehearsedBooks& books() const { return books_; }

 private:
  void look();
  bool wants_set();
  bool has_set() const;
  void shed_others();
  void crank(bool wanted);

  void wear_battery();
  void warm();
  bool ups_carries();

  SitePower power_;  ///< as it is, not as the site file says
  Energy new_capacity_;
  Power charge_max_;  ///< with no limit
  Duration length_;
  std::optional<PlantStep> step_;
  std::unique_ptr<Policy> policy_;
  std::optional<DaysBefore> days_before_;  ///< for a policy that looks ahead
  RandomStream luck_;
  PlantTroubles troubles_;
  PlantState state_;
  PlantSight sight_;
  StepFlows flows_;
  Setpoint setpoint_;
  std::vector<LoadView> views_;  ///< other loads, then the machines
  std::vector<LoadSetting> settings_;
  CrankState set_ = CrankState::stopped;
  SetStart start_;
  bool start_fails_ = false;  ///< whatever is tried, at the start under way
  Instant repaired_at_;       ///< after such a start
  Instant set_until_;
  int attempts_ = 0;
  bool rests_ = false;
  Power machines_;
  Temperature inside_ = celsius(20);
  Temperature hottest_ = celsius(-100);
  Power others_wanted_;
  Power others_;         ///< that they are given now
  double ups_left_ = 1;  ///< of what the UPS holds at this load
  Instant now_;
  RehearsedBooks books_;
};

}  // namespace islet
