// One tuning for a model on a device, from which forecast, plan and simulation all build.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "accuracy/row_prediction.h"
#include "accuracy/run_question.h"
#include "perf/deployment_maker.h"
#include "perf/tuning.h"

namespace islet {

/// The measured quantity that tells a part of a run: how rows ask for it and what they call it.
struct MeasuredBy {
  Asked quantity = Asked::decode_rate;
  std::string_view metric;
};

/// By what the prompts and the decoding of an engine were measured, for rows of one engine hold one
/// kind of figure: llama.cpp's its two rates, vLLM's the interval between tokens.
struct EngineMeasures {
  std::string_view engine;  ///< family; the last row is for all others
  MeasuredBy prompt;
  MeasuredBy decode;
};
const EngineMeasures& measures_of(std::string_view engine);

/// What calibration says of a run: factors of each component, factors on whole figures with their
/// drift by the count, and ranges. Of one replica; ranges are those at the question's own batch and
/// lengths. Effects of how a figure was taken (its table, its scenario) are those of plain runs.
///
///     prompt.at(n)  = exp(w(n)), w = the sum of effects on the whole figure, linear in ln(n)
///     range         = exp(factor of the evidence * sd) of the same figure,
///                     as accuracy/row_prediction.h has it
///
/// Valid for   questions without faults
/// Leaves out  watts of the host, which nobody knows before the host is chosen
/// Source      accuracy/effect_model.h, accuracy/conformal.h
Tuning run_tuning(const RowPredictor& predictor, const RunQuestion& question);

/// The deployment of a question whose layout has no `refusal`, with that tuning.
Deployment run_deployment(const RowPredictor& predictor, const RunQuestion& question);

/// The same for a model with inputs.
InputDeployment run_input_deployment(const RowPredictor& predictor, const RunQuestion& question);

/// What people would run there without being asked: its lengths and a small batch, under `engine`
/// or, where that is empty, the one of `usual_engine`. `layout` of one replica.
Tuning usual_tuning(const RowPredictor& predictor, const Model& model, const Accelerator& device,
                    const Layout& layout, const std::string& engine = "");

class TuningStore;

/// Makers whose deployments have the usual tuning. They share one store of tunings, may be called
/// from several threads, and live no longer than this.
class CalibratedMakers {
 public:
  explicit CalibratedMakers(const Calibration& calibration);
  ~CalibratedMakers();
  CalibratedMakers(const CalibratedMakers&) = delete;
  CalibratedMakers& operator=(const CalibratedMakers&) = delete;

  DeploymentMakers makers() const;

 private:
  std::unique_ptr<TuningStore> store_;
};

}  // namespace islet
