#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/case_runner.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "cli/verify_live.h"
#include "cli/verify_perf.h"
#include "cli/verify_plan.h"
#include "cli/verify_power.h"
#include "cli/verify_serving.h"
#include "knowledge/system_case.h"
#include "report/systems_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/verify-systems/1";

class VerifyCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    CLI::App* systems = app.add_subcommand("systems", "the systems S01 to S79 by running them");
    systems->add_option("ID", ids_, "only these, such as S05");
    output_.declare(*systems);
    perf_app_ = app.add_subcommand("perf", "predictions against published measurements");
    perf_.declare(*perf_app_);
    power_app_ = app.add_subcommand("power", "sun, panels and plant against published cases");
    power_.declare(*power_app_);
    plan_app_ = app.add_subcommand("plan", "plans against simulated years they did not know");
    plan_.declare(*plan_app_);
    serving_app_ = app.add_subcommand("serving", "the simulator against recorded runs of engines");
    serving_.declare(*serving_app_);
    live_app_ = app.add_subcommand("live", "drills on a server of its own, on loopback");
    live_.declare(*live_app_);
  }

  ExitCode run() override {
    if (perf_app_->parsed()) return perf_.run();
    if (power_app_->parsed()) return power_.run();
    if (plan_app_->parsed()) return plan_.run();
    if (live_app_->parsed()) return live_.run();
    return serving_app_->parsed() ? serving_.run() : verify_systems();
  }

 private:
  ExitCode verify_systems() {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const Result<std::string> folder = find_data_folder();
    if (!folder) return fail(folder.error());
    Faults faults;
    const Knowledge knowledge = read_knowledge(*folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    std::vector<SystemResult> results;
    CaseRunner runner;
    for (const Fact* system : facts_of_kind(knowledge, "system")) {
      if (!wanted(system->id)) continue;
      Result<std::vector<SystemCase>> cases = cases_of(knowledge, *system, *folder);
      if (!cases) return fail(cases.error());
      SystemResult result{system, {}};
      for (SystemCase& one : *cases) result.cases.push_back(runner.tried(std::move(one)));
      results.push_back(std::move(result));
    }
    std::sort(results.begin(), results.end(),
              [](const SystemResult& left, const SystemResult& right) {
                return left.system->id < right.system->id;
              });
    if (results.empty()) {
      return fail({{}, "no system is called so", "They are S01 to S79.", "D2", ""});
    }
    return put(results);
  }

  bool wanted(const std::string& id) const {
    return ids_.empty() || std::find(ids_.begin(), ids_.end(), id) != ids_.end();
  }

  ExitCode fail(const Error& error) const {
    return put_failure(output_, schema, {error}, 0, exit_code_for({error}));
  }

  ExitCode put(const std::vector<SystemResult>& results) const {
    bool ok = true;
    for (const SystemResult& result : results) {
      for (const CaseResult& one : result.cases) ok = ok && one.pass;
    }
    const ExitCode code = ok ? ExitCode::done : ExitCode::check_failed;
    return put_result(output_,
                      in_form(output_, {[&] { return systems_json(results); },
                                        [&] { return csv_of(systems_table(results)); },
                                        [&] { return systems_page(results); }}),
                      code);
  }

  CLI::App* perf_app_ = nullptr;
  VerifyPerf perf_;
  CLI::App* power_app_ = nullptr;
  VerifyPower power_;
  CLI::App* plan_app_ = nullptr;
  VerifyPlan plan_;
  CLI::App* serving_app_ = nullptr;
  CLI::App* live_app_ = nullptr;
  VerifyServing serving_;
  VerifyLive live_;
  std::vector<std::string> ids_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_verify_command() { return std::make_unique<VerifyCommand>(); }

}  // namespace islet
