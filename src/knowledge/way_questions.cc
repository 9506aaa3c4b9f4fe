#include "knowledge/way_questions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "knowledge/machine_operands.h"
#include "perf/input_time.h"
#include "perf/memory.h"
#include "perf/power.h"
#include "perf/power_cap.h"
#include "perf/step_time.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr Tokens asked_prompt = 512 * token;
constexpr Tokens asked_reply = 256 * token;
constexpr int asked_streams = 8;  ///< at once: few, as at a site
constexpr Holding asked_holding{.sequences = 1, .context = asked_prompt + asked_reply};

/// Adds what that software makes of the model; its rate, or 0 where fewer streams fit.
double add_software(const QuestionContext& context, const Placed& asked, const Layout& layout,
                    const std::string& engine, Answer& answer) {
  const RunSetting setting{.engine = engine, .cap = {}};
  if (!asked.model.shape) {
    const InputDeployment deployment =
        context.makers.inputs(asked.model, *asked.device, asked.weights, setting);
    const int batch = std::min(asked_streams, deployment.batch_max());
    const double rate = asked.count * batch / (deployment.batch(batch).time / second);
    answer.predict(engine + "_fps", within_factor(rate, deployment.range().inputs,
                                                  deployment.range().grade, deployment.name()));
    return rate;
  }
  const Deployment deployment =
      context.makers.language(asked.model, *asked.device, layout, setting);
  const TunedRange& range = deployment.range();
  answer.predict(engine + "_first_token_ms",
                 within_factor(deployment.prefill_time(asked_prompt) / millisecond, range.prompt,
                               range.grade, deployment.name()));
  const int streams =
      std::min(asked_streams, deployment.sequences_that_fit(asked_prompt + asked_reply));
  if (streams < 1) return 0;
  const TokenRate each = deployment.decode_rate_per_user(streams, asked_prompt + 0.5 * asked_reply);
  answer.predict(engine + "_tokens_per_s_each", within_factor(each / (token / second), range.decode,
                                                              range.grade, deployment.name()));
  return each / (token / second);
}

}  // namespace

Result<Answer> ask_software(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 4, "a model, a precision, a count and a device")) {
    return *wrong;
  }
  const auto asked = placed(context, operands);
  if (!asked) return asked.error();
  const Layout layout{.tensor = asked->model.shape ? asked->count : 1, .weights = asked->weights};
  auto no = refusal(asked->model, *asked->device, layout);
  if (!no) no = memory_refusal(asked->model, *asked->device, layout, asked_holding);
  if (no) return refused_operand(no->why, "Ask with another device, count or precision.");
  Answer answer;
  answer.question = "software";
  const std::vector<std::string> engines =
      context.makers.engines(asked->model, *asked->device, asked->weights);
  std::string fastest;
  double best = 0;
  for (const std::string& engine : engines) {
    if (engine.empty()) continue;  // nothing was measured: no software in particular
    const double rate = add_software(context, *asked, layout, engine, answer);
    if (rate <= best) continue;
    best = rate;
    fastest = engine;
  }
  if (fastest.empty()) {
    answer.verdict = "no software was measured there";
    return answer;
  }
  answer.verdict = fastest == engines.front()
                       ? fmt::format("{}, which is usual there", fastest)
                       : fmt::format("{}; {} is usual there", fastest, engines.front());
  answer.reasons.push_back(
      asked->model.shape
          ? fmt::format("the fastest of {} streams, prompts of 512 and replies of 256 tokens",
                        asked_streams)
          : fmt::format("the fastest of batches of {}", asked_streams));
  answer.reasons.push_back(
      "a plan takes another than the usual one where it saves more than 0.5 %; `models.engines` of "
      "the site file names those allowed");
  return answer;
}

Result<Answer> ask_power_cap(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "a device")) return *wrong;
  const auto device = machine_named(context, operands[0]);
  if (!device) return device.error();
  Answer answer;
  answer.question = "power-cap";
  const Power own = (*device)->board_power.typical;
  answer.count("own_w", own / watt);
  if (!takes_power_cap(**device)) {
    answer.verdict = "its owner cannot set one";
    return answer;
  }
  constexpr int most = 95;
  constexpr int least = 60;
  constexpr int step = 5;
  double last = 1;
  for (int percent = most; percent >= least; percent -= step) {
    const Power cap = percent / 100.0 * own;
    const double prompts = capped_speed(own, cap, false);
    answer.count(fmt::format("at_{:.0f}_w_prompts_share", cap / watt), prompts);
    answer.count(fmt::format("at_{:.0f}_w_decoding_share", cap / watt),
                 capped_speed(own, cap, true));
    last = prompts;
  }
  answer.verdict = fmt::format("at {} % of {:.0f} W prompts keep {:.0f} % of their speed", least,
                               own / watt, 100 * last);
  answer.reasons.push_back(
      "measured on one kind of card (perf/power.h); work that draws less than the limit is not "
      "slowed");
  answer.reasons.push_back(
      "a plan holds boards to less where that saves more than 0.5 %; `hardware.power_cap` of the "
      "site file names the limits allowed");
  return answer;
}

}  // namespace islet
