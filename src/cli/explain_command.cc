#include <string>
#include <utility>
#include <vector>

#include "accuracy/run_tuning.h"
#include "cli/case_runner.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "knowledge/knowledge.h"
#include "knowledge/questions.h"
#include "report/answer_page.h"
#include "report/explain_page.h"
#include "report/site_reference.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/explain/1";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string questions_text() {
  std::string text = "Questions:\n";
  for (const Question& question : questions()) {
    text += std::string("  ") + question.name + " " + question.operands + "\n      " +
            question.what + ": islet explain " + question.name + " " + question.example + "\n";
  }
  return text;
}

class ExplainCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("NAME", name_, "a rule, scenario, workload, system, device, figure, ...")
        ->required();
    app.add_option("OPERAND", operands_, "of a question, as listed below");
    app.footer(questions_text());
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = load_catalog(catalog_);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    Faults faults;
    const Knowledge knowledge = read_knowledge(loaded.catalog.folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    if (const Question* question = question_named(name_)) {
      return answer(*question, knowledge, loaded.catalog);
    }
    if (!operands_.empty()) return not_a_question();
    Named found = named(knowledge, loaded.catalog, name_);
    if (found.fact == nullptr && !found.sheet) {
      if (const KeySpec* key = site_key(name_)) return explain_key(*key);
      return not_found(knowledge, loaded.catalog);
    }
    if (found.fact != nullptr && found.fact->kind == "scenario" && found.path.empty()) {
      return scenario(std::move(found), knowledge, loaded.catalog);
    }
    return put_result(output_, text_of_found(found, knowledge, loaded.catalog), ExitCode::done);
  }

 private:
  /// The record, and whether it comes out.
  ExitCode scenario(Named found, const Knowledge& knowledge, const Catalog& catalog) const {
    Faults faults;
    const Calibration calibration = read_shipped_calibration(catalog.folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::data_missing);
    }
    const CalibratedMakers calibrated(calibration);
    CaseRunner runner;
    Result<ScenarioCheck> check =
        scenario_check({knowledge, catalog, calibrated.makers()}, *found.fact,
                       [&](SystemCase one) { return runner.tried(std::move(one)); });
    if (!check) {
      return put_failure(output_, schema, {check.error()}, 0, exit_code_for({check.error()}));
    }
    found.check = std::move(*check);
    return put_result(output_, text_of_found(found, knowledge, catalog), ExitCode::done);
  }

  ExitCode answer(const Question& question, const Knowledge& knowledge,
                  const Catalog& catalog) const {
    Faults faults;
    const Calibration calibration = read_shipped_calibration(catalog.folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::data_missing);
    }
    const CalibratedMakers calibrated(calibration);
    const Result<Answer> found = question.ask({knowledge, catalog, calibrated.makers()}, operands_);
    if (!found) {
      return put_failure(output_, schema, {found.error()}, 0, exit_code_for({found.error()}));
    }
    switch (output_.chosen()) {
      case Format::json:
        return put_result(output_, answer_json(*found), ExitCode::done);
      case Format::csv:
        return put_result(output_, csv_of(answer_table(*found)), ExitCode::done);
      case Format::markdown:
        return put_result(output_, markdown_of(answer_page(*found)), ExitCode::done);
      case Format::table:
        break;
    }
    return put_result(output_, text_of(answer_page(*found), output_.console().canvas()),
                      ExitCode::done);
  }

  ExitCode explain_key(const KeySpec& key) const {
    const Format format = output_.chosen();
    if (format == Format::json) return put_result(output_, key_json(key), ExitCode::done);
    const Document page = key_page(key);
    return put_result(
        output_,
        format == Format::table ? text_of(page, output_.console().canvas()) : markdown_of(page),
        ExitCode::done);
  }

  ExitCode not_a_question() const {
    return put_failure(output_, schema,
                       {{{},
                         "`" + name_ + "` is no question, and takes no operands",
                         "islet explain --help lists the questions.",
                         "D2",
                         ""}},
                       0, ExitCode::wrong_use);
  }

  std::string text_of_found(const Named& found, const Knowledge& knowledge,
                            const Catalog& catalog) const {
    switch (output_.chosen()) {
      case Format::json:
        return explain_json(found, knowledge, catalog);
      case Format::csv:
        return csv_of(explain_table(found));
      case Format::markdown:
        return markdown_of(explain_page(found, knowledge, catalog));
      case Format::table:
        break;
    }
    return text_of(explain_page(found, knowledge, catalog), output_.console().canvas());
  }

  ExitCode not_found(const Knowledge& knowledge, const Catalog& catalog) const {
    const std::vector<std::string> figures = figures_called(knowledge, name_, 8);
    std::string hint = "islet catalog list shows what there is.";
    if (!figures.empty()) {
      hint = "Figures of that name: " + joined(figures) + ".";
    } else {
      std::vector<std::string> near = facts_like(knowledge, name_);
      for (std::string& name : names_like(catalog, name_)) near.push_back(std::move(name));
      if (!near.empty()) hint = "Did you mean " + joined(near) + "?";
    }
    return put_failure(output_, schema, {{{}, "nothing is called `" + name_ + "`", hint, "D2", ""}},
                       0, ExitCode::data_missing);
  }

  std::string name_;
  std::vector<std::string> operands_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_explain_command() { return std::make_unique<ExplainCommand>(); }

}  // namespace islet
