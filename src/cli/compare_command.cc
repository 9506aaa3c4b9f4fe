#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "accuracy/run_forecast.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
#include "cli/result_output.h"
#include "cli/run_options.h"
#include "report/comparison_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/compare/1";
constexpr std::size_t devices_max = 64;

class CompareCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    run_.declare(app);
    app.add_option("--on", devices_, "devices: several --on, or one with commas")->required();
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    return on_calibration({output_, schema}, catalog_,
                          [&](const Catalog& catalog, const Calibration& calibration) {
                            return compare(catalog, calibration);
                          });
  }

 private:
  ExitCode compare(const Catalog& catalog, const Calibration& calibration) const {
    const std::vector<std::string> names = device_names();
    if (names.size() < 2 || names.size() > devices_max) {
      return put_failure(output_, schema,
                         {{{},
                           "`--on` names " + std::to_string(names.size()) +
                               " devices, must be 2 to " + std::to_string(devices_max),
                           "islet predict tells of one device.",
                           "V2",
                           ""}},
                         0, ExitCode::wrong_input);
    }
    return compare(catalog, RowPredictor(calibration), names);
  }

  std::vector<std::string> device_names() const {
    std::vector<std::string> names;
    for (const std::string& list : devices_) {
      for (const std::string_view part : split(list, ',')) {
        const std::string name(trimmed(part));
        const bool is_new = std::find(names.begin(), names.end(), name) == names.end();
        if (!name.empty() && is_new) names.push_back(name);
      }
    }
    return names;
  }

  /// What cannot run on one device is told of it; anything else that is wrong ends the command.
  ExitCode compare(const Catalog& catalog, const RowPredictor& predictor,
                   const std::vector<std::string>& names) const {
    std::vector<ComparedRun> runs;
    std::optional<RunQuestion> question;
    RunRefusal last;
    for (const std::string& name : names) {
      auto asked = run_.question(catalog, name);
      if (auto* refused = std::get_if<RunRefusal>(&asked)) {
        if (refused->code != ExitCode::no_answer) {
          return put_failure(output_, schema, refused->list, 0, refused->code);
        }
        last = std::move(*refused);
        runs.push_back({find_accelerator(catalog, name)->id, "", last.list.front().what, {}});
        continue;
      }
      question = std::get<RunQuestion>(asked);
      runs.push_back(
          {question->device->id, question->engine, "", run_forecast(predictor, *question)});
    }
    if (!question) return put_failure(output_, schema, last.list, 0, last.code);
    sort_by_speed(runs);
    return put(runs, *question);
  }

  ExitCode put(const std::vector<ComparedRun>& runs, const RunQuestion& question) const {
    const bool any =
        std::any_of(runs.begin(), runs.end(), [](const ComparedRun& one) { return one.runs(); });
    const ExitCode code = any ? ExitCode::done : ExitCode::no_answer;
    return put_result(output_,
                      in_form(output_, {[&] { return comparison_json(runs); },
                                        [&] { return csv_of(comparison_table(runs)); },
                                        [&] { return comparison_page(runs, question); }}),
                      code);
  }

  RunOptions run_;
  std::vector<std::string> devices_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace islet
