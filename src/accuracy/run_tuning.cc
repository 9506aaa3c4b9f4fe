#include "accuracy/run_tuning.h"

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "accuracy/engine_choices.h"
#include "accuracy/row_physics.h"
#include "base/check.h"
#include "perf/power_cap.h"

namespace islet {
namespace {

constexpr MeasuredBy decode_rate{Asked::decode_rate, "decode_throughput"};
constexpr MeasuredBy prompt_rate{Asked::prompt_rate, "prefill_throughput"};
constexpr MeasuredBy prompt_time{Asked::prompt_time, "prefill_time"};
constexpr MeasuredBy first_token{Asked::prompt_time, "ttft"};

constexpr std::array<EngineMeasures, 6> measures = {{
    {"vllm", first_token, {Asked::median_interval, "median_itl"}},
    {"tensorrt_llm", first_token, {Asked::token_interval, "tpot"}},
    {"sglang", first_token, {Asked::token_interval, "tpot"}},
    {"tensorrt_edge_llm", prompt_time, decode_rate},
    {"openvino_genai", first_token, decode_rate},
    {"", prompt_rate, decode_rate},
}};

constexpr MeasuredBy batch_time{Asked::batch_time, "latency"};
constexpr MeasuredBy input_rate{Asked::input_rate, "throughput"};
constexpr MeasuredBy board_watts{Asked::power, "board_power_avg"};

bool is_rate(Asked quantity) {
  return quantity == Asked::decode_rate || quantity == Asked::prompt_rate ||
         quantity == Asked::input_rate;
}

bool counts_prompts(Asked quantity) {
  return quantity == Asked::prompt_time || quantity == Asked::prompt_rate;
}

class Asker {
 public:
  Asker(const RowPredictor& predictor, const RunQuestion& question)
      : predictor_(predictor), question_(question) {
    question_.replicas = 1;
    joined_.device = question.device;
    joined_.model = question.model;
    joined_.engine = question.engine;
  }

  LogFactors factors(const MeasuredBy& by) const {
    return predictor_.factors(joined_, setup(by, question_));
  }

  /// The factor on a whole time or draw, from the same sum at two counts.
  CountFactor whole(const MeasuredBy& by) const {
    // Prompts count from one token, batches may be held below what memory has room for.
    const double other = counts_prompts(by.quantity) ? 2 : 0.5;
    const double sign = is_rate(by.quantity) ? -1 : 1;
    const double level = sign * whole_at(by, 1);
    CountFactor factor{level, (sign * whole_at(by, other) - level) / std::log(other)};
    for (std::size_t i = 0; i < factor.bend.size(); ++i) {
      const double count = std::ldexp(1.0, 3 * static_cast<int>(i));
      factor.bend[i] = sign * predictor_.beside_factors(joined_, counted(by, count));
      factor.has_bend = factor.has_bend || factor.bend[i] != 0;
    }
    return factor;
  }

  /// Factor of the range of such a figure, and its evidence.
  Estimate<double> estimate(const MeasuredBy& by) const {
    RowPrediction prediction = predictor_.predict(joined_, setup(by, question_));
    CHECK(prediction.estimate.has_value());
    return *prediction.estimate;
  }

 private:
  static RowSetup setup(const MeasuredBy& by, const RunQuestion& question) {
    RowSetup setup = setup_of(question, by.quantity, false);
    setup.words.metric = by.metric;
    return setup;
  }

  RowSetup counted(const MeasuredBy& by, double count) const {
    RowSetup one = setup(by, question_);
    (counts_prompts(by.quantity) ? one.prompt : one.batch) = count;
    return one;
  }

  double whole_at(const MeasuredBy& by, double count) const {
    return predictor_.factors(joined_, counted(by, count))[Component::whole];
  }

  const RowPredictor& predictor_;
  RunQuestion question_;
  JoinedRow joined_;
};

double factor_of(const Estimate<double>& estimate) { return estimate.high / estimate.value; }

void add_speed(const Asker& asker, const RunQuestion& question, Tuning& tuning) {
  const EngineMeasures& by = measures_of(question.engine);
  if (question.model->shape) {
    tuning.factors = asker.factors(by.decode);
    tuning.prompt = asker.whole(by.prompt);
    tuning.decode = asker.whole(by.decode);
    const Estimate<double> decode = asker.estimate(by.decode);
    tuning.range = {.prompt = factor_of(asker.estimate(by.prompt)),
                    .decode = factor_of(decode),
                    .grade = decode.grade,
                    .source = decode.source};
    return;
  }
  tuning.factors = asker.factors(batch_time);
  tuning.batch = asker.whole(batch_time);
  tuning.inputs = asker.whole(input_rate);
  const Estimate<double> time = asker.estimate(batch_time);
  tuning.range = {.inputs = factor_of(time), .grade = time.grade, .source = time.source};
}

void add_power(const Asker& asker, Tuning& tuning) {
  tuning.factors[Component::board_power] = asker.factors(board_watts)[Component::board_power];
  tuning.draw = asker.whole(board_watts);
  const Estimate<double> watts = asker.estimate(board_watts);
  tuning.range.power = factor_of(watts);
  tuning.range.power_source = watts.source;
}

/// The two levers on a board: its clock, and a limit that slows it (factors on whole times) and is
/// a ceiling on its watts.
void add_cap(const RunQuestion& question, Tuning& tuning) {
  tuning.clock = question.clock;
  // No row tells of locked clocks.
  if (question.clock < 1) tuning.range.grade = Grade::d;
  hold_to(question.cap, *question.device, tuning);
}

/// The model as plain runs have it: a picture of all its steps.
Model model_as_run(const Model& model) {
  RunQuestion question;
  question.model = &model;
  JoinedRow joined;
  joined.model = &model;
  return islet::model_as_run(joined, setup_of(question, Asked::batch_time, false));
}

/// Log of what the tuning must be multiplied by so that the deployment says what the row says; 0
/// where nothing was measured there.
double off_by(const Asker& asker, const MeasuredBy& by, double said) {
  const Estimate<double> row = asker.estimate(by);
  return row.grade == Grade::a ? std::log(row.value / said) : 0;
}

/// Where the user measured the question itself, times are those of the measurement: the factors of
/// a tuning are those of counts that lie between, and of one composition of a step.
void anchor(const RowPredictor& predictor, const RunQuestion& question, Tuning& tuning) {
  const Asker asker(predictor, question);
  const EngineMeasures& by = measures_of(question.engine);
  const Model& model = *question.model;
  if (!model.shape) {
    const InputDeployment inputs(model_as_run(model), *question.device, question.layout.weights,
                                 tuning);
    const double seconds = inputs.batch(question.batch).time / second;
    const double off = off_by(asker, batch_time, seconds);
    tuning.batch.level += off;
    tuning.inputs.level += off;
    return;
  }
  if (by.decode.quantity != Asked::decode_rate || by.prompt.quantity != Asked::prompt_rate) return;
  const Deployment deployment(model, *question.device, question.layout, tuning);
  const StepWork reply{.decode_sequences = 1.0 * question.batch,
                       .mean_context = question.prompt + 0.5 * question.reply};
  const double decode = question.batch / (deployment.step(reply).time / second);
  tuning.decode.level -= off_by(asker, by.decode, decode);
  const double most = prompt_step_tokens(*question.device, question.engine);
  const double parts = std::max(1.0, std::ceil(question.prompt / token / most));
  const Tokens part = question.prompt / parts;
  const StepCost cost =
      deployment.step({.prefill = part, .prefill_cached = 0.5 * (question.prompt - part)});
  const double prompt = question.prompt / token / (parts * (cost.time / second));
  // Prompts are measured alone, whatever runs beside them later.
  RunQuestion alone = question;
  alone.batch = 1;
  tuning.prompt.level -= off_by(Asker(predictor, alone), by.prompt, prompt);
}

}  // namespace

const EngineMeasures& measures_of(std::string_view engine) {
  for (const EngineMeasures& row : measures) {
    if (row.engine == engine) return row;
  }
  return measures.back();
}

Tuning run_tuning(const RowPredictor& predictor, const RunQuestion& question) {
  Tuning tuning;
  tuning.engine = question.engine;
  const Asker asker(predictor, question);
  add_speed(asker, question, tuning);
  add_power(asker, tuning);
  tuning.factors[Component::whole] = 0;
  if (!predictor.calibration().own.empty()) anchor(predictor, question, tuning);
  add_cap(question, tuning);
  return tuning;
}

Tuning usual_tuning(const RowPredictor& predictor, const Model& model, const Accelerator& device,
                    const Layout& layout, const std::string& engine) {
  RunQuestion question;
  question.model = &model;
  question.device = &device;
  question.engine = engine.empty() ? usual_engine(model, device) : engine;
  question.layout = layout;
  return run_tuning(predictor, question);
}

Deployment run_deployment(const RowPredictor& predictor, const RunQuestion& question) {
  return Deployment(*question.model, *question.device, question.layout,
                    run_tuning(predictor, question));
}

InputDeployment run_input_deployment(const RowPredictor& predictor, const RunQuestion& question) {
  return InputDeployment(model_as_run(*question.model), *question.device, question.layout.weights,
                         run_tuning(predictor, question));
}

/// Tunings by what they are for. A search asks for the same few again and again.
class TuningStore {
 public:
  explicit TuningStore(const Calibration& calibration)
      : predictor_(calibration), engines_(calibration) {}

  const EngineChoices& engines() const { return engines_; }

  Tuning tuning(const Model& model, const Accelerator& device, const Layout& layout,
                const RunSetting& setting) {
    const Key key{model.id, device.id, setting.engine, layout_text(layout)};
    const std::lock_guard<std::mutex> lock(mutex_);
    auto known = tunings_.find(key);
    if (known == tunings_.end()) {
      Tuning made = usual_tuning(predictor_, model, device, layout, setting.engine);
      known = tunings_.emplace(key, std::move(made)).first;
    }
    Tuning tuning = known->second;
    hold_to(setting.cap, device, tuning);
    return tuning;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  static std::string layout_text(const Layout& layout) {
    return fmt::format("{} {} {} {} {}", layout.tensor, layout.pipeline, layout.own_sequences,
                       name_of(layout.weights), name_of(layout.cache));
  }

  RowPredictor predictor_;
  EngineChoices engines_;
  std::mutex mutex_;
  std::map<Key, Tuning> tunings_;
};

CalibratedMakers::CalibratedMakers(const Calibration& calibration)
    : store_(std::make_unique<TuningStore>(calibration)) {}

CalibratedMakers::~CalibratedMakers() = default;

DeploymentMakers CalibratedMakers::makers() const {
  TuningStore& store = *store_;
  return {[&store](const Model& model, const Accelerator& device, const Layout& layout,
                   const RunSetting& setting) {
            return Deployment(model, device, layout, store.tuning(model, device, layout, setting));
          },
          [&store](const Model& model, const Accelerator& device, Precision precision,
                   const RunSetting& setting) {
            const Layout layout{.weights = precision};
            return InputDeployment(model_as_run(model), device, precision,
                                   store.tuning(model, device, layout, setting));
          },
          [&store](const Model& model, const Accelerator& device, Precision weights) {
            return store.engines().of(model, device, weights);
          }};
}

}  // namespace islet
