#include "accuracy/cross_fit.h"

#include <algorithm>
#include <map>
#include <utility>

#include "accuracy/calibration.h"
#include "accuracy/likeness_fit.h"
#include "accuracy/log_estimate.h"
#include "base/check.h"

namespace islet {

std::vector<std::size_t> dealt_folds(const std::vector<std::string>& groups, std::size_t folds) {
  CHECK(folds > 0);
  std::map<std::string, std::size_t> sizes;
  for (const std::string& group : groups) ++sizes[group];
  std::vector<std::pair<std::string, std::size_t>> order(sizes.begin(), sizes.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::size_t> loads(folds);
  std::map<std::string, std::size_t> fold_of;
  for (const auto& [group, size] : order) {
    const auto least = std::min_element(loads.begin(), loads.end());
    fold_of[group] = static_cast<std::size_t>(least - loads.begin());
    *least += size;
  }
  std::vector<std::size_t> dealt;
  for (const std::string& group : groups) dealt.push_back(fold_of[group]);
  return dealt;
}

Result<std::vector<LeftOutRow>> cross_fitted(const std::vector<EffectRow>& rows,
                                             const std::vector<EffectFamily>& families,
                                             const EffectFitOptions& options,
                                             const std::vector<std::size_t>& fold_of) {
  CHECK(fold_of.size() == rows.size());
  std::vector<LeftOutRow> left(rows.size());
  const std::size_t folds =
      rows.empty() ? 0 : 1 + *std::max_element(fold_of.begin(), fold_of.end());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<EffectRow> kept;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (fold_of[row] != fold) kept.push_back(rows[row]);
    }
    if (kept.size() == rows.size()) continue;
    Result<std::vector<Likeness>> likenesses = fitted_likenesses(kept);
    if (!likenesses) return likenesses.error();
    const Result<EffectModel> model = fitted_effects(std::move(kept), families, options);
    if (!model) return model.error();
    Calibration calibration = calibration_of(*model, {}, {});
    calibration.likenesses = std::move(*likenesses);
    const Learnt learnt(calibration);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (fold_of[row] != fold) continue;
      const LogEstimate estimate =
          log_estimate(learnt, rows[row], noise_scale(calibration, rows[row].noise_group));
      left[row] = {rows[row].log_measured - estimate.value, estimate.sd};
    }
  }
  return left;
}

}  // namespace islet
