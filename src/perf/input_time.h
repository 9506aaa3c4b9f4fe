// Time and board power of models that take one input at a time: vision, speech, and others.
#pragma once

#include <string>

#include "base/estimate.h"
#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"
#include "perf/clock_lock.h"
#include "perf/layout.h"
#include "perf/step_time.h"
#include "perf/tuning.h"

namespace islet {

/// One batch of inputs on one device.
struct BatchCost {
  Duration time;      ///< from end to end
  Duration occupied;  ///< of the device's time while batches follow each other
  Duration compute;
  Duration memory;
  Duration host;
  Power board_power;  ///< mean over the batch
  Bound binds = Bound::compute;
};

/// A model with a fixed work per input on one device, all constants folded.
class InputDeployment {
 public:
  /// The model has work per input and the device arithmetic for it. What is offered to people must
  /// have no `refusal(...)` of a one-device layout besides; what was measured may.
  InputDeployment(const Model& model, const Accelerator& device, Precision precision,
                  const Tuning& tuning = {});

  /// Time, power and bound of one batch of `inputs` >= 1.
  BatchCost batch(int inputs) const;

  /// Inputs a second when batches of that size follow each other.
  Frequency rate(int inputs) const;

  /// Speech only: device time of one second of audio when `streams` windows run together.
  Duration time_per_audio_second(int streams) const;

  /// Largest batch that memory and the device's software allow.
  int batch_max() const { return batch_max_; }
  Power idle_power() const { return idle_; }
  Power limit_power() const { return cap_; }
  ModelKind kind() const { return kind_; }
  /// Range of its times, rates and watts, all factors above 0 (that of the device's class where the
  /// tuning names none).
  const TunedRange& range() const { return range_; }
  const std::string& name() const { return name_; }

 private:
  /// Takes what calibration and site say of the parts.
  void tune(const Tuning& tuning, const Accelerator& device);

  double compute_per_input_ = 0;    ///< s
  double idle_inputs_ = 0;          ///< inputs whose arithmetic stands idle once a batch
  double exchange_ = 0;             ///< s, parts of a net that take turns on the chip, once a batch
  double memory_per_batch_ = 0;     ///< s, weights
  double memory_per_input_ = 0;     ///< s, activations
  double layers_apart_ = 1;         ///< layers one after the other, against their sums
  bool runs_side_by_side_ = false;  ///< layers of a dataflow chip
  double host_per_batch_ = 0;       ///< s
  double host_per_input_ = 0;       ///< s, copies and work that does not batch
  int batch_max_ = 1;
  double board_factor_ = 1;     ///< of the watts above idle
  double least_per_input_ = 0;  ///< s, arithmetic at the datasheet's peak
  CountFactor whole_;           ///< on the time of a batch
  CountFactor rate_;            ///< on the device time of a batch
  CountFactor draw_;
  ClockEffect clock_;
  TunedRange range_;
  Power idle_;
  Power limit_;  ///< the board's own
  Power cap_;    ///< that it is held to
  ModelKind kind_ = ModelKind::other;
  std::string name_;
};

/// What people see of a batch, with the range of the tuning or of the device's class.
Estimate<Duration> batch_time_estimate(const InputDeployment& deployment, int inputs);
Estimate<Frequency> input_rate_estimate(const InputDeployment& deployment, int inputs);

/// Length of audio that one input of a speech model covers.
inline constexpr Duration audio_window = 30 * second;

}  // namespace islet
