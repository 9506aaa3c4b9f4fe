#include "cli/site_simulation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/result_output.h"
#include "cli/site_tenants.h"
#include "cli/site_to_run.h"
#include "plan/chaos_days.h"
#include "plan/movable_bound.h"
#include "report/json_find.h"
#include "serving/policies.h"
#include "sim/site_log.h"
#include "sim/site_timeline.h"
#include "sim/site_world.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/simulate/1";
constexpr int days_max = 3650;

/// Policies that `--compare-policies` sets side by side.
constexpr std::array compared = {default_scheduling, std::string_view("first-come"),
                                 std::string_view("solar-peak")};

/// Digits alone.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Error wrong_use(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "V1", ""};
}

bool is_among(std::span<const std::string_view> names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Error not_among(const char* option, const std::string& given,
                std::span<const std::string_view> names) {
  return wrong_use(
      fmt::format("`{}` is \"{}\", must be one of {}", option, given, fmt::join(names, ", ")), "");
}

/// What perfect foresight would have needed for what that run did.
Result<Energy> least_generator(const Plant& plant, const SiteOutcome& outcome) {
  BoundQuestion question;
  question.plant = plant;
  for (const SiteHour& each : outcome.hours) {
    question.hours.push_back({each.sun, each.grid, each.fixed, each.movable, each.window});
  }
  question.movable_most = outcome.movable_most;
  question.at_start = outcome.plant.stored_at_start;
  question.at_end = outcome.plant.stored_at_end;
  return least_generator_energy(question);
}

}  // namespace

void SiteSimulation::declare(CLI::App& app) {
  app.add_option("FILE", site_.file, "a site file, or a plan.json of `islet plan`");
  app.add_option("--set", site_.set, "use another value for a key of the site file")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group("Site");
  app.add_option("--tenant", tenants_, "workloads of one owner; each else is a tenant of its own")
      ->type_name("NAME=WORKLOAD,...")
      ->allow_extra_args(false)
      ->group("Site");
  app.add_option("--days", days_, "days to simulate; 365 is a year")
      ->check(CLI::Range(1, days_max).description(""))
      ->capture_default_str()
      ->type_name("N")
      ->group("Site");
  app.add_option("--from", from_, "first day of the weather year")
      ->capture_default_str()
      ->type_name("MM-DD")
      ->group("Site");
  app.add_option("--seed", seed_, "of every random draw")
      ->capture_default_str()
      ->type_name("N")
      ->group("Runs");
  app.add_option("--policy", policy_, "how requests are scheduled")
      ->type_name("NAME")
      ->group("Runs");
  app.add_flag("--compare-policies", compares_, "the same requests under several policies")
      ->group("Runs");
  app.add_flag("--bound", bounds_, "beside it, the least that the generator could have given")
      ->group("Site");
  app.add_option("--chaos", chaos_, "so many seeds, a day with faults each; checks what must hold")
      ->check(CLI::Range(1, 10'000'000).description(""))
      ->type_name("N")
      ->group("Site");
  app.add_option("--drill", drill_, "with --chaos: plants this fault of the simulator's own")
      ->type_name("NAME")
      ->group("Site");
  app.add_option("--log", log_, "writes each event and decision of the scheduler")
      ->type_name("FILE")
      ->group("Runs");
  app.add_option(
         "--replay", replay_,
         "runs such a log through a new scheduler and compares; alone, the decisions.log of "
         "`islet serve`")
      ->type_name("FILE")
      ->group("Runs");
  app.add_flag("--frame-by-frame", by_frame_,
               "steps each camera's frames where counting them would do")
      ->group("Site");
  app.add_option("--years", years_, "weather years of the plan")
      ->check(CLI::Range(1, 100).description(""))
      ->capture_default_str()
      ->type_name("N")
      ->group("Site");
  app.add_option("--jobs", jobs_, "threads; the result does not depend on it")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("N")
      ->group("Runs");
}

int SiteSimulation::threads() const { return jobs_ > 0 ? jobs_ : SearchOptions().threads(); }

std::optional<Error> SiteSimulation::refusal() const {
  const bool has_records = !log_.empty() || !timeline_.empty();
  if (has_records && (compares_ || chaos_ > 0 || !replay_.empty())) {
    return wrong_use("`--log` and `--timeline` go with one run alone", "");
  }
  const bool is_known = timeline_.ends_with(".csv") || timeline_.ends_with(".json");
  if (!timeline_.empty() && !is_known) {
    return wrong_use("`--timeline` is \"" + timeline_ + "\", must end in .csv or .json", "");
  }
  if (!drill_.empty() && chaos_ == 0) {
    return wrong_use("`--drill` needs `--chaos`", "A drill shows that chaos finds a fault.");
  }
  if (!drill_.empty() && !is_among(drill_names(), drill_)) {
    return not_among("--drill", drill_, drill_names());
  }
  if (!policy_.empty() && !is_among(scheduling_names(), policy_)) {
    return not_among("--policy", policy_, scheduling_names());
  }
  return std::nullopt;
}

/// A plan names its site file and seed: what is simulated is planned anew from them.
std::optional<Error> SiteSimulation::read_plan_file() {
  if (!site_.file.ends_with(".json")) return std::nullopt;
  std::ifstream in(site_.file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && text.empty()) {
    return Error{Place{site_.file}, "the plan cannot be read", "", "V2", ""};
  }
  const auto file = found_in_result(text, "site/file");
  const auto seed = found_in_result(text, "seed");
  if (!file) {
    return Error{Place{site_.file}, "this is no plan: it names no site file",
                 "Write one with `islet plan SITE.yaml -o plan.json`.", "V3", ""};
  }
  site_.file = *file;
  if (seed) seed_ = whole_number(*seed).value_or(1);
  return std::nullopt;
}

ExitCode SiteSimulation::run(const CatalogOptions& catalog, const OutputOptions& output) {
  const Result<int> day_of_year = first_day_in(from_);
  std::optional<Error> wrong = refusal();
  if (!day_of_year) wrong = day_of_year.error();
  if (wrong) return put_failure(output, schema, {*wrong}, 0, ExitCode::wrong_use);
  if (const auto unread = read_plan_file()) {
    return put_failure(output, schema, {*unread}, 0, ExitCode::wrong_input);
  }
  if (site_.file.empty()) return replayed(nullptr, output);
  site_.catalog = catalog;
  LoadedSite loaded = load_site(site_);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  return simulate(loaded, output);
}

std::vector<std::string> SiteSimulation::policies_to_run() const {
  if (compares_) return {compared.begin(), compared.end()};
  return {policy_.empty() ? std::string(default_scheduling) : policy_};
}

ExitCode SiteSimulation::simulate(LoadedSite& loaded, const OutputOptions& output) {
  PlanOptions options;
  options.weather_years = years_;
  // Chaos numbers its days by the seed: all are of one plan.
  options.seed = chaos_ > 0 ? 1 : seed_;
  options.jobs = threads();
  SiteToRun planned = site_to_run(loaded, options, *first_day_in(from_));
  if (!planned.made) {
    loaded.list.insert(loaded.list.end(), planned.list.begin(), planned.list.end());
    return put_failure(output, schema, loaded.list, 0, planned.code);
  }
  // From here on the design is fixed; time runs over it.
  SiteRun& run = planned.made->run;
  run.seed = seed_;
  run.days = days_;
  run.closed_form = !by_frame_;
  if (const auto wrong = give_tenants(tenants_, run)) {
    return put_failure(output, schema, {*wrong}, 0, ExitCode::wrong_use);
  }
  const std::vector<std::string> names = policies_to_run();
  if (chaos_ > 0) {
    run.scheduling = names.front();
    if (const auto drill = drill_named(drill_)) run.drill = *drill;
    return chaos(run, output);
  }
  run.scheduling = names.front();
  if (!replay_.empty()) return replayed(&run, output);
  run.keeps_log = !log_.empty();
  run.keeps_moments = !timeline_.empty();
  std::vector<SimulatedRun> runs;
  for (const std::string& name : names) {
    run.scheduling = name;
    run.keeps_hours = bounds_;
    runs.push_back({loaded.site.name, loaded.site.file, planned.title, planned.weather, seed_,
                    run.first_day, run.days, planned.made->planned_share, simulate_site(run),
                    std::nullopt});
    if (!bounds_) continue;
    const Result<Energy> least = least_generator(run.power.plant, runs.back().outcome);
    if (!least) return put_failure(output, schema, {least.error()}, 0, ExitCode::no_answer);
    runs.back().least_generator = *least;
  }
  if (const ExitCode code = write_records(runs.front().outcome, run, output);
      code != ExitCode::done) {
    return code;
  }
  return put(runs, loaded.list, output);
}

ExitCode SiteSimulation::write_records(const SiteOutcome& outcome, const SiteRun& run,
                                       const OutputOptions& output) const {
  OutputOptions other = output;
  ExitCode code = ExitCode::done;
  if (!log_.empty()) {
    other.file = log_;
    code = put_result(other, outcome.log, ExitCode::done);
  }
  if (!timeline_.empty() && code == ExitCode::done) {
    other.file = timeline_;
    const bool is_table = timeline_.ends_with(".csv");
    code =
        put_result(other, is_table ? site_timeline_csv(outcome) : site_timeline_json(outcome, run),
                   ExitCode::done);
  }
  return code;
}

/// The log must be of the same site, policy and seed of the plan; without a run, one that
/// `islet serve` wrote.
ExitCode SiteSimulation::replayed(const SiteRun* run, const OutputOptions& output) const {
  std::ifstream in(replay_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) {
    return put_failure(output, schema,
                       {Error{Place{replay_}, "the log cannot be read", "", "D1", ""}}, 0,
                       ExitCode::wrong_input);
  }
  const Result<ReplayOutcome> outcome =
      run == nullptr ? islet::replay(text, SchedulerSettings(), {}) : replay_site(*run, text);
  if (!outcome) {
    Error error = outcome.error();
    error.place.file = replay_;
    return put_failure(output, schema, {error}, 0, ExitCode::wrong_input);
  }
  return put_result(output, replay_text(*outcome, output.chosen() == Format::json),
                    outcome->is_same ? ExitCode::done : ExitCode::check_failed);
}

/// The one command that does a failed day again.
std::string SiteSimulation::again(std::uint64_t seed) const {
  std::string text = fmt::format("islet simulate {} --chaos 1 --seed {}", site_.file, seed);
  for (const std::string& each : site_.set) text += fmt::format(" --set '{}'", each);
  if (!policy_.empty()) text += " --policy " + policy_;
  if (years_ != years_usual) text += fmt::format(" --years {}", years_);
  if (!drill_.empty()) text += " --drill " + drill_;
  return text;
}

ExitCode SiteSimulation::chaos(const SiteRun& run, const OutputOptions& output) const {
  ChaosOptions options;
  options.seeds = chaos_;
  options.first_seed = seed_;
  options.jobs = threads();
  options.stop_asked = [] { return interrupt_asked(); };
  const ChaosReport report = run_chaos(run, options);
  std::string first;
  if (report.failed > 0) first = again(report.first_failed) + "\n  " + report.why + "\n";
  std::string text =
      fmt::format("{} days with faults, {} with a violation\n", report.days, report.failed);
  if (report.failed > 0) text += "The first again: " + first;
  if (output.chosen() == Format::json) text = chaos_json(report.days, report.failed, first);
  return put_result(output, text, report.failed > 0 ? ExitCode::check_failed : ExitCode::done);
}

ExitCode SiteSimulation::put(const std::vector<SimulatedRun>& runs, const std::vector<Error>& list,
                             const OutputOptions& output) const {
  show(output.console(), list);
  const ExitCode code = output.strict && !list.empty() ? ExitCode::warnings : ExitCode::done;
  const SimulatedRun& first = runs.front();
  std::string text;
  switch (output.chosen()) {
    case Format::json:
      text = compares_ ? site_policies_json(runs, list) : site_run_json(first, list);
      break;
    case Format::csv:
      text = csv_of(compares_ ? site_policies_table(runs) : site_run_table(first));
      break;
    case Format::markdown:
      text = markdown_of(compares_ ? site_policies_page(runs) : site_run_page(first));
      break;
    case Format::table:
      text = text_of(compares_ ? site_policies_page(runs) : site_run_page(first),
                     output.console().canvas());
      break;
  }
  return put_result(output, text, code);
}

}  // namespace islet
