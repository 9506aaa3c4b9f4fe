#include "knowledge/serving_questions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "knowledge/machine_operands.h"
#include "perf/evidence.h"
#include "perf/input_time.h"
#include "perf/link_need.h"
#include "perf/memory.h"
#include "perf/power.h"
#include "perf/step_time.h"
#include "perf/training.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr Tokens asked_prompt = 512 * token;
constexpr Tokens asked_reply = 256 * token;
constexpr Holding one_sequence{.sequences = 1, .context = asked_prompt + asked_reply};
constexpr int devices_max = 64;

Layout layout_of(const Placed& asked) { return {.tensor = asked.count, .weights = asked.weights}; }

double gigabytes(Bytes amount) { return amount / gigabyte; }

/// Least number of devices, by twos, whose share of the model fits as usual; 0 when none does.
int least_devices(const Placed& asked) {
  for (int count = 1; count <= devices_max; count *= 2) {
    Layout layout = layout_of(asked);
    layout.tensor = count;
    if (fits(asked.model, *asked.device, layout, one_sequence)) return count;
  }
  return 0;
}

/// The widest narrower precision that fits as usual; empty when none does.
std::string narrower_that_fits(const Placed& asked) {
  for (const Precision narrow : {Precision::fp8, Precision::int8, Precision::int4}) {
    if (bytes_per_value(narrow) >= bytes_per_value(asked.weights)) continue;
    Layout layout = layout_of(asked);
    layout.weights = narrow;
    if (!refusal(asked.model, *asked.device, layout) &&
        fits(asked.model, *asked.device, layout, one_sequence)) {
      return std::string(name_of(narrow));
    }
  }
  return "";
}

/// The least share of memory that holds one sequence; 0 where none does.
double least_share(const Placed& asked, const Layout& layout) {
  return engine_share_for(asked.model, *asked.device, layout, one_sequence).value_or(0);
}

/// The usual share where it is enough, else the most, which leaves most cache.
double share_to_set(double least) {
  return least > 0 && least <= usual_engine_share ? usual_engine_share : greatest_engine_share;
}

/// What the device would have to read for one token, by rule R001.
Bytes ideal_weights(const Model& model, Precision weights) {
  return model.parameters * bytes_per_value(weights);
}

/// Tokens a second of one stream that reads every active weight once a token.
///
///     rate = devices * bandwidth / (active parameters * bytes a parameter)
///
/// Valid for   decoding one sequence; an upper bound
/// Leaves out  everything else that is read, sent or waited for
/// Source      rule R015 with R001; contradiction CM08 uses it
double stream_bound(const Placed& asked) {
  const double active =
      asked.model.active_parameters > 0 ? asked.model.active_parameters : asked.model.parameters;
  const double read = active * (bytes_per_value(asked.weights) / byte);
  return asked.count * (asked.device->memory_bandwidth / (byte / second)) / read;
}

void say_room(const Placed& asked, const Layout& layout, Answer& answer) {
  const MemoryNeed bare = memory_need(asked.model, *asked.device, layout, {.sequences = 0});
  const Bytes usable = usable_memory(*asked.device, layout.engine_share);
  const Bytes room = std::max(Bytes{}, usable - bare.total());
  answer.count("engine_share", layout.engine_share);
  answer.count("each_device_usable_gb", gigabytes(usable));
  answer.count("each_device_weights_gb", gigabytes(bare.weights));
  answer.count("each_device_work_space_gb", gigabytes(bare.work_space));
  answer.count("each_device_cache_gb", gigabytes(room));
  const BytesPerToken each = cache_bytes_per_token(asked.model, layout);
  if (each <= BytesPerToken{}) return;
  answer.count("cache_bytes_per_token",
               cache_bytes_per_token(asked.model, layout.cache) / (byte / token));
  answer.count("cache_tokens", std::floor(room / each / token));
}

void say_instead(const Placed& asked, Answer& answer) {
  const int enough = least_devices(asked);
  if (enough > 0) {
    answer.count("least_devices", enough);
    const LinkAdvice link = link_advice({.parameters = asked.model.parameters,
                                         .weights = asked.weights,
                                         .devices = enough,
                                         .tensor = enough});
    answer.say("nvlink", std::string(name_of(link.need)));
    answer.rest_on({link.rule});
  }
  const std::string narrow = narrower_that_fits(asked);
  if (!narrow.empty()) answer.say("narrower_that_fits", narrow);
}

/// Of a batch: time of a reply with the batch's prompts, and the rate of all.
struct BatchSpeed {
  Duration reply;
  double rate = 0;  ///< tokens a second
};

BatchSpeed add_batch(const Deployment& deployment, int batch, Answer& answer) {
  const StepCost step = deployment.step(
      {.decode_sequences = 1.0 * batch, .mean_context = asked_prompt + 0.5 * asked_reply});
  const double factor = deployment.range().decode;
  const std::string name = fmt::format("batch_{}_", batch);
  const double each = second / step.time;
  const Duration reply =
      batch * deployment.prefill_time(asked_prompt) + (asked_reply / token) * step.time;
  answer.predict(name + "tokens_per_s_each",
                 within_factor(each, factor, deployment.range().grade, deployment.name()));
  answer.predict(name + "tokens_per_s",
                 within_factor(batch * each, factor, deployment.range().grade, deployment.name()));
  answer.predict(name + "reply_s", within_factor(reply / second, factor, deployment.range().grade,
                                                 deployment.name()));
  answer.predict(
      name + "joules_per_token",
      within_factor(deployment.devices() * (step.board_power / watt) / (batch * each),
                    factor * power_range_factor, deployment.range().grade, deployment.name()));
  answer.say(name + "binds", std::string(name_of(step.binds)));
  return {reply, batch * each};
}

/// Every batch that fits, and whether time and rate grow from each to the next.
void add_batches(const Deployment& deployment, int most, Answer& answer) {
  BatchSpeed before;
  bool time_grows = true;
  bool rate_grows = true;
  for (const int batch : {1, 4, 16, 64, 256}) {
    if (batch > most) break;
    const BatchSpeed now = add_batch(deployment, batch, answer);
    time_grows = time_grows && now.reply > before.reply;
    rate_grows = rate_grows && now.rate > before.rate;
    before = now;
  }
  answer.say("reply_grows_with_batch", time_grows ? "yes" : "no");
  answer.say("rate_grows_with_batch", rate_grows ? "yes" : "no");
}

/// Fewest sequences that together make `rate`; 0 when memory holds too few.
int streams_for(const Deployment& deployment, double rate) {
  const int most = deployment.sequences_that_fit(asked_prompt + asked_reply);
  for (int batch = 1; batch <= most; ++batch) {
    const TokenRate each = deployment.decode_rate_per_user(batch, asked_prompt + 0.5 * asked_reply);
    if (batch * (each / (token / second)) >= rate) return batch;
  }
  return 0;
}

Answer input_speed(const QuestionContext& context, const Placed& asked, Answer answer) {
  const InputDeployment deployment =
      context.makers.inputs(asked.model, *asked.device, asked.weights);
  std::string binds;
  for (const int batch : {1, 8, 64}) {
    if (batch > deployment.batch_max()) break;
    const BatchCost cost = deployment.batch(batch);
    const double rate = batch / (cost.time / second);
    answer.predict(fmt::format("batch_{}_fps", batch),
                   within_factor(asked.count * rate, deployment.range().inputs,
                                 deployment.range().grade, deployment.name()));
    binds = std::string(name_of(cost.binds));
    answer.say(fmt::format("batch_{}_binds", batch), binds);
  }
  answer.verdict = "set by " + binds;
  return answer;
}

/// The device with another link between its kind.
Accelerator linked(Accelerator device, LinkKind kind, Bandwidth each_way) {
  device.link = {.kind = kind, .each_way = each_way, .devices_max = device.link.devices_max};
  if (kind == LinkKind::none) device.host_link = each_way;
  return device;
}

struct LinkCase {
  std::string name;
  Accelerator device;
};

/// Its own link, PCIe alone, and PCIe through the host's memory: every byte crosses twice.
std::vector<LinkCase> link_cases(const Accelerator& device) {
  return {{"own", device},
          {"pcie", linked(device, LinkKind::none, device.host_link)},
          {"through_host", linked(device, LinkKind::none, 0.5 * device.host_link)}};
}

/// By the step model alone: a calibration corrects the whole time and not its parts.
Answer prefill_links(const Placed& asked, Tokens tokens, Answer answer) {
  std::vector<double> shares;
  for (const LinkCase& one : link_cases(*asked.device)) {
    const Deployment deployment(asked.model, one.device, layout_of(asked));
    const StepCost cost = deployment.step({.prefill = tokens});
    answer.predict(one.name + "_ms",
                   within_factor(cost.time / millisecond, deployment.range().prompt,
                                 deployment.range().grade, deployment.name()));
    shares.push_back(cost.collective / cost.time);
    answer.count(one.name + "_share", shares.back());
  }
  answer.verdict =
      fmt::format("{:.0f} % of a prompt's time goes to the link", 100.0 * shares.front());
  answer.rest_on({"R041", "CP07"});
  return answer;
}

Result<Answer> training_links(const Placed& asked, Tokens tokens, Answer answer) {
  // Copies of the whole model that exchange gradients after every pass.
  TrainingSetup setup{.accumulation = 1, .checkpoints = false, .devices = asked.count};
  setup.sequence = std::min(tokens, 512 * token);
  setup.sequences = tokens / setup.sequence;
  std::vector<double> rates;
  for (const LinkCase& one : link_cases(*asked.device)) {
    if (const auto no = training_refusal(asked.model, one.device, setup)) {
      return refused_operand(no->why, "Ask with fewer tokens, a smaller model or more memory.");
    }
    const TrainingRun run = training_run(asked.model, one.device, setup, 1e6 * token);
    rates.push_back(1e6 / (run.time / second));
    answer.predict(one.name + "_tokens_per_s",
                   within_factor(rates.back(), language_range_factor(one.device.device_class),
                                 Grade::d, "training model"));
  }
  answer.count("own_over_pcie_x", rates[0] / rates[1]);
  answer.count("own_over_through_host_x", rates[0] / rates[2]);
  answer.verdict = fmt::format("{:.1f} times as fast as without peer links", rates[0] / rates[2]);
  answer.rest_on({"R042"});
  return answer;
}

}  // namespace

Result<Answer> ask_memory(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 5,
                               "a model or size, a precision, a count, a device, "
                               "and the engine's share of memory")) {
    return *wrong;
  }
  const auto asked = placed(context, operands.first(4));
  if (!asked) return asked.error();
  Layout layout = layout_of(*asked);
  const auto no = refusal(asked->model, *asked->device, layout);
  // Memory alone is asked for: a link that is missing does not matter.
  if (no && (no->rule == "heads" || no->rule == "software" || no->rule == "precision")) {
    return refused_operand(no->why, "Ask with another device, count or precision.");
  }
  double least = least_share(*asked, layout);
  layout.engine_share = share_to_set(least);
  if (operands.size() == 5) {
    const auto given = number_operand(operands[4], 0.1, greatest_engine_share);
    if (!given) return given.error();
    layout.engine_share = *given;
    if (!fits(asked->model, *asked->device, layout, one_sequence)) least = 0;
  }
  const bool is_held = least > 0;
  const bool is_capped = least > usual_engine_share;
  Answer answer;
  answer.question = "memory";
  answer.verdict = !is_held ? "refused" : is_capped ? "fits with the cache capped" : "fits";
  answer.count("weights_gb", gigabytes(weight_bytes(asked->model, asked->weights)));
  answer.count("ideal_weights_gb", gigabytes(ideal_weights(asked->model, asked->weights)));
  answer.say("fits", !is_held ? "no" : is_capped ? "capped" : "yes");
  say_room(*asked, layout, answer);
  if (!is_held) {
    const auto why = memory_refusal(asked->model, *asked->device, layout, one_sequence);
    if (why) answer.reasons.push_back(why->why);
  } else if (is_capped) {
    answer.count("least_engine_share", least);
    answer.reasons.push_back(
        fmt::format("an engine's usual share of {:g} is too little: set it to {:g}, and hold the "
                    "context of all sequences together within the tokens of cache",
                    usual_engine_share, layout.engine_share));
    answer.rest_on({"CM06"});
  }
  say_instead(*asked, answer);
  answer.rest_on({"R001", "CM10"});
  return answer;
}

Result<Answer> ask_speed(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 5,
                               "a model or size, a precision, a count, a device, "
                               "and tokens a second")) {
    return *wrong;
  }
  const auto asked = placed(context, operands.first(4));
  if (!asked) return asked.error();
  Answer answer;
  answer.question = "speed";
  answer.rest_on({"R015"});
  Layout layout = layout_of(*asked);
  if (!asked->model.shape) layout.tensor = 1;
  layout.engine_share = share_to_set(least_share(*asked, layout));
  auto no = refusal(asked->model, *asked->device, layout);
  if (!no) no = memory_refusal(asked->model, *asked->device, layout, one_sequence);
  if (no) return refused_operand(no->why, "Ask with another device, count or precision.");
  if (!asked->model.shape) return input_speed(context, *asked, std::move(answer));
  const Deployment deployment = context.makers.language(asked->model, *asked->device, layout);
  const double bound = stream_bound(*asked);
  answer.count("bound_tokens_per_s", bound);
  answer.predict(
      "first_token_ms",
      within_factor(deployment.prefill_time(asked_prompt) / millisecond, deployment.range().prompt,
                    deployment.range().grade, deployment.name()));
  const int most = deployment.sequences_that_fit(asked_prompt + asked_reply);
  add_batches(deployment, most, answer);
  if (layout.engine_share > usual_engine_share) {
    answer.reasons.push_back(fmt::format(
        "the engine is given {:g} of memory, by default it is too little", layout.engine_share));
  }
  answer.count("sequences_that_fit", most);
  answer.predict(
      "greatest_tokens_per_s",
      within_factor(deployment.greatest_rate(asked_prompt, asked_reply) / (token / second),
                    deployment.range().decode, deployment.range().grade, deployment.name()));
  if (operands.size() == 5) {
    const auto rate = number_operand(operands[4], 0.001, 1e9);
    if (!rate) return rate.error();
    answer.count("streams_by_bound", std::ceil(*rate / bound));
    answer.count("streams_needed", streams_for(deployment, *rate));
    answer.rest_on({"CM08"});
  }
  answer.verdict = fmt::format("one stream at most {:.1f} tokens/s by memory", bound);
  answer.reasons.push_back(
      "prompts of 512 and replies of 256 tokens; a reply's time holds the "
      "prompts of its whole batch");
  return answer;
}

Result<Answer> ask_links(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 5, 6,
                               "prefill or train, a model or size, a precision, a "
                               "count, a device, and tokens")) {
    return *wrong;
  }
  const bool trains = operands[0] == "train";
  if (!trains && operands[0] != "prefill") {
    return refused_operand("`" + operands[0] + "` is no work", "One of prefill, train.");
  }
  const auto asked = placed(context, operands.subspan(1, 4));
  if (!asked) return asked.error();
  Tokens tokens = 2048 * token;
  if (operands.size() == 6) {
    const auto given = whole_operand(operands[5], 1, 1 << 20);
    if (!given) return given.error();
    tokens = *given * token;
  }
  if (asked->count < 2 || asked->device->host_link <= Bandwidth{} || !asked->model.shape ||
      compute_path(*asked->device, asked->weights, ModelKind::language).peak <= ComputeRate{}) {
    return refused_operand(
        "links are asked of a language model on two or more devices with a "
        "host link",
        "Ask with another model, count or device.");
  }
  if (asked->device->link.kind != LinkKind::none && asked->device->link.each_way <= Bandwidth{}) {
    return refused_operand("the link of " + asked->device->name + " is not known",
                           "Ask with another device.");
  }
  Answer answer;
  answer.question = "links";
  if (trains) return training_links(*asked, tokens, std::move(answer));
  return prefill_links(*asked, tokens, std::move(answer));
}

}  // namespace islet
