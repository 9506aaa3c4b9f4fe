// Training a language model, whole or by an adapter: the memory it takes, whether devices hold it,
// and how long a number of tokens takes.
#pragma once

#include <optional>
#include <string_view>

#include "base/quantity.h"
#include "perf/layout.h"
#include "perf/lora_serving.h"

namespace islet {

enum class TrainingMethod { full, lora, qlora };

/// "full training", "LoRA", "QLoRA".
std::string_view name_of(TrainingMethod method);

/// How a model is trained. Adam keeps its states in 32 bit beside 16-bit weights and gradients.
struct TrainingSetup {
  TrainingMethod method = TrainingMethod::full;
  Adapter adapter{};        ///< of LoRA and QLoRA
  Tokens sequence{1024};    ///< tokens of one training text
  double sequences = 1;     ///< at one time on one device
  double accumulation = 8;  ///< passes before copies exchange gradients
  bool checkpoints = true;  ///< keep a layer's input only and compute the rest again
  int devices = 1;          ///< states are shared out among them where one cannot hold them
};

/// Need of one device.
struct TrainingMemory {
  Bytes weights;
  Bytes gradients;
  Bytes optimiser;    ///< two moments and a 32-bit copy of what is trained
  Bytes activations;  ///< of the sequences in work, logits included
  Bytes work_space;   ///< runtime and kernels

  Bytes states() const { return weights + gradients + optimiser; }
  Bytes total() const { return states() + activations + work_space; }
};

/// Memory on each device when the states are shared out among `setup.devices`. The model must have
/// a language shape.
TrainingMemory training_memory(const Model& model, const TrainingSetup& setup);

/// Memory of one device that training may fill.
Bytes training_room(const Accelerator& device);

/// Least number of devices that hold the training together, up to 16,384; 0 when none.
int least_training_devices(const Model& model, const Accelerator& device,
                           const TrainingSetup& setup);

/// Why it is out of the question: not a language model, no memory of its own, too little memory
/// (with the number that would do), no NVLink where a rule requires it; none if it works.
std::optional<Refusal> training_refusal(const Model& model, const Accelerator& device,
                                        const TrainingSetup& setup);

/// Training on a number of tokens.
struct TrainingRun {
  Duration time;
  Duration compute;   ///< arithmetic alone
  Duration exchange;  ///< of gradients and weights between devices, part of it hidden
  Power board_power;  ///< mean of ONE board
  Energy energy;      ///< of all boards, without hosts
};

/// For `tokens` in all. `training_refusal` must be none.
TrainingRun training_run(const Model& model, const Accelerator& device, const TrainingSetup& setup,
                         Tokens tokens);

}  // namespace islet
