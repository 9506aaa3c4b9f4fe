#include "knowledge/machine_questions.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "knowledge/machine_operands.h"
#include "knowledge/operands.h"
#include "perf/drafted_step.h"
#include "perf/evidence.h"
#include "perf/partition.h"
#include "perf/porting.h"
#include "perf/precision_choice.h"
#include "perf/speculation.h"
#include "perf/split_choice.h"
#include "perf/training.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr double tokens_of_a_run = 1e9;
constexpr double tight_share = 0.1;  // of a device's memory left
constexpr Tokens drafts_context = 1000 * token;

std::string layout_name(const SplitChoice& choice) {
  return fmt::format("{}x_tensor{}_pipeline{}", choice.copies, choice.layout.tensor,
                     choice.layout.pipeline);
}

Result<Answer> drafts_by_formula(Operands operands) {
  const auto acceptance = number_operand(operands[0], 0, 1);
  if (!acceptance) return acceptance.error();
  const auto length = whole_operand(operands[1], 1, 64);
  if (!length) return length.error();
  const auto share = number_operand(operands[2], 0, 10);
  if (!share) return share.error();
  Answer answer;
  answer.question = "drafts";
  const double speedup = speculative_speedup(*acceptance, *length, {.draft = *share});
  answer.verdict = fmt::format("{:.1f} times as fast while memory sets the pace", speedup);
  answer.count("speedup_x", speedup);
  answer.count("tokens_per_round", tokens_per_round(*acceptance, *length));
  answer.reasons.push_back("checking is taken to cost one plain step: true for few sequences");
  answer.rest_on({"R136"});
  return answer;
}

}  // namespace

Result<Answer> ask_precision(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "a model, a device, and sequences")) return *wrong;
  const auto model = model_or_size(context, operands[0]);
  if (!model) return model.error();
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  PrecisionQuestion question;
  question.language = context.makers.language;
  question.inputs = context.makers.inputs;
  if (operands.size() == 3) {
    const auto sequences = whole_operand(operands[2], 1, 4096);
    if (!sequences) return sequences.error();
    question.sequences = *sequences;
  }
  Answer answer;
  answer.question = "precision";
  const auto choices = precision_choices(*model, **device, question);
  const PrecisionChoice& best = choices.front();
  answer.verdict = best.runs() ? std::string(name_of(best.weights)) : "none fits";
  for (const PrecisionChoice& one : choices) {
    const std::string name(name_of(one.weights));
    answer.count(name + "_weights_gb", one.weight_memory / gigabyte);
    answer.count(name + "_saved_gb", one.saved / gigabyte);
    answer.say(name + "_runs", one.runs() ? "yes" : "no");
    if (!one.runs()) {
      answer.reasons.push_back(name + ": " + one.obstacle);
      continue;
    }
    answer.count(name + "_cache_tokens", one.cache_tokens / token);
    answer.predict(name + "_tokens_per_s_each",
                   rate_estimate(one.rate_per_user, **device, name + " on " + (*device)->name));
    answer.count(name + "_loss_high", one.accuracy.loss_high);
    answer.reasons.push_back(name + ": " + one.accuracy.what +
                             (one.accuracy.source.empty() ? "" : ", " + one.accuracy.source) +
                             (one.falls_back.empty() ? "" : "; " + one.falls_back));
  }
  answer.rest_on({"R001", "R005", "R007", "CM10"});
  return answer;
}

Result<Answer> ask_split(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 4, "a model, a precision, a count and a device")) {
    return *wrong;
  }
  const auto asked = placed(context, operands);
  if (!asked) return asked.error();
  const auto choices = split_choices(
      asked->model, *asked->device,
      {.devices = asked->count, .weights = asked->weights, .maker = context.makers.language});
  Answer answer;
  answer.question = "split";
  answer.verdict = "refused";
  if (!choices.empty() && !choices.front().refused) {
    const SplitChoice& best = choices.front();
    answer.verdict = fmt::format("{} x tensor {}, pipeline {}", best.copies, best.layout.tensor,
                                 best.layout.pipeline);
    answer.say("link", std::string(name_of(best.link.need)));
  }
  for (const SplitChoice& one : choices) {
    const std::string name = layout_name(one);
    answer.say(name, one.refused ? "refused" : "works");
    answer.say(name + "_link", std::string(name_of(one.link.need)));
    answer.rest_on({one.link.rule});
    if (one.refused) {
      answer.reasons.push_back(name + ": " + one.refused->why);
      if (one.total_over_pcie > TokenRate{}) {
        answer.predict(name + "_over_pcie_tokens_per_s",
                       rate_estimate(one.total_over_pcie, *asked->device, name));
        answer.count(name + "_over_pcie_of_best_x", one.total_over_pcie / choices.front().total);
      }
      continue;
    }
    answer.predict(name + "_tokens_per_s", rate_estimate(one.total, *asked->device, name));
    answer.predict(name + "_one_user_tokens_per_s",
                   rate_estimate(one.one_user, *asked->device, name));
    answer.count(name + "_sequences", one.sequences);
    answer.count(name + "_link_gb_s", one.link_traffic / gigabyte_per_second);
    answer.reasons.push_back(name + ": " + one.link.why);
  }
  return answer;
}

Result<Answer> ask_drafts(const QuestionContext& context, Operands operands) {
  if (operands.size() == 3) return drafts_by_formula(operands);
  if (auto wrong = wrong_count(operands, 6, 6,
                               "acceptance, length and share, or a model, its draft, a precision, "
                               "a count, a device and sequences")) {
    return *wrong;
  }
  const auto draft = model_named(context, operands[1]);
  if (!draft) return draft.error();
  const std::vector<std::string> rest = {operands[0], operands[2], operands[3], operands[4]};
  const auto asked = placed(context, rest);
  if (!asked) return asked.error();
  const auto sequences = whole_operand(operands[5], 1, 4096);
  if (!sequences) return sequences.error();
  const Layout layout{.tensor = asked->count, .weights = asked->weights};
  for (const Model* model : {&asked->model, *draft}) {
    if (const auto refused = refusal(*model, *asked->device, layout)) {
      return refused_operand(refused->why, "Ask with another device, count or precision.");
    }
  }
  const SpeculationChoice choice =
      best_speculation(context.makers.language(asked->model, *asked->device, layout),
                       context.makers.language(**draft, *asked->device, layout),
                       {.sequences = 1.0 * *sequences, .mean_context = drafts_context});
  Answer answer;
  answer.question = "drafts";
  answer.verdict =
      choice.draft_length > 0 ? fmt::format("drafts of {}", choice.draft_length) : "off";
  answer.count("speedup_x", choice.speedup);
  answer.count("draft_tokens", choice.draft_length);
  answer.count("check_over_plain_step", choice.costs.check);
  answer.count("draft_over_plain_step", choice.costs.draft);
  const int fit = sequences_with_draft(*asked->device, {asked->model, layout}, {**draft, layout},
                                       drafts_context, choice.draft_length);
  answer.count("sequences_that_fit", fit);
  if (fit < *sequences) {
    answer.reasons.push_back(
        fmt::format("only {} of {} sequences of 1,000 tokens fit with the draft beside the model",
                    fit, *sequences));
  }
  answer.reasons.push_back(choice.why);
  answer.predict("acceptance_share", assumed_acceptance());
  answer.reasons.push_back(fmt::format(
      "{:.0f} % of drafted tokens taken is an assumption ({:.0f} to {:.0f} %, SC41); measure it",
      100 * usual_acceptance, 100 * usual_acceptance_low, 100 * usual_acceptance_high));
  if (!may_draft(**draft, asked->model)) {
    answer.reasons.push_back((*draft)->name +
                             " is no smaller model of the same family and "
                             "vocabulary: a plan does not let it draft");
  }
  answer.reasons.push_back(
      "a plan drafts where that saves more than 0.5 % or nothing else does the work; "
      "`models.drafts` of the site file names the drafts allowed");
  answer.rest_on({"R136"});
  return answer;
}

Result<Answer> ask_training(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 4, "a method, a model, a count and a device")) {
    return *wrong;
  }
  TrainingSetup setup;
  if (operands[0] == "lora") {
    setup.method = TrainingMethod::lora;
  } else if (operands[0] == "qlora") {
    setup.method = TrainingMethod::qlora;
  } else if (operands[0] != "full") {
    return refused_operand("`" + operands[0] + "` is no method", "One of full, lora, qlora.");
  }
  const std::vector<std::string> rest = {operands[1], "fp16", operands[2], operands[3]};
  const auto asked = placed(context, rest);
  if (!asked) return asked.error();
  setup.devices = asked->count;
  Answer answer;
  answer.question = "training";
  const auto refused = training_refusal(asked->model, *asked->device, setup);
  answer.verdict = refused ? "refused" : "fits";
  if (refused) answer.reasons.push_back(refused->why);
  if (asked->model.shape) {
    TrainingSetup alone = setup;
    alone.devices = 1;
    const TrainingMemory need = training_memory(asked->model, setup);
    answer.count("states_gb", training_memory(asked->model, alone).states() / gigabyte);
    answer.count("each_device_gb", need.total() / gigabyte);
    answer.count("spare_gb", (training_room(*asked->device) - need.total()) / gigabyte);
    answer.count("least_devices", least_training_devices(asked->model, *asked->device, setup));
    const double spare =
        (training_room(*asked->device) - need.total()) / training_room(*asked->device);
    answer.say("fit", refused ? "no" : spare < tight_share ? "tight" : "yes");
    if (!refused && spare < tight_share) {
      answer.reasons.push_back(fmt::format(
          "a tight fit: {:.1f} GB of {:.0f} are left, a longer text or a larger batch will not fit",
          spare * (training_room(*asked->device) / gigabyte),
          training_room(*asked->device) / gigabyte));
    }
  }
  if (!refused) {
    const TrainingRun run =
        training_run(asked->model, *asked->device, setup, tokens_of_a_run * token);
    const double factor = language_range_factor(asked->device->device_class);
    answer.predict("billion_tokens_h",
                   within_factor(run.time / hour, factor, Grade::d, "training model"));
    answer.predict("billion_tokens_kwh",
                   within_factor(run.energy / kilowatt_hour, factor, Grade::d, "training model"));
  }
  if (!refused && setup.method == TrainingMethod::qlora) {
    TrainingSetup lora = setup;
    lora.method = TrainingMethod::lora;
    if (!training_refusal(asked->model, *asked->device, lora)) {
      const Tokens tokens = tokens_of_a_run * token;
      answer.count("slower_than_lora_x",
                   training_run(asked->model, *asked->device, setup, tokens).time /
                       training_run(asked->model, *asked->device, lora, tokens).time);
      answer.rest_on({"R064"});
    }
  }
  answer.rest_on({"R049", "CM05"});
  return answer;
}

Result<Answer> ask_partition(const QuestionContext& context, Operands operands) {
  if (operands.size() != 3) {
    if (auto wrong = wrong_count(operands, 1, 1, "a device, or it with a model and a precision")) {
      return *wrong;
    }
  }
  const auto device = machine_named(context, operands[0]);
  if (!device) return device.error();
  Answer answer;
  answer.question = "partition";
  answer.rest_on({"R154"});
  if (const auto refused = partition_refusal(**device)) {
    answer.verdict = "refused";
    answer.reasons.push_back(refused->why);
    return answer;
  }
  const auto parts = partitions_of(**device);
  answer.verdict = fmt::format("up to {} parts", parts.front().count_max);
  for (const Partition& one : parts) answer.count(one.name + "_parts", one.count_max);
  answer.reasons.emplace_back(partition_isolation());
  if (operands.size() < 3) return answer;
  const auto model = model_named(context, operands[1]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[2]);
  if (!weights) return weights.error();
  for (const PartitionChoice& one : partition_choices(
           **model, **device, {.weights = *weights, .maker = context.makers.language})) {
    if (one.refused) {
      answer.reasons.push_back(one.part.name + ": " + one.refused->why);
      continue;
    }
    answer.predict(one.part.name + "_one_user_tokens_per_s",
                   rate_estimate(one.one_user, **device, one.part.name));
    answer.predict(one.part.name + "_tokens_per_s",
                   rate_estimate(one.total, **device, one.part.name));
  }
  return answer;
}

Result<Answer> ask_nvlink(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 5, 6,
                               "the work, billions of parameters, devices, tensor and pipeline "
                               "degrees, and a precision")) {
    return *wrong;
  }
  constexpr std::array<std::pair<const char*, JointWork>, 4> works = {
      {{"inference", JointWork::inference},
       {"full", JointWork::full_training},
       {"lora", JointWork::lora},
       {"qlora", JointWork::qlora}}};
  const auto work = std::find_if(works.begin(), works.end(),
                                 [&](const auto& one) { return operands[0] == one.first; });
  if (work == works.end()) {
    return refused_operand("`" + operands[0] + "` is no work",
                           "One of inference, full, lora, qlora.");
  }
  const auto billions = number_operand(operands[1], 0.001, 1e5);
  if (!billions) return billions.error();
  std::vector<int> counts;
  for (const std::string& text : operands.subspan(2, 3)) {
    const auto count = whole_operand(text, 1, 100000);
    if (!count) return count.error();
    counts.push_back(*count);
  }
  JointTask task{.work = work->second, .parameters = *billions * 1e9};
  task.devices = counts[0];
  task.tensor = counts[1];
  task.pipeline = counts[2];
  if (operands.size() == 6) {
    const auto weights = precision_operand(operands[5]);
    if (!weights) return weights.error();
    task.weights = *weights;
  }
  const LinkAdvice advice = link_advice(task);
  Answer answer;
  answer.question = "nvlink";
  answer.verdict = std::string(name_of(advice.need));
  if (advice.pcie_loss_high > 0) {
    answer.count("pcie_loss_low_pct", 100.0 * advice.pcie_loss_low);
    answer.count("pcie_loss_high_pct", 100.0 * advice.pcie_loss_high);
  }
  answer.reasons.push_back(advice.why);
  answer.rest_on({advice.rule});
  return answer;
}

Result<Answer> ask_porting(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "a model, a device, and a measured time"))
    return *wrong;
  const auto model = model_named(context, operands[0]);
  if (!model) return model.error();
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  const Estimate<double> penalty = porting_penalty(**device, **model);
  Answer answer;
  answer.question = "porting";
  answer.verdict = penalty.high > 1 ? fmt::format("{:.0f} to {:.0f} times slower before porting",
                                                  penalty.low, penalty.high)
                                    : "nothing to port";
  answer.count("slower_low", penalty.low);
  answer.count("slower_high", penalty.high);
  answer.reasons.push_back(penalty.source);
  if (penalty.high > 1) answer.rest_on({"R156"});
  if (operands.size() < 3) return answer;
  const auto measured = quantity_operand<Duration>(operands[2], "20 ms");
  if (!measured) return measured.error();
  const Layout layout{.weights = Precision::int8};
  if ((*model)->shape || *measured <= Duration{} || refusal(**model, **device, layout)) {
    return refused_operand("no time of one input of " + (*model)->name + " on " + (*device)->name +
                               " can be predicted to compare with",
                           "Ask for a model with inputs that the device runs in INT8.");
  }
  const InputDeployment deployment = context.makers.inputs(**model, **device, layout.weights);
  const Duration predicted = deployment.batch(1).time;
  const PortingGap gap = porting_gap(*measured, predicted, deployment.range().inputs);
  answer.verdict = gap.is_ported
                       ? "ported"
                       : fmt::format("{:.1f} times slower than predicted", gap.times_slower);
  answer.count("predicted_ms", predicted / millisecond);
  answer.count("measured_over_predicted_x", gap.times_slower);
  return answer;
}

}  // namespace islet
