// One year of a plant, hour by hour: what each load got, where the energy went, what the battery
// and the generator went through.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "catalog/weather.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {

class LoadTable;

/// A draw over the year.
struct Load {
  std::string name;
  Importance importance = Importance::normal;
  std::span<const Power> demand;   ///< hours_per_year means at full level, without cooling
  std::vector<DegradeStep> steps;  ///< by falling charge and power
  bool heats_enclosure = false;    ///< its power ends as heat that the cooler moves out
};

/// What the sky and the grid give. Spans of hours_per_year values; an empty one means none.
struct PlantWeather {
  std::span<const double> panel_yield;  ///< watts per rated watt (`panel_year`)
  std::span<const Temperature> air;
  std::span<const Power> grid;         ///< power that can be had (`grid_year`)
  std::array<bool, 24> quiet_hours{};  ///< hour of the day, local standard time
};

/// What happened hour by hour, for charts and for `islet energy`. Filled only when asked for.
struct PlantTrace {
  std::vector<StepFlows> flows;
  std::vector<double> charge;       ///< at the end of the hour
  std::vector<Volume> tank;         ///< at the end of the hour; empty without a tank
  std::vector<Temperature> inside;  ///< the enclosure's air, by the heat of the hour
  /// By load: what its levels left to ask for, without cooling. What is refused is in it.
  std::vector<std::vector<Power>> asked;
};

struct PlantYearOptions {
  /// Charge on 1 January, with a full tank. None: the year starts where it ends. For that the plant
  /// first runs through December, unbooked, from a full battery and a full tank; with deliveries by
  /// the calendar from the last one on, 24 to 62 days before the end.
  std::optional<double> initial_charge;
  PlantTrace* trace = nullptr;
};

/// What one load got in the year. Energies without cooling.
struct LoadYear {
  Energy demanded;
  Energy served;
  Energy spared;             ///< not drawn because it ran at a lower level as told
  Energy unserved;           ///< refused: demanded = served + spared + unserved
  double work_share = 1;     ///< work done / work asked, by power demanded
  Duration demanded_time;    ///< hours with demand
  Duration served_time;      ///< of these, with supply (a share of an hour counts as that share)
  Duration degraded_time;    ///< of these, at a lower level
  Duration longest_without;  ///< longest unbroken run of hours in which something was refused
};

/// Sums of one month.
struct PlantMonth {
  Energy panels, curtailed, generator, grid, used, unserved;
  Volume fuel;
};

struct PlantYear {
  std::vector<LoadYear> loads;  ///< in the order given
  StepFlows total;              ///< sums over the year; `load` includes cooling
  Energy cooling;
  Energy unserved;  ///< of all loads, without cooling
  std::array<PlantMonth, months_per_year> months{};

  /// Share of the energy used that did not come from generator or grid:
  /// max(0, 1 - (generator + grid) / used), as HOMER defines it. Losses count against the sun.
  double renewable_share = 0;
  double battery_cycles = 0;  ///< equivalent full cycles
  double lowest_charge = 1;   ///< of the usable window
  double mean_charge = 0;
  Duration generator_time;
  int generator_starts = 0;
  Volume fuel_delivered;
  int deliveries = 0;
  int tank_ran_dry = 0;         ///< refill periods in which fuel ran out
  Power peak_draw;              ///< highest hour of loads with cooling
  int worst_fortnight_day = 0;  ///< first day 0..364 of the 14 with least sun against demand
  Temperature hottest_inside = celsius(-273.15);
  Duration too_hot;        ///< hours outside the cooler's limits
  Energy charge_at_start;  ///< stored on 1 January
  Energy charge_at_end;
};

/// Runs the year. Demand spans and weather spans hold hours_per_year values or none.
PlantYear plant_year(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                     const Policy& policy, const PlantYearOptions& options = {});

/// The same year, to the last bit of its charge, in about a tenth of the time: for many plants with
/// the same loads, air and cooler. Sums differ by rounding. Without trace.
PlantYear plant_year(const Plant& plant, const PlantWeather& weather, const LoadTable& table,
                     const Policy& policy, const PlantYearOptions& options = {});

}  // namespace islet
