#include "knowledge/latency_class.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::array<const char*, 4> classes = {"ultra_low", "interactive", "near_real_time",
                                                "batch"};

/// The largest figure of one `latency_ms` entry: of "range", "max", "value", "target", "typical",
/// "best" those that are there.
std::optional<Duration> budget_of(const YamlNode& entry) {
  std::optional<Duration> budget;
  for (const YamlEntry& part : entry.entries) {
    if (part.key == "p" || part.key == "metric" || part.key == "text") continue;
    const Duration unit = part.key == "range_min" ? minute : millisecond;
    for (const YamlNode& item :
         part.value.is_list() ? part.value.items : std::vector<YamlNode>{part.value}) {
      const auto number = number_of(item.text);
      if (number && (!budget || *number * unit > *budget)) budget = *number * unit;
    }
  }
  return budget;
}

}  // namespace

std::string latency_class(const Knowledge& knowledge, Duration budget) {
  for (const char* id : classes) {
    const auto end = number_at(fact_named(knowledge, id), "max_ms");
    if (!end || budget < *end * millisecond) return id;
  }
  return classes.back();
}

std::vector<StageClass> stage_classes(const Knowledge& knowledge, const Fact& workload) {
  std::vector<StageClass> stages;
  const YamlNode* budgets = workload.node.find("latency_ms");
  if (budgets == nullptr) return stages;
  for (const YamlNode& entry : budgets->items) {
    const YamlNode* metric = entry.find("metric");
    const auto budget = budget_of(entry);
    if (metric == nullptr || !budget) continue;
    std::string stage = metric->text;
    if (const YamlNode* quantile = entry.find("p")) stage += "_p" + quantile->text;
    stages.push_back({std::move(stage), *budget, latency_class(knowledge, *budget)});
  }
  return stages;
}

Answer latency_class_answer(const Knowledge& knowledge, Duration budget) {
  Answer answer;
  answer.question = "latency-class";
  answer.verdict = latency_class(knowledge, budget);
  answer.count("budget_ms", budget / millisecond);
  const Fact& band = fact_named(knowledge, answer.verdict);
  for (const char* end : {"min_ms", "max_ms"}) {
    if (const auto number = number_at(band, end)) answer.count(end, *number);
  }
  answer.reasons.emplace_back("a class holds its lower edge and not its upper one");
  if (answer.verdict == "ultra_low") {
    answer.reasons.emplace_back("below 100 ms a design is judged by P99 or P99.9, never the mean");
    answer.rest_on({"R117"});
  }
  answer.rest_on({"R116", "CL02"});
  return answer;
}

Answer stage_class_answer(const Knowledge& knowledge, const Fact& workload) {
  Answer answer;
  answer.question = "latency-class";
  const std::vector<StageClass> stages = stage_classes(knowledge, workload);
  for (const StageClass& stage : stages) {
    answer.say(stage.stage, stage.latency_class);
    answer.count(stage.stage + "_budget_ms", stage.budget / millisecond);
  }
  const bool mixed = std::any_of(stages.begin(), stages.end(), [&](const StageClass& stage) {
    return stage.latency_class != stages.front().latency_class;
  });
  answer.verdict = stages.empty() ? "no budget in figures"
                   : mixed        ? "one class a stage"
                                  : stages.front().latency_class;
  answer.reasons.push_back(workload.id + " " + workload.title +
                           ": each budget is classified, not the workload (CL01)");
  answer.rest_on({"R116", "CL01", "CL02", workload.id});
  return answer;
}

}  // namespace islet
