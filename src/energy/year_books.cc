#include "energy/year_books.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// First day of the 14, around the end of the year, with the least sun against demand.
int worst_fortnight(const DaySums& balance) {
  constexpr std::size_t days = 14;
  Power sum;
  for (std::size_t i = 0; i < days; ++i) sum += balance[i];
  Power worst = sum;
  int first = 0;
  for (std::size_t i = 1; i < balance.size(); ++i) {
    sum += balance[(i + days - 1) % balance.size()] - balance[i - 1];
    if (sum < worst) {
      worst = sum;
      first = static_cast<int>(i);
    }
  }
  return first;
}

/// A load's level as the books see it.
struct Level {
  double power = 1;
  double work = 1;
  bool runs = true;

  double degraded() const { return runs && power < 1.0 ? 1.0 : 0.0; }
};

Level level_of(const Load& load, int level) {
  if (level == 0) return {};
  const DegradeStep& on = load.steps[index(level - 1)];
  // "stop" and "wait" are a level too, but nothing runs there.
  return {on.power_factor, on.work_factor, on.power_factor > 0.0 || on.work_factor > 0.0};
}

}  // namespace

YearBooks::YearBooks(std::span<const Load> loads) : loads_(loads.size()) {
  for (std::size_t k = 0; k < loads.size(); ++k) {
    CHECK(loads[k].demand.size() == hours_per_year);
    const Power* demand = loads[k].demand.data();
    // Four sums side by side, since an addition has to wait for the one before.
    std::array<Power, 4> asked;
    int hours_asked = 0;
    int negative = 0;
    for (std::size_t i = 0; i < hours_per_year; i += 4) {
      for (std::size_t j = 0; j < 4; ++j) {
        asked[j] += demand[i + j];
        hours_asked += static_cast<int>(demand[i + j] > Power());
        negative += static_cast<int>(demand[i + j] < Power());
      }
    }
    CHECK(negative == 0);
    loads_[k].asked = (asked[0] + asked[1]) + (asked[2] + asked[3]);
    loads_[k].hours_asked = hours_asked;
  }
}

YearBooks::YearBooks(const LoadTable& table)
    : table_(&table), loads_(table.loads().size()), day_demand_(table.day_demand()) {
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing& missing = loads_[k];
    missing.sums = &table.sums(k);
    const LoadSums::Until all = missing.sums->until(hours_per_year);
    missing.asked = all.demand_w * watt;
    missing.hours_asked = all.hours_asked;
  }
  const std::vector<LoadBand>& bands = table.bands();
  for (std::size_t b = 0; b + 1 < bands.size(); ++b) {
    for (const std::size_t k : bands[b + 1].changed) {
      const Level above = level_of(table.loads()[k], bands[b].levels[k]);
      const Level below = level_of(table.loads()[k], bands[b + 1].levels[k]);
      Edge edge;
      edge.load = k;
      edge.band = b;
      edge.sums = loads_[k].sums;
      edge.stopped[up] = above.runs ? 0 : 1;
      edge.stopped[down] = below.runs ? 0 : 1;
      edge.spares = above.power - below.power;
      edge.misses_work = above.work - below.work;
      edge.refuses = edge.stopped[down] - edge.stopped[up];
      edge.degrades = below.degraded() - above.degraded();
      edges_.push_back(edge);
    }
  }
  const auto first_free = std::stable_partition(edges_.begin(), edges_.end(),
                                                [](const Edge& each) { return each.is_walked(); });
  walked_ = static_cast<std::size_t>(first_free - edges_.begin());
  for (std::size_t n = 0; n < walked_; ++n) {
    for (std::size_t b = edges_[n].band + 1; b < walked_from_.size(); ++b) ++walked_from_[b];
  }
}

/// Ends a spell of hours in which the load runs, or does not; it asked for power in `asked_until`
/// hours before its end. By products: nobody can foresee the branches.
void YearBooks::book_spell(Missing& missing, int asked_until) {
  const int asked = asked_until - missing.asked_before;
  missing.without = asked > 0 ? missing.stopped * (missing.without + asked) : missing.without;
  missing.longest_without = std::max(missing.longest_without, missing.without);
  missing.asked_before = asked_until;
}

void YearBooks::BandTimes::close() {
  const auto add_up = [](ByBand& each) {
    for (std::size_t b = each.size(); b-- > 1;) each[b - 1] += each[b];
  };
  for (ByBand& each : left_) add_up(each);
  add_up(weeks_);
}

/// What a load asked for in the hours of a band:
///
///     asked = sum over hours of the week of left * asked before that hour + weeks * asked a week
///
/// Valid for   loads that repeat weekly
/// Leaves out  nothing
/// Source      summation by parts
LoadSums::Until YearBooks::BandTimes::asked(std::size_t band, const LoadSums& sums) const {
  LoadSums::Until all{weeks_[band] * sums.week().demand_w, weeks_[band] * sums.week().hours_asked};
  for (std::size_t h = 0; h < left_.size(); ++h) {
    const LoadSums::Until& before = sums.rows()[h];
    all.demand_w += left_[h][band] * before.demand_w;
    all.hours_asked += left_[h][band] * before.hours_asked;
  }
  return all;
}

void YearBooks::Edge::cross(std::size_t side, int i) {
  if (sums->is_weekly()) return;
  const LoadSums::Until until = sums->until(i);
  below.demand_w += side == up ? until.demand_w : -until.demand_w;
  below.hours_asked += side == up ? until.hours_asked : -until.hours_asked;
}

/// Loads' levels change: the year went over these edges.
[[gnu::noinline]] void YearBooks::walk(std::span<Edge> edges, std::size_t side, int i) {
  for (Edge& edge : edges) {
    edge.cross(side, i);
    Missing& missing = loads_[edge.load];
    book_spell(missing, edge.sums->until(i).hours_asked);
    missing.stopped = edge.stopped[side];
  }
}

/// The present band ends (`up`) or begins (`down`) in hour `i`, and with it all above its edges.
inline void YearBooks::note_band(std::size_t side, int i) {
  times_.note(band_, i, side == up ? 1 : -1);
  for (std::size_t n = 0; n < walked_; ++n) {
    if (band_ > edges_[n].band) edges_[n].cross(side, i);
  }
}

/// After hours that were booked apart the present band goes on.
[[gnu::noinline]] void YearBooks::begin_anew() {
  note_band(down, booked_apart_);
  for (Missing& missing : loads_) {
    missing.asked_before = missing.sums->until(booked_apart_).hours_asked;
  }
  booked_apart_ = -1;
}

void YearBooks::end_runs(int i, int next) {
  // Hours in a row need not go back into the band between them.
  if (booked_apart_ != i) {
    if (booked_apart_ >= 0) begin_anew();
    note_band(up, i);
    for (Missing& missing : loads_) {
      book_spell(missing, missing.sums->until(i).hours_asked);
      in_spell_ = in_spell_ || missing.without > 0;
    }
  }
  booked_apart_ = next;
}

void YearBooks::end_last_runs() {
  if (booked_apart_ >= 0) begin_anew();
  note_band(up, hours_per_year);
  for (Missing& missing : loads_) {
    book_spell(missing, missing.sums->until(hours_per_year).hours_asked);
  }
  times_.close();
}

/// What the load missed in the hours that were booked by bands.
///
///     missed = sum over edges of (missed below - missed above) * asked below the edge
///
/// Valid for   levels that hold whole hours
/// Leaves out  nothing
/// Source      summation by parts
void YearBooks::add_edges(std::size_t k, Missing& sum) const {
  for (const Edge& each : edges_) {
    if (each.load != k) continue;
    const LoadSums::Until asked =
        each.sums->is_weekly() ? times_.asked(each.band + 1, *each.sums) : each.below;
    const Power demand = std::max(0.0, asked.demand_w) * watt;
    sum.spared += each.spares * demand;
    sum.work_missed += each.misses_work * demand;
    sum.hours_refused += each.refuses * asked.hours_asked;
    sum.hours_degraded += each.degrades * asked.hours_asked;
  }
}

void YearBooks::book_loads(std::span<const LoadHour> hours, bool all_full) {
  if (all_full && !in_spell_) return;
  in_spell_ = false;
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing& missing = loads_[k];
    if (hours[k].demand > Power()) {
      if (all_full || hours[k].is_full()) {
        missing.without = 0;
      } else {
        book_short(missing, hours[k]);
      }
    }
    in_spell_ = in_spell_ || missing.without > 0;
  }
}

void YearBooks::book_short(Missing& missing, const LoadHour& hour_of_load) {
  const double share = hour_of_load.share;
  // "stop" and "wait" are a level too, but nothing runs there.
  const bool runs = hour_of_load.power > 0.0 || hour_of_load.work > 0.0;
  const Power refused = (1.0 - share) * hour_of_load.demand;
  missing.refused += refused;
  missing.spared += share * (1.0 - hour_of_load.power) * hour_of_load.demand;
  missing.work_missed += (1.0 - share * hour_of_load.work) * hour_of_load.demand;
  missing.hours_refused += runs ? 1.0 - share : 1.0;
  if (runs && hour_of_load.power < 1.0) missing.hours_degraded += share;
  month_refused_ += refused;
  missing.without = runs && share >= 1.0 ? 0 : missing.without + 1;
  missing.longest_without = std::max(missing.longest_without, missing.without);
}

void YearBooks::book_demand(int day_index, Power full) { day_demand_[index(day_index)] += full; }

void YearBooks::end_month(int month_index) {
  PlantMonth& books = months_[index(month_index)];
  books.panels = month_flows_.panels;
  books.curtailed = month_flows_.curtailed;
  books.generator = month_flows_.generator;
  books.grid = month_flows_.grid;
  books.used = month_flows_.load;
  books.fuel = month_flows_.fuel;
  books.unserved = month_refused_ * hour;
  add(total_, month_flows_);
  month_flows_ = StepFlows();
  month_refused_ = Power();
}

void YearBooks::close(PlantYear& result, const DaySums& sun) const {
  result.total = total_;
  result.months = months_;
  DaySums balance;
  for (std::size_t d = 0; d < balance.size(); ++d) balance[d] = sun[d] - day_demand_[d];
  result.worst_fortnight_day = worst_fortnight(balance);
  result.loads.resize(loads_.size());
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing missing = loads_[k];
    add_edges(k, missing);
    LoadYear& books = result.loads[k];
    books.demanded = missing.asked * hour;
    books.unserved = missing.refused * hour;
    books.spared = missing.spared * hour;
    books.served = std::max(Power(), missing.asked - missing.refused - missing.spared) * hour;
    if (missing.asked > Power()) {
      books.work_share = std::max(0.0, 1.0 - missing.work_missed / missing.asked);
    }
    books.demanded_time = missing.hours_asked * hour;
    books.served_time = std::max(0.0, missing.hours_asked - missing.hours_refused) * hour;
    books.degraded_time = missing.hours_degraded * hour;
    books.longest_without = missing.longest_without * hour;
    result.unserved += books.unserved;
  }
  const Energy brought = total_.generator + total_.grid;
  if (total_.load > Energy()) {
    result.renewable_share = std::max(0.0, 1.0 - brought / total_.load);
  }
}

void YearBooks::add(StepFlows& sum, const StepFlows& flows) {
  sum.panels += flows.panels;
  sum.curtailed += flows.curtailed;
  sum.generator += flows.generator;
  sum.grid += flows.grid;
  sum.battery_in += flows.battery_in;
  sum.battery_out += flows.battery_out;
  sum.load += flows.load;
  sum.shortfall += flows.shortfall;
  sum.own += flows.own;
  sum.heater += flows.heater;
  sum.conversion_loss += flows.conversion_loss;
  sum.battery_loss += flows.battery_loss;
  sum.dumped += flows.dumped;
  sum.fuel += flows.fuel;
  sum.taken_from_store += flows.taken_from_store;
}

}  // namespace islet
