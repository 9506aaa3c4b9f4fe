// What a live site asks of the generator set behind it, and says of one that does not come.
#include <fmt/format.h>

#include "base/clock_hour.h"
#include "live/plant_watch.h"

namespace islet {

/// The same hour of the plan's year, by whose clock policies go.
Instant PlantWatch::plan_clock(Instant now) const {
  return start_of_hour(settings_.calendar.hour_of(now).of_year());
}

/// Work at a fixed rate is asked for in full: a set may come for cameras that are held back. What
/// draws beyond what is listed are requests, and loads that nobody named.
void PlantWatch::follow_set(Instant now, const PlantState& state, const StepInput& input,
                            Power all) {
  if (!settings_.plant.generator || awaits(Gauge::battery_charge, now)) return;
  SetSight sight{now, plan_clock(now), state, input, settings_.others, {}, bridging_, false};
  for (const FixedLoad& one : fixed_work_.loads()) {
    sight.draws.push_back({one.importance, one.draw});
  }
  Power listed;
  for (const DrawByImportance& one : sight.draws) listed += one.power;
  sight.draws.push_back({Importance::high, std::max(Power(), all - listed)});
  if (board_.state(Gauge::generator_runs, now) == MeterState::fresh) {
    sight.runs = state.generator_running;
  }
  sight.is_asked = desk_.scheduler().asks_for_generator();
  set_.follow(sight);
  const bool is_wanted = settings_.set.may_start && set_.is_wanted();
  if (is_wanted == told_set_) return;
  told_set_ = is_wanted;
  if (on_set_) on_set_(is_wanted);
}

std::optional<Wrong> PlantWatch::wrong_with_set(Instant now) const {
  if (!set_.is_out()) return std::nullopt;
  const double waited = between(set_.out_since(), now) / minute;
  return Wrong{
      "generator does not run",
      fmt::format("wanted, and not come for {:.0f} min; not counted on until it has run", waited)};
}

}  // namespace islet
