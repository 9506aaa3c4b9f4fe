// How good forecasts were: their loss, how often the truth lay between their quantiles, and whether
// they beat saying that all stays as it is.
#pragma once

#include <array>
#include <optional>

#include "forecast/lead_course.h"

namespace islet {

/// Of forecasts one lead ahead, lately: each hour weighs 0.998 of the next.
struct LeadScore {
  int lead = 0;
  double hours = 0;    ///< that count, by their weight
  double pinball = 0;  ///< mean of the three quantiles, in the figure's unit
  double error = 0;    ///< mean of |middle - seen|
  double inside = 0;   ///< share of hours between low and high: 0.8 is right
  double skill = 0;    ///< 1 - error / error of persistence; above 0 it is better
};

class ForecastScore {
 public:
  /// The hour has been seen. `expected(lead)`: what is said now of `lead` hours later. What is not
  /// to be judged, such as the sun at night, `counts` not.
  template <class Expected>
  void saw(CalendarHour at, double seen, bool counts, Expected&& expected) {
    if (counts) judge(at, seen);
    for (std::size_t i = 0; i < leads.size(); ++i) {
      issue(i, at, expected(leads[i]), seen);
    }
  }

  /// Nothing before a day was judged.
  ///
  ///     pinball = mean over hours and q of max(q (seen - f_q), (q - 1) (seen - f_q)), q 0.1 0.5
  ///     0.9 skill   = 1 - sum |middle - seen| / sum |seen `lead` hours before - seen|
  ///
  /// Valid for   leads of an hour and a day
  /// Leaves out  which hours were worst
  /// Source      Koenker and Bassett, "Regression Quantiles", Econometrica 46(1), 1978; persistence
  ///             as the yardstick: Murphy, Monthly Weather Review 116, 1988
  std::optional<LeadScore> lead_score(std::size_t index) const;

  static constexpr std::array<int, 2> leads = {1, 24};

 private:
  struct Issued {
    CalendarHour of;
    ForecastRange said;
    double stays = 0;  ///< what persistence says
    bool is_set = false;
  };
  struct Sums {
    double hours = 0, pinball = 0, error = 0, inside = 0, persistence = 0;
  };
  void judge(CalendarHour at, double seen);
  void issue(std::size_t index, CalendarHour now, const ForecastRange& said, double seen);

  static constexpr std::size_t kept = 32;
  std::array<std::array<Issued, kept>, leads.size()> issued_{};
  std::array<Sums, leads.size()> sums_{};
};

}  // namespace islet
