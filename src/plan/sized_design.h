// One design with all its sizes: run through a plant-year, priced, held against the requirements.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "energy/load_table.h"
#include "energy/plant_year.h"
#include "energy/ride_through.h"
#include "plan/compute_candidates.h"
#include "plan/gear_choice.h"
#include "plan/lifetime_cost.h"
#include "plan/plan.h"
#include "plan/requirements.h"
#include "plan/set_failures.h"
#include "plan/site_plant.h"
#include "plan/site_weather.h"
#include "site/site.h"

namespace islet {

/// What every evaluation of one site shares.
struct PlanContext {
  const Site& site;
  const Catalog& catalog;
  const SiteWeather& weather;
  AirRange air;
  /// Served shares are held against what failures of the generator leave of them in the mean year.
  bool counts_failures = true;
};

/// Machines with the gear that goes with them and what they draw: everything but the sizes.
struct PreparedMachines {
  const ComputeCandidate* machines = nullptr;
  GearChoice gear;
  SiteLoads loads;
  std::vector<Requirement> requirements;  ///< on speed, mass, height
  bool is_variant = false;                ///< of other machines in the list: run otherwise
  /// For a search through many sizes (`tabulate`); `sized` does without.
  struct Tables {
    SiteLoads moved;  ///< `loads` under the first year's sun
    LoadTable first_year;
    std::vector<SafetyLevel> safety;
  };
  std::unique_ptr<const Tables> tables;
  /// Of an hour like any other, where ranges are to reach down to it (`typical_outcome`).
  std::optional<ComputeOutcome> typical;
};

PreparedMachines prepared(const PlanContext& context, const ComputeCandidate& machines);

/// The same machines without tables; `machines` must outlive them.
PreparedMachines without_tables(const PreparedMachines& machines);

/// Makes the tables where there are none.
void tabulate(const PlanContext& context, PreparedMachines& machines);

/// Panels, storage and generator in full; `standing` is the part that is there already.
struct Sizes {
  Power panels;
  Power panels_standing;
  Energy storage;
  Energy storage_standing;
  const GeneratorSet* generator = nullptr;
  Volume tank;              ///< of the set
  Duration repair_reserve;  ///< hours of mean work kept for a repair of the set
};

struct SizedDesign {
  Design design;
  bool machines_on_bus = false;
  std::vector<BillItem> bill;
  YearlyUse use;  ///< in the design year
  Money purchase;
  Money lifetime;
  Duration ride_through;
  std::vector<Requirement> requirements;              ///< machines' and plant's, design year
  SetFailures failures;                               ///< of its generator, in the design year
  std::array<Duration, importance_count> demanded{};  ///< hours with demand of each class, there
  /// Where failures of the generator decide whether a requirement is met, else 1 each.
  LeftByClass left_by_failures = all_left;
  double violation = 0;
  double score = 0;  ///< what `goals.minimise` asks to be small
};

/// What it takes of what `goals.minimise` asks to be small, in the unit of `goal_unit`.
double minimised_by(const PlanContext& context, const SizedDesign& design);

/// Gear fitted to the sizes, without a plant-year.
PowerDesign fitted(const PlanContext& context, const PreparedMachines& machines,
                   const Sizes& sizes);

/// What stands whatever the year brings: no fuel, no grid energy, no wear, no missed work.
struct StandingCost {
  double score = 0;  ///< a lower bound on the score of these sizes
  Money purchase;
};
StandingCost standing_cost(const PlanContext& context, const PreparedMachines& machines,
                           const Sizes& sizes);

/// What a plant-year is run with: the plant at mid-life with what is kept for safety work counted
/// by the loads' need, the weather as it sees it (spans into `sky`, or `panel_yield` in its place),
/// its dispatch.
Plant year_plant(const PlanContext& context, const SizedDesign& design, const WorkNeed& need);
/// What panels and turbine give together per watt of the plant's `panel_rated`, at mid-life;
/// `sun_factor` multiplies the panels' part. Behind a grid-tied inverter nothing in an outage.
std::vector<double> source_yield(const Site& site, const SkyYear& sky, const PowerDesign& power,
                                 double sun_factor = 1.0);
PlantWeather year_weather(const Site& site, const SkyYear& sky, const PowerDesign& power,
                          std::span<const double> panel_yield);
const char* year_policy(const Site& site, const PowerDesign& power);

/// One plant-year at mid-life, on one year of weather. `trace`: filled when not null.
PlantYear run_year(const PlanContext& context, const SizedDesign& design, const SiteLoads& loads,
                   const SkyYear& sky, double sun_factor = 1.0, PlantTrace* trace = nullptr);

/// Tables of the loads under the air of each weather year, made when first asked for. One for each
/// search; `machines` must outlive it.
class YearTables {
 public:
  YearTables(const PlanContext& context, const PreparedMachines& machines);

  /// As `run_year`, without making its table.
  PlantYear run(const SizedDesign& design, std::size_t year_index);

 private:
  struct Year {
    SiteLoads moved;  ///< the machines' loads under the year's sun
    std::optional<LoadTable> table;
  };

  const PlanContext& context_;
  const PreparedMachines& machines_;
  std::vector<Year> years_;
};

/// Runs, prices and judges one design on the design year, its generator never failing.
SizedDesign sized_barring_failures(const PlanContext& context, const PreparedMachines& machines,
                                   const Sizes& sizes);

/// The same, held against what failures leave (`hold_against_failures`).
SizedDesign sized(const PlanContext& context, const PreparedMachines& machines, const Sizes& sizes);

/// How long safety work goes on without sun, grid and generator, the battery old, from the worst
/// start of the design year.
Duration ride_through_of(const PlanContext& context, const PreparedMachines& machines,
                         const SizedDesign& design);

/// Requirements on another year of weather.
std::vector<Requirement> judged_on(const PlanContext& context, const SizedDesign& design,
                                   const SiteLoads& loads, const PlantYear& year);

/// `run_year` on the first weather year, with every hour kept.
PlantYear traced_year(const PlanContext& context, const SizedDesign& design, const SiteLoads& loads,
                      PlantTrace& trace);

YearlyUse yearly_use(const Site& site, const SiteLoads& loads, const PlantYear& year);

}  // namespace islet
