// The machines' draw in stages below the air they may draw in: less power before the limit, so that
// it is never passed.
#pragma once

#include <optional>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

class HeatStages {
 public:
  /// `limit`: the warmest air that the machines bear.
  explicit HeatStages(Temperature limit) : limit_(limit) {}

  /// Share of their full power that the machines may draw now; moments do not fall.
  ///
  ///     expected = inlet + max(0, rate) * 5 min, rate: of the last minute or more
  ///     stage    = how many of limit - 3 K, - 2 K, - 1 K `expected` has passed
  ///     share    = 1 - stage / 3; a stage less only after 5 min at 1 K below its mark
  ///
  /// Valid for   rooms and boxes that warm over minutes
  /// Leaves out  what the machines' own heat does to the air: the stages find it
  /// Source      own choice, grade D, 2026-11; stages as in energy/cooling_account.h
  double follow(Instant now, Temperature inlet);

  int stage() const { return stage_; }
  static constexpr int stages = 3;

 private:
  Temperature expected(Instant now, Temperature inlet);

  Temperature limit_;
  int stage_ = 0;
  Instant cool_since_ = never;
  std::optional<Temperature> before_;  ///< at the begin of the span that the rate is taken over
  Instant before_at_;
  double rate_ = 0;  ///< kelvin a second
};

}  // namespace islet
