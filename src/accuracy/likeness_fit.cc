#include "accuracy/likeness_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "accuracy/square_matrix.h"
#include "base/check.h"

namespace islet {
namespace {

// Log scales: of figures and words first, then those below.
constexpr std::size_t weight_count = along_count + alike_count;
constexpr std::size_t near_at = weight_count;
constexpr std::size_t far_at = weight_count + 1;
constexpr std::size_t noise_at = weight_count + 2;
constexpr std::size_t all_at = weight_count + 3;
constexpr std::size_t scale_count = weight_count + 4;
using Scales = std::array<double, scale_count>;

/// What a weight is expected to be before any row is seen, for a deviation of a figure over the
/// rows or a word that differs.
constexpr double usual_weight = -2.5;
constexpr double weight_variance = 4;
constexpr int steps_of_fit = 50;
constexpr int rounds_of_weights = 4;
constexpr double freedom = 3;
constexpr double jitter = 1e-6;

/// Least log scatter of a row: a run stated several times over (per token, per request, in watts)
/// would else be taken to have none, and rows that are far off to count as any.
constexpr double log_noise_min = -2.5;

/// Rows with words as numbers and figures as deviations over all rows.
class LikenessFit {
 public:
  explicit LikenessFit(const std::vector<LikenessRow>& rows)
      : rows_(rows), weights_(rows.size(), 1) {
    for (std::size_t i = 0; i < along_count; ++i) spread_[i] = spread(i);
    for (const LikenessRow& row : rows) {
      std::array<float, weight_count> point{};
      for (std::size_t i = 0; i < along_count; ++i) {
        point[i] = static_cast<float>(row.place.along[i] / spread_[i]);
      }
      for (std::size_t i = 0; i < alike_count; ++i) {
        const float next = static_cast<float>(numbers_[i].size());
        point[along_count + i] = numbers_[i].emplace(row.place.words[i], next).first->second;
      }
      points_.push_back(point);
    }
    scales_.fill(usual_weight);
    // Figures of other quantities, and those under a limit on power, are another matter.
    scales_[along_count] = 1;
    scales_[near_at] = std::log(0.6);
    scales_[far_at] = std::log(0.4);
    scales_[noise_at] = std::log(0.12);
    scales_[all_at] = std::log(0.3);
  }

  /// Scales by the signs of the slopes.
  bool learn_scales() {
    constexpr double first = 0.2;
    constexpr double longest = 0.6;
    constexpr double shortest = 0.01;
    Scales step;
    step.fill(first);
    Scales before{};
    for (int round = 0; round < steps_of_fit; ++round) {
      Scales slope = slopes();
      if (!is_good_) return false;
      for (std::size_t i = 0; i < scale_count; ++i) {
        if (slope[i] * before[i] > 0) step[i] = std::min(1.3 * step[i], longest);
        if (slope[i] * before[i] < 0) {
          step[i] = std::max(0.5 * step[i], shortest);
          slope[i] = 0;
        }
        if (slope[i] != 0) scales_[i] -= std::copysign(step[i], slope[i]);
        scales_[i] = std::clamp(scales_[i], i == noise_at ? log_noise_min : -12.0, 4.0);
        before[i] = slope[i];
      }
    }
    return true;
  }

  /// What each row says, far-off rows less.
  bool learn_weights() {
    const double noise = std::exp(2 * scales_[noise_at]);
    for (int round = 0; round < rounds_of_weights; ++round) {
      if (!solve()) return false;
      if (round + 1 == rounds_of_weights) break;
      for (std::size_t row = 0; row < rows_.size(); ++row) {
        const double residual = noise / weights_[row] * solved_[row];
        weights_[row] = (freedom + 1) / (freedom + residual * residual / noise);
      }
    }
    return true;
  }

  Likeness result(std::string kind) const {
    Likeness out;
    out.kind = std::move(kind);
    for (std::size_t i = 0; i < along_count; ++i) {
      out.scale.along[i] = std::exp(scales_[i]) / (spread_[i] * spread_[i]);
    }
    for (std::size_t i = 0; i < alike_count; ++i) {
      out.scale.words[i] = std::exp(scales_[along_count + i]);
    }
    out.scale.near = std::exp(2 * scales_[near_at]);
    out.scale.far = std::exp(2 * scales_[far_at]);
    out.scale.noise = std::exp(2 * scales_[noise_at]);
    out.scale.all = std::exp(2 * scales_[all_at]);
    std::map<RunPlace, double> sums;
    for (std::size_t row = 0; row < rows_.size(); ++row) sums[rows_[row].place] += solved_[row];
    for (const auto& [place, weight] : sums) out.places.push_back({place, weight});
    return out;
  }

 private:
  /// Deviation of a figure over the rows; 1 where all are the same.
  double spread(std::size_t along) const {
    double sum = 0;
    double squares = 0;
    for (const LikenessRow& row : rows_) {
      sum += row.place.along[along];
      squares += 1.0 * row.place.along[along] * row.place.along[along];
    }
    const auto count = static_cast<double>(rows_.size());
    const double variance = squares / count - (sum / count) * (sum / count);
    return variance > jitter ? std::sqrt(variance) : 1;
  }

  /// How two rows differ: squares of figures, 1 for words.
  std::array<float, weight_count> apart(std::size_t a, std::size_t b) const {
    std::array<float, weight_count> out{};
    for (std::size_t i = 0; i < along_count; ++i) {
      const float d = points_[a][i] - points_[b][i];
      out[i] = d * d;
    }
    for (std::size_t i = along_count; i < weight_count; ++i) {
      out[i] = points_[a][i] == points_[b][i] ? 0.0F : 1.0F;
    }
    return out;
  }

  Reaches reach(std::size_t a, std::size_t b, const std::array<float, weight_count>& w) const {
    const std::array<float, weight_count> d = apart(a, b);
    return reaches(std::inner_product(d.begin(), d.end(), w.begin(), 0.0F));
  }

  std::array<float, weight_count> exponents() const {
    std::array<float, weight_count> w{};
    for (std::size_t i = 0; i < weight_count; ++i) w[i] = static_cast<float>(std::exp(scales_[i]));
    return w;
  }

  /// The inverse of A, and the rows' excess over it.
  bool solve() {
    const std::array<float, weight_count> w = exponents();
    const double near = std::exp(2 * scales_[near_at]);
    const double far = std::exp(2 * scales_[far_at]);
    const double all = std::exp(2 * scales_[all_at]);
    const double noise = std::exp(2 * scales_[noise_at]);
    inverse_ = SquareMatrix(rows_.size());
    for (std::size_t a = 0; a < rows_.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const Reaches both = reach(a, b, w);
        inverse_.at(a, b) = near * both.near + far * both.far + all;
      }
      inverse_.at(a, a) = near + far + all + noise / weights_[a] + jitter;
    }
    is_good_ = invert(inverse_);
    if (!is_good_) return false;
    std::vector<double> excess;
    for (const LikenessRow& row : rows_) excess.push_back(row.excess);
    solved_ = product(inverse_, excess);
    return true;
  }

  /// Slopes of what is to be least, by log scale.
  Scales slopes() {
    Scales slope{};
    if (!solve()) return slope;
    const std::array<float, weight_count> w = exponents();
    const double near = std::exp(2 * scales_[near_at]);
    const double far = std::exp(2 * scales_[far_at]);
    const double all = std::exp(2 * scales_[all_at]);
    std::array<double, weight_count> along{};
    double of_near = 0;
    double of_far = 0;
    double of_all = 0;
    double own = 0;
    constexpr double reach_share = 0.2;
    for (std::size_t a = 0; a < rows_.size(); ++a) {
      std::array<float, weight_count> row{};
      for (std::size_t b = 0; b < a; ++b) {
        const std::array<float, weight_count> d = apart(a, b);
        const Reaches both = reaches(std::inner_product(d.begin(), d.end(), w.begin(), 0.0F));
        // Twice a half: the element below the diagonal and that above.
        const double part = inverse_.at(a, b) - solved_[a] * solved_[b];
        of_near += part * both.near;
        of_far += part * both.far;
        of_all += part;
        const auto bent =
            static_cast<float>(part * (near * both.near + reach_share * far * both.far));
        for (std::size_t i = 0; i < weight_count; ++i) row[i] += bent * d[i];
      }
      for (std::size_t i = 0; i < weight_count; ++i) along[i] += row[i];
      own += 0.5 * (inverse_.at(a, a) - solved_[a] * solved_[a]);
    }
    for (std::size_t i = 0; i < weight_count; ++i) {
      slope[i] = -along[i] * std::exp(scales_[i]) + (scales_[i] - usual_weight) / weight_variance;
    }
    slope[near_at] = 2 * near * (of_near + own);
    slope[far_at] = 2 * far * (of_far + own);
    slope[all_at] = 2 * all * (of_all + own);
    slope[noise_at] = 2 * std::exp(2 * scales_[noise_at]) * own;
    return slope;
  }

  const std::vector<LikenessRow>& rows_;
  std::vector<double> weights_;  ///< of rows: small where one is far off
  std::array<double, along_count> spread_{};
  std::array<std::map<std::string, float>, alike_count> numbers_;
  std::vector<std::array<float, weight_count>> points_;
  Scales scales_{};
  SquareMatrix inverse_;
  std::vector<double> solved_;
  bool is_good_ = true;
};

}  // namespace

Result<Likeness> fitted_likeness(std::string kind, const std::vector<LikenessRow>& rows) {
  CHECK(rows.size() >= likeness_rows_min);
  LikenessFit fit(rows);
  if (!fit.learn_scales() || !fit.learn_weights()) {
    return Error{{},
                 "the likeness of rows cannot be fitted: their matrix is not positive definite",
                 "Look for rows that stand twice with different figures.",
                 "V6",
                 ""};
  }
  return fit.result(std::move(kind));
}

Result<std::vector<Likeness>> fitted_likenesses(const std::vector<EffectRow>& rows) {
  std::map<std::string, std::vector<LikenessRow>> kinds;
  for (const EffectRow& row : rows) {
    if (row.kind.empty()) continue;
    kinds[row.kind].push_back({row.place, row.log_measured - row.log_predicted(LogFactors{})});
  }
  std::vector<Likeness> out;
  for (const auto& [kind, members] : kinds) {
    if (members.size() < likeness_rows_min) continue;
    Result<Likeness> one = fitted_likeness(kind, members);
    if (!one) return one.error();
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace islet
