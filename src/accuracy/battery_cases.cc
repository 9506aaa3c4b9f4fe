// Runs batteries on cases with published results: limits, heat, wear. Charges in ampere-hours stand
// for watt-hours at one volt.
#include "accuracy/battery_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "accuracy/case_inputs.h"
#include "energy/battery.h"
#include "energy/battery_wear.h"
#include "energy/cell_heat.h"
#include "energy/kinetic_battery.h"
#include "energy/nmc_life.h"
#include "energy/rainflow.h"

namespace islet {
namespace {

constexpr std::size_t steps_max = 5'000'000;

/// What a store went through, in ampere-hours and amperes.
struct StoreCourse {
  std::vector<double> charge, available, actual, share_pct;
};

/// The share of the capacity that age and cold leave at a step.
struct CapacityCut {
  Course lifetime;
  Course thermal;

  explicit CapacityCut(const PowerCase& one)
      : lifetime(one, one.has("lifetime_pct") ? "lifetime_pct" : "capacity_pct", 100),
        thermal(one, "thermal_pct", 100) {}
  double at(std::size_t step) const {
    return 0.01 * std::clamp(std::min(lifetime.at(step), thermal.at(step)), 0.0, 100.0);
  }
};

void put_course(std::vector<FoundFigure>& figures, const StoreCourse& course) {
  put_list(figures, "q0", course.charge);
  put_list(figures, "q1", course.available);
  put_list(figures, "actual_a", course.actual);
  put_list(figures, "soc_pct", course.share_pct);
}

/// A two-tank battery. Its tanks are its limits: the window of charge that a case names bounds the
/// lithium model only, as in SSC. What cold or age leave too little room for is lost.
std::vector<FoundFigure> kinetic_figures(const PowerCase& one) {
  const KineticTanks tanks =
      kinetic_tanks({one.number_or("q20", 0) * watt_hour, one.number_or("q10", 0) * watt_hour,
                     one.number_or("q1", 0) * watt_hour, one.number_or("t1_h", 1) * hour});
  KineticCharge charge = at_rest(tanks, one.number_or("soc_init", 100) / 100);
  std::vector<FoundFigure> figures = {{"q1_available", charge.available / watt_hour},
                                      {"q2_bound", charge.bound / watt_hour},
                                      {"qmax", tanks.capacity / watt_hour},
                                      {"q0_init", charge.total() / watt_hour},
                                      {"c", tanks.available_share},
                                      {"k", tanks.rate * hour}};
  const Duration step = one.number_or("dt_h", 1) * hour;
  const CapacityCut cut(one);
  StoreCourse course;
  const std::vector<double> wanted = numbers_of(one, "currents_a");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Energy capacity = cut.at(i) * tanks.capacity;
    const Power drawn = std::clamp(wanted[i] * watt, -kinetic_charge_limit(tanks, charge, step),
                                   kinetic_discharge_limit(tanks, charge, step));
    charge = after(tanks, charge, drawn, step);
    if (charge.total() > capacity) {
      const double kept = capacity / charge.total();
      charge = {kept * charge.available, kept * charge.bound};
    }
    course.charge.push_back(charge.total() / watt_hour);
    course.available.push_back(charge.available / watt_hour);
    course.actual.push_back(drawn / watt);
    course.share_pct.push_back(100 * (charge.total() / capacity));
  }
  put_course(figures, course);
  return figures;
}

/// A lithium battery: what it holds between its limits of charge.
std::vector<FoundFigure> lithium_figures(const PowerCase& one) {
  const double rated = one.number_or("q_ah", 0);
  const Duration step = one.number_or("dt_h", 1) * hour;
  const CapacityCut cut(one);
  Battery battery;
  battery.usable_min = one.number_or("soc_min", 0) / 100;
  battery.usable_max = one.number_or("soc_max", 100) / 100;
  battery.charge_max = battery.discharge_max = Power(1e300);
  Energy stored = one.number_or("soc_init", 100) / 100 * rated * watt_hour;
  StoreCourse course;
  const std::vector<double> wanted = numbers_of(one, "currents_a");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    battery.capacity = cut.at(i) * rated * watt_hour;
    stored = std::min(stored, battery.ceiling());
    const Power out = discharge_limit(battery, stored, battery.floor(), step, celsius(20));
    const Power in = charge_limit(battery, stored, step, celsius(20));
    const Power drawn = std::clamp(wanted[i] * watt, -in, out);
    stored -= drawn * step;
    course.charge.push_back(stored / watt_hour);
    course.available.push_back(stored / watt_hour);
    course.actual.push_back(drawn / watt);
    course.share_pct.push_back(100 * (stored / battery.capacity));
  }
  std::vector<FoundFigure> figures;
  put_course(figures, course);
  figures.push_back({"qmax", rated});
  return figures;
}

std::vector<FoundFigure> heat_figures(const PowerCase& one) {
  const double surface_w_per_k = one.number_or("area_m2", 1) * one.number_or("h", 1);
  const CellBlock block{HeatCapacity(one.number_or("mass_kg", 1) * one.number_or("Cp", 1)),
                        Conductance(surface_w_per_k)};
  std::vector<CapacityPoint> curve;
  for (const std::vector<double>& row : rows_of(one.inputs->find("cap_vs_temp"))) {
    if (row.size() == 2) curve.push_back({celsius(row[0]), row[1]});
  }
  const Duration step = one.number_or("dt_h", 1) * hour;
  const Course room(one, "room_c", 20);
  const Course current(one, "currents_a", 0);
  Temperature cells = celsius(one.number_or("t_init_c", room.at(0)));
  std::vector<double> mean_c;
  std::vector<double> capacity;
  for (std::size_t i = 0; i < std::max(room.size(), current.size()); ++i) {
    const Power warmth = current.at(i) * current.at(i) * one.number_or("R_ohm", 0) * watt;
    const BlockStep over = block_step(block, cells, celsius(room.at(i)), warmth, step);
    mean_c.push_back(over.mean.in_celsius());
    if (!curve.empty()) capacity.push_back(capacity_share(curve, over.mean));
    cells = over.end;
  }
  std::vector<FoundFigure> figures;
  put_list(figures, "T_batt_c", mean_c);
  put_list(figures, "capacity_pct", capacity);
  return figures;
}

/// The rows of the cycle table: of this case, or of the case of the file that it names.
std::vector<CyclePoint> cycle_rows(const PowerCase& one) {
  const YamlNode* table = one.inputs->find("matrix_dod_cycles_cap");
  const YamlNode* named = one.inputs->find("matrix");
  if (table == nullptr && named != nullptr && named->is_list()) table = named;
  const YamlNode* cases = one.file_root->find("cases");
  if (table == nullptr && named != nullptr && cases != nullptr) {
    for (const YamlNode& other : cases->items) {
      const YamlNode* id = other.find("id");
      const YamlNode* inputs = other.find("inputs");
      if (id == nullptr || inputs == nullptr || !named->text.ends_with(id->text)) continue;
      table = inputs->find("matrix_dod_cycles_cap");
    }
  }
  std::vector<CyclePoint> rows;
  for (const std::vector<double>& row : rows_of(table)) {
    if (row.size() == 3) rows.push_back({row[0] / 100, row[1], row[2] / 100});
  }
  if (!rows.empty()) return rows;
  // The table of SSC's own life tests, for a case that names it from another file.
  return {{0.2, 0, 1}, {0.2, 5000, 0.8}, {0.2, 10000, 0.6},
          {0.8, 0, 1}, {0.8, 1000, 0.8}, {0.8, 2000, 0.6}};
}

/// Depths in per cent: a list, or "alternate 5,95 x500 points".
std::vector<double> depths_of(const PowerCase& one) {
  std::vector<double> numbers = numbers_of(one, "dod_seq");
  const std::string words = one.text("dod_seq");
  const std::size_t times = words.rfind('x');
  if (words.empty() || times == std::string::npos || numbers.size() < 2) return numbers;
  const double points = numbers.back();
  numbers.pop_back();
  std::vector<double> depths;
  const auto count = static_cast<std::size_t>(std::clamp(points, 0.0, 1e6));
  for (std::size_t i = 0; i < count; ++i) depths.push_back(numbers[i % numbers.size()]);
  return depths;
}

/// True when every value but the ends is a reversal: a list of turns. With rests or points on the
/// way it is a course in time, whose last value is not yet a turn.
bool holds_turns_only(const std::vector<double>& depths) {
  for (std::size_t i = 1; i + 1 < depths.size(); ++i) {
    if ((depths[i] - depths[i - 1]) * (depths[i + 1] - depths[i]) >= 0) return false;
  }
  return depths.size() < 2 || depths[depths.size() - 1] != depths[depths.size() - 2];
}

std::vector<FoundFigure> cycle_figures(const PowerCase& one) {
  const CycleTable table(cycle_rows(one));
  CycleWear wear(table);
  Rainflow rainflow;
  double sum = 0;
  double last = 0;
  const auto closed = [&](const DepthCycle& cycle) {
    wear.add(cycle.range);
    last = cycle.range;
    sum += cycle.range;
  };
  const std::vector<double> depths = depths_of(one);
  const bool are_turns = holds_turns_only(depths);
  for (const double depth : depths) {
    are_turns ? rainflow.turn(depth / 100, closed) : rainflow.reading(depth / 100, closed);
  }
  const double mean = wear.cycles() > 0 ? sum / wear.cycles() : 0;
  return {{"q_pct", 100 * wear.capacity()},
          {"q_cycle_pct", 100 * wear.capacity()},
          {"n_cycles", static_cast<double>(wear.cycles())},
          {"range", 100 * last},
          {"avg_range", 100 * mean}};
}

/// Steps after which a case looks, and their length.
struct LookingSteps {
  Duration step;
  std::vector<std::size_t> after;
};

LookingSteps looking_steps(const PowerCase& one) {
  LookingSteps steps{one.number_or("dt_h", 1) * hour, {}};
  for (const double hours : numbers_of(one, "hours")) {
    const double count = std::clamp(hours * hour / steps.step, 1.0, double{steps_max});
    steps.after.push_back(static_cast<std::size_t>(std::llround(count)));
  }
  return steps;
}

std::vector<FoundFigure> calendar_table_figures(const PowerCase& one) {
  std::vector<CalendarPoint> table;
  for (const std::vector<double>& row : rows_of(one.inputs->find("table_days_cap"))) {
    if (row.size() == 2) table.push_back({row[0] * day, row[1] / 100});
  }
  std::vector<FoundFigure> figures;
  if (table.size() < 2) return figures;
  const LookingSteps steps = looking_steps(one);
  std::vector<double> days;
  std::vector<double> capacity;
  for (const std::size_t count : steps.after) {
    const Duration age = static_cast<double>(count - 1) * steps.step;
    days.push_back(age / day);
    capacity.push_back(100 * std::max(0.0, calendar_capacity(table, age)));
  }
  put_list(figures, "day_age", days);
  put_list(figures, "q_pct", capacity);
  return figures;
}

/// By SSC's explicit steps, which the published figures come from.
std::vector<FoundFigure> calendar_law_figures(const PowerCase& one) {
  CalendarLaw law;
  law.initial = one.number_or("q0", law.initial);
  law.per_root_day = one.number_or("a", law.per_root_day);
  law.by_heat = one.number_or("b", law.by_heat / kelvin) * kelvin;
  law.by_charge = one.number_or("c", law.by_charge / kelvin) * kelvin;
  const Course temperature(one, "temp_c", 25);
  const Course charge(one, one.has("soc") ? "soc" : "soc_pct", 50);
  const LookingSteps steps = looking_steps(one);
  CalendarWear wear(law, true);
  std::size_t done = 0;
  std::vector<double> days;
  std::vector<double> capacity;
  std::vector<double> loss;
  for (const std::size_t count : steps.after) {
    for (; done < count; ++done) {
      wear.add(steps.step, celsius(temperature.at(done)), charge.at(done) / 100);
    }
    days.push_back(static_cast<double>(count - 1) * steps.step / day);
    capacity.push_back(100 * wear.capacity());
    loss.push_back(wear.loss());
  }
  std::vector<FoundFigure> figures;
  put_list(figures, "day_age", days);
  put_list(figures, "q_pct", capacity);
  put_list(figures, "dq", loss);
  return figures;
}

struct NmcResult {
  double lithium, sites;
};

/// Storage at one temperature and charge, or with `dod_pct` one swing a day below that charge.
/// Looked at after the day of that number, which counts from 0.
std::vector<NmcResult> nmc_course(const PowerCase& one, double cells_c, double charge_pct,
                                  const std::vector<double>& days) {
  const double depth = 1 - charge_pct / 100;
  const double swing = one.number_or("dod_pct", 0) / 100;
  NmcLife life;
  std::vector<NmcResult> results;
  std::size_t done = 0;
  double before = depth;
  for (const double wanted : days) {
    const auto end = 24 * (static_cast<std::size_t>(std::clamp(wanted, 0.0, 1e5)) + 1);
    for (; done < end; ++done) {
      const auto hour_of_day = static_cast<double>(done % 24 + 1);
      const double part = hour_of_day <= 12 ? hour_of_day / 12 : (24 - hour_of_day) / 12;
      const double now = depth + swing * part;
      life.add(hour, before, now, celsius(cells_c));
      before = now;
    }
    results.push_back({100 * life.by_lithium(), 100 * life.by_sites()});
  }
  return results;
}

/// Days, temperatures or charges may be a list, with the others fixed.
std::vector<FoundFigure> nmc_figures(const PowerCase& one) {
  const std::vector<double> days = numbers_of(one, "days");
  const Course cells(one, "temp_c", 25);
  const Course charge(one, one.has("soc_pct") ? "soc_pct" : "soc", 50);
  std::vector<double> lithium;
  std::vector<double> sites;
  std::vector<double> least;
  const std::size_t runs = std::max(cells.size(), charge.size());
  for (std::size_t i = 0; i < runs; ++i) {
    for (const NmcResult& result : nmc_course(one, cells.at(i), charge.at(i), days)) {
      lithium.push_back(result.lithium);
      sites.push_back(result.sites);
      least.push_back(std::min(result.lithium, result.sites));
    }
  }
  std::vector<FoundFigure> figures;
  put_list(figures, "q_li_pct", lithium);
  put_list(figures, "q_neg_pct", sites);
  put_list(figures, "q_pct", least);
  return figures;
}

}  // namespace

Result<std::vector<FoundFigure>> solve_battery_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("q20")) return kinetic_figures(one);
  if (one.has("q_ah")) return lithium_figures(one);
  if (one.has("mass_kg")) return heat_figures(one);
  if (one.has("dod_seq")) return cycle_figures(one);
  if (one.has("table_days_cap")) return calendar_table_figures(one);
  if (one.has("q0") || one.has("a")) return calendar_law_figures(one);
  if (one.has("days")) return nmc_figures(one);
  return unknown_inputs(one);
}

}  // namespace islet
