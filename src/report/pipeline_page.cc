#include "report/pipeline_page.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"
#include "report/sample_json.h"

namespace islet {
namespace {

std::string seconds_text(double seconds) { return seconds > 0 ? text_of(seconds * second) : "0 s"; }

std::string goal_name(const Pipeline& pipeline, const PipelineGoal& goal) {
  std::string from = "arrival";
  if (goal.from_event) from = "event";
  if (goal.from_stage >= 0) {
    from = pipeline.stages[static_cast<std::size_t>(goal.from_stage)].name;
  }
  return from + (goal.to_first ? " to first" : " to whole");
}

bool has_streams(const SimulatedPipeline& simulated) {
  return simulated.streamed.fingerprint != simulated.serial.fingerprint;
}

Table times_table(const SimulatedPipeline& simulated) {
  Table table;
  table.columns = {{"from arrival", Align::left, true},
                   {"mean", Align::right},
                   {"P50", Align::right},
                   {"P99", Align::right},
                   {"P99.9", Align::right},
                   {"most", Align::right}};
  const auto row = [&](std::string name, const SampleSummary& of) {
    const auto sure = [](const SampledFigure& figure) {
      return seconds_text(figure.value) + (figure.is_enough ? "" : " ?");
    };
    table.add({std::move(name), seconds_text(of.mean.value), sure(of.p50), sure(of.p99),
               sure(of.p999), seconds_text(of.max)});
  };
  const PipelineRun& run = simulated.streamed;
  if (has_streams(simulated)) {
    row("to the first piece", run.first_s);
    row("to the whole", run.whole_s);
    row("stage after stage", simulated.serial.whole_s);
  } else {
    row("to the result", run.whole_s);
  }
  return table;
}

std::string goal_text(const Pipeline& pipeline, const GoalFigures& goal) {
  std::string text = fmt::format("{} within {}: {} missed, worst {}",
                                 goal_name(pipeline, goal.goal), text_of(goal.goal.within),
                                 count_text(static_cast<double>(goal.missed)), text_of(goal.worst));
  if (goal.missed == 0) return text;
  text += fmt::format("; the first is request {}, which came at {}", goal.first_missed + 1,
                      text_of(between(Instant(), goal.came)));
  if (goal.pass_missed > 0) text += fmt::format(", {} contacts were lost", goal.pass_missed);
  return text;
}

void add_budget(Document& page, const SimulatedPipeline& simulated) {
  const SerialBudget budget = serial_budget(simulated.pipeline);
  if (!std::isfinite(budget.most / second)) return;
  std::string text = fmt::format("One stage after the other takes {} at best and {} at worst.",
                                 text_of(budget.least), text_of(budget.most));
  Tone tone = Tone::plain;
  for (const PipelineGoal& goal : simulated.pipeline.goals) {
    if (goal.from_event || goal.from_stage >= 0 || budget.most <= goal.within) continue;
    text += fmt::format(" The worst misses {}.", text_of(goal.within));
    tone = Tone::bad;
    break;
  }
  page.paragraph(std::move(text), tone);
}

void add_tail(Document& page, const TailReport& tail) {
  page.heading("Tail monitor", fmt::format("{} windows", tail.windows));
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{} responses too late, greatest jitter {}", tail.misses,
                              seconds_text(tail.jitter / second)));
  lines.push_back(fmt::format("{} windows with an alarm", tail.alarms));
  for (const TailAlarm& alarm : tail.first) {
    lines.push_back(fmt::format("at {}: {} {}", text_of(between(Instant(), alarm.at)),
                                alarm.is_miss ? "a response of" : "jitter of",
                                text_of(alarm.value)));
  }
  page.bullets(std::move(lines));
}

Json goal_json(const Pipeline& pipeline, const GoalFigures& goal) {
  Json out{{"name", goal_name(pipeline, goal.goal)},
           {"within_s", goal.goal.within / second},
           {"missed", goal.missed},
           {"worst_s", goal.worst / second}};
  out["first_missed"] = goal.missed > 0 ? Json(goal.first_missed + 1) : Json(nullptr);
  out["contacts_lost"] = goal.pass_missed;
  return out;
}

Json run_json(const Pipeline& pipeline, const PipelineRun& run) {
  Json stages = Json::array();
  for (const StageFigures& stage : run.stages) {
    stages.push_back({{"name", stage.name},
                      {"waits_s", json_of(stage.waits_s)},
                      {"works_s", json_of(stage.works_s)},
                      {"done_s", json_of(stage.done_s)},
                      {"busy", stage.busy},
                      {"waiting_most", stage.waiting_most},
                      {"mean_batch", stage.mean_batch},
                      {"energy_j", stage.energy / joule}});
  }
  Json goals = Json::array();
  for (const GoalFigures& goal : run.goals) goals.push_back(goal_json(pipeline, goal));
  Json out{{"requests", run.requests},
           {"results", run.requests},
           {"result_pieces", run.pieces},
           {"first_s", json_of(run.first_s)},
           {"whole_s", json_of(run.whole_s)},
           {"goals_kept", keeps_goals(run)},
           {"goals", std::move(goals)},
           {"energy_each_j", run.energy / joule / static_cast<double>(run.requests)},
           {"stages", std::move(stages)}};
  if (pipeline.watch) {
    const double thousands = static_cast<double>(run.requests) / 1000;
    out["monitor"] = {{"windows", run.tail.windows},
                      {"alarms", run.tail.alarms},
                      {"misses", run.tail.misses},
                      {"misses_per_1000", static_cast<double>(run.tail.misses) / thousands},
                      {"jitter_s", run.tail.jitter / second},
                      {"worst_window_most_s", run.tail.worst.most / second}};
  }
  out["content"] = fmt::format("{:016x}", run.results);
  out["fingerprint"] = fmt::format("{:016x}", run.fingerprint);
  return out;
}

}  // namespace

bool keeps_goals(const PipelineRun& run) {
  return std::all_of(run.goals.begin(), run.goals.end(),
                     [](const GoalFigures& goal) { return goal.missed == 0; });
}

Table pipeline_table(const SimulatedPipeline& simulated) {
  Table table;
  table.columns = {{"stage", Align::left, true}, {"waits P99", Align::right},
                   {"works P50", Align::right},  {"works P99", Align::right},
                   {"done P99", Align::right},   {"busy", Align::right},
                   {"waiting", Align::right},    {"energy", Align::right}};
  const PipelineRun& run = simulated.streamed;
  for (std::size_t i = 0; i < run.stages.size(); ++i) {
    const StageFigures& stage = run.stages[i];
    const bool has_places = simulated.pipeline.stages[i].places > 0;
    table.add(
        {stage.name, seconds_text(stage.waits_s.p99.value), seconds_text(stage.works_s.p50.value),
         seconds_text(stage.works_s.p99.value), seconds_text(stage.done_s.p99.value),
         has_places ? share_text(stage.busy) : "", count_text(stage.waiting_most),
         stage.energy > Energy() ? text_of(stage.energy / static_cast<double>(run.requests)) : ""});
  }
  return table;
}

Document pipeline_page(const SimulatedPipeline& simulated) {
  const PipelineRun& run = simulated.streamed;
  Document page;
  page.title(simulated.pipeline.name,
             fmt::format("{} requests", count_text(static_cast<double>(run.requests))));
  page.paragraph(fmt::format("seed {}", simulated.seed));
  page.table(times_table(simulated));
  add_budget(page, simulated);
  if (!run.whole_s.p999.is_enough) {
    page.paragraph("Not enough samples for figures marked ?.");
  }
  std::vector<std::string> goals;
  for (const GoalFigures& goal : run.goals) goals.push_back(goal_text(simulated.pipeline, goal));
  page.bullets(std::move(goals));
  page.heading("Stages", "energy of the boards, a request");
  page.table(pipeline_table(simulated));
  if (simulated.pipeline.watch) add_tail(page, run.tail);
  page.paragraph(fmt::format("Fingerprint {:016x}.", run.fingerprint));
  return page;
}

std::string pipeline_json(const SimulatedPipeline& simulated, const std::vector<Error>& warnings) {
  Json result = run_json(simulated.pipeline, simulated.streamed);
  const SerialBudget budget = serial_budget(simulated.pipeline);
  const bool is_bounded = std::isfinite(budget.most / second);
  Json serial{{"least_s", budget.least / second},
              {"most_s", is_bounded ? Json(budget.most / second) : Json(nullptr)}};
  const auto misses = [&](Duration time) {
    return std::any_of(simulated.pipeline.goals.begin(), simulated.pipeline.goals.end(),
                       [&](const PipelineGoal& goal) {
                         return !goal.from_event && goal.from_stage < 0 && time > goal.within;
                       });
  };
  serial["best"] = misses(budget.least) ? "a miss" : "a pass";
  serial["worst"] = misses(budget.most) ? "a miss" : "a pass";
  serial["run"] = run_json(simulated.pipeline, simulated.serial);
  result["pipeline"] = simulated.pipeline.name;
  result["seed"] = simulated.seed;
  result["serial"] = std::move(serial);
  return enveloped("islet/simulate/1", warnings, true, std::move(result));
}

}  // namespace islet
