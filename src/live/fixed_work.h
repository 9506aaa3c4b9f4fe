// Work at a fixed rate, cameras and sensors, that gives way to heat and to a plant that cannot
// carry it: down the steps of its `when_short` first, less important work before more important.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "energy/policy.h"
#include "live/heat_stages.h"

namespace islet {

/// One workload at a fixed rate, as the machines that do it tell.
struct FixedLoad {
  std::string name;
  Importance importance = Importance::normal;
  Power draw;                      ///< of its frames at full service
  std::vector<DegradeStep> steps;  ///< its `when_short`
};

/// What it is held to.
struct FixedSetting {
  int level = 0;  ///< step of its `when_short`; 0: full service
  bool is_paused = false;
  bool operator==(const FixedSetting&) const = default;
};

/// What both ask for: the further step, paused where one pauses.
FixedSetting stricter(const FixedSetting& a, const FixedSetting& b);

class FixedWork {
 public:
  /// `limit`: the warmest air that the machines bear.
  FixedWork(std::vector<FixedLoad> loads, Temperature limit);

  /// Looks again; true when a setting changed. `stage`: of `HeatStages`, for all work. `inlet`:
  /// where a meter says it. `left`: what the plant delivers beside everything else that draws.
  ///
  ///     moves   = class by class, low first: each step of each workload, the last one first, then
  ///               all of the class paused
  ///     low, normal: the first ceil(stage / 3 * moves) of their moves
  ///     high, safety: move k of n from 1 K * (n - k + 1) / (n + 1) below the limit on; with the
  ///               last everything rests. Taken back one by one after 15 min at 1/2 K less
  ///     by power: steps as in energy/shedding.h; a class of which a part would be cut is paused.
  ///               Taken back after 5 min without need
  ///
  /// Valid for   machines whose frames can be left out at once
  /// Leaves out  that a smaller model would do where only the rate is to fall: steps stay in order
  /// Source      own choice, grade D, 2026-11; order as in energy/shedding.h
  bool follow(Instant now, int stage, std::optional<Temperature> inlet, const Deliverable& left);

  bool any() const { return !loads_.empty(); }
  const std::vector<FixedLoad>& loads() const { return loads_; }
  /// By load.
  const std::vector<FixedSetting>& settings() const { return settings_; }
  /// Everything is paused for heat: hosts too, which wait for nothing, may be turned off.
  bool rests() const { return rests_; }
  /// Acute work gives way to heat: requests wait until it does no longer.
  bool gives_way_in_last_kelvin() const { return last_kelvin_.stage() > 0; }

 private:
  /// What a load is held to from then on.
  struct Move {
    std::size_t load = 0;
    FixedSetting to;
  };
  /// Held back for want of power.
  struct Short {
    FixedSetting to;
    Instant needed;  ///< last
  };
  std::vector<std::vector<Move>> moves_of(std::initializer_list<Importance> classes) const;
  void by_power(Instant now, const Deliverable& left);

  std::vector<FixedLoad> loads_;
  std::vector<std::vector<Move>> routine_;  ///< each taken as one
  std::vector<std::vector<Move>> acute_;
  HeatStages last_kelvin_;
  std::vector<FixedSetting> settings_;
  std::vector<Short> short_;  ///< by load
  bool rests_ = false;
};

}  // namespace islet
