// What one design of a site costs in the planner's own search: gear fitted to the sizes, bill,
// plant-year by table, life-cycle cost, requirements; and 200,000 designs of one site on two
// threads, which are to take less than 30 s.
#include <array>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "catalog/catalog.h"
#include "plan/camp_site.h"
#include "plan/demand.h"
#include "plan/make_plan.h"
#include "plan/sized_design.h"
#include "site/read_site.h"

namespace islet {
namespace {

/// A site's best machines and power, ready for sizes.
struct PlannedSite {
  Faults faults;
  Catalog catalog = read_catalog("data", faults);
  Site site;
  std::optional<SiteWeather> weather;
  std::optional<PlanContext> context;
  ComputeCandidate machines;
  std::optional<PreparedMachines> ready;
  PowerDesign power;

  explicit PlannedSite(const Site& wanted) : site(wanted) { plan_it(); }
  explicit PlannedSite(const std::string& file) : site(read_site_file(file, catalog, {}, faults)) {
    plan_it();
  }

 private:
  void plan_it() {
    PlanOptions options;
    options.weather_years = 1;
    options.data_folder = "data";
    options.figures_only = true;
    const Result<Plan> plan = make_plan(site, catalog, options);
    CHECK(plan && !plan->designs.empty());
    Result<SiteWeather> sky = plan_weather(site, catalog, options);
    CHECK(sky);
    weather = std::move(*sky);
    context.emplace(PlanContext{site, catalog, *weather, air_range(site, *weather)});
    const Design& design = plan->designs.front().design;
    std::vector<WorkloadDemand> demands;
    for (const Workload& workload : site.workloads) demands.push_back(demand_of(workload));
    machines.design = design.compute;
    machines.outcome = compute_outcome(site, demands, design.compute, options.makers);
    machines.draw = compute_draw(site, demands, design.compute, options.makers);
    power = design.power;
    ready.emplace(prepared(*context, machines));
    tabulate(*context, *ready);
  }
};

Site camp(bool asks_ride_through) {
  Site site = camp_site();
  if (asks_ride_through) site.goals.ride_through = Limit<Duration>{24.0 * hour, {}};
  return site;
}

/// The camp's.
constexpr Volume tank = 400.0 * litre;

using Judge = SizedDesign (*)(const PlanContext&, const PreparedMachines&, const Sizes&);

void one_design(benchmark::State& state, bool asks_ride_through, Judge judge) {
  const PlannedSite planned(camp(asks_ride_through));
  int at = 0;
  for (auto _ : state) {
    // 40 by 50 sizes, each time another.
    const Sizes sizes{(1 + at % 40) * 0.3 * kilowatt,
                      Power(),
                      (5 + (at / 40) % 50) * kilowatt_hour,
                      Energy(),
                      planned.power.generator,
                      tank,
                      {}};
    ++at;
    benchmark::DoNotOptimize(judge(*planned.context, *planned.ready, sizes));
  }
}
BENCHMARK_CAPTURE(one_design, plain, false, sized_barring_failures)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(one_design, with_ride_through, true, sized_barring_failures)
    ->Unit(benchmark::kMicrosecond);
/// Held to what failures of its set leave, as the search holds a design that would lead.
BENCHMARK_CAPTURE(one_design, with_failures, true, sized)->Unit(benchmark::kMicrosecond);

/// Each of the site's designs once, dealt to two threads: panels by 60 W to 12 kW, storage by steps
/// up to 60 kWh, as the search judges them. Process time is what both threads took together.
void many_designs(benchmark::State& state) {
  const PlannedSite planned(camp(true));
  const int count = static_cast<int>(state.range(0));
  constexpr int panel_sizes = 200;
  constexpr int threads = 2;
  const int storage_sizes = count / panel_sizes;
  const Energy storage_step = 55.0 * kilowatt_hour / storage_sizes;
  std::array<int, threads> feasible{};
  const auto run = [&](int thread) {
    for (int at = thread; at < panel_sizes * storage_sizes; at += threads) {
      const Sizes sizes{(1 + at % panel_sizes) * 60.0 * watt,
                        Power(),
                        5.0 * kilowatt_hour + (at / panel_sizes) * storage_step,
                        Energy(),
                        planned.power.generator,
                        tank,
                        {}};
      const SizedDesign design = sized_barring_failures(*planned.context, *planned.ready, sizes);
      feasible[static_cast<std::size_t>(thread)] += design.violation <= 0 ? 1 : 0;
    }
  };
  for (auto _ : state) {
    std::vector<std::thread> workers;
    for (int n = 0; n < threads; ++n) workers.emplace_back(run, n);
    for (std::thread& worker : workers) worker.join();
  }
  state.counters["feasible"] = feasible[0] + feasible[1];
}
BENCHMARK(many_designs)
    ->Arg(200)
    ->Arg(200'000)
    ->Iterations(1)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void run_by_table(benchmark::State& state, const PlannedSite& planned, const SizedDesign& design) {
  const PowerDesign& power = design.design.power;
  const Plant plant = year_plant(*planned.context, design, planned.ready->loads.need);
  const SkyYear& sky = planned.weather->years.front();
  const std::vector<double> yield = source_yield(planned.site, sky, power);
  const PlantWeather weather = year_weather(planned.site, sky, power, yield);
  const auto policy =
      make_policy(year_policy(planned.site, power), rule_by_need(plant, planned.ready->loads.need));
  const SiteLoads moved = moved_to_sun(planned.ready->loads, sky.panel_yield);
  const LoadTable table(plant.cooling, weather.air, moved.loads);
  for (auto _ : state) {
    benchmark::DoNotOptimize(plant_year(plant, weather, table, *policy));
  }
}

/// The plant-year alone, of a middling size: six kilowatts of panels, 20 kWh, the camp's set.
void plant_year_of_one_design(benchmark::State& state) {
  const PlannedSite planned(camp(false));
  const Sizes sizes{
      6.0 * kilowatt, Power(), 20.0 * kilowatt_hour, Energy(), planned.power.generator, tank, {}};
  run_by_table(state, planned, sized(*planned.context, *planned.ready, sizes));
}
BENCHMARK(plant_year_of_one_design)->Unit(benchmark::kMicrosecond);

/// The plant-year of the design that is planned for an example site.
void plant_year_of_example(benchmark::State& state, const char* file) {
  const PlannedSite planned(std::string{file});
  SizedDesign design;
  design.design = {planned.machines.design, planned.power};
  run_by_table(state, planned, design);
}
BENCHMARK_CAPTURE(plant_year_of_example, mine, "examples/mine.yaml")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(plant_year_of_example, clinic, "examples/clinic.yaml")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(plant_year_of_example, ship, "examples/ship.yaml")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace islet
