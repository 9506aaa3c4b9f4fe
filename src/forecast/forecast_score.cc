#include "forecast/forecast_score.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr double forget = 0.998;
constexpr double hours_least = 12;

double pinball(double share, double said, double seen) {
  const double over = seen - said;
  return std::max(share * over, (share - 1) * over);
}

}  // namespace

void ForecastScore::judge(CalendarHour at, double seen) {
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const Issued& one = issued_[i][static_cast<std::size_t>(at.number) % kept];
    if (!one.is_set || one.of != at) continue;
    Sums& sums = sums_[i];
    const ForecastRange& said = one.said;
    const double loss = (pinball(0.1, said.low, seen) + pinball(0.5, said.middle, seen) +
                         pinball(0.9, said.high, seen)) /
                        3;
    const bool is_inside = seen >= said.low && seen <= said.high;
    sums.hours = forget * sums.hours + 1;
    sums.pinball = forget * sums.pinball + loss;
    sums.error = forget * sums.error + std::abs(said.middle - seen);
    sums.inside = forget * sums.inside + (is_inside ? 1 : 0);
    sums.persistence = forget * sums.persistence + std::abs(one.stays - seen);
  }
}

void ForecastScore::issue(std::size_t index, CalendarHour now, const ForecastRange& said,
                          double seen) {
  const CalendarHour of = now.later(leads[index]);
  issued_[index][static_cast<std::size_t>(of.number) % kept] = {of, said, seen, true};
}

std::optional<LeadScore> ForecastScore::lead_score(std::size_t index) const {
  const Sums& sums = sums_.at(index);
  if (sums.hours < hours_least) return std::nullopt;
  LeadScore out;
  out.lead = leads.at(index);
  out.hours = sums.hours;
  out.pinball = sums.pinball / sums.hours;
  out.error = sums.error / sums.hours;
  out.inside = sums.inside / sums.hours;
  out.skill = sums.persistence > 0 ? 1 - sums.error / sums.persistence : 0.0;
  return out;
}

}  // namespace islet
