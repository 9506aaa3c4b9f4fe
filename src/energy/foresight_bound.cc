#include "energy/foresight_bound.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/check.h"
#include "energy/cost_curve.h"

namespace islet {
namespace {

constexpr double hour_s = 3600;
/// A curve of more corners than `most` is replaced by one with at most `fewer` that lies below it,
/// by this share of the mean cost of an hour or, where that is not enough, twice as much and so on.
constexpr std::size_t most_corners = 160;
constexpr std::size_t fewer_corners = 80;
constexpr double least_lowering = 0.05;
constexpr double endless = std::numeric_limits<double>::infinity();

std::size_t index(int i) { return static_cast<std::size_t>(i); }

double limit_or_endless(Power limit) { return limit > Power() ? limit / watt * hour_s : endless; }

/// A source of energy on the outside, or a load to go without.
struct Offer {
  double price = 0;  ///< dollars per joule of source
  double most = 0;   ///< joules in the hour
};

/// What one hour offers, in joules.
struct HourOffers {
  double sun = 0;   ///< on the bus
  double own = 0;   ///< of the plant, on the bus
  double need = 0;  ///< of the loads, counted at the sources
  double total = 0;
  double standby = 0;  ///< of the charge, for the battery's own electronics
  bool may_charge = true;
  bool may_discharge = true;
  bool surely_discharges = true;  ///< whatever the machines draw
  bool may_run = true;            ///< the generator, while the safety loads do without it
  double for_safety = 0;          ///< most that own draw and safety loads take from the terminals
  int number = 0;                 ///< of the year
  double least = 0;               ///< charge to begin with
  bool runs = false;              ///< the generator does
  double fixed = 0;               ///< cost of that: hours, and fuel at minimum load
  std::vector<Offer> offers;      ///< the cheapest first
};

/// How far into the list of offers an hour reaches: into `dearest`, which starts at `below`.
struct Taking {
  double amount = 0;
  double below = 0;
  std::size_t dearest = 0;
};

/// Goes backwards through the year and keeps the least cost from each charge to the end.
class Foresight {
 public:
  Foresight(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
            const RunningPrices& prices);

  Money least(const YearEnds& ends);

 private:
  void see(int i);
  void see_sources(int i);
  void see_loads(int i);
  void see_cells(int i);
  void see_safety(int i);
  bool is_quiet(int i) const;
  void sort_offers();
  void start_set(const Generator& set);
  void step_back(ConvexCost& now, CostCurve& low, CostCurve& high);
  void add_ways(ConvexCost& now, const CostCurve& low, const CostCurve& high, CostCurve& below,
                CostCurve& above);
  void add_way(const ConvexCost& now, const CostCurve& next, double from, double to,
               CostCurve& part) const;
  void settle(CostCurve& part) const;
  void keep_from(double least, CostCurve& part) const;
  double full_heat(int i) const;
  Temperature air(int i) const;
  double saved_at(double net) const;
  double way_left(double bus, double surplus, double end) const;
  void hour_cost(ConvexCost& cost) const;
  void give_up_dearest(Taking& taking) const;
  double cost_of(double taken) const;

  const Plant& plant_;
  const PlantWeather& weather_;
  std::span<const Load> loads_;
  const RunningPrices& prices_;
  double to_source_;           ///< joules at the source for one at the loads
  double per_bus_;             ///< joules at the source for one on the bus, through the charger
  double saved_;               ///< joules at the source that one on the bus saves, by the inverter
  double inverter_, charger_;  ///< most in an hour, on the bus
  double stores_, gives_;      ///< store per joule at the terminals, and terminals per store
  double kept_;                ///< of the charge, after an hour
  double reserve_, usable_;    ///< of the charge, above the floor
  HourOffers now_;
};

Foresight::Foresight(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                     const RunningPrices& prices)
    : plant_(plant), weather_(weather), loads_(loads), prices_(prices) {
  const Conversion& through = plant.conversion;
  // The detour over the bus may be the better way; then it is taken.
  const double direct =
      std::max(through.source_to_load, through.source_to_bus * through.bus_to_load);
  to_source_ = 1.0 / direct;
  per_bus_ = 1.0 / through.source_to_bus;
  saved_ = through.bus_to_load / direct;
  inverter_ = limit_or_endless(plant.inverter_max) / through.bus_to_load;
  charger_ = limit_or_endless(plant.charger_max);
  kept_ = 1.0 - plant.battery.self_discharge_per_month * (hour / month);
  stores_ = plant.battery.charge_efficiency;
  gives_ = plant.battery.discharge_efficiency / kept_;
  usable_ = plant.battery.usable() / joule;
  reserve_ = plant.keep_above * usable_;
}

Temperature Foresight::air(int i) const {
  return weather_.air.empty() ? celsius(20) : weather_.air[index(i)];
}

double Foresight::full_heat(int i) const {
  double heat = 0;
  for (const Load& load : loads_) {
    if (load.heats_enclosure) heat += load.demand[index(i)] / watt;
  }
  return heat;
}

/// The cells lie between an idle enclosure and one with every load: what either allows is allowed.
void Foresight::see_cells(int i) {
  const Battery& battery = plant_.battery;
  const int before = i > 0 ? i - 1 : hours_per_year - 1;
  const Temperature cold = inside_temperature(plant_.cooling, air(before), Power());
  const Temperature warm =
      inside_temperature(plant_.cooling, air(before), full_heat(before) * watt);
  const Temperature low = std::min(cold, warm);
  const Temperature high = std::max(cold, warm);
  now_.may_charge = high >= battery.charge_min && low <= battery.charge_max_temperature;
  now_.may_discharge = high >= battery.discharge_min;
  now_.surely_discharges = low >= battery.discharge_min;
}

/// Quiet, and not the rest of a run that began before.
bool Foresight::is_quiet(int i) const {
  const auto hours_run =
      plant_.generator ? static_cast<int>(std::ceil(plant_.generator->minimum_run / hour)) : 0;
  for (int back = 0; back < std::max(1, hours_run) && back < 24; ++back) {
    if (!weather_.quiet_hours[index((i + 24 - back % 24) % 24)]) return false;
  }
  return true;
}

/// What the battery gives for the safety loads, and whether it carries them from the reserve on.
void Foresight::see_safety(int i) {
  const double cooling = draw_per_heat(plant_.cooling, air(i));
  double safety = 0;
  for (const Load& load : loads_) {
    if (load.importance != Importance::safety) continue;
    const double factor = load.heats_enclosure ? 1.0 + cooling : 1.0;
    safety += factor * (load.demand[index(i)] / watt * hour_s);
  }
  const double own = (plant_.own_draw + plant_.battery.standby) / watt * hour_s;
  const double on_bus = safety / plant_.conversion.bus_to_load;
  const double sun_left = std::max(0.0, now_.sun - own);
  now_.for_safety = std::max(0.0, own - now_.sun) + std::max(0.0, on_bus - sun_left);
  const double discharge_max = plant_.battery.discharge_max / watt * hour_s;
  const double by_reserve = std::min(discharge_max, reserve_ * plant_.battery.discharge_efficiency);
  now_.may_run = !is_quiet(i) || !now_.surely_discharges || on_bus > inverter_ ||
                 own + on_bus >= by_reserve * (1.0 - 1e-9);
}

/// A set that runs does so for the whole hour: what its minimum burns is burnt.
void Foresight::start_set(const Generator& set) {
  const Volume idle = set.fuel.no_load * set.rated * hour + set.fuel.slope * set.minimum() * hour;
  now_.runs = true;
  now_.fixed = (idle * prices_.fuel + prices_.generator_time * hour) / dollar;
  const double slope = set.fuel.slope * joule * prices_.fuel / dollar;
  now_.offers.push_back({0.0, set.minimum() / watt * hour_s});
  now_.offers.push_back({slope, (set.rated - set.minimum()) / watt * hour_s});
  sort_offers();
}

void Foresight::see_sources(int i) {
  Power panels;
  if (!weather_.panel_yield.empty()) {
    panels = weather_.panel_yield[index(i)] * plant_.panel_health * plant_.panel_rated;
  }
  if (plant_.panel_input_max > Power()) panels = std::min(panels, plant_.panel_input_max);
  now_.sun = panels / watt * hour_s * plant_.conversion.panel_to_bus;
  if (weather_.grid.empty()) return;
  const double grid = weather_.grid[index(i)] / watt * hour_s;
  if (grid > 0.0) now_.offers.push_back({prices_.grid * joule / dollar, grid});
}

/// The plant's own draw goes unfed only where nothing else is fed either, so that it is given up in
/// proportion to the loads; in an hour without load it takes what comes by itself.
void Foresight::see_loads(int i) {
  const double cooling = draw_per_heat(plant_.cooling, air(i));
  const double outside = now_.offers.empty() ? 0.0 : now_.offers.front().most / per_bus_;
  const bool is_awake = usable_ > 0.0 && now_.surely_discharges;
  const double standby = is_awake ? plant_.battery.standby / watt : 0.0;
  now_.own = std::min((plant_.own_draw / watt + standby) * hour_s, charger_);
  now_.standby = standby * hour_s / (gives_ * kept_);
  double asked = 0;
  for (const Load& load : loads_) {
    const double factor = load.heats_enclosure ? 1.0 + cooling : 1.0;
    asked += factor * (load.demand[index(i)] / watt * hour_s);
  }
  now_.need = asked * to_source_;
  if (asked <= 0.0) now_.own = std::min(now_.own, now_.sun + std::min(charger_, outside));
  if (plant_.generator) {
    now_.own = std::min(now_.own, plant_.generator->minimum() / watt * hour_s / per_bus_);
  }
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    const double demand = loads_[k].demand[index(i)] / watt * hour_s;
    if (demand <= 0.0) continue;
    const double with_cooling = loads_[k].heats_enclosure ? (1.0 + cooling) * demand : demand;
    const double freed = with_cooling * to_source_ + now_.own * per_bus_ * (with_cooling / asked);
    now_.offers.push_back({prices_.refused[k] * (demand * joule) / dollar / freed, freed});
  }
}

void Foresight::see(int i) {
  now_.offers.clear();
  see_sources(i);
  see_cells(i);
  see_loads(i);
  see_safety(i);
  now_.number = i;
  now_.runs = false;
  now_.fixed = 0;
  sort_offers();
}

void Foresight::sort_offers() {
  std::sort(now_.offers.begin(), now_.offers.end(),
            [](const Offer& one, const Offer& other) { return one.price < other.price; });
  now_.total = 0;
  for (const Offer& offer : now_.offers) now_.total += offer.most;
}

double Foresight::cost_of(double taken) const {
  double cost = 0;
  for (const Offer& offer : now_.offers) {
    const double part = std::min(std::max(0.0, taken), offer.most);
    cost += part * offer.price;
    taken -= part;
  }
  return cost;
}

/// Joules at the sources that a joule more on the bus saves.
double Foresight::saved_at(double net) const {
  if (net < 0.0) return per_bus_;
  return net < inverter_ ? saved_ : 0.0;
}

/// Joules on the bus until the way changes, at most up to `end`.
double Foresight::way_left(double bus, double surplus, double end) const {
  const double net = surplus + bus;
  double left = end - bus;
  if (bus < 0.0) left = std::min(left, -bus);
  if (net < 0.0) {
    left = std::min(left, -net);
  } else if (net < inverter_) {
    left = std::min(left, inverter_ - net);
  }
  return left;
}

/// The hour's cost by what leaves the store, from full charging to full discharging: one piece for
/// each offer and each part of the way (through the charger, through the inverter, unused).
void Foresight::hour_cost(ConvexCost& cost) const {
  const Battery& battery = plant_.battery;
  const double charge_max = now_.may_charge ? battery.charge_max / watt * hour_s : 0.0;
  const double discharge_max = now_.may_discharge ? battery.discharge_max / watt * hour_s : 0.0;
  const double surplus = now_.sun - now_.own;
  const double by_sources = std::min(charger_, (now_.total - now_.need) / per_bus_);
  double bus = std::max(-charge_max, std::min(0.0, -by_sources - surplus));
  Taking taking;
  taking.amount = now_.need + per_bus_ * std::max(0.0, -(surplus + bus)) -
                  saved_ * std::clamp(surplus + bus, 0.0, inverter_);
  taking.amount = std::clamp(taking.amount, 0.0, now_.total);
  taking.below = now_.total;
  taking.dearest = now_.offers.size();
  while (taking.dearest > 0 && taking.below >= taking.amount) give_up_dearest(taking);
  cost.left = bus * stores_;
  cost.value = now_.fixed + cost_of(taking.amount);
  cost.pieces.clear();
  // From here on the bus gets more and the dearest offer is given up first.
  while (bus < discharge_max) {
    const double rate = saved_at(surplus + bus);
    const double per_store = bus < 0.0 ? 1.0 / stores_ : gives_;
    double step = way_left(bus, surplus, discharge_max);
    double slope = 0.0;
    bool is_given_up = false;
    if (rate > 0.0 && taking.amount > 0.0) {
      slope = -now_.offers[taking.dearest].price * rate * per_store;
      const double until = (taking.amount - taking.below) / rate;
      is_given_up = until <= step;
      step = std::min(step, until);
      taking.amount = is_given_up ? taking.below : taking.amount - step * rate;
    }
    if (step > 0.0) cost.pieces.push_back({slope, step / per_store});
    if (is_given_up) give_up_dearest(taking);
    const double moved = bus + step;
    // Rounding must not leave a remainder that never gets smaller.
    bus = moved > bus || is_given_up ? moved : std::nextafter(bus, endless);
  }
  std::sort(cost.pieces.begin(), cost.pieces.end(),
            [](const CostPiece& one, const CostPiece& other) { return one.slope < other.slope; });
}

void Foresight::give_up_dearest(Taking& taking) const {
  if (taking.dearest == 0) return;
  --taking.dearest;
  // The cheapest offer starts at nothing, whatever rounding left.
  taking.below =
      taking.dearest == 0 ? 0.0 : std::max(0.0, taking.below - now_.offers[taking.dearest].most);
}

/// Adds one way through the hour to the cost of starting it between two charges: the hour's own
/// cost, and the least of what follows in `next`.
void Foresight::add_way(const ConvexCost& now, const CostCurve& next, double from, double to,
                        CostCurve& part) const {
  if (next.is_empty()) return;
  CostCurve sum;
  add_least(next, now, sum);
  const double hair = 1e-9 * usable_;
  if (sum.left() > to + hair || sum.right() < from - hair) return;
  cut(sum, from, to);
  part = lesser_of(part, sum);
}

/// An empty battery has switched off its electronics: it costs no less than one that holds what
/// they take in the hour.
void Foresight::settle(CostCurve& part) const {
  if (part.is_empty()) return;
  stretch(part, 1.0 / kept_);
  const double emptied = std::min(now_.standby, part.right());
  if (part.left() < emptied) {
    const CostCorner left{part.left(), std::min(part.corners.front().value, part.at(emptied))};
    cut(part, emptied, part.right());
    part.corners.insert(part.corners.begin(), left);
  }
  if (part.corners.size() <= most_corners) return;
  double lowering = least_lowering * part.corners.back().value / (hours_per_year - now_.number);
  while (part.corners.size() > fewer_corners && lowering > 0.0) {
    simplify_below(part, lowering);
    lowering *= 2.0;
  }
}

/// Leaves only what begins at that charge or above.
void Foresight::keep_from(double least, CostCurve& part) const {
  if (part.is_empty() || least <= part.left()) return;
  if (least > part.right()) {
    part.corners.clear();
  } else {
    cut(part, least, part.right());
  }
}

/// The ways through an hour with the set at rest, or running.
void Foresight::add_ways(ConvexCost& now, const CostCurve& low, const CostCurve& high,
                         CostCurve& below, CostCurve& above) {
  const double reserve = reserve_ * kept_;
  hour_cost(now);
  if (now_.may_run || !now_.runs) add_way(now, high, reserve, usable_ * kept_, above);
  if (reserve_ <= 0.0) return;
  cut(now, now.left, now_.for_safety / gives_);
  if (now_.may_run || !now_.runs) add_way(now, low, reserve, usable_ * kept_, above);
  if (now_.least > reserve_) return;
  add_way(now, low, 0.0, reserve, below);
  add_way(now, high, 0.0, reserve, below);
}

/// One hour back. An hour that ends below the reserve, or begins there, takes no more from the
/// battery than the safety loads: the others get only what lies above the reserve. Below it the
/// generator may run for the safety loads in quiet hours.
void Foresight::step_back(ConvexCost& now, CostCurve& low, CostCurve& high) {
  CostCurve below;
  CostCurve above;
  CostCurve back = high;
  if (reserve_ > 0.0 && !back.is_empty()) {
    // The hour's leak may end below the reserve what was taken down to it: it is given back.
    const double leak = reserve_ - reserve_ * kept_ + 1e-9 * usable_;
    const CostCorner end = back.corners.back();
    for (CostCorner& corner : back.corners) corner.position -= leak;
    back.corners.push_back(end);
  }
  add_ways(now, low, back, below, above);
  if (plant_.generator) {
    start_set(*plant_.generator);
    add_ways(now, low, back, below, above);
  }
  if (reserve_ > 0.0) settle(below);
  settle(above);
  high = std::move(above);
  low = std::move(below);
}

Money Foresight::least(const YearEnds& ends) {
  const double floor = plant_.battery.floor() / joule;
  // A hair of rounding in the books of the year is no energy.
  const double end = std::clamp(ends.at_end / joule - floor - 1e-9 * usable_, 0.0, usable_);
  const auto free_from = [](double left, double right) {
    CostCurve part{{{left, 0.0}}};
    if (right > left) part.corners.push_back({right, 0.0});
    return part;
  };
  CostCurve low;
  if (end < reserve_) low = free_from(end, reserve_);
  CostCurve high = free_from(std::max(end, reserve_), usable_);
  ConvexCost now;
  for (int i = hours_per_year; i-- > 0;) {
    see(i);
    now_.least = ends.least_charge.empty() ? 0.0 : (ends.least_charge[index(i)] - 1e-6) * usable_;
    step_back(now, low, high);
    keep_from(now_.least, low);
    keep_from(now_.least, high);
  }
  const double start = ends.at_start / joule - floor;
  double least = endless;
  // A start at the reserve belongs to both parts.
  if (!low.is_empty() && start <= reserve_ + 1e-9 * usable_) least = low.at(start);
  if (!high.is_empty() && start >= reserve_ - 1e-9 * usable_) {
    least = std::min(least, high.at(start));
  }
  return least < endless ? std::max(0.0, least) * dollar : Money();
}

}  // namespace

/// A load's level is told by what it asked for; of levels that ask for as much the lowest.
///
///     least(hour) = max over loads with demand of charge(below of the next step down)
///
/// Valid for   years run by a policy whose levels follow the charge at the beginning of the hour
/// Leaves out  levels given up for other reasons than the charge: they only lower it
/// Source      `settings_by_charge`
std::vector<double> least_charges(std::span<const Load> loads, const PlantTrace& trace,
                                  const StepMarks& marks) {
  std::vector<double> least(hours_per_year);
  for (std::size_t k = 0; k < loads.size(); ++k) {
    const std::vector<DegradeStep>& steps = loads[k].steps;
    for (std::size_t i = 0; i < least.size(); ++i) {
      const Power demand = loads[k].demand[i];
      if (steps.empty() || demand <= Power()) continue;
      const double asked = trace.asked[k][i] / demand;
      std::size_t level = steps.size();
      while (level > 0 && std::abs(steps[level - 1].power_factor - asked) > 1e-9) --level;
      if (level < steps.size()) {
        least[i] = std::max(least[i], marks.charge(steps[level].below_charge));
      }
    }
  }
  return least;
}

Money running_cost(const PlantYear& year_run, const RunningPrices& prices) {
  CHECK(prices.refused.size() == year_run.loads.size());
  Money cost = year_run.total.fuel * prices.fuel + year_run.total.grid * prices.grid +
               year_run.generator_time * prices.generator_time;
  for (std::size_t k = 0; k < year_run.loads.size(); ++k) {
    cost += year_run.loads[k].unserved * prices.refused[k];
  }
  return cost;
}

/// Bellman's recursion over the battery's charge, hour by hour from the end of the year.
///
///     V_end(charge) = 0 from at_end on;  V_i(charge) = min over flow of c_i(flow) + V_i+1(charge')
///     c_i = fuel, grid, set's hours and refused work, cheapest first, by the step's converters
///     least cost = V_0(at_start)
///
/// A set rests or runs for the whole hour, at its minimum at least: c_i is convex in each of the
/// two, their least is not. V_i is a chain of straight pieces, kept corner by corner, so there is
/// no grid of charges and no rounding to a grid. One of more than 160 corners gives way to one
/// with fewer that lies below it, by 5 % of the mean cost of an hour where that is enough.
///
/// In an hour that begins or ends below the reserve the battery gives no more than own draw and
/// safety loads take. Above it a quiet hour has no generator where battery and inverter carry the
/// safety loads. Below an hour's least charge there is no V: what is asked for there would be asked
/// for no more.
///
/// Valid for   hourly means; all that `step` can do costs at least c_i, so no schedule that keeps
///             reserve and quiet hours is cheaper
/// Leaves out  in favour of the bound: minimum runs longer than an hour, tank and deliveries,
///             heater, starts, the leak of what is kept in reserve; battery wear
/// Source      Bellman, "Dynamic Programming", 1957, chapter 1; Rockafellar, "Convex Analysis",
///             1970, section 5, for the sum of steps
Money foresight_bound(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      const RunningPrices& prices, const YearEnds& ends) {
  CHECK(prices.refused.size() == loads.size());
  for (const Load& load : loads) CHECK(load.demand.size() == hours_per_year);
  CHECK(ends.least_charge.empty() || ends.least_charge.size() == hours_per_year);
  return Foresight(plant, weather, loads, prices).least(ends);
}

}  // namespace islet
