// Planted faults of the driver: a fire drill for the invariants, so that their silence means
// something.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

enum class Drill {
  none,
  lost_arrival,      ///< the scheduler never hears of a request
  lost_start,        ///< a start never reaches the machine
  lost_result,       ///< a result never reaches the scheduler
  lost_preemption,   ///< what was stopped goes on
  lost_deadline,     ///< the scheduler is not told when work becomes worthless
  inverted_classes,  ///< the scheduler takes acute work for batch work
  unread_limit,      ///< the scheduler believes that there is any power
  unkept_cap,        ///< machines draw what they like
  forgotten_energy,  ///< a part of what a machine drew reaches no book
  forgotten_camera,  ///< the frames of a camera are nowhere
};

/// In the order of `Drill`, without `none`.
std::span<const std::string_view> drill_names();
std::optional<Drill> drill_named(std::string_view name);

/// Stands between the world and the scheduler and spoils what passes: now and then, always the same
/// way.
class DrillMaster {
 public:
  explicit DrillMaster(Drill drill) : drill_(drill) {}

  bool is(Drill drill) const { return drill_ == drill; }
  /// What the scheduler is told instead.
  Event told(const Event& event);
  /// What the machines hear of.
  std::span<const Decision> heard(std::span<const Decision> decisions);

 private:
  bool strikes();

  Drill drill_;
  std::int64_t chances_ = 0;
  std::vector<Decision> left_;
};

}  // namespace islet
