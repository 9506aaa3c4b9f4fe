#include "report/forecast_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"
#include "report/forecast_figures.h"
#include "report/forecast_result.h"
#include "report/json.h"

namespace islet {
namespace {

/// Where the time of one kind of step goes. Link is 0 for models with inputs.
struct Phase {
  std::string key;
  std::string label;
  Duration time;
  Duration compute;
  Duration memory;
  Duration link;
  Duration host;
  Bound binds = Bound::memory;
};

Phase phase_of(const char* key, std::string label, const StepCost& cost) {
  return {key,         std::move(label), cost.time, cost.compute,
          cost.memory, cost.collective,  cost.host, cost.binds};
}

std::vector<Phase> phases_of(const RunForecast& run) {
  std::vector<Phase> phases;
  if (run.language) {
    phases.push_back(phase_of("prompt", "prompt", run.language->prompt_cost));
    phases.push_back(phase_of("reply_one", "reply, 1 user", run.language->one_cost));
    if (run.question.batch > 1) {
      phases.push_back(phase_of("reply_batch", fmt::format("reply, {} users", run.question.batch),
                                run.language->batch_cost));
    }
  }
  if (!run.inputs) return phases;
  for (const BatchForecast& one : run.inputs->batches) {
    const BatchCost& cost = one.cost;
    phases.push_back({fmt::format("batch_{}", one.batch), fmt::format("batch of {}", one.batch),
                      cost.time, cost.compute, cost.memory, Duration{}, cost.host, cost.binds});
  }
  return phases;
}

std::string split_text(const RunQuestion& question) {
  std::string text = question.devices() == 1 ? "" : fmt::format("{} x ", question.devices());
  text += question.device->name;
  if (question.layout.tensor > 1) text += fmt::format(", tensor {}", question.layout.tensor);
  if (question.layout.pipeline > 1) text += fmt::format(", pipeline {}", question.layout.pipeline);
  if (question.replicas > 1) text += fmt::format(", {} replicas", question.replicas);
  return text;
}

std::string setting_text(const RunForecast& run) {
  const RunQuestion& question = run.question;
  std::string text =
      fmt::format("{}, {} weights", question.engine, name_of(question.layout.weights));
  if (question.model->shape) {
    text += fmt::format(", prompts of {:.0f} and replies of {:.0f} tokens", question.prompt / token,
                        question.reply / token);
  }
  text += fmt::format(", batch {}", question.batch);
  if (question.cap > Power{})
    text += fmt::format(", boards limited to {:g} W", question.cap / watt);
  if (question.clock < 1)
    text += fmt::format(", clocks locked to {:g} of the highest", question.clock);
  return text + ".";
}

Table memory_table(const RunForecast& run) {
  const RunMemory& memory = run.memory;
  const int batch = run.question.batch;
  Table table;
  table.columns = {{"", Align::left, true}, {batch == 1 ? "batch 1" : "1", Align::right}};
  if (batch > 1) table.columns.push_back({fmt::format("batch {}", batch), Align::right});
  const auto add = [&](const char* label, Bytes one, Bytes asked) {
    std::vector<Cell> row = {label, text_of(one)};
    if (batch > 1) row.emplace_back(text_of(asked));
    table.add(std::move(row));
  };
  add("weights", memory.one.weights, memory.asked.weights);
  if (run.question.model->shape) {
    add("cache of prompt and reply", memory.one.cache, memory.asked.cache);
  }
  add("work space", memory.one.work_space, memory.asked.work_space);
  add("total", memory.one.total(), memory.asked.total());
  if (!memory.is_known) return table;
  if (!memory.fits) table.rows.back().back().tone = Tone::bad;
  add("an engine may fill", memory.usable, memory.usable);
  return table;
}

std::string room_text(const RunForecast& run) {
  const RunMemory& memory = run.memory;
  if (!memory.is_known) return "The memory is the host's; whether it fits is not told.";
  if (!run.question.model->shape) {
    return fmt::format("Batches up to {} fit.", count_text(memory.most));
  }
  if (memory.most < 1) return "Not one prompt and reply fits.";
  return fmt::format(
      "{} of such prompts and replies fit{}; the longest context of one alone is {} "
      "tokens.",
      count_text(memory.most), run.question.replicas > 1 ? " in each replica" : "",
      count_text(memory.longest / token));
}

Table figures_table(const RunForecast& run) {
  Table table;
  table.columns = {{"", Align::left, true},
                   {"value", Align::right},
                   {"9 in 10 within", Align::right},
                   {"grade"}};
  for (const ForecastFigure& figure : forecast_figures(run)) {
    table.add({figure.label, shown_value(figure), shown_range(figure),
               std::string(1, letter(figure.figure.grade))});
  }
  return table;
}

std::string part_text(Duration part) { return part > Duration{} ? text_of(part) : "-"; }

Table phases_table(const std::vector<Phase>& phases) {
  Table table;
  table.columns = {{"step", Align::left, true}, {"arithmetic", Align::right},
                   {"memory", Align::right},    {"link", Align::right},
                   {"host", Align::right},      {"binds"}};
  for (const Phase& phase : phases) {
    table.add({phase.label, part_text(phase.compute), part_text(phase.memory),
               part_text(phase.link), part_text(phase.host), std::string(name_of(phase.binds))});
  }
  return table;
}

/// FLOP per byte at which the sheet's rates give arithmetic and memory the same time.
double ridge_of(const RunForecast& run) {
  const double bandwidth = run.question.device->memory_bandwidth.in_base_units();
  return bandwidth > 0 ? run.path.peak.in_base_units() / bandwidth : 0;
}

/// A line from a thousand times too little arithmetic to a thousand times too much; `|` is where
/// both take the same time.
std::string place_on_roof(double ratio) {
  constexpr std::size_t half = 12;
  std::string line(2 * half + 1, '.');
  line[half] = '|';
  const double place = std::clamp(std::log10(ratio) / 3, -1.0, 1.0) * static_cast<double>(half);
  line[static_cast<std::size_t>(std::lround(place + static_cast<double>(half)))] = '#';
  return line;
}

Table roof_table(const std::vector<Phase>& phases, double ridge) {
  Table table;
  table.columns = {{"step", Align::left, true},
                   {"memory      |  arithmetic"},
                   {"FLOP/byte", Align::right},
                   {"busy", Align::right}};
  for (const Phase& phase : phases) {
    if (phase.memory <= Duration{} || phase.compute <= Duration{}) continue;
    const double ratio = phase.compute / phase.memory;
    const double used = std::max(phase.compute, phase.memory) / phase.time;
    table.add({phase.label, place_on_roof(ratio), significant(ridge * ratio, 2),
               fmt::format("{:.0f} %", 100 * std::min(1.0, used))});
  }
  return table;
}

void add_fit(Document& page, const RunForecast& run) {
  std::vector<std::string> items;
  for (const FittingChange& change : run.would_fit) {
    items.push_back(change.option + ": " + change.what);
  }
  page.paragraph("It does not fit.", Tone::bad);
  if (items.empty()) {
    page.paragraph("No smaller batch or context, narrower weights or split would make it fit.");
    return;
  }
  page.heading("What would fit", "the smallest change first");
  page.bullets(std::move(items));
}

void add_time(Document& page, const RunForecast& run) {
  const std::vector<Phase> phases = phases_of(run);
  page.heading("Where a step's time goes");
  page.table(phases_table(phases));
  const double ridge = ridge_of(run);
  const Table roof = roof_table(phases, ridge);
  if (roof.rows.empty() || ridge <= 0) return;
  page.heading("Roofline");
  page.table(roof);
  page.paragraph(fmt::format(
      "Each mark is a step, from memory-bound to arithmetic-bound, on a line of powers "
      "of ten; at | "
      "both take the same time, by the sheet at {} FLOP per byte in {}. Busy is the share of the "
      "step that what binds is at work.",
      significant(ridge, 2), name_of(run.path.arithmetic)));
}

Json json_of(const MemoryNeed& need) {
  return Json{{"weights_gb", need.weights / gigabyte},
              {"cache_gb", need.cache / gigabyte},
              {"work_space_gb", need.work_space / gigabyte},
              {"total_gb", need.total() / gigabyte}};
}

Json question_json(const RunQuestion& question) {
  return Json{{"model", question.model->id},
              {"device", question.device->id},
              {"engine", question.engine},
              {"precision", name_of(question.layout.weights)},
              {"tensor", question.layout.tensor},
              {"pipeline", question.layout.pipeline},
              {"replicas", question.replicas},
              {"devices", question.devices()},
              {"batch", question.batch},
              {"prompt_tokens", question.prompt / token},
              {"reply_tokens", question.reply / token},
              {"cap_w", question.cap > Power{} ? Json(question.cap / watt) : Json()},
              {"share_clock", question.clock}};
}

Json figures_json(const RunForecast& run) {
  Json figures = Json::object();
  for (const ForecastFigure& figure : forecast_figures(run)) {
    figures[figure.key] = json_of(figure.figure, 1.0);
  }
  return figures;
}

}  // namespace

Json forecast_result(const RunForecast& run) {
  const RunMemory& memory = run.memory;
  Json phases = Json::array();
  for (const Phase& phase : phases_of(run)) {
    phases.push_back({{"step", phase.key},
                      {"time_s", phase.time / second},
                      {"compute_s", phase.compute / second},
                      {"memory_s", phase.memory / second},
                      {"link_s", phase.link / second},
                      {"host_s", phase.host / second},
                      {"binds", name_of(phase.binds)}});
  }
  Json changes = Json::array();
  for (const FittingChange& change : run.would_fit) {
    changes.push_back({{"option", change.option}, {"what", change.what}});
  }
  return Json{{"run", question_json(run.question)},
              {"fits", memory.is_known ? Json(memory.fits) : Json()},
              {"memory",
               {{"one", json_of(memory.one)},
                {"asked", json_of(memory.asked)},
                {"usable_gb", memory.is_known ? Json(memory.usable / gigabyte) : Json()},
                {"most", memory.most},
                {"longest_context_tokens", memory.longest / token}}},
              {"computed_in", name_of(run.path.arithmetic)},
              {"falls_back", run.path.note},
              {"figures", figures_json(run)},
              {"steps", std::move(phases)},
              {"would_fit", std::move(changes)}};
}

Document forecast_page(const RunForecast& run) {
  Document page;
  page.title(run.question.model->name, split_text(run.question));
  page.paragraph(setting_text(run));
  if (!run.path.note.empty()) page.paragraph("Note: " + run.path.note + ".");
  page.heading("Memory of one device");
  page.table(memory_table(run));
  page.paragraph(room_text(run));
  if (!run.memory.fits) {
    add_fit(page, run);
    return page;
  }
  page.heading("Predicted");
  page.table(figures_table(run));
  add_time(page, run);
  const std::vector<ForecastFigure> figures = forecast_figures(run);
  page.heading("Evidence");
  page.paragraph(fmt::format(
      "From {}. Grade B: the device was measured; C: its kind was; D: the effect of the limit is "
      "that of one kind of card.",
      figures.front().figure.source));
  return page;
}

Table forecast_table(const RunForecast& run) {
  Table table;
  for (const char* name : {"figure", "unit", "value", "low", "high", "grade"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{:.6g}", value); };
  const auto add = [&](const char* key, double value) {
    table.add({key, "GB", number(value), number(value), number(value), "C"});
  };
  add("weights_gb", run.memory.asked.weights / gigabyte);
  add("cache_gb", run.memory.asked.cache / gigabyte);
  add("work_space_gb", run.memory.asked.work_space / gigabyte);
  if (run.memory.is_known) add("usable_gb", run.memory.usable / gigabyte);
  for (const ForecastFigure& figure : forecast_figures(run)) {
    table.add({figure.key, figure.unit, number(figure.figure.value), number(figure.figure.low),
               number(figure.figure.high), std::string(1, letter(figure.figure.grade))});
  }
  return table;
}

std::string forecast_json(const RunForecast& run) {
  return enveloped("islet/predict/1", {}, run.memory.fits, forecast_result(run));
}

}  // namespace islet
