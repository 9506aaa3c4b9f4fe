#include "plan/plan_trial.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plan/advice.h"
#include "plan/base_estimate.h"
#include "plan/gear_choice.h"
#include "plan/simulated_site.h"
#include "plan/site_weather.h"
#include "serving/policies.h"
#include "sim/site_world.h"

namespace islet {
namespace {

/// Ends of ranges count as inside within so much of the value: they are told with four digits.
constexpr double printed = 5e-4;
/// A year's fuel is judged to this: less than a gauge or a filler's can tells.
constexpr double fuel_told = 1e-4;  // m3

class Judge {
 public:
  explicit Judge(PlanTrial& out) : out_(out) {}

  void add(const std::string& subject, const char* what, const Estimate<double>& promised,
           double found, double least_room = 0) {
    const double room = std::max(least_room, printed * std::abs(promised.value));
    const bool inside = found >= promised.low - room && found <= promised.high + room;
    out_.figures.push_back({subject, what, promised, found, inside});
  }

 private:
  PlanTrial& out_;
};

void judge_workload(const WorkloadOutcome& promised, const WorkloadServed& found, Judge& judge) {
  const double arrived = found.counts.ended();
  if (arrived > 0) {
    // What a lack of power made late was not served when it was asked for.
    const double missed = found.counts.lost + found.late_by_power;
    judge.add(promised.name, "served", promised.served, (arrived - missed) / arrived);
  }
  // Batch work waits for its window and its turn: the plan tells how long one item takes, no more.
  if (promised.group < 0 || promised.kind == WorkloadKind::batch) return;
  if (found.end_to_end_s.samples > 0) {
    judge.add(promised.name, "latency p99", in_base_units(promised.p99), found.end_to_end_s.p99);
  }
  if (found.first_token_s.samples > 0) {
    judge.add(promised.name, "first token p99", in_base_units(promised.first_token_p99),
              found.first_token_s.p99);
  }
}

}  // namespace

Result<PlanTrial> plan_trial(const Plan& plan, const Catalog& catalog, const PlanOptions& options,
                             const TrialWish& wish) {
  const DesignOutcome* chosen = advised_design(plan);
  if (chosen == nullptr) {
    return Error{Place{plan.site.file}, "no design was found that can be simulated",
                 "`islet plan` says what binds.", "N2", ""};
  }
  const Site built = built_as(plan.site, chosen->design);
  const Result<SiteWeather> planned = plan_weather(built, catalog, options);
  if (!planned) return planned.error();
  PlanOptions fresh = options;
  fresh.seed = wish.seed;
  fresh.weather_years = 1;
  fresh.drawn_weather = true;
  Result<SiteWeather> weather = plan_weather(built, catalog, fresh);
  if (!weather) return weather.error();
  const PlanContext context{plan.site, catalog, *weather, air_range(plan.site, *planned)};
  Result<SimulatedSite> made = simulated_site(context, chosen->design, options.makers, 0);
  if (!made) return made.error();
  SiteRun& run = made->run;
  run.seed = wish.seed;
  run.days = wish.days;
  run.scheduling = std::string(default_scheduling);
  const SiteOutcome outcome = simulate_site(run);

  PlanTrial out{wish.seed, wish.days, {}};
  Judge judge(out);
  for (const WorkloadOutcome& promised : chosen->workloads) {
    for (const WorkloadServed& found : outcome.workloads) {
      if (found.name == promised.name) judge_workload(promised, found, judge);
    }
  }
  if (wish.days == 365 && chosen->design.power.generator != nullptr) {
    judge.add("site", "fuel", in_base_units(chosen->energy.fuel),
              outcome.plant.total.fuel / cubic_metre, fuel_told);
  }
  return out;
}

}  // namespace islet
