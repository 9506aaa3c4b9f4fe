#include "plan/joint_odds.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "base/random.h"

namespace islet {
namespace {

/// A 90 % half-range in standard deviations.
constexpr double half_range = 1.6449;

bool is_speed(const Requirement& each) {
  return each.measure == Measure::duration || each.measure == Measure::token_rate;
}

/// Where a speed figure ends up when machines are `slow` deviations slower than expected.
double drawn(const Requirement& each, double slow) {
  const double worse = each.measure == Measure::duration ? slow : -slow;
  const double end = worse > 0 ? each.found.high : each.found.low;
  if (!(each.found.value > 0) || !(end > 0)) return each.found.value;
  return each.found.value * std::pow(end / each.found.value, std::abs(worse) / half_range);
}

}  // namespace

double joint_odds(const PlanContext& context, const PreparedMachines& machines,
                  const SizedDesign& design) {
  const std::vector<SkyYear>& years = context.weather.years;
  RandomStream random = RandomStream(1).fork("joint odds");
  int held = 0;
  for (int index = 0; index < odds_draws; ++index) {
    const double sun = std::max(0.0, 1 + context.weather.sun_range * random.normal() / half_range);
    const double draw =
        std::pow(machines.machines->draw.range_factor, random.normal() / half_range);
    const double slow = random.normal();
    const SiteLoads loads = site_loads(context.site, context.catalog, *machines.machines,
                                       design.design.power.battery, draw);
    const SkyYear& sky = years[static_cast<std::size_t>(index) % years.size()];
    const PlantYear run = run_year(context, design, loads, sky, sun);
    std::vector<Requirement> judged = judged_on(context, design, loads, run);
    for (Requirement& each : judged) {
      // Those of the plant are durations too, but exact for the year: they were just judged.
      if (!is_speed(each) || each.subject == "site") continue;
      each.found.value = drawn(each, slow);
      judge(each);
    }
    held += all_met(judged) ? 1 : 0;
  }
  return static_cast<double>(held) / odds_draws;
}

bool is_surer(const DesignOutcome& one, const DesignOutcome& other) {
  constexpr double told_apart = 0.1;  // four of the draws
  return one.joint_odds && other.joint_odds && *one.joint_odds >= *other.joint_odds + told_apart;
}

std::size_t surest(const std::vector<double>& scores, const std::vector<DesignOutcome>& designs) {
  CHECK(scores.size() == designs.size() && !scores.empty());
  constexpr double as_good = 0.005;
  const double worst = scores.front() + as_good * std::abs(scores.front());
  std::size_t first = 0;
  for (std::size_t at = 1; at < scores.size(); ++at) {
    if (scores[at] > worst || !is_surer(designs[at], designs.front())) continue;
    if (*designs[at].joint_odds > designs[first].joint_odds.value_or(0)) first = at;
  }
  return first;
}

}  // namespace islet
