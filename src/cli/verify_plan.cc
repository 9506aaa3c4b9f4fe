#include "cli/verify_plan.h"

#include <algorithm>
#include <optional>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/result_output.h"
#include "plan/advice.h"
#include "plan/make_plan.h"
#include "plan/side_by_side.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/verify-plan/1";
/// Seeds below belong to plans.
constexpr int seed_least = 1001;

/// One trial a seed, on all threads.
std::vector<std::optional<Result<PlanTrial>>> all_trials(const Plan& plan, const Catalog& catalog,
                                                         const PlanOptions& options,
                                                         const std::vector<TrialWish>& wishes) {
  std::vector<std::optional<Result<PlanTrial>>> out(wishes.size());
  side_by_side(wishes.size(), options.jobs, [&](std::size_t index) {
    if (!interrupt_asked()) out[index] = plan_trial(plan, catalog, options, wishes[index]);
  });
  return out;
}

}  // namespace

void VerifyPlan::declare(CLI::App& app) {
  site_.declare_several(app);
  app.add_option("--seeds", seeds_, "simulated spans of each site")
      ->check(CLI::Range(1, 1000).description(""))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--seed", first_seed_, "the first seed; the plan's own is 1")
      ->check(CLI::Range(seed_least, 1'000'000'000).description(""))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--days", days_, "of each span, from 1 January; fuel is judged over 365")
      ->check(CLI::Range(1, 365).description(""))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--years", years_, "weather years of the plan")
      ->check(CLI::Range(1, 100).description(""))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--jobs", jobs_, "threads; the result does not depend on it")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("N");
  output_.declare(app);
}

ExitCode VerifyPlan::run() const {
  const auto fail = [this](const Error& error, ExitCode code) {
    return put_failure(output_, schema, {error}, 0, code);
  };
  if (const auto refusal = output_refusal(output_)) return fail(*refusal, ExitCode::wrong_use);
  std::vector<SiteTrials> sites;
  for (const std::string& file : site_.files) {
    SiteOptions one = site_;
    one.file = file;
    const LoadedSite loaded = load_site(one);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    Result<SiteTrials> trials = tried(loaded, file);
    if (!trials) return fail(trials.error(), exit_code_for({trials.error()}));
    sites.push_back(std::move(*trials));
  }
  return put(sites);
}

Result<SiteTrials> VerifyPlan::tried(const LoadedSite& loaded, const std::string& file) const {
  Faults unread;
  const Calibration calibration = read_calibration_of(loaded.catalog, loaded.measured, unread);
  if (unread.has_errors()) return unread.sorted().front();
  const CalibratedMakers calibrated(calibration);
  PlanOptions options;
  options.weather_years = years_;
  options.jobs = jobs_ > 0 ? jobs_ : SearchOptions().threads();
  options.data_folder = loaded.catalog.folder;
  options.makers = calibrated.makers();
  options.simulate = true;  // the design that a plan recommends, no finalist that it passes over
  const Result<Plan> plan = make_plan(loaded.site, loaded.catalog, options);
  if (!plan) return plan.error();
  std::vector<TrialWish> wishes;
  for (int index = 0; index < seeds_; ++index) {
    wishes.push_back({first_seed_ + static_cast<std::uint64_t>(index), days_});
  }
  SiteTrials out{loaded.site.name, file, "", {}};
  if (const DesignOutcome* design = advised_design(*plan)) out.design = design->title;
  for (auto& trial : all_trials(*plan, loaded.catalog, options, wishes)) {
    if (!trial) {
      return Error{
          {}, "interrupted before every trial was made", "Ask for fewer --seeds.", "N2", ""};
    }
    if (!*trial) return trial->error();
    out.trials.push_back(std::move(**trial));
  }
  return out;
}

ExitCode VerifyPlan::put(const std::vector<SiteTrials>& sites) const {
  const ExitCode code = count_of(sites).passes() ? ExitCode::done : ExitCode::check_failed;
  switch (output_.chosen()) {
    case Format::json:
      return put_result(output_, trial_json(sites), code);
    case Format::csv:
      return put_result(output_, csv_of(trial_table(sites)), code);
    case Format::markdown:
      return put_result(output_, markdown_of(trial_page(sites)), code);
    case Format::table:
      break;
  }
  return put_result(output_, text_of(trial_page(sites), output_.console().canvas()), code);
}

}  // namespace islet
