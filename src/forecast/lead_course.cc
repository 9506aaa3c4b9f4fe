#include "forecast/lead_course.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace islet {
namespace {

constexpr std::size_t pairs_max = 360;
/// Fewer than that say nothing about one in ten.
constexpr std::size_t pairs_least = 24;
/// Of the last deviation an hour later, until it is known. Assumption, grade D, 2026-11.
constexpr double usual_weight = 0.6;
/// Hours: weights change slowly.
constexpr int fit_every = 6;

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(low);
  return sorted[low] + part * (sorted[high] - sorted[low]);
}

}  // namespace

void LeadCourse::Lead::fit() {
  std::vector<std::pair<double, double>> slopes;  // and their weights
  double sum = 0;
  for (const Pair& one : pairs) {
    if (one.x == 0) continue;
    slopes.emplace_back(one.y / one.x, std::abs(one.x));
    sum += std::abs(one.x);
  }
  std::sort(slopes.begin(), slopes.end());
  weight = 0;
  double before = 0;
  for (const auto& [slope, size] : slopes) {
    before += size;
    weight = slope;
    if (before >= 0.5 * sum) break;
  }
  weight = std::clamp(weight, 0.0, 1.0);
  std::vector<double> rest;
  for (const Pair& one : pairs) rest.push_back(one.y - weight * one.x);
  std::sort(rest.begin(), rest.end());
  left = {quantile(rest, 0.1), quantile(rest, 0.5), quantile(rest, 0.9)};
}

void LeadCourse::saw(CalendarHour at, double deviation) {
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const CalendarHour before = at.later(-leads[i]);
    const Known& known = known_[static_cast<std::size_t>(before.number) % known_max];
    if (!known.is_set || known.at != before) continue;
    Lead& lead = by_lead_[i];
    lead.pairs.push_back({known.deviation, deviation});
    if (lead.pairs.size() > pairs_max) lead.pairs.erase(lead.pairs.begin());
    if (lead.pairs.size() < pairs_least || --lead.fit_in > 0) continue;
    lead.fit_in = fit_every;
    lead.fit();
  }
  // In hours of which nothing is known the last deviation is still the last that is known.
  const std::int64_t gap = has_seen_ ? at.number - newest_.number : 0;
  for (std::int64_t back = std::min<std::int64_t>(gap - 1, longest_lead); back >= 1; --back) {
    const CalendarHour between = at.later(-back);
    known_[static_cast<std::size_t>(between.number) % known_max] = {between, last_, true};
  }
  known_[static_cast<std::size_t>(at.number) % known_max] = {at, deviation, true};
  last_ = deviation;
  newest_ = at;
  has_seen_ = true;
}

ForecastRange LeadCourse::expected(int lead) const {
  std::size_t i = 0;
  while (i + 1 < leads.size() && leads[i] < lead) ++i;
  const Lead& one = by_lead_[i];
  if (one.pairs.size() < pairs_least) {
    const double lasts_usually = lead == 1 ? usual_weight * last_ : 0.0;
    return {lasts_usually + usual_.low, lasts_usually + usual_.middle, lasts_usually + usual_.high};
  }
  const double lasts = one.weight * last_;
  return {lasts + one.left.low, lasts + one.left.middle, lasts + one.left.high};
}

}  // namespace islet
