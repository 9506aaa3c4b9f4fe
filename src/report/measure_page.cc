#include "report/measure_page.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/json.h"

namespace islet {
namespace {

bool is_of_service(const MeasuredFigure& figure) {
  return figure.row.metric.starts_with("service_");
}

std::string verdict_of(const MeasuredFigure& figure) {
  if (!figure.predicted) return "";
  if (figure.is_outside()) return figure.low > figure.predicted->high ? "above" : "below";
  return "inside";
}

std::string range_text(double low, double high) {
  return significant(low) + " .. " + significant(high);
}

std::string predicted_text(const MeasuredFigure& figure) {
  if (!figure.predicted) return "";
  return fmt::format("{} ({}), {}", significant(figure.predicted->value),
                     range_text(figure.predicted->low, figure.predicted->high),
                     letter(figure.predicted->grade));
}

Table figures_table(const MeasuredRun& run) {
  Table table;
  table.columns = {
      {"", Align::left},         {"measured", Align::right},       {"9 in 10 within", Align::right},
      {"samples", Align::right}, {"predicted", Align::left, true}, {""}};
  for (const MeasuredFigure& figure : run.figures) {
    if (is_of_service(figure)) continue;
    const bool is_one = figure.samples < 2;
    table.add({figure.label,
               significant(figure.value) + " " + figure.row.unit,
               is_one ? "" : range_text(figure.low, figure.high),
               is_one ? "" : fmt::format("{}", figure.samples),
               predicted_text(figure),
               {verdict_of(figure), figure.is_outside() ? Tone::bad : Tone::good}});
  }
  return table;
}

/// Seconds as people read them, milliseconds below one.
std::string seconds_text(double seconds) {
  return seconds < 1 ? significant(1e3 * seconds) + " ms" : significant(seconds) + " s";
}

std::string percentile_text(const Percentile& one) {
  return seconds_text(one.value) + (one.is_enough ? "" : " *");
}

Table latency_table(const MeasuredRun& run) {
  Table table;
  table.columns = {{"scenario", Align::left, true}, {"of"},
                   {"median", Align::right},        {"P90", Align::right},
                   {"P99", Align::right},           {"P99, 9 in 10 within", Align::right},
                   {"samples", Align::right}};
  for (const MeasuredLatency& one : run.latencies) {
    const std::string range =
        one.p99.is_enough ? seconds_text(one.p99.low) + " .. " + seconds_text(one.p99.high) : "";
    table.add({one.scenario, one.of, percentile_text(one.p50), percentile_text(one.p90),
               percentile_text(one.p99), range, fmt::format("{}", one.p99.samples)});
  }
  return table;
}

/// Which percentiles rest on too few samples, and how many they need.
std::string too_few_text(const MeasuredRun& run) {
  int p90 = 0;
  int p99 = 0;
  for (const MeasuredLatency& one : run.latencies) {
    if (!one.p90.is_enough) p90 = one.p90.needed;
    if (!one.p99.is_enough) p99 = one.p99.needed;
  }
  if (p99 == 0) return "";
  std::string text = fmt::format("* not enough samples: P99 needs {}", p99);
  if (p90 > 0) text += fmt::format(", P90 {}", p90);
  return text + " before an upper end can be told; give more time with --for.";
}

Table machine_table(const MeasuredRun& run) {
  const MeasuredMachine& machine = run.machine;
  Table table;
  table.columns = {{"", Align::left}, {"", Align::left, true}};
  table.show_names = false;
  std::string memory = significant(machine.resident_gb) + " GB resident";
  if (machine.predicted_gb) {
    memory += fmt::format("; {} GB predicted for weights, cache and work space",
                          significant(*machine.predicted_gb));
  }
  table.add({"memory", memory});
  std::string power = machine.meters.empty() ? "no meter" : "no reading by " + machine.meters;
  if (machine.busy_w) {
    power = significant(*machine.busy_w) + " W at work";
    if (machine.idle_w) power += ", " + significant(*machine.idle_w) + " W idle";
    power += ", by " + machine.meters;
  }
  table.add({"power", power});
  std::string heat = "no sensor";
  if (machine.highest_deg && machine.first_deg) {
    heat = fmt::format("{} C at most, {} C at first", significant(*machine.highest_deg),
                       significant(*machine.first_deg));
  }
  table.add({"heat", heat});
  table.add({"loading", seconds_text(run.load_s)});
  table.add({"measuring", fmt::format("took {} % of the processor time",
                                      significant(100 * machine.share_own, 2))});
  return table;
}

std::string setting_text(const MeasuredRun& run) {
  std::string text = fmt::format("{}, {} weights, {} thread{}", run.engine, run.precision,
                                 run.threads, run.threads == 1 ? "" : "s");
  if (run.prompt > 0) {
    text += fmt::format(", prompts of {} and replies of {} tokens", run.prompt, run.reply);
  }
  return text + fmt::format(". {} queries to warm up are not counted.", run.warm_up);
}

Json json_of(const Percentile& one) {
  return Json{{"value", one.value},
              {"low", one.low},
              {"high", one.is_enough ? Json(one.high) : Json()},
              {"enough", one.is_enough},
              {"needed", one.needed}};
}

Json figure_json(const MeasuredFigure& figure) {
  Json out{{"label", figure.label},
           {"metric", figure.row.metric},
           {"unit", figure.row.unit},
           {"scenario", figure.row.scenario},
           {"batch", figure.row.batch ? Json(*figure.row.batch) : Json()},
           {"value", figure.value},
           {"low", figure.low},
           {"high", figure.high},
           {"level", 0.9},
           {"grade", "A"},
           {"samples", figure.samples},
           {"scatter", figure.scatter}};
  if (figure.predicted) {
    out["predicted"] = json_of(*figure.predicted, 1.0);
    out["inside"] = !figure.is_outside();
  }
  return out;
}

Json machine_json(const MeasuredMachine& machine) {
  const auto given = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  return Json{{"id", machine.id},
              {"name", machine.name},
              {"system", machine.system},
              {"meters", machine.meters},
              {"idle_w", given(machine.idle_w)},
              {"busy_w", given(machine.busy_w)},
              {"first_c", given(machine.first_deg)},
              {"highest_c", given(machine.highest_deg)},
              {"resident_gb", machine.resident_gb},
              {"predicted_gb", given(machine.predicted_gb)},
              {"share_own", machine.share_own}};
}

}  // namespace

Document measure_page(const MeasuredRun& run) {
  Document page;
  page.title(run.model + " on this machine", run.date);
  page.paragraph(run.machine.name + "; " + setting_text(run));
  page.heading("Speed");
  page.table(figures_table(run));
  if (run.is_outside()) {
    page.paragraph(
        "What is above or below lies outside of the predicted range, chance allowed for. With "
        "--save FILE and --evidence FILE predictions rest on the measurement.",
        Tone::bad);
  }
  if (!run.latencies.empty()) {
    page.heading("Latency", "from the intended start");
    page.table(latency_table(run));
    const std::string few = too_few_text(run);
    if (!few.empty()) page.paragraph(few, Tone::bad);
  }
  page.heading("Machine");
  page.table(machine_table(run));
  page.bullets(run.notes);
  return page;
}

Table measure_table(const MeasuredRun& run) {
  Table table;
  for (const char* name : {"metric", "scenario", "batch", "unit", "value", "low", "high", "samples",
                           "predicted", "predicted_low", "predicted_high", "verdict"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{:.6g}", value); };
  for (const MeasuredFigure& figure : run.figures) {
    const bool has = figure.predicted.has_value();
    table.add({figure.row.metric, figure.row.scenario,
               figure.row.batch ? number(*figure.row.batch) : "", figure.row.unit,
               number(figure.value), number(figure.low), number(figure.high),
               fmt::format("{}", figure.samples), has ? number(figure.predicted->value) : "",
               has ? number(figure.predicted->low) : "", has ? number(figure.predicted->high) : "",
               verdict_of(figure)});
  }
  return table;
}

std::string measure_json(const MeasuredRun& run, const std::string& saved) {
  Json figures = Json::array();
  for (const MeasuredFigure& figure : run.figures) figures.push_back(figure_json(figure));
  Json latencies = Json::array();
  for (const MeasuredLatency& one : run.latencies) {
    latencies.push_back({{"scenario", one.scenario},
                         {"of", one.of},
                         {"samples", one.p99.samples},
                         {"p50_s", json_of(one.p50)},
                         {"p90_s", json_of(one.p90)},
                         {"p99_s", json_of(one.p99)}});
  }
  return enveloped("islet/measure/1", {}, !run.is_outside(),
                   Json{{"date", run.date},
                        {"engine", run.engine},
                        {"model", run.model},
                        {"model_file", run.model_file},
                        {"precision", run.precision},
                        {"threads", run.threads},
                        {"streams", run.streams},
                        {"prompt_tokens", run.prompt},
                        {"reply_tokens", run.reply},
                        {"machine", machine_json(run.machine)},
                        {"figures", std::move(figures)},
                        {"latencies", std::move(latencies)},
                        {"inside", !run.is_outside()},
                        {"notes", run.notes},
                        {"evidence_file", saved.empty() ? Json() : Json(saved)}});
}

}  // namespace islet
