#include "cli/planned_site.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "base/check.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/written_file.h"
#include "catalog/folder_hash.h"
#include "cli/interrupt.h"
#include "cli/progress_line.h"
#include "cli/result_output.h"
#include "cli/stopwatch.h"
#include "knowledge/knowledge.h"
#include "plan/advice.h"
#include "plan/make_plan.h"
#include "plan/owned_audit.h"
#include "plan/system_map.h"
#include "plan/what_if.h"
#include "site/what_if_sites.h"

namespace islet {
namespace {

PlannedSite failed(std::vector<Error> list, int seen, ExitCode code) {
  PlannedSite out;
  out.list = std::move(list);
  out.seen = seen;
  out.code = code;
  return out;
}

}  // namespace

PlanOptions plan_options(const SearchOptions& search, const Catalog& catalog) {
  PlanOptions options;
  options.effort = search.effort == "quick"  ? Effort::quick
                   : search.effort == "deep" ? Effort::deep
                                             : Effort::normal;
  // The first design is the surest of those that cost the same, however few are told.
  options.top = std::max(search.top, options.top);
  options.weather_years = search.years;
  constexpr int quick_years = 3;
  if (options.effort == Effort::quick) options.weather_years = std::min(search.years, quick_years);
  options.seed = search.seed;
  options.jobs = search.threads();
  options.data_folder = catalog.folder;
  return options;
}

namespace {

/// Nothing, or the fault that kept the records from being hashed.
std::optional<Error> add_hashes(const LoadedSite& loaded, CatalogOrigin& origin) {
  const Catalog& catalog = loaded.catalog;
  const Result<std::string> ours = folder_sha256(catalog.folder);
  if (!ours) return ours.error();
  origin.sha256 = *ours;
  if (!catalog.own_folder.empty()) {
    const Result<std::string> own = folder_sha256(catalog.own_folder);
    if (!own) return own.error();
    origin.own_sha256 = *own;
  }
  constexpr std::size_t bytes_max = std::size_t{32} << 20U;
  for (const std::string& file : loaded.measured) {
    if (!catalog.own_folder.empty() && file.starts_with(catalog.own_folder)) continue;
    const Result<std::string> text = read_file(file, bytes_max);
    if (!text) return text.error();
    origin.own_sha256 = sha256(origin.own_sha256 + *text);
  }
  return std::nullopt;
}

Error wrong_map(const std::string& found) {
  return {{},
          "--map is " + found + ", must be KEY=VALUE,VALUE,... twice, with 1 to 12 values each",
          "Write for example --map 'power.generator.fuel=1 USD/L,2 USD/L' --map "
          "'power.solar.size=1 kWp,4 kWp'.",
          "V5",
          ""};
}

Result<MapAxis> axis_of(const std::string& word) {
  const std::size_t sign = word.find('=');
  if (sign == std::string::npos || sign == 0) return wrong_map("\"" + word + "\"");
  MapAxis axis{word.substr(0, sign), {}};
  for (const std::string_view value : split(std::string_view(word).substr(sign + 1), ',')) {
    if (!trimmed(value).empty()) axis.values.emplace_back(trimmed(value));
  }
  if (axis.values.empty() || axis.values.size() > map_values_max) {
    return wrong_map("\"" + word + "\"");
  }
  return axis;
}

std::optional<Error> add_map(const Catalog& catalog, const PlanOptions& options,
                             const std::vector<std::string>& words, Plan& plan) {
  if (words.empty()) return std::nullopt;
  if (words.size() != 2) return wrong_map(fmt::format("there {} time(s)", words.size()));
  const Result<MapAxis> across = axis_of(words[0]);
  const Result<MapAxis> down = axis_of(words[1]);
  if (!across || !down) return !across ? across.error() : down.error();
  Result<SystemMap> map = system_map(plan.site, catalog, *across, *down, options);
  if (!map) return map.error();
  plan.map = std::move(*map);
  return std::nullopt;
}

/// The audit of what is owned, and the cases of `what_if`.
std::optional<Error> add_extras(const Catalog& catalog, const PlanOptions& options,
                                const std::vector<WhatIfSite>& cases, const PlanExtras& extras,
                                Plan& plan) {
  if (extras.have) {
    Result<std::vector<OwnedAudit>> have = owned_audits(plan, catalog, options);
    if (!have) return have.error();
    plan.have = std::move(*have);
  }
  const WhatIfDepth depth = extras.what_if ? WhatIfDepth::exact : WhatIfDepth::quick;
  Result<std::vector<WhatIfCase>> made = what_if_cases(plan, cases, catalog, options, depth);
  if (!made) return made.error();
  plan.what_if = std::move(*made);
  return add_map(catalog, options, extras.map, plan);
}

/// The code of a command that has the plan as its result; faults where it has none.
void judge(const OutputOptions& output, PlannedSite& out) {
  CHECK(out.plan.has_value());
  const bool stopped = out.plan->state == PlanState::out_of_time;
  if (stopped && out.plan->designs.empty()) {
    const Error nothing{{},
                        interrupt_asked() ? "interrupted before any design was found"
                                          : "the time was up before any design was found",
                        "Give it more time: --time-limit 60s.",
                        "N2",
                        ""};
    out.plan.reset();
    out.list = {nothing};
    out.code = ExitCode::interrupted;
    return;
  }
  out.code = out.list.empty() || !output.strict ? ExitCode::done : ExitCode::warnings;
  if (out.plan->designs.empty()) {
    out.code = ExitCode::no_answer;
  } else if (stopped) {
    out.code = ExitCode::stopped_early;
  }
}

}  // namespace

void PlanExtras::declare_map(CLI::App& app) {
  app.add_option("--map", map,
                 "KEY=VALUE,VALUE,...; given twice: the best kind of system for every pair")
      ->type_name("KEY=VALUES")
      ->group("Search");
}

PlannedSite planned_site(const SiteOptions& site, const SearchOptions& search,
                         const OutputOptions& output, const PlanExtras& extras) {
  const Result<std::optional<Duration>> limit = search.limit();
  if (!limit) return failed({limit.error()}, 0, ExitCode::wrong_use);
  if (const auto refusal = output_refusal(output)) {
    return failed({*refusal}, 0, ExitCode::wrong_use);
  }
  PlannedSite out;
  out.loaded = load_site(site);
  const LoadedSite& loaded = out.loaded;
  if (loaded.code != ExitCode::done) return failed(loaded.list, loaded.seen, loaded.code);
  Faults unread;
  const Calibration calibration = read_calibration_of(loaded.catalog, loaded.measured, unread);
  if (unread.has_errors()) {
    return failed(unread.sorted(), unread.count(), ExitCode::data_missing);
  }
  std::vector<WhatIfSite> cases;
  if (extras.what_if || extras.what_if_quick) {
    Faults faults;
    cases = what_if_sites(loaded.site, loaded.catalog, faults);
    if (faults.has_errors()) {
      return failed(faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
  }
  const Stopwatch stopwatch;
  PlanOptions options = plan_options(search, loaded.catalog);
  options.stop_asked = [&stopwatch, &limit] {
    return interrupt_asked() || (*limit && stopwatch.elapsed() >= **limit);
  };
  options.pareto = extras.pareto;
  const CalibratedMakers calibrated(calibration);
  options.makers = calibrated.makers();
  ProgressLine line(output.console(), loaded.site.file, search.progress == "auto");
  options.progress = [&](const Progress& progress) { line.show(progress); };
  options.simulate = true;
  Result<Plan> plan = make_plan(loaded.site, loaded.catalog, options);
  const auto told = static_cast<std::size_t>(search.top);
  if (plan && plan->designs.size() > told) plan->designs.resize(told);
  options.simulate = false;  // what follows asks for other plans
  out.list = loaded.list;
  if (plan) {
    if (auto fault = add_extras(loaded.catalog, options, cases, extras, *plan)) plan = *fault;
  }
  if (!plan) {
    out.list.push_back(plan.error());
    return failed(out.list, 0, exit_code_for(out.list));
  }
  out.plan = std::move(*plan);
  out.list.insert(out.list.end(), out.plan->warnings.begin(), out.plan->warnings.end());
  Faults faults;
  const Knowledge knowledge = read_knowledge(loaded.catalog.folder, faults);
  if (faults.has_errors()) return failed(faults.sorted(), faults.count(), ExitCode::wrong_input);
  out.notes = plan_notes(*out.plan, loaded.catalog, knowledge,
                         advice_on(*out.plan, loaded.catalog, knowledge, options));
  if (extras.hashes) {
    if (auto fault = add_hashes(loaded, out.notes.catalog)) {
      return failed({*fault}, 0, ExitCode::data_missing);
    }
  }
  judge(output, out);
  return out;
}

}  // namespace islet
