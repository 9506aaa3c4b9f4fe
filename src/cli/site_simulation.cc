#include "cli/site_simulation.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "accuracy/run_tuning.h"
#include "base/random.h"
#include "base/text.h"
#include "catalog/weather.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/result_output.h"
#include "plan/make_plan.h"
#include "plan/simulated_site.h"
#include "report/json_find.h"
#include "serving/policies.h"
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

}  // namespace

void SiteSimulation::declare(CLI::App& app) {
  app.add_option("FILE", site_.file, "a site file, or a plan.json of `islet plan`");
  app.add_option("--set", site_.set, "use another value for a key of the site file")
      ->type_name("KEY=VALUE")
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
      ->group("Site");
  app.add_option("--policy", policy_, "how requests are scheduled")
      ->type_name("NAME")
      ->group("Site");
  app.add_flag("--compare-policies", compares_, "the same days under several policies")
      ->group("Site");
  app.add_option("--chaos", chaos_, "so many seeds, a day with faults each; checks what must hold")
      ->check(CLI::Range(1, 10'000'000).description(""))
      ->type_name("N")
      ->group("Site");
  app.add_option("--years", years_, "weather years of the plan")
      ->check(CLI::Range(1, 100).description(""))
      ->capture_default_str()
      ->type_name("N")
      ->group("Site");
  app.add_option("--jobs", jobs_, "threads; the result does not depend on it")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("N")
      ->group("Site");
}

std::optional<Error> SiteSimulation::refusal() const {
  if (policy_.empty()) return std::nullopt;
  const auto names = scheduling_names();
  if (std::find(names.begin(), names.end(), policy_) != names.end()) return std::nullopt;
  std::string list;
  for (const std::string_view name : names) {
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  return wrong_use(fmt::format("`--policy` is \"{}\", must be one of {}", policy_, list), "");
}

Result<int> SiteSimulation::first_day() const {
  const Error wrong = wrong_use(
      fmt::format("`--from` is \"{}\", must be a day of the year such as 06-21", from_), "");
  std::string text = from_;
  // A year in front names no year of the weather.
  if (text.size() == 10 && text[4] == '-') text = text.substr(5);
  if (text.size() != 5 || text[2] != '-') return wrong;
  const auto month_number = whole_number(std::string_view(text).substr(0, 2));
  const auto day_number = whole_number(std::string_view(text).substr(3, 2));
  if (!month_number || !day_number) return wrong;
  const int month_index = static_cast<int>(*month_number) - 1;
  const int day_index = static_cast<int>(*day_number) - 1;
  if (month_index < 0 || month_index >= months_per_year) return wrong;
  if (day_index < 0 || day_index >= days_in_month(month_index)) return wrong;
  int sum = day_index;
  for (int each = 0; each < month_index; ++each) sum += days_in_month(each);
  return sum;
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
  const Result<int> day_of_year = first_day();
  std::optional<Error> wrong = refusal();
  if (!day_of_year) wrong = day_of_year.error();
  if (wrong) return put_failure(output, schema, {*wrong}, 0, ExitCode::wrong_use);
  if (const auto unread = read_plan_file()) {
    return put_failure(output, schema, {*unread}, 0, ExitCode::wrong_input);
  }
  site_.catalog = catalog;
  LoadedSite loaded = load_site(site_);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  return simulate(loaded, output);
}

ExitCode SiteSimulation::simulate(LoadedSite& loaded, const OutputOptions& output) {
  Faults unread;
  const Calibration calibration = read_shipped_calibration(loaded.catalog.folder, unread);
  if (unread.has_errors()) {
    return put_failure(output, schema, unread.sorted(), unread.count(), ExitCode::data_missing);
  }
  const CalibratedMakers calibrated(calibration);
  PlanOptions options;
  options.top = 1;
  options.weather_years = years_;
  // Chaos numbers its days by the seed: all are of one plan.
  options.seed = chaos_ > 0 ? 1 : seed_;
  options.jobs = jobs_ > 0 ? jobs_ : SearchOptions().threads();
  options.data_folder = loaded.catalog.folder;
  options.makers = calibrated.makers();
  options.stop_asked = [] { return interrupt_asked(); };
  const Result<Plan> plan = make_plan(loaded.site, loaded.catalog, options);
  const Result<SiteWeather> weather = plan_weather(loaded.site, loaded.catalog, options);
  if (!plan || !weather) {
    loaded.list.push_back(!plan ? plan.error() : weather.error());
    return put_failure(output, schema, loaded.list, 0, exit_code_for(loaded.list));
  }
  const DesignOutcome* best = !plan->designs.empty() ? &plan->designs.front() : nullptr;
  if (best == nullptr && plan->nearest) best = &*plan->nearest;
  if (best == nullptr) {
    loaded.list.push_back({Place{loaded.site.file}, "no design was found that can be simulated",
                           "`islet plan` says what binds.", "N2", ""});
    return put_failure(output, schema, loaded.list, 0, ExitCode::no_answer);
  }
  // From here on the design is fixed; time runs over it.
  const PlanContext context{loaded.site, loaded.catalog, *weather,
                            air_range(loaded.site, *weather)};
  Result<SimulatedSite> made = simulated_site(context, best->design, options.makers, *first_day());
  if (!made) return put_failure(output, schema, {made.error()}, 0, ExitCode::wrong_input);
  SiteRun& run = made->run;
  run.seed = seed_;
  run.days = days_;
  std::vector<std::string> names;
  if (compares_) {
    names.assign(compared.begin(), compared.end());
  } else {
    names.push_back(policy_.empty() ? std::string(default_scheduling) : policy_);
  }
  if (chaos_ > 0) {
    run.scheduling = names.front();
    return chaos(run, output);
  }
  std::vector<SimulatedRun> runs;
  for (const std::string& name : names) {
    run.scheduling = name;
    runs.push_back({loaded.site.name, loaded.site.file, best->title, weather->source, seed_,
                    run.first_day, run.days, made->planned_share, simulate_site(run)});
  }
  return put(runs, loaded.list, output);
}

/// Days with faults, each from its own seed; threads share them out and change nothing in them.
ExitCode SiteSimulation::chaos(const SiteRun& run, const OutputOptions& output) const {
  std::vector<std::string> failures(static_cast<std::size_t>(chaos_));
  std::atomic<int> next{0};
  const auto work = [&] {
    SiteRun one = run;
    one.days = 1;
    for (int i = next++; i < chaos_ && !interrupt_asked(); i = next++) {
      one.seed = seed_ + static_cast<std::uint64_t>(i);
      one.first_day = static_cast<int>(RandomStream(one.seed).fork("day").uniform(0, 365));
      one.faults = draw_faults(one, one.seed);
      const SiteOutcome got = simulate_site(one, true);
      std::string& why = failures[static_cast<std::size_t>(i)];
      if (got.violations > 0) why = got.faults.front();
      if (!(got.energy_error < 1e-9))
        why = fmt::format("energy is off by {:.3g}", got.energy_error);
    }
  };
  const int count = jobs_ > 0 ? jobs_ : SearchOptions().threads();
  std::vector<std::thread> threads;
  for (int i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (std::thread& each : threads) each.join();
  std::int64_t failed = 0;
  std::string first;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (failures[i].empty()) continue;
    if (failed++ == 0) {
      first = fmt::format("islet simulate {} --chaos 1 --seed {}\n  {}\n", site_.file, seed_ + i,
                          failures[i]);
    }
  }
  std::string text = fmt::format("{} days with faults, {} with a violation\n", chaos_, failed);
  if (failed > 0) text += "The first again: " + first;
  if (output.chosen() == Format::json) text = chaos_json(chaos_, failed, first);
  return put_result(output, text, failed > 0 ? ExitCode::check_failed : ExitCode::done);
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
