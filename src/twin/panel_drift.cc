#include "twin/panel_drift.h"

#include <algorithm>

namespace islet {
namespace {

constexpr int days_kept = 10;
constexpr int days_least = 3;
constexpr int season_days = 45;
constexpr double bright_share = 0.33;
constexpr std::size_t hours_least = 30;
constexpr double best_share = 0.9;

}  // namespace

PanelDrift::PanelDrift(const std::vector<double>& panel_year, const Calendar& calendar)
    : year_(panel_year), calendar_(calendar), sun_(panel_year) {
  for (int at = 0; at < hours_of_year; ++at) most_ = std::max(most_, sun_.clear({at}));
}

bool PanelDrift::is_bright(CalendarHour at) const {
  return most_ > 0 && sun_.clear(at) > bright_share * most_;
}

std::optional<double> PanelDrift::best_of(const std::vector<double>& clearness) const {
  if (clearness.size() < hours_least) return std::nullopt;
  std::vector<double> sorted = clearness;
  const auto place = static_cast<std::ptrdiff_t>(best_share * (double(sorted.size()) - 1));
  std::nth_element(sorted.begin(), sorted.begin() + place, sorted.end());
  return sorted[static_cast<std::size_t>(place)];
}

/// Once a day.
void PanelDrift::follow_season(CalendarHour at, int span_days) {
  const std::int64_t day_number = at.number / hours_of_day;
  if (day_number == season_day_ || year_.size() != hours_of_year) return;
  season_day_ = day_number;
  least_best_.reset();
  for (int off = -season_days; off + span_days <= season_days; ++off) {
    std::vector<double> clearness;
    for (int k = 0; k < span_days * hours_of_day; ++k) {
      const CalendarHour one = at.later(std::int64_t{off} * hours_of_day + k);
      if (!is_bright(one)) continue;
      clearness.push_back(year_[static_cast<std::size_t>(one.of_year())] / sun_.clear(one));
    }
    const auto best = best_of(clearness);
    if (best) least_best_ = std::min(least_best_.value_or(*best), *best);
  }
}

void PanelDrift::saw(Instant now, std::optional<Power> power) {
  std::optional<double> known;
  if (power) known = *power / watt;
  const auto over = mean_.saw(calendar_, now, known);
  if (!over || !is_bright(over->at)) return;
  hours_.push_back({over->at, over->mean / sun_.clear(over->at)});
  const CalendarHour oldest = over->at.later(-std::int64_t{days_kept} * hours_of_day);
  while (hours_.front().at < oldest) hours_.pop_front();
  const auto days =
      static_cast<int>((over->at.number - hours_.front().at.number) / hours_of_day) + 1;
  if (days < days_least) return;
  follow_season(over->at, days);
  const auto now_share = share();
  // More than was expected is no fault.
  if (now_share) drift_.judge(now, std::min(1.0, *now_share));
}

std::optional<double> PanelDrift::share() const {
  std::vector<double> clearness;
  for (const Hour& one : hours_) clearness.push_back(one.clearness);
  const auto best = best_of(clearness);
  if (!best || !least_best_ || *least_best_ <= 0) return std::nullopt;
  return *best / *least_best_;
}

}  // namespace islet
