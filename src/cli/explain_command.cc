#include <string>
#include <utility>
#include <vector>

#include "accuracy/run_tuning.h"
#include "cli/case_runner.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
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
    return on_knowledge({output_, schema}, catalog_,
                        [&](const Catalog& catalog, const Knowledge& knowledge) {
                          return explain(catalog, knowledge);
                        });
  }

 private:
  ExitCode explain(const Catalog& catalog, const Knowledge& knowledge) const {
    if (const Question* question = question_named(name_)) {
      return answer(*question, knowledge, catalog);
    }
    if (!operands_.empty()) return not_a_question();
    Named found = named(knowledge, catalog, name_);
    if (found.fact == nullptr && !found.sheet) {
      if (const KeySpec* key = site_key(name_)) return explain_key(*key);
      return not_found(knowledge, catalog);
    }
    if (found.fact != nullptr && found.fact->kind == "scenario" && found.path.empty()) {
      return scenario(std::move(found), knowledge, catalog);
    }
    return put_result(output_, text_of_found(found, knowledge, catalog), ExitCode::done);
  }

  /// The record, and whether it comes out.
  ExitCode scenario(Named found, const Knowledge& knowledge, const Catalog& catalog) const {
    return with_calibration(
        {output_, schema}, catalog_, catalog, [&](const Calibration& calibration) {
          const CalibratedMakers calibrated(calibration);
          CaseRunner runner;
          Result<ScenarioCheck> check =
              scenario_check({knowledge, catalog, calibrated.makers()}, *found.fact,
                             [&](SystemCase one) { return runner.tried(std::move(one)); });
          if (!check) return fail(check.error());
          found.check = std::move(*check);
          return put_result(output_, text_of_found(found, knowledge, catalog), ExitCode::done);
        });
  }

  ExitCode answer(const Question& question, const Knowledge& knowledge,
                  const Catalog& catalog) const {
    return with_calibration(
        {output_, schema}, catalog_, catalog, [&](const Calibration& calibration) {
          const CalibratedMakers calibrated(calibration);
          const Result<Answer> found =
              question.ask({knowledge, catalog, calibrated.makers()}, operands_);
          return found ? put(*found) : fail(found.error());
        });
  }

  ExitCode fail(const Error& error) const {
    return put_failure(output_, schema, {error}, 0, exit_code_for({error}));
  }

  ExitCode put(const Answer& found) const {
    return put_result(output_,
                      in_form(output_, {[&] { return answer_json(found); },
                                        [&] { return csv_of(answer_table(found)); },
                                        [&] { return answer_page(found); }}),
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
    return in_form(output_, {[&] { return explain_json(found, knowledge, catalog); },
                             [&] { return csv_of(explain_table(found)); },
                             [&] { return explain_page(found, knowledge, catalog); }});
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
