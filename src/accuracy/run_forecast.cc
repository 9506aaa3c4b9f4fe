#include "accuracy/run_forecast.h"

#include <algorithm>
#include <set>

#include "accuracy/row_physics.h"
#include "base/check.h"

namespace islet {
namespace {

template <class Q>
Estimate<Q> in(const Estimate<double>& figure, Q unit) {
  return {figure.value * unit, figure.low * unit, figure.high * unit,
          figure.level,        figure.grade,      figure.source};
}

/// The figure under a fixed number: seconds of a step from steps a second.
Estimate<double> inverse(const Estimate<double>& figure, double over) {
  return {over / figure.value, over / figure.high, over / figure.low,
          figure.level,        figure.grade,       figure.source};
}

/// No more than an estimate of what cannot be exceeded.
Estimate<TokenRate> bounded(Estimate<TokenRate> rate, const Estimate<TokenRate>& most) {
  rate.value = std::min(rate.value, most.value);
  rate.low = std::min(rate.low, most.low);
  rate.high = std::min(rate.high, most.high);
  return rate;
}

class Asker {
 public:
  Asker(const RowPredictor& predictor, const RunQuestion& question)
      : predictor_(predictor), question_(question) {
    joined_.device = question.device;
    joined_.model = question.model;
    joined_.engine = question.engine;
  }

  Estimate<double> ask(Asked quantity, int batch, bool is_at_the_wall = false) const {
    RunQuestion asked = question_;
    asked.batch = batch;
    const RowSetup setup = islet::setup_of(asked, quantity, is_at_the_wall);
    RowPrediction prediction = predictor_.predict(joined_, setup);
    CHECK(prediction.estimate.has_value());
    // What a limit costs in speed was measured on one kind of card.
    if (question_.cap > Power{}) prediction.estimate->grade = Grade::d;
    return *prediction.estimate;
  }

  /// Watts of one board, which its own limit or the one that was set holds down.
  Estimate<Power> board(Asked quantity, int batch) const {
    Estimate<double> one = scaled(ask(quantity, batch), 1.0 / question_.devices());
    const Power own = question_.device->board_power.typical;
    const double limit = (question_.cap > Power{} ? question_.cap : own) / watt;
    if (limit > 0) {
      one.value = std::min(one.value, limit);
      one.low = std::min(one.low, limit);
      one.high = std::min(one.high, limit);
    }
    return in(one, watt);
  }

  RowSetup setup_of(Asked quantity, int batch) const {
    RunQuestion asked = question_;
    asked.batch = batch;
    return islet::setup_of(asked, quantity, false);
  }

  Tuning tuning(const RowSetup& setup) const { return predictor_.tuning(joined_, setup); }
  const JoinedRow& joined() const { return joined_; }

 private:
  const RowPredictor& predictor_;
  const RunQuestion& question_;
  JoinedRow joined_;
};

StepCost step_cost(const Asker& asker, const RunQuestion& question, Asked quantity, int batch) {
  const RowSetup setup = asker.setup_of(quantity, batch);
  const Deployment deployment(*question.model, *question.device, question.layout,
                              asker.tuning(setup));
  if (quantity == Asked::prompt_time) return deployment.step({.prefill = question.prompt});
  return deployment.step(
      {.decode_sequences = 1.0 * batch, .mean_context = question.prompt + 0.5 * question.reply});
}

LanguageForecast language_forecast(const Asker& asker, const RunQuestion& question) {
  const int batch = question.batch;
  LanguageForecast out;
  out.first_token = in(asker.ask(Asked::prompt_time, 1), second);
  const Estimate<double> one = asker.ask(Asked::decode_rate, 1);
  const Estimate<double> many = asker.ask(Asked::decode_rate, batch);
  out.step_one = in(inverse(one, 1), second);
  out.step_batch = in(inverse(many, batch), second);
  out.user_one = in(one, token / second);
  out.user_batch = in(scaled(many, 1.0 / batch), token / second);
  // Prompts take time besides: the speed of replies alone bounds it.
  out.all_batch = bounded(in(asker.ask(Asked::served_rate, batch), token / second),
                          scaled(in(many, token / second), question.replicas));
  out.greatest = in(asker.ask(Asked::full_rate, batch), token / second);
  out.board_prompt = asker.board(Asked::prompt_power, batch);
  out.board_decode = asker.board(Asked::decode_power, batch);
  out.wall = in(asker.ask(Asked::power, batch, true), watt);
  out.energy_boards = in(asker.ask(Asked::energy, batch), joule / token);
  out.energy_wall = in(asker.ask(Asked::energy, batch, true), joule / token);
  out.prompt_cost = step_cost(asker, question, Asked::prompt_time, 1);
  out.one_cost = step_cost(asker, question, Asked::decode_rate, 1);
  out.batch_cost = step_cost(asker, question, Asked::decode_rate, batch);
  return out;
}

InputForecast input_forecast(const Asker& asker, const RunForecast& run) {
  const RunQuestion& question = run.question;
  const std::set<int> wanted = {1, 8, question.batch};
  InputForecast out;
  for (const int batch : wanted) {
    const bool fits = !run.memory.is_known || batch <= run.memory.most;
    if (!fits && batch != question.batch) continue;
    const RowSetup setup = asker.setup_of(Asked::batch_time, batch);
    const InputDeployment deployment(model_as_run(asker.joined(), setup), *question.device,
                                     question.layout.weights, asker.tuning(setup));
    out.batches.push_back({batch, in(asker.ask(Asked::batch_time, batch), second),
                           in(asker.ask(Asked::input_rate, batch), hertz),
                           deployment.batch(batch)});
  }
  out.board = asker.board(Asked::power, question.batch);
  out.wall = in(asker.ask(Asked::power, question.batch, true), watt);
  out.energy_boards = in(asker.ask(Asked::energy, question.batch), joule);
  out.energy_wall = in(asker.ask(Asked::energy, question.batch, true), joule);
  return out;
}

}  // namespace

RunForecast run_forecast(const RowPredictor& predictor, const RunQuestion& question) {
  RunForecast run;
  run.question = question;
  run.memory = run_memory(question);
  run.path = compute_path(*question.device, question.layout.weights, question.model->kind);
  if (!run.memory.fits) {
    run.would_fit = fitting_changes(question);
    return run;
  }
  const Asker asker(predictor, run.question);
  if (question.model->shape) {
    run.language = language_forecast(asker, run.question);
  } else {
    run.inputs = input_forecast(asker, run);
  }
  return run;
}

}  // namespace islet
