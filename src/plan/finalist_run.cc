#include "plan/finalist_run.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "plan/demand.h"
#include "plan/side_by_side.h"
#include "plan/simulated_goals.h"
#include "plan/simulated_site.h"
#include "serving/policies.h"
#include "sim/site_world.h"

namespace islet {
namespace {

constexpr int fortnight = 14;
constexpr int year_days = 365;
constexpr std::size_t years_most = 3;
/// Designs that are simulated in full until one does what the site asks.
constexpr std::size_t finalists_most = 3;
/// In the middle of each month, and of every day of the week in turn.
constexpr int first_sample = 15;
constexpr int sample_step = 30;
constexpr int samples = 12;

/// What may be simulated, so that a plan stays one of seconds: about 2 s of one core.
constexpr double frames_most = 80e6;     ///< that are stepped one by one
constexpr double requests_most = 200e3;  ///< of all other kinds
constexpr int days_usual = fortnight + samples;

/// Days that may be simulated. Frames of cameras that are alone on their device are counted, not
/// stepped.
int days_allowed(const Site& site, const ComputeDesign& design) {
  double frames = 0;
  double requests = 0;
  for (const Placement& placement : design.placements) {
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    const double per_day = demand_of(workload).mean * day;
    const bool is_alone = std::none_of(
        design.placements.begin(), design.placements.end(), [&](const Placement& other) {
          return &other != &placement && other.group == placement.group;
        });
    if (!is_periodic(workload.kind)) {
      requests += per_day;
    } else if (!is_alone) {
      frames += per_day;
    }
  }
  const double days =
      std::min(frames_most / std::max(1.0, frames), requests_most / std::max(1.0, requests));
  return static_cast<int>(std::min<double>(days_usual, days));
}

/// A stretch of days of one weather year.
struct Stretch {
  int first_day = 0;
  int days = 1;
};

void add(const WorkloadServed& more, SimulatedSpan::Work& sum) {
  sum.name = more.name;
  sum.asked += more.counts.ended();  // what still waits is not told
  sum.served += more.counts.served;
  sum.late += more.counts.late;
  sum.degraded += more.counts.degraded;
  sum.lost += more.counts.lost;
  if (more.end_to_end_s.samples > 0) sum.p99 = std::max(sum.p99, more.end_to_end_s.p99 * second);
  if (more.first_token_s.samples > 0) {
    sum.first_token_p99 = std::max(sum.first_token_p99, more.first_token_s.p99 * second);
  }
}

void add(const SiteOutcome& more, int days, SimulatedSpan& sum) {
  sum.days += days;
  sum.fuel += more.plant.total.fuel;
  sum.brown_out += more.brown_out;
  sum.work.resize(more.workloads.size());
  for (std::size_t w = 0; w < more.workloads.size(); ++w) add(more.workloads[w], sum.work[w]);
}

class Finalist {
 public:
  Finalist(const PlanContext& context, const Design& design, const PlanOptions& options)
      : context_(context), design_(design), options_(options) {}

  /// None where the design cannot be simulated.
  std::optional<SiteOutcome> run(const Stretch& stretch) const {
    Result<SimulatedSite> made =
        simulated_site(context_, design_, options_.makers, stretch.first_day);
    if (!made) return std::nullopt;
    made->run.seed = options_.seed;
    made->run.days = stretch.days;
    made->run.scheduling = std::string(default_scheduling);
    return simulate_site(made->run);
  }

  /// The pieces side by side, added up in their order and held against the goals.
  void add_span(std::string what, DaysKind kind, const std::vector<Stretch>& pieces,
                FinalistRun& run_of, SimulatedGoals& goals) const {
    std::vector<std::optional<SiteOutcome>> found(pieces.size());
    side_by_side(pieces.size(), options_.jobs, [&](std::size_t index) {
      if (options_.stop_asked && options_.stop_asked()) return;
      found[index] = run(pieces[index]);
    });
    SimulatedSpan out;
    out.what = std::move(what);
    for (std::size_t index = 0; index < pieces.size(); ++index) {
      if (!found[index]) continue;
      add(*found[index], pieces[index].days, out);
      goals.add(*found[index], pieces[index].days, kind);
    }
    run_of.spans.push_back(std::move(out));
  }

  /// None where the design cannot be simulated.
  std::optional<int> darkest_day() const {
    const Result<SimulatedSite> made = simulated_site(context_, design_, options_.makers, 0);
    if (!made) return std::nullopt;
    return made->planned.worst_fortnight_day;
  }

 private:
  const PlanContext& context_;
  const Design& design_;
  const PlanOptions& options_;
};

std::string days_text(int days) { return fmt::format("{} day{}", days, days == 1 ? "" : "s"); }

/// In weeks, so that they can be run side by side.
std::vector<Stretch> in_weeks(int first_day, int days) {
  constexpr int week = 7;
  std::vector<Stretch> out;
  for (int at = 0; at < days; at += week) {
    out.push_back({(first_day + at) % year_days, std::min(week, days - at)});
  }
  return out;
}

}  // namespace

FinalistRun finalist_run(const PlanContext& context, const Design& design,
                         const PlanOptions& options) {
  FinalistRun out;
  if (options.effort == Effort::quick) return out;
  const Finalist finalist(context, design, options);
  const std::optional<int> darkest = finalist.darkest_day();
  if (!darkest) return out;
  // Half of the days go to the darkest stretch, a single one to the others, of which it says more.
  // Whoever asks for depth waits for it.
  const int allowed =
      options.effort == Effort::deep ? days_usual : days_allowed(context.site, design.compute);
  if (allowed < 1) return out;
  const int dark = allowed == 1 ? 0 : std::min(fortnight, (allowed + 1) / 2 + allowed / days_usual);
  // Without panels the fortnight with least sun against demand is the one with most demand.
  const char* trying = design.power.panels > Power() ? "darkest" : "busiest";
  SimulatedGoals goals(context.site);
  if (dark > 0) {
    finalist.add_span(dark == fortnight ? fmt::format("the {} fortnight", trying)
                                        : fmt::format("the first {} of the {} fortnight",
                                                      days_text(dark), trying),
                      DaysKind::darkest, in_weeks(*darkest, dark), out, goals);
  }
  const int sampled = std::min(samples, allowed - dark);
  std::vector<Stretch> days;
  for (int index = 0; index < sampled; ++index) {
    days.push_back({first_sample + index * samples / sampled * sample_step, 1});
  }
  if (sampled > 0) {
    finalist.add_span(
        sampled == samples ? "a day of every month" : days_text(sampled) + " over the year",
        DaysKind::sampled, days, out, goals);
  }
  const std::size_t years =
      options.effort == Effort::deep ? std::min(years_most, context.weather.years.size()) : 0;
  for (std::size_t index = 0; index < years; ++index) {
    if (options.stop_asked && options.stop_asked()) break;
    const SiteWeather one = years_of(context.weather, index, 1);
    const PlanContext then{context.site, context.catalog, one, context.air,
                           context.counts_failures};
    Finalist(then, design, options)
        .add_span(fmt::format("weather year {}", index + 1), DaysKind::every,
                  in_weeks(0, year_days), out, goals);
  }
  out.shortfalls = goals.shortfalls();
  return out;
}

std::vector<std::size_t> simulate_finalists(const PlanContext& context, const PlanOptions& options,
                                            std::vector<DesignOutcome>& designs) {
  std::vector<std::size_t> order(designs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.effort == Effort::quick) return order;
  const auto simulate = [&](DesignOutcome& design, const PlanOptions& how) {
    FinalistRun run = finalist_run(context, design.design, how);
    design.simulated = std::move(run.spans);
    design.simulated_short = std::move(run.shortfalls);
    return design.simulated_short.empty();
  };
  std::size_t at = 0;
  std::optional<std::size_t> front;
  for (; at < std::min(finalists_most, designs.size()) && !front; ++at) {
    if (simulate(designs[at], options)) front = at;
  }
  PlanOptions brief = options;
  brief.effort = Effort::normal;
  for (; options.effort == Effort::deep && at < designs.size(); ++at) {
    simulate(designs[at], brief);
  }
  if (front)
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(*front),
                order.begin() + static_cast<std::ptrdiff_t>(*front) + 1);
  return order;
}

}  // namespace islet
