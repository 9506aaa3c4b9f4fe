#include "accuracy/run_forecast.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "accuracy/row_physics.h"
#include "accuracy/run_tuning.h"
#include "base/check.h"

namespace islet {
namespace {

/// A figure of the deployment with the range of a row's estimate.
template <class Q>
Estimate<Q> with_range_of(Q value, const Estimate<double>& row) {
  Estimate<Q> out = within_factor(value, row.high / row.value, row.grade, row.source);
  out.level = row.level;
  return out;
}

/// The deployment of a question, asked; what needs the host or a sum of several steps besides.
class Asker {
 public:
  Asker(const RowPredictor& predictor, const RunQuestion& question)
      : predictor_(predictor), question_(question) {
    joined_.device = question.device;
    joined_.model = question.model;
    joined_.engine = question.engine;
  }

  RowSetup setup(Asked quantity, bool is_at_the_wall) const {
    return setup_of(question_, quantity, is_at_the_wall);
  }

  Estimate<double> row(Asked quantity, bool is_at_the_wall) const {
    RowPrediction prediction = predictor_.predict(joined_, setup(quantity, is_at_the_wall));
    CHECK(prediction.estimate.has_value());
    // What a limit costs in speed was measured on one kind of card.
    if (question_.cap > Power{} || question_.clock < 1) prediction.estimate->grade = Grade::d;
    return *prediction.estimate;
  }

  /// Draw of the node, which is never below that of its boards. Rows know no locked clocks: what
  /// the lock saves, `saved`, comes off.
  Estimate<Power> wall(Power boards, Power saved) const {
    const Estimate<double> found = row(Asked::power, true);
    return with_range_of(std::max(found.value * watt - saved, boards), found);
  }

  /// Sequences that run where as many come as memory and engine hold.
  double most() const { return running_batch(joined_, setup(Asked::full_rate, false)); }

 private:
  const RowPredictor& predictor_;
  const RunQuestion& question_;
  JoinedRow joined_;
};

RunQuestion unlocked(RunQuestion question) {
  question.clock = 1;
  return question;
}

template <class Q>
Estimate<Q> timed(Q value, double factor, const TunedRange& range) {
  return within_factor(value, factor, range.grade, range.source);
}

Estimate<Power> of_board(Power value, Power limit, const TunedRange& range) {
  Estimate<Power> out = within_factor(value, range.power, range.grade, range.power_source);
  out.high = std::min(out.high, std::max(value, limit));
  return out;
}

/// One prompt alone, in the steps its engine takes.
StepCost prompt_alone(const Deployment& deployment, const RunQuestion& question) {
  const double most = prompt_step_tokens(*question.device, question.engine);
  const double parts = std::max(1.0, std::ceil(question.prompt / token / most));
  const Tokens part = question.prompt / parts;
  StepCost cost =
      deployment.step({.prefill = part, .prefill_cached = 0.5 * (question.prompt - part)});
  cost.time = parts * cost.time;
  return cost;
}

/// Steady work with that many sequences in each replica, prompts included.
struct Steady {
  TokenRate rate;  ///< reply tokens over all replicas
  Power board;     ///< mean of one device
};

/// Replies are written together; each brings a prompt, and prompts fill steps of their own.
///
///     rate  = replicas * batch * reply / (reply * step + batch * prompt)
///     watts = by the shares of that time
///
/// Valid for   batches that are filled again at once
/// Leaves out  prompts and replies that share a step
/// Source      the time account of a batch
Steady steady(const Deployment& deployment, const RunQuestion& question, double batch) {
  const StepCost decode = deployment.step(
      {.decode_sequences = batch, .mean_context = question.prompt + 0.5 * question.reply});
  const StepCost prompt = deployment.prompt_share(question.prompt);
  const double reply = question.reply / token;
  const Duration decoding = reply * decode.time;
  const Duration prompts = batch * prompt.time;
  const Duration all = decoding + prompts;
  const double share = prompts / all;
  return {question.replicas * batch * reply * token / all,
          (1 - share) * decode.board_power + share * prompt.board_power};
}

LanguageForecast language_forecast(const RowPredictor& predictor, const RunQuestion& question) {
  const Deployment deployment = run_deployment(predictor, question);
  const TunedRange& range = deployment.range();
  const Asker asker(predictor, question);
  const auto decoding = [&](int batch) {
    return deployment.step(
        {.decode_sequences = 1.0 * batch, .mean_context = question.prompt + 0.5 * question.reply});
  };
  LanguageForecast out;
  out.prompt_cost = prompt_alone(deployment, question);
  out.one_cost = decoding(1);
  out.batch_cost = decoding(question.batch);
  out.first_token = timed(out.prompt_cost.time, range.prompt, range);
  out.step_one = timed(out.one_cost.time, range.decode, range);
  out.step_batch = timed(out.batch_cost.time, range.decode, range);
  out.user_one = timed(1.0 * token / out.one_cost.time, range.decode, range);
  out.user_batch = timed(1.0 * token / out.batch_cost.time, range.decode, range);
  const Steady work = steady(deployment, question, question.batch);
  const double widest = std::max(range.prompt, range.decode);
  out.all_batch = timed(work.rate, widest, range);
  out.greatest = timed(steady(deployment, question, asker.most()).rate, widest, range);
  const Power limit = deployment.limit_power();
  out.board_prompt = of_board(deployment.prompt_share(question.prompt).board_power, limit, range);
  out.board_decode = of_board(out.batch_cost.board_power, limit, range);
  const Power boards = question.devices() * work.board;
  const Power free =
      question.devices() *
      steady(run_deployment(predictor, unlocked(question)), question, question.batch).board;
  out.wall = asker.wall(boards, free - boards);
  out.energy_boards = with_range_of(boards / work.rate, asker.row(Asked::energy, false));
  out.energy_wall = with_range_of(out.wall.value / work.rate, asker.row(Asked::energy, true));
  return out;
}

InputForecast input_forecast(const RowPredictor& predictor, const RunForecast& run) {
  const RunQuestion& question = run.question;
  const InputDeployment deployment = run_input_deployment(predictor, question);
  const TunedRange& range = deployment.range();
  const Asker asker(predictor, question);
  const std::set<int> wanted = {1, 8, question.batch};
  const double copies = question.devices();
  InputForecast out;
  for (const int batch : wanted) {
    const bool fits = !run.memory.is_known || batch <= run.memory.most;
    if (!fits && batch != question.batch) continue;
    const BatchCost cost = deployment.batch(batch);
    out.batches.push_back({batch, timed(cost.time, range.inputs, range),
                           timed(copies * deployment.rate(batch), range.inputs, range), cost});
  }
  const Power board = deployment.batch(question.batch).board_power;
  const Frequency rate = copies * deployment.rate(question.batch);
  out.board = of_board(board, deployment.limit_power(), range);
  const InputDeployment free = run_input_deployment(predictor, unlocked(question));
  out.wall = asker.wall(copies * board, copies * (free.batch(question.batch).board_power - board));
  out.energy_boards = with_range_of(copies * board / rate, asker.row(Asked::energy, false));
  out.energy_wall = with_range_of(out.wall.value / rate, asker.row(Asked::energy, true));
  return out;
}

}  // namespace

RunForecast run_forecast(const RowPredictor& predictor, const RunQuestion& question) {
  RunForecast run;
  run.question = question;
  run.memory = run_memory(question);
  run.path = compute_path(*question.device, question.layout.weights, question.model->kind,
                          question.engine);
  if (!run.memory.fits) {
    run.would_fit = fitting_changes(question);
    return run;
  }
  if (question.model->shape) {
    run.language = language_forecast(predictor, run.question);
  } else {
    run.inputs = input_forecast(predictor, run);
  }
  return run;
}

}  // namespace islet
