// The machines' draw in stages below the air they may draw in: less power before the limit, so that
// it is never passed.
#pragma once

#include <optional>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

/// How the stages lie below the limit. The usual ones: 3, 2 and 1 K.
struct HeatRule {
  int stages = 3;
  double step_k = 1;  ///< from mark to mark, and from the last one to the limit
  double back_k = 1;  ///< below its mark, before a stage is taken back
  Duration back_after = 5.0 * minute;
  /// From stage to stage while only what is expected has passed the next mark.
  Duration settles_in{};
};

class HeatStages {
 public:
  /// `limit`: the warmest air that the machines bear.
  explicit HeatStages(Temperature limit, const HeatRule& rule = HeatRule())
      : limit_(limit), rule_(rule) {}

  /// Share of their full power that the machines may draw now; moments do not fall.
  ///
  ///     expected = inlet + max(0, rate) * 5 min, rate: of the last minute or more
  ///     stage    = how many of the marks `expected` has passed: limit - n steps, ..., - 1 step;
  ///                a stage at most each `settles_in` while `inlet` itself has not passed it
  ///     share    = 1 - stage / n; a stage less only after `back_after` at `back_k` below its mark
  ///
  /// Valid for   rooms and boxes that warm over minutes
  /// Leaves out  what the machines' own heat does to the air: the stages find it
  /// Source      own choice, grade D, 2026-11; stages as in energy/cooling_account.h
  double follow(Instant now, Temperature inlet);

  int stage() const { return stage_; }
  static constexpr int stages = 3;  ///< usually

 private:
  Temperature expected(Instant now, Temperature inlet);

  Temperature limit_;
  HeatRule rule_;
  int stage_ = 0;
  Instant lowered_ = long_ago;
  Instant cool_since_ = never;
  std::optional<Temperature> before_;  ///< at the begin of the span that the rate is taken over
  Instant before_at_;
  double rate_ = 0;  ///< kelvin a second
};

}  // namespace islet
