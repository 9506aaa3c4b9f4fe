#include "plan/year_runs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "energy/generator.h"

namespace islet {
namespace {

using FigureRow = std::vector<double>;

FigureRow figures_of(const Site& site, const SiteLoads& loads, const PlantYear& run,
                     const LeftByClass& left) {
  // Flows close to 1e-9 of what goes through: less is rounding, not energy.
  const Energy rounding = 1e-9 * run.total.load;
  const auto told = [&](Energy energy) { return energy < rounding ? 0.0 : energy / joule; };
  FigureRow row(figure_count);
  row[used] = run.total.load / joule;
  row[panels] = told(run.total.panels);
  row[curtailed] = told(run.total.curtailed);
  row[generated] = told(run.total.generator);
  row[from_grid] = told(run.total.grid);
  row[losses] = (run.total.conversion_loss + run.total.battery_loss + run.total.own +
                 run.total.heater + run.total.dumped) /
                joule;
  row[cooling_energy] = run.cooling / joule;
  row[unserved] = told(run.unserved);
  row[fuel_volume] = run.total.fuel / cubic_metre;
  row[generator_running] = run.generator_time / second;
  row[renewable] = run.renewable_share;
  row[cycles] = run.battery_cycles;
  row[mean_draw] = run.total.load / year / watt;
  row[lowest_charge] = run.lowest_charge;
  const YearFigures served = year_figures(site, loads, run, left);
  row.insert(row.end(), served.served.begin(), served.served.end());
  return row;
}

void widen(FigureRanges& ranges, const FigureRow& base, const FigureRow& one,
           const FigureRow& other) {
  for (std::size_t index = 0; index < base.size(); ++index) {
    const double low = std::min({base[index], one[index], other[index]}) - base[index];
    const double high = std::max({base[index], one[index], other[index]}) - base[index];
    ranges.low[index] = std::hypot(ranges.low[index], low);
    ranges.high[index] = std::hypot(ranges.high[index], high);
  }
}

/// Room for one more run of the set than the years of the plan had: a set that rests in ten years
/// may still be called in the next.
void add_a_run(FigureRanges& ranges, const Generator& set) {
  const FigureRow none(figure_count);
  FigureRow run(figure_count);
  run[generator_running] = set.minimum_run / second;
  run[generated] = set.rated * set.minimum_run / joule;
  run[fuel_volume] = fuel_flow(set, set.rated, true) * set.minimum_run / cubic_metre;
  widen(ranges, none, none, run);
}

}  // namespace

YearRuns run_years(const PlanContext& context, const PreparedMachines& machines,
                   const SizedDesign& design) {
  const Site& site = context.site;
  YearRuns runs;
  std::vector<FigureRow> rows;
  YearTables tables(context, machines);
  for (std::size_t index = 0; index < context.weather.years.size(); ++index) {
    runs.years.push_back(tables.run(design, index));
    rows.push_back(figures_of(site, machines.loads, runs.years.back(), design.left_by_failures));
  }
  const std::size_t count = rows.front().size();
  FigureRanges& ranges = runs.figures;
  ranges.value.assign(count, 0.0);
  ranges.low.assign(count, 0.0);
  ranges.high.assign(count, 0.0);
  for (std::size_t index = 0; index < count; ++index) {
    std::vector<double> column;
    for (const FigureRow& row : rows) column.push_back(row[index]);
    ranges.value[index] =
        std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
    // With ten years the extremes stand for the 5 % and 95 % points.
    const auto [least, most] = std::minmax_element(column.begin(), column.end());
    ranges.low[index] = ranges.value[index] - *least;
    ranges.high[index] = *most - ranges.value[index];
  }
  const SkyYear& sky = context.weather.years.front();
  const double sun = context.weather.sun_range;
  const auto row_of = [&](const SiteLoads& loads, double sun_factor) {
    return figures_of(site, loads, run_year(context, design, loads, sky, sun_factor),
                      design.left_by_failures);
  };
  widen(ranges, rows.front(), row_of(machines.loads, 1 - sun), row_of(machines.loads, 1 + sun));
  const auto with_draw = [&](double factor) {
    return site_loads(site, context.catalog, *machines.machines, design.design.power.battery,
                      factor);
  };
  const double draw = machines.machines->draw.range_factor;
  widen(ranges, rows.front(), row_of(with_draw(1 / draw), 1.0), row_of(with_draw(draw), 1.0));
  if (const Plant plant = year_plant(context, design, machines.loads.need); plant.generator) {
    add_a_run(ranges, *plant.generator);
  }
  for (std::size_t index = 0; index < count; ++index) {
    ranges.low[index] = std::max(0.0, ranges.value[index] - ranges.low[index]);
    ranges.high[index] = ranges.value[index] + ranges.high[index];
  }
  ranges.high[renewable] = std::min(1.0, ranges.high[renewable]);
  for (std::size_t index = figure_count; index < count; ++index) {
    ranges.high[index] = std::min(1.0, ranges.high[index]);
  }
  return runs;
}

}  // namespace islet
