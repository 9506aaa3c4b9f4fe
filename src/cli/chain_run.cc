#include "cli/chain_run.h"

#include <utility>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/planned_site.h"
#include "cli/progress_line.h"
#include "cli/result_output.h"
#include "cli/stopwatch.h"
#include "plan/chain_plan.h"
#include "report/version.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/chain/1";

std::string text_for(const ChainResult& result, const OutputOptions& output) {
  return in_form(output, {[&] { return chain_json(result, {}); }, [&] { return chain_csv(result); },
                          [&] { return chain_page(result); }});
}

ExitCode code_of(const std::vector<SiteLine>& lines) {
  const ChainTotals sum = totals_of(lines);
  if (sum.wrong_input > 0) return ExitCode::wrong_input;
  if (sum.not_reached > 0) return ExitCode::stopped_early;
  return sum.no_design > 0 ? ExitCode::no_answer : ExitCode::done;
}

std::vector<SiteLine> lines_of(const Chain& chain, const std::vector<Override>& set,
                               const Catalog& catalog, const PlanOptions& options,
                               ProgressLine& progress) {
  std::vector<std::string> names;
  for (const ChainEntry& each : chain.entries) names.push_back(each.name);
  LocalWorkList list(names);
  WorkWays ways{.jobs = options.jobs, .stop_asked = options.stop_asked, .between = {}};
  ways.between = [&] {
    Progress now;
    now.tried = static_cast<std::int64_t>(list.done());
    now.done = static_cast<double>(list.done()) / static_cast<double>(names.size());
    now.of_sites = true;
    progress.show(now);
  };
  work_off(
      list, [&](const SiteTask& task) { return planned_line(chain, task, catalog, set, options); },
      ways);
  return list.lines();
}

}  // namespace

std::optional<Chain> chain_of(const SiteOptions& site, Faults& faults) {
  if (site.file == "-") return std::nullopt;
  Faults own;
  auto chain = read_chain_file(site.file, own);
  // A file that is no YAML tells its faults when it is read as a site.
  for (const Error& fault : own.sorted()) {
    if (fault.code.starts_with("S")) faults.add(fault);
  }
  return chain;
}

PlannedChain planned_chain(const Chain& chain, const SiteOptions& site, const SearchOptions& search,
                           const OutputOptions& output, bool assumed) {
  const auto failed = [](std::vector<Error> list, int seen, ExitCode code) {
    return PlannedChain{std::nullopt, std::move(list), seen, code};
  };
  const Result<std::optional<Duration>> limit = search.limit();
  if (!limit) return failed({limit.error()}, 0, ExitCode::wrong_use);
  const Result<std::vector<Override>> set = site.overrides();
  if (!set) return failed({set.error()}, 0, ExitCode::wrong_use);
  if (const auto refusal = output_refusal(output)) {
    return failed({*refusal}, 0, ExitCode::wrong_use);
  }
  const LoadedCatalog loaded = load_catalog(site.catalog);
  if (loaded.code != ExitCode::done) return failed(loaded.list, loaded.seen, loaded.code);
  Faults unread;
  const Calibration calibration =
      read_calibration_of(loaded.catalog, measured_files_of(site.catalog), unread);
  if (unread.has_errors()) {
    return failed(unread.sorted(), unread.count(), ExitCode::data_missing);
  }
  const Stopwatch stopwatch;
  PlanOptions options = plan_options(search, loaded.catalog);
  options.stop_asked = [&stopwatch, &limit] {
    return interrupt_asked() || (*limit && stopwatch.elapsed() >= **limit);
  };
  const CalibratedMakers calibrated(calibration);
  options.makers = calibrated.makers();
  ChainResult result{chain.name, chain.file, options.seed, version(), {}, {}};
  {
    ProgressLine line(output.console(), chain.file, search.progress == "auto");
    result.lines = lines_of(chain, *set, loaded.catalog, options, line);
  }
  if (assumed) result.assumed = common_defaults(chain, loaded.catalog, *set);
  const ExitCode code = code_of(result.lines);
  return {std::move(result), {}, 0, code};
}

ExitCode run_chain(const Chain& chain, const SiteOptions& site, const SearchOptions& search,
                   const OutputOptions& output) {
  const bool assumed = output.chosen() == Format::json;
  const PlannedChain planned = planned_chain(chain, site, search, output, assumed);
  if (!planned.result) {
    return put_failure(output, schema, planned.list, planned.seen, planned.code);
  }
  return put_result(output, text_for(*planned.result, output), planned.code);
}

}  // namespace islet
