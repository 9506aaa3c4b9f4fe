#include <utility>

#include "accuracy/run_tuning.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/progress_line.h"
#include "cli/result_output.h"
#include "cli/stopwatch.h"
#include "knowledge/knowledge.h"
#include "plan/advice.h"
#include "plan/make_plan.h"
#include "report/plan_csv.h"
#include "report/plan_json.h"
#include "report/plan_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/plan/1";

class PlanCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    search_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    const Result<std::optional<Duration>> limit = search_.limit();
    if (!limit) return put_failure(output_, schema, {limit.error()}, 0, ExitCode::wrong_use);
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    LoadedSite loaded = load_site(site_);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    Faults unread;
    const Calibration calibration = read_shipped_calibration(loaded.catalog.folder, unread);
    if (unread.has_errors()) {
      return put_failure(output_, schema, unread.sorted(), unread.count(), ExitCode::data_missing);
    }
    const Stopwatch stopwatch;
    PlanOptions options = options_for(loaded, *limit, stopwatch);
    const CalibratedMakers calibrated(calibration);
    options.makers = calibrated.makers();
    ProgressLine line(output_.console(), loaded.site.file, search_.progress == "auto");
    options.progress = [&](const Progress& progress) { line.show(progress); };
    const Result<Plan> plan = make_plan(loaded.site, loaded.catalog, options);
    if (!plan) {
      loaded.list.push_back(plan.error());
      return put_failure(output_, schema, loaded.list, 0, exit_code_for(loaded.list));
    }
    loaded.list.insert(loaded.list.end(), plan->warnings.begin(), plan->warnings.end());
    Faults faults;
    const Knowledge knowledge = read_knowledge(loaded.catalog.folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    PlanNotes notes{advice_on(*plan, loaded.catalog, knowledge, options), {}};
    if (const DesignOutcome* design = advised_design(*plan)) {
      notes.ledger = ledger_of(*design, loaded.catalog);
    }
    return answer(*plan, notes, loaded.list);
  }

 private:
  PlanOptions options_for(const LoadedSite& loaded, std::optional<Duration> limit,
                          const Stopwatch& stopwatch) const {
    PlanOptions options;
    options.top = search_.top;
    options.weather_years = search_.years;
    options.seed = search_.seed;
    options.jobs = search_.threads();
    options.data_folder = loaded.catalog.folder;
    options.stop_asked = [&stopwatch, limit] {
      return interrupt_asked() || (limit && stopwatch.elapsed() >= *limit);
    };
    return options;
  }

  ExitCode answer(const Plan& plan, const PlanNotes& notes, const std::vector<Error>& list) const {
    const bool stopped = plan.state == PlanState::out_of_time;
    if (stopped && plan.designs.empty()) {
      const Error nothing{{},
                          interrupt_asked() ? "interrupted before any design was found"
                                            : "the time was up before any design was found",
                          "Give it more time: --time-limit 60s.",
                          "N2",
                          ""};
      return put_failure(output_, schema, {nothing}, 0, ExitCode::interrupted);
    }
    show(output_.console(), list);
    ExitCode code = list.empty() || !output_.strict ? ExitCode::done : ExitCode::warnings;
    if (plan.designs.empty()) {
      code = ExitCode::no_answer;
    } else if (stopped) {
      code = ExitCode::stopped_early;
    }
    return put_result(output_, text_for(plan, notes, list), code);
  }

  std::string text_for(const Plan& plan, const PlanNotes& notes,
                       const std::vector<Error>& list) const {
    switch (output_.chosen()) {
      case Format::json:
        return plan_json(plan, notes, list);
      case Format::csv:
        return plan_csv(plan);
      case Format::markdown:
        return markdown_of(plan_page(plan, notes));
      case Format::table:
        break;
    }
    return text_of(plan_page(plan, notes), output_.console().canvas());
  }

  SiteOptions site_;
  SearchOptions search_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_plan_command() { return std::make_unique<PlanCommand>(); }

}  // namespace islet
