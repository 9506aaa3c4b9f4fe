// A run that somebody thinks of: model, devices, software, load; and whether it can be at all.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/row_setup.h"
#include "base/error.h"
#include "base/quantity.h"
#include "catalog/catalog.h"
#include "perf/layout.h"
#include "perf/memory.h"

namespace islet {

/// Lives as long as the records.
struct RunQuestion {
  const Model* model = nullptr;
  const Accelerator* device = nullptr;
  std::string engine;  ///< family (engine_family)
  Layout layout;       ///< of one replica
  int replicas = 1;
  int batch = 1;  ///< requests or inputs at one time in each replica
  Tokens prompt{512};
  Tokens reply{256};
  Power cap{};       ///< limit set on each board; 0: its own
  double clock = 1;  ///< that each board is locked to, a share of the highest

  int devices() const { return replicas * layout.devices(); }
  Tokens context() const { return prompt + reply; }
};

/// Engines by the names that calibration has for them.
const std::vector<std::string>& engine_names();

/// What such devices are mostly run with: vLLM on data-centre devices, OpenVINO GenAI on Intel's
/// integrated graphics, llama.cpp on the rest; for models with inputs TensorRT, OpenVINO,
/// TensorFlow Lite on Edge TPUs and small processors, the maker's compiler on NPUs, PyTorch
/// elsewhere.
std::string usual_engine(const Model& model, const Accelerator& device);

/// The widest of FP16, FP8, INT8 and INT4 whose weights fit beside one sequence in the layout; FP16
/// when none does. Models with inputs: INT8 on chips that have nothing else, FP16 on GPUs, FP32 on
/// processors.
Precision usual_precision(const RunQuestion& question);

/// Weights of that precision, and the cache that engines keep beside them.
RunQuestion with_weights(RunQuestion question, Precision precision);

/// Whether memory holds the batch that is asked for.
bool fits_memory(const RunQuestion& question);

/// Whether the device can compute weights of that precision in any arithmetic.
bool has_arithmetic(const RunQuestion& question, Precision precision);

/// The same for what one would choose: without arithmetic of its own, FP8 has nothing over INT8.
bool is_of_use(const RunQuestion& question, Precision precision);

/// Precisions that large models come in, from wide to narrow.
inline constexpr std::array<Precision, 4> narrowing = {Precision::fp16, Precision::fp8,
                                                       Precision::int8, Precision::int4};

/// Figures out of bounds: V2, each with the option it came by.
std::vector<Error> faults_of(const RunQuestion& question);

/// The question as the rows of a calibration have it; `quantity` and watts as asked.
RowSetup setup_of(const RunQuestion& question, Asked quantity, bool is_at_the_wall);

/// What memory says of the question, on the fullest device of a replica.
struct RunMemory {
  bool is_known = true;  ///< false where it is the host's: processors, chips that stream
  bool fits = true;      ///< the batch asked for
  MemoryNeed one;        ///< with one sequence of prompt and reply, or one input
  MemoryNeed asked;      ///< with the batch
  Bytes usable;          ///< what an engine may fill
  int most = 0;          ///< sequences or inputs that fit
  Tokens longest{};      ///< context of one sequence alone, at most what the model is made for
};
RunMemory run_memory(const RunQuestion& question);

}  // namespace islet
