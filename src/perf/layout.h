// How one replica of a model lies over devices, and the layouts that cannot work.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"

namespace islet {

/// Shares of a device's memory that an engine fills: what is usual, and the most that can be set by
/// hand. vLLM's default was 0.90 up to version 0.21 and is 0.92 since; from 0.97 on nothing is left
/// for the driver's own contexts, and engines stop at the first long prompt. The most is an
/// assumption, grade D, 2026-11.
inline constexpr double usual_engine_share = 0.9;
inline constexpr double greatest_engine_share = 0.97;

/// One replica: `tensor` devices share each layer, `pipeline` groups of them hold consecutive
/// layers.
struct Layout {
  int tensor = 1;
  int pipeline = 1;
  Precision weights = Precision::fp16;
  Precision cache = Precision::fp16;
  /// Copies of all that which share out the experts among them and go step by step together, each
  /// with sequences of its own. 1 for a model without experts.
  int data_parallel = 1;
  bool own_sequences = false;  ///< each device attends to sequences of its own, whatever the heads
  double engine_share = usual_engine_share;  ///< of the memory that engines may have

  /// Of one copy.
  int devices() const { return tensor * pipeline; }
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// Why a layout is out of the question. `rule` names a rule ("R021") or a limit of the machine
/// ("heads", "software", "memory").
struct Refusal {
  std::string rule;
  std::string why;  ///< one clause: lower case, no full stop, with the figures
};

/// What forbids this layout apart from memory (`memory_refusal` in perf/memory.h); none if it
/// works. Checked: the device's software serves the model's kind, degrees are at least 1 and divide
/// the model, tensor splits above 2 have NVLink (R021), a bridge joins no more than it can.
std::optional<Refusal> refusal(const Model& model, const Accelerator& device, const Layout& layout);

/// The arithmetic a device uses for weights of a precision.
struct ComputePath {
  Precision arithmetic = Precision::fp16;
  ComputeRate peak;  ///< dense rate of that arithmetic
  std::string note;  ///< what was fallen back to and why; empty when the chip has the precision
};

/// Where the chip lacks a precision, its weights are unpacked to the next wider arithmetic it has:
/// 4-bit integers always to 16 bit for language models; FP8 to 16 bit; INT8 to 16 bit; FP16 to 32.
/// So it is where the chip is slower in it than in a wider one (FP16 on Pascal's cards, INT8 on
/// B300). `peak` is 0 when the device has no arithmetic that can do it (an INT8-only chip and FP16
/// weights of a language model). `engine`, a family such as "llama_cpp", may use other units than
/// the usual; empty: the usual.
ComputePath compute_path(const Accelerator& device, Precision weights, ModelKind kind,
                         std::string_view engine = {});

}  // namespace islet
