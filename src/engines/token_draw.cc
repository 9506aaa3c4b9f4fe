#include "engines/token_draw.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace islet {
namespace {

struct Choice {
  float score = 0;
  std::int32_t token = 0;
  double weight = 0;
};

// Beyond the likeliest thousand, what is left is drawn too seldom to be worth sorting for.
constexpr std::size_t most_choices = 1000;

std::int32_t likeliest(std::span<const float> scores) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < scores.size(); ++i) {
    if (scores[i] > scores[best] || std::isnan(scores[best])) best = i;
  }
  return static_cast<std::int32_t>(best);
}

std::vector<Choice> best_choices(std::span<const float> scores, std::size_t most) {
  std::vector<Choice> choices;
  choices.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) continue;
    choices.push_back({scores[i], static_cast<std::int32_t>(i)});
  }
  const auto better = [](const Choice& a, const Choice& b) {
    return a.score != b.score ? a.score > b.score : a.token < b.token;
  };
  const std::size_t count = std::min(most, choices.size());
  const auto middle = choices.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(choices.begin(), middle, choices.end(), better);
  choices.resize(count);
  return choices;
}

}  // namespace

std::int32_t drawn_token(std::span<const float> scores, const Sampling& sampling,
                         std::uint64_t place) {
  CHECK(!scores.empty());
  if (!(sampling.temperature > 0.0F)) return likeliest(scores);
  const std::size_t most =
      sampling.top_k == 0 ? most_choices : std::min<std::size_t>(sampling.top_k, most_choices);
  std::vector<Choice> choices = best_choices(scores, most);
  if (choices.empty()) return likeliest(scores);
  double sum = 0;
  for (Choice& one : choices) {
    one.weight =
        std::exp((static_cast<double>(one.score) - choices.front().score) / sampling.temperature);
    sum += one.weight;
  }
  const double kept = std::clamp(static_cast<double>(sampling.top_p), 0.0, 1.0) * sum;
  double reached = 0;
  std::size_t count = 0;
  do {
    reached += choices[count++].weight;
  } while (count < choices.size() && reached < kept);
  // The highest of log weight and noise of its own (Gumbel) is a draw by weight; two models that
  // nearly agree then mostly draw the same.
  std::size_t drawn = 0;
  double highest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    RandomStream stream(sampling.seed ^ (place + 1) * 0x9E3779B97F4A7C15U ^
                        (static_cast<std::uint64_t>(choices[i].token) + 1) * 0xD1B54A32D192ED03U);
    const double noise = -std::log(-std::log(std::max(stream.uniform(), 1e-300)));
    const double height = std::log(choices[i].weight) + noise;
    if (i > 0 && !(height > highest)) continue;
    drawn = i;
    highest = height;
  }
  return choices[drawn].token;
}

}  // namespace islet
