// The generator set behind a live site: when the plan's own policy wants it, whether it comes, and
// what the plant is without it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "energy/plant_step.h"
#include "energy/policy.h"
#include "live/set_watch.h"

namespace islet {

/// What can be delivered is asked for so long: as the planner's simulation steps.
inline constexpr Duration plant_horizon = 15.0 * minute;

/// How the set is run.
struct SetRule {
  std::string policy = "cycle_charging";  ///< one of `policy_names`
  GeneratorRule rule;
  std::array<bool, 24> quiet_hours{};  ///< by hour of the day: it starts for safety work only
  Duration patience = 2.0 * minute;    ///< `SetWatch`
  bool may_start = false;              ///< there is a control that starts it
};

/// What draws, as a policy asks.
struct DrawByImportance {
  Importance importance = Importance::normal;
  Power power;
};

/// The plant as the meters show it.
struct SetSight {
  Instant now;
  Instant clock;  ///< hour of the plan's year
  PlantState state;
  StepInput input;
  std::vector<DrawByImportance> draws;  ///< of everything now
  std::optional<bool> runs;             ///< by a meter that can be believed
  bool is_bridging = false;
  bool is_asked = false;  ///< by the scheduler, for work that lacks power
};

class SetKeeper {
 public:
  /// The plant may have no set: then none is ever wanted.
  SetKeeper(const Plant& plant, const SetRule& rule);

  /// Moments do not fall.
  void follow(const SetSight& sight);

  /// Whether its control is to have it run: the policy's word, or the scheduler's.
  bool is_wanted() const { return is_wanted_; }
  /// It was wanted and did not come; it has not run since.
  bool is_out() const { return watch_.is_out(); }
  Instant out_since() const { return watch_.out_since(); }
  /// The plant as it is now: while the set is out, without it.
  const Plant& plant() const { return is_out() ? without_ : plant_; }
  /// Whether the scheduler may ask for it: in quiet hours and on the last of the fuel only once
  /// `above_reserve` says that nothing but safety work goes on.
  bool may_be_asked(Instant clock, double fuel, Energy above_reserve) const;

 private:
  PlantView view_of(const SetSight& sight);
  bool comes_for_safety_only(Instant clock, double fuel) const;

  Plant plant_;
  Plant without_;
  SetRule rule_;
  std::unique_ptr<Policy> policy_;
  SetWatch watch_;
  std::vector<LoadView> loads_;
  std::vector<LoadSetting> settings_;
  Instant running_since_ = never;
  bool is_wanted_ = false;
};

}  // namespace islet
