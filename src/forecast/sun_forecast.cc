#include "forecast/sun_forecast.h"

#include <algorithm>

namespace islet {
namespace {

constexpr int days_around = 15;
constexpr double clear_share = 0.9;
constexpr int days_before = 30;
constexpr double most_clearness = 1.1;
constexpr double usual_clearness = 0.7;

std::size_t in_year(int hour_number) {
  return static_cast<std::size_t>((hour_number % hours_of_year + hours_of_year) % hours_of_year);
}

}  // namespace

SunForecast::SunForecast(std::span<const double> given) : year_(given.begin(), given.end()) {
  if (year_.size() == hours_of_year) fill_clear(year_);
}

void SunForecast::fill_clear(std::span<const double> given) {
  clear_.resize(hours_of_year);
  std::vector<double> around;
  for (int at = 0; at < hours_of_year; ++at) {
    around.clear();
    for (int off = -days_around; off <= days_around; ++off) {
      around.push_back(given[in_year(at + hours_of_day * off)]);
    }
    const auto place = static_cast<std::ptrdiff_t>(clear_share * (2 * days_around));
    std::nth_element(around.begin(), around.begin() + place, around.end());
    clear_[static_cast<std::size_t>(at)] = around[static_cast<std::size_t>(place)];
    most_ = std::max(most_, clear_[static_cast<std::size_t>(at)]);
  }
}

double SunForecast::clear(CalendarHour at) const {
  return clear_.empty() ? 0.0 : clear_[static_cast<std::size_t>(at.of_year())];
}

void SunForecast::begin_at(CalendarHour first) {
  if (clear_.empty()) return;
  for (int back = hours_of_day * days_before; back >= 1; --back) {
    const CalendarHour at = first.later(-back);
    take({at, year_[static_cast<std::size_t>(at.of_year())]}, false);
  }
}

double SunForecast::base(int hour_of_day) const {
  const std::vector<double>& days = days_[static_cast<std::size_t>(hour_of_day)];
  if (days.empty()) return usual_clearness;
  double sum = 0;
  for (const double one : days) sum += one;
  return sum / static_cast<double>(days.size());
}

void SunForecast::take(const SeenHour& one, bool is_scored) {
  newest_ = one.at;
  const bool counts = is_day(one.at);
  if (counts) {
    const double clearness = std::clamp(one.mean / clear(one.at), 0.0, most_clearness);
    std::vector<double>& days = days_[static_cast<std::size_t>(one.at.of_day())];
    if (!days.empty()) course_.saw(one.at, clearness - base(one.at.of_day()));
    days.push_back(clearness);
    if (days.size() > days_kept) days.erase(days.begin());
  }
  if (!is_scored) return;
  score_.saw(one.at, one.mean, counts, [this](int lead) { return expected(newest_.later(lead)); });
}

ForecastRange SunForecast::expected(CalendarHour at) const {
  if (!is_day(at)) return {};
  const auto lead = static_cast<int>(
      std::clamp<std::int64_t>(at.number - newest_.number, 1, LeadCourse::longest_lead));
  const ForecastRange off = course_.expected(lead);
  const double usual = base(at.of_day());
  const double most = clear(at);
  const auto given = [&](double deviation) {
    return most * std::clamp(usual + deviation, 0.0, most_clearness);
  };
  return {given(off.low), given(off.middle), given(off.high)};
}

}  // namespace islet
