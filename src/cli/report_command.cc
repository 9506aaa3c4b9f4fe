#include <filesystem>
#include <utility>

#include "base/text.h"
#include "base/written_file.h"
#include "base/yaml.h"
#include "cli/chain_run.h"
#include "cli/command.h"
#include "cli/planned_site.h"
#include "cli/result_output.h"
#include "report/plan_json.h"
#include "report/report_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/report/1";

/// A plan is JSON, so its first sign is a brace; no site file starts with one.
bool looks_like_plan(const std::string& text) { return trimmed(text).starts_with('{'); }

class ReportCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    app.get_option("SITE")->description("a plan file, or a site file to plan first");
    search_.declare(app);
    app.add_flag("--what-if", extras_.what_if,
                 "plan the cases of `what_if` anew; else they only meet the chosen design")
        ->group("Search");
    extras_.declare_map(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto wrong = wrong_format()) return failed({*wrong}, ExitCode::wrong_use);
    if (output_.to_stdout() && output_.file.empty()) output_.file = page_name();
    if (const auto refusal = output_refusal(output_)) {
      return failed({*refusal}, ExitCode::wrong_use);
    }
    const Result<std::string> text = text_of_input();
    if (!text) return failed({text.error()}, ExitCode::wrong_input);
    if (looks_like_plan(*text) && is_chain(*text)) return chain_report(*text);
    if (looks_like_plan(*text)) return report(*text, site_.file, ExitCode::done);
    if (site_.file == "-") {
      const Error piped{{},
                        "standard input holds no plan",
                        "Pipe a plan (islet plan SITE.yaml --format json), or name the site file.",
                        "D10",
                        ""};
      return failed({piped}, ExitCode::wrong_input);
    }
    Faults faults;
    if (const auto chain = chain_of(site_, faults)) return chain_report(*chain);
    if (faults.has_errors()) return failed(faults.sorted(), ExitCode::wrong_input);
    PlanExtras extras = extras_;
    extras.hashes = extras.have = extras.pareto = extras.what_if_quick = true;
    const PlannedSite planned = planned_site(site_, search_, output_, extras);
    if (!planned.plan) {
      return put_failure(output_, schema, planned.list, planned.seen, planned.code);
    }
    show(output_.console(), planned.list);
    return report(plan_json(*planned.plan, planned.notes, planned.list), site_.file, planned.code);
  }

 private:
  /// The report is a page: no other format is offered.
  std::optional<Error> wrong_format() const {
    if (output_.format.empty()) return std::nullopt;
    return Error{{},
                 "a report has no format \"" + output_.format + "\": it is one HTML page",
                 "For figures use: islet plan SITE.yaml --format " + output_.format + ".",
                 "",
                 ""};
  }

  /// "mine.html" for mine.yaml, beside where the command runs.
  std::string page_name() const {
    if (site_.file == "-") return "-";
    return std::filesystem::path(site_.file).stem().string() + ".html";
  }

  Result<std::string> text_of_input() const {
    return read_file(site_.file == "-" ? "/dev/stdin" : site_.file, plan_bytes_max);
  }

  ExitCode failed(const std::vector<Error>& list, ExitCode code) const {
    return put_failure(output_, schema, list, static_cast<int>(list.size()), code);
  }

  /// Of many sites in one run.
  ExitCode chain_report(const Chain& chain) const {
    const PlannedChain planned = planned_chain(chain, site_, search_, output_, true);
    if (!planned.result) {
      return put_failure(output_, schema, planned.list, planned.seen, planned.code);
    }
    return put_result(output_, chain_html(*planned.result), planned.code);
  }

  ExitCode chain_report(const std::string& text) const {
    Faults faults;
    const std::optional<ChainResult> chain = read_chain(text, site_.file, faults);
    if (!chain) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    return put_result(output_, chain_html(*chain), ExitCode::done);
  }

  ExitCode report(const std::string& text, const std::string& file, ExitCode code) const {
    Faults faults;
    const std::optional<PlanRecord> plan = read_plan(text, file, faults);
    if (!plan) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    return put_result(output_, report_html(*plan), code);
  }

  SiteOptions site_;
  SearchOptions search_;
  PlanExtras extras_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_report_command() { return std::make_unique<ReportCommand>(); }

}  // namespace islet
