#include "forecast/day_ways.h"

#include <algorithm>
#include <utility>

namespace islet {
namespace {

constexpr int days_lately = 7;
constexpr int days_back_max = 27;
constexpr double day_before = 0.6;
constexpr double beside = 0.5;
constexpr int weeks_max = 4;

bool is_weekend(CalendarHour at) { return at.of_week() >= 5 * hours_of_day; }

CalendarHour days_before(CalendarHour at, int days) {
  return at.later(-std::int64_t{hours_of_day} * days);
}

}  // namespace

/// Values that were seen, each with its weight.
class DayWays::Votes {
 public:
  void add(double value, double weight) {
    if (count_ < votes_.size()) votes_.at(count_++) = {value, weight};
  }
  bool is_empty() const { return count_ == 0; }
  double mean() const {
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      sum += votes_.at(i).second * votes_.at(i).first;
      weights += votes_.at(i).second;
    }
    return sum / weights;
  }
  /// Between the two in the middle where the weights fall even.
  double median() const {
    std::array<std::pair<double, double>, votes_max> sorted = votes_;
    const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(count_);
    std::sort(sorted.begin(), end);
    double half = 0;
    for (auto one = sorted.begin(); one != end; ++one) half += 0.5 * one->second;
    double before = 0;
    for (auto one = sorted.begin(); one != end; ++one) {
      before += one->second;
      if (before == half && one + 1 != end) return 0.5 * (one->first + (one + 1)->first);
      if (before >= half) return one->first;
    }
    return sorted.front().first;
  }

 private:
  /// Each day with the hours beside.
  static constexpr std::size_t votes_max = std::size_t{3} * days_lately;
  std::array<std::pair<double, double>, votes_max> votes_{};
  std::size_t count_ = 0;
};

std::optional<double> DayWays::seen(CalendarHour at) const {
  if (at > newest_ || at.number < 0) return std::nullopt;
  const Cell& cell = cells_.at(static_cast<std::size_t>(at.number) % kept);
  return cell.is_set && cell.at == at ? std::optional(cell.mean) : std::nullopt;
}

std::optional<double> DayWays::last_day(CalendarHour at) const {
  for (int days = 1; days <= days_lately; ++days) {
    if (const auto mean = seen(days_before(at, days))) return mean;
  }
  return std::nullopt;
}

DayWays::Votes DayWays::of_week(CalendarHour at) const {
  Votes out;
  double weight = 1;
  for (int days = 1; days <= days_lately; ++days, weight *= day_before) {
    for (const int off : {0, -1, 1}) {
      const auto mean = seen(days_before(at, days).later(off));
      if (mean) out.add(*mean, off == 0 ? weight : beside * weight);
    }
  }
  return out;
}

DayWays::Votes DayWays::of_kind(CalendarHour at) const {
  Votes out;
  int taken = 0;
  for (int days = 1; days <= days_back_max && taken < days_lately; ++days) {
    const CalendarHour before = days_before(at, days);
    const auto mean = seen(before);
    if (!mean || is_weekend(before) != is_weekend(at)) continue;
    ++taken;
    out.add(*mean, 1);
    for (const int off : {-1, 1}) {
      if (const auto near = seen(before.later(off))) out.add(*near, beside);
    }
  }
  return out;
}

std::optional<double> DayWays::of_weekday(CalendarHour at) const {
  double sum = 0;
  int weeks = 0;
  for (int back = 1; back <= weeks_max; ++back) {
    const auto mean = seen(days_before(at, 7 * back));
    if (!mean) continue;
    sum += *mean;
    ++weeks;
  }
  return weeks > 0 ? std::optional(sum / weeks) : std::nullopt;
}

std::optional<WeighedWays<DayWays::ways>::Ways> DayWays::said(CalendarHour at) const {
  const std::optional<double> last = last_day(at);
  if (!last) return std::nullopt;
  const Votes lately = of_week(at);
  const Votes own_kind = of_kind(at);
  // A first weekend has none of its kind.
  const Votes& kind = own_kind.is_empty() ? lately : own_kind;
  const double median = kind.median();
  return WeighedWays<ways>::Ways{*last, lately.mean(), kind.mean(), median,
                                 of_weekday(at).value_or(median)};
}

void DayWays::find_level() {
  double sum = 0;
  int count = 0;
  for (int hours = 0; hours < hours_of_week; ++hours) {
    const auto mean = seen(newest_.later(-hours));
    if (!mean) continue;
    sum += *mean;
    ++count;
  }
  if (count > 0) level_ = sum / count;
}

void DayWays::saw(const SeenHour& one) {
  if (const auto ways_said = said(one.at)) ways_.judge(*ways_said, one.mean, level_);
  cells_.at(static_cast<std::size_t>(one.at.number) % kept) = {one.at, one.mean, true};
  newest_ = one.at;
  find_level();
}

double DayWays::expected(CalendarHour at) const {
  const auto ways_said = said(at);
  return ways_said ? ways_.combined(*ways_said) : level_;
}

}  // namespace islet
