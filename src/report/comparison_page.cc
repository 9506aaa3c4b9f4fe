#include "report/comparison_page.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"
#include "report/forecast_figures.h"
#include "report/forecast_page.h"
#include "report/forecast_result.h"

namespace islet {
namespace {

std::string cell_of(const RunForecast& run, std::string_view key) {
  for (const ForecastFigure& figure : forecast_figures(run)) {
    if (figure.key == key) return significant(figure.figure.value);
  }
  return "";
}

std::string range_of_speed(const RunForecast& run) {
  const std::string key =
      run.language ? "all_batch_tokens_s" : fmt::format("batch_{}_inputs_s", run.question.batch);
  for (const ForecastFigure& figure : forecast_figures(run)) {
    if (figure.key == key) return shown_range(figure);
  }
  return "";
}

std::string why_not(const ComparedRun& one) {
  if (!one.obstacle.empty()) return one.obstacle;
  std::string text =
      fmt::format("does not fit: needs {} of {}", text_of(one.run.memory.asked.total()),
                  text_of(one.run.memory.usable));
  if (!one.run.would_fit.empty()) text += "; would with " + one.run.would_fit.front().option;
  return text;
}

}  // namespace

void sort_by_speed(std::vector<ComparedRun>& runs) {
  std::stable_sort(runs.begin(), runs.end(), [](const ComparedRun& a, const ComparedRun& b) {
    const double left = a.runs() ? speed_of(a.run) : 0;
    const double right = b.runs() ? speed_of(b.run) : 0;
    return left > right;
  });
}

Document comparison_page(const std::vector<ComparedRun>& runs, const RunQuestion& question) {
  const bool language = question.model->shape.has_value();
  Document page;
  page.title(question.model->name, fmt::format("{} devices, fastest first", runs.size()));
  if (language) {
    page.paragraph(fmt::format("Prompts of {:.0f} and replies of {:.0f} tokens, batch {}.",
                               question.prompt / token, question.reply / token, question.batch));
  } else {
    page.paragraph(fmt::format("Batch {}.", question.batch));
  }
  Table table;
  table.columns = {{"device"},
                   {"in"},
                   {language ? "tokens/s" : "inputs/s", Align::right},
                   {"9 in 10", Align::right},
                   {language ? "alone" : "1, ms", Align::right},
                   {"wall W", Align::right},
                   {language ? "J/token" : "J/input", Align::right},
                   {"grade"}};
  std::vector<std::string> rest;
  std::vector<std::string> engines;
  for (const ComparedRun& one : runs) {
    if (!one.runs()) {
      rest.push_back(one.device + ": " + why_not(one));
      continue;
    }
    engines.push_back(one.device + " with " + one.engine);
    const std::string grade(1, letter(forecast_figures(one.run).front().figure.grade));
    const std::string alone =
        one.run.inputs ? significant(one.run.inputs->batches.front().time.value / millisecond)
                       : cell_of(one.run, "user_one_tokens_s");
    table.add({one.device, std::string(name_of(one.run.question.layout.weights)),
               significant(speed_of(one.run)), range_of_speed(one.run), alone,
               cell_of(one.run, "wall_w"),
               cell_of(one.run, language ? "wall_j_token" : "wall_j_input"), grade});
  }
  if (!table.rows.empty()) page.table(table);
  if (!engines.empty()) {
    page.paragraph(
        fmt::format("Speeds are those of the batch, `{}` of one alone; joules are those at "
                    "the wall. Ran as: {}.",
                    language ? "alone" : "1, ms", fmt::join(engines, ", ")));
  }
  if (!rest.empty()) {
    page.heading("Cannot run it so");
    page.bullets(std::move(rest));
  }
  return page;
}

Table comparison_table(const std::vector<ComparedRun>& runs) {
  Table table;
  for (const char* name : {"device", "engine", "precision", "devices", "runs", "why_not", "figure",
                           "unit", "value", "low", "high", "grade"}) {
    table.columns.push_back({name});
  }
  for (const ComparedRun& one : runs) {
    if (!one.runs()) {
      table.add({one.device, one.engine, "", "", "no", why_not(one)});
      continue;
    }
    const Table figures = forecast_table(one.run);
    for (const std::vector<Cell>& row : figures.rows) {
      std::vector<Cell> cells = {one.device,
                                 one.engine,
                                 std::string(name_of(one.run.question.layout.weights)),
                                 std::to_string(one.run.question.devices()),
                                 "yes",
                                 ""};
      cells.insert(cells.end(), row.begin(), row.end());
      table.add(std::move(cells));
    }
  }
  return table;
}

std::string comparison_json(const std::vector<ComparedRun>& runs) {
  Json list = Json::array();
  bool any = false;
  for (const ComparedRun& one : runs) {
    any = any || one.runs();
    Json entry = {{"device", one.device},
                  {"engine", one.engine},
                  {"runs", one.runs()},
                  {"why_not", one.runs() ? Json() : Json(why_not(one))}};
    if (one.obstacle.empty()) entry["forecast"] = forecast_result(one.run);
    list.push_back(std::move(entry));
  }
  return enveloped("islet/compare/1", {}, any, {{"devices", std::move(list)}});
}

}  // namespace islet
