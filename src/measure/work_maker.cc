#include "measure/work_maker.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/random.h"
#include "engines/tensor_batch.h"

namespace islet {
namespace {

/// Marks and bytes come first in every vocabulary.
constexpr std::int64_t first_word = 300;
/// Open extents beside the batch: text of a network that reads tokens.
constexpr std::int64_t usual_length = 128;
constexpr std::int64_t values_max = std::int64_t{1} << 28;

BenchWork prompt_of(std::uint32_t vocabulary, const WorkShape& shape, std::uint64_t number) {
  RandomStream stream = RandomStream(shape.seed).fork(fmt::format("prompt {}", number));
  StartSequence start;
  const std::int64_t least = std::min<std::int64_t>(first_word, vocabulary / 2);
  for (int i = 0; i < shape.prompt; ++i) {
    const double place = stream.uniform(static_cast<double>(least), vocabulary);
    start.tokens.push_back(static_cast<std::int32_t>(place));
  }
  start.most_tokens = static_cast<std::uint32_t>(shape.reply);
  start.ends_itself = false;
  return start;
}

/// Small whole numbers fit every vocabulary; fractions are those of a normed picture.
void fill(Tensor& tensor, std::int64_t values, RandomStream& stream) {
  const std::size_t size = bytes_of(tensor.kind);
  tensor.bytes.resize(static_cast<std::size_t>(values) * size);
  for (std::int64_t i = 0; i < values; ++i) {
    char* place = tensor.bytes.data() + static_cast<std::size_t>(i) * size;
    const double draw = stream.uniform();
    if (tensor.kind == TensorKind::f32) {
      const auto number = static_cast<float>(draw);
      std::memcpy(place, &number, sizeof number);
    } else if (tensor.kind == TensorKind::u8) {
      const auto number = static_cast<std::uint8_t>(draw * 255);
      std::memcpy(place, &number, sizeof number);
    } else {
      // Masks are 1 everywhere they matter, words and places are few.
      const auto number = static_cast<std::int64_t>(
          tensor.name.find("mask") != std::string::npos ? 1 : 1 + static_cast<int>(draw * 100));
      std::memcpy(place, &number, size);  // little-endian: the low bytes come first
    }
  }
}

Result<std::vector<Tensor>> inputs_of(const Loaded& loaded) {
  std::vector<Tensor> inputs = loaded.inputs;
  RandomStream stream(1);
  for (Tensor& one : inputs) {
    std::int64_t values = 1;
    for (std::size_t i = 0; i < one.shape.size(); ++i) {
      if (one.shape[i] < 1) one.shape[i] = i == 0 ? 1 : usual_length;
      if (one.shape[i] > values_max / values) {
        return Error{{},
                     fmt::format("input `{}` is too large to be made up", one.name),
                     "Measure a network with fixed extents.",
                     "",
                     ""};
      }
      values *= one.shape[i];
    }
    fill(one, values, stream);
  }
  return inputs;
}

}  // namespace

Result<WorkMaker> work_maker(const Loaded& loaded, const WorkShape& shape) {
  if (loaded.vocabulary > 0) {
    const std::uint32_t vocabulary = loaded.vocabulary;
    return WorkMaker(
        [vocabulary, shape](std::uint64_t number) { return prompt_of(vocabulary, shape, number); });
  }
  Result<std::vector<Tensor>> inputs = inputs_of(loaded);
  if (!inputs) return inputs.error();
  return WorkMaker([made = std::move(*inputs)](std::uint64_t) {
    StartTensors start;
    start.inputs = made;
    return start;
  });
}

}  // namespace islet
