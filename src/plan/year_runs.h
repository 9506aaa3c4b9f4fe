// The runs of one design over every weather year, and what each figure's range is.
#pragma once

#include <cstddef>
#include <vector>

#include "energy/plant_year.h"
#include "plan/sized_design.h"

namespace islet {

/// The figures of a plant-year that get a range, in base units and in this order.
enum YearFigure : std::size_t {
  used,
  panels,
  curtailed,
  generated,
  from_grid,
  losses,
  cooling_energy,
  unserved,
  fuel_volume,
  generator_running,
  renewable,
  cycles,
  mean_draw,
  lowest_charge,
  figure_count  // the served shares of the workloads follow
};

/// Value, low and high of each figure.
struct FigureRanges {
  std::vector<double> value, low, high;
};

/// Every weather year of the context, and the ranges that follow.
struct YearRuns {
  std::vector<PlantYear> years;
  FigureRanges figures;
};

/// Runs the design over all years, and the first of them with one input changed at a time: the
/// sun's yearly sum by `SiteWeather::sun_range`, the machines' draw by its own range.
///
///     low = mean - sqrt(sum of squared falls), high alike; falls: least year, each input's ends
///
/// What the generator does may also rise by one run of its least length, at its rating as
/// when it charges: a year in which it is never called cannot be promised from ten.
///
/// Valid for   independent inputs; ten years, whose extremes stand for the 5 % and 95 % points
/// Leaves out  load of other consumers, ageing rates, failures
/// Source      ISO/IEC Guide 98-3:2008 (GUM), section 5.1.2
YearRuns run_years(const PlanContext& context, const PreparedMachines& machines,
                   const SizedDesign& design);

}  // namespace islet
