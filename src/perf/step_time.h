// Time and board power of one step of a language model on one replica.
#pragma once

#include <string>
#include <string_view>

#include "base/estimate.h"
#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"
#include "perf/clock_lock.h"
#include "perf/layout.h"
#include "perf/tuning.h"

namespace islet {

struct ParameterSplit;

/// What one step computes: new prompt tokens, and one token for each sequence in decoding.
struct StepWork {
  Tokens prefill{};         ///< prompt tokens computed in this step, over all prompts
  Tokens prefill_cached{};  ///< context already in the cache before them, per prompt
  double prompts = 1;       ///< that share `prefill`; each attends to its own tokens only
  double decode_sequences = 0;
  Tokens mean_context{};    ///< of the sequences in decoding
  double group_tokens = 0;  ///< computed by all data-parallel copies together; 0: by this one alone
};

/// What takes most of a step.
enum class Bound { compute, memory, link, host };

/// "compute", "memory", "link", "host".
std::string_view name_of(Bound bound);

struct StepCost {
  Duration time;
  Duration compute;     ///< arithmetic alone
  Duration memory;      ///< weights, cache and activations read and written, alone
  Duration collective;  ///< between devices
  Duration host;        ///< launch and scheduling that nothing hides
  Power board_power;    ///< mean over the step, of ONE device
  Bound binds = Bound::memory;
};

/// A model on devices in a layout, all constants folded. Build once, ask often: `step` allocates
/// nothing and takes well under 0.2 microseconds.
class Deployment {
 public:
  /// The model must have a language shape and the device arithmetic and memory for it. What is
  /// offered to people must have no `refusal(model, device, layout)` besides; measured layouts may.
  Deployment(const Model& model, const Accelerator& device, const Layout& layout,
             const Tuning& tuning = {});

  /// Time, power and bound of one step.
  StepCost step(const StepWork& work) const;

  /// One prompt alone on an idle replica, to its first token.
  Duration prefill_time(Tokens prompt) const;

  /// Tokens a second for each of `batch` users in decoding, every one with `context` tokens.
  TokenRate decode_rate_per_user(double batch, Tokens context) const;

  /// Time that one prompt adds when prompts fill whole steps together.
  StepCost prompt_share(Tokens prompt) const;

  /// Greatest reply tokens a second over all users when every prompt has `prompt` and every reply
  /// `reply` tokens and as many run as memory holds, prompts included in the time.
  TokenRate greatest_rate(Tokens prompt, Tokens reply) const;

  /// Sequences of that context that memory holds.
  int sequences_that_fit(Tokens context, int most = 1024) const;

  int devices() const { return devices_; }
  Power idle_power() const { return idle_; }  ///< one board
  Power limit_power() const { return cap_; }  ///< one board

  /// Range of its times, rates and watts, all factors above 0 (that of the device's class where the
  /// tuning names none).
  const TunedRange& range() const { return range_; }

  /// Names model, device and layout, for the source of an estimate.
  const std::string& name() const { return name_; }

 private:
  void fold_compute(const LanguageShape& shape, const ParameterSplit& split,
                    const Accelerator& device, const Layout& layout, std::string_view engine);
  void fold_weights(const LanguageShape& shape, const ParameterSplit& split,
                    const Accelerator& device, const Layout& layout, Bytes weights);
  void fold_cache(const Model& model, const LanguageShape& shape, const Accelerator& device,
                  const Layout& layout);
  void fold_host(const LanguageShape& shape, const Accelerator& device, const Tuning& tuning);
  void correct(const LogFactors& factors);
  void slow_down(const ClockEffect& clock);
  void fold_links(const LanguageShape& shape, const Accelerator& device, const Layout& layout);
  StepCost micro_step(const StepWork& work, double parts) const;
  void correct_whole(const StepWork& work, double parts, StepCost& cost) const;
  double weight_seconds(double tokens) const;
  double least_weight_seconds(double tokens) const;
  double cache_seconds(double context) const;

  // Base units throughout: seconds, bytes, flops, per device of the tensor group.
  double seconds_per_linear_token_ = 0;  ///< arithmetic of one token through the layers
  double seconds_per_expert_token_ = 0;  ///< the same through the experts, where copies share them
  double seconds_per_head_token_ = 0;    ///< arithmetic of one token through the output layer
  double seconds_fixed_weights_ = 0;     ///< reading all weights but experts
  double seconds_all_experts_ = 0;       ///< reading every expert; 0 for a dense model
  double log_expert_missed_ = 0;         ///< log(1 - experts per token / experts)
  double seconds_per_vector_token_ = 0;
  double seconds_per_cache_token_ = 0;        ///< reading the cache of one token of context
  double seconds_per_window_token_ = 0;       ///< the same in layers that see a window only
  double window_ = 0;                         ///< tokens
  double attention_seconds_per_pair_ = 0;     ///< arithmetic of one query with one key, prefill
  double attention_seconds_per_context_ = 0;  ///< the same in decoding
  double collective_fixed_ = 0;               ///< tensor and pipeline
  double collective_per_token_ = 0;
  double exchange_fixed_ = 0;  ///< between data-parallel copies
  double exchange_per_token_ = 0;
  double host_fixed_ = 0;
  double host_per_sequence_ = 0;
  double layers_launch_ = 0;
  double step_tokens_ = 512;  ///< prompt tokens of one step at most
  double board_factor_ = 1;   ///< of the watts above idle
  ClockEffect clock_;
  // What no factor on the whole may undercut: weights as fast as memory streams, arithmetic at
  // peak.
  double least_fixed_weights_ = 0;
  double least_all_experts_ = 0;
  double least_per_linear_token_ = 0;
  bool has_whole_ = false;  ///< any of the three below says something
  CountFactor prompt_;
  CountFactor decode_;
  CountFactor draw_;
  TunedRange range_;
  int pipeline_ = 1;
  int devices_ = 1;
  Power idle_;
  Power limit_;  ///< the board's own
  Power cap_;    ///< that it is held to
  // Memory of the fullest device.
  Bytes cache_room_;
  BytesPerToken cache_per_token_;
  std::string name_;
};

/// What people see of a step, with the range of the tuning or of the device's class.
Estimate<Duration> step_time_estimate(const Deployment& deployment, const StepWork& work);
Estimate<TokenRate> decode_rate_estimate(const Deployment& deployment, double batch,
                                         Tokens context);

}  // namespace islet
