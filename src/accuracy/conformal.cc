#include "accuracy/conformal.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

/// The `rank`-th smallest, from 1.
double ranked(std::vector<double> values, std::size_t rank) {
  CHECK(rank >= 1 && rank <= values.size());
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

/// Rank of the score that bounds a range; above `rows` when the rows are too few.
std::size_t conformal_rank(std::size_t rows, double share) {
  // Less a hair, so that 9 + 1 rows times 0.9 is 9 and not the next number above.
  return static_cast<std::size_t>(std::ceil(static_cast<double>(rows + 1) * share - 1e-9));
}

/// The group without its factor.
ConformalGroup described(std::string name, const std::vector<ConformalScore>& scores) {
  std::vector<double> errors;
  for (const ConformalScore& score : scores) {
    errors.push_back(std::expm1(std::abs(score.residual)));
  }
  ConformalGroup group;
  group.name = std::move(name);
  group.rows = static_cast<int>(scores.size());
  group.median_error = ranked(errors, (errors.size() + 1) / 2);
  group.p90_error = ranked(errors, (errors.size() * 9 + 9) / 10);
  return group;
}

double factor_of(const std::vector<ConformalScore>& scores, double share) {
  std::vector<double> normalised;
  for (const ConformalScore& score : scores) {
    CHECK(score.sd > 0 && std::isfinite(score.residual));
    normalised.push_back(std::abs(score.residual) / score.sd);
  }
  return ranked(std::move(normalised), conformal_rank(scores.size(), share));
}

}  // namespace

const ConformalGroup* ConformalFactors::find(std::string_view group) const {
  const auto found = std::lower_bound(
      groups.begin(), groups.end(), group,
      [](const ConformalGroup& one, std::string_view name) { return one.name < name; });
  return found != groups.end() && found->name == group ? &*found : nullptr;
}

double ConformalFactors::factor(std::string_view group) const {
  const ConformalGroup* const found = find(group);
  return found != nullptr ? found->factor : pooled.factor;
}

bool ConformalFactors::has(std::string_view group) const { return find(group) != nullptr; }

Result<ConformalFactors> conformal_factors(const std::vector<ConformalScore>& scores,
                                           double share) {
  CHECK(share > 0 && share < 1);
  if (conformal_rank(scores.size(), share) > scores.size()) {
    return Error{{},
                 fmt::format("{} rows are too few for ranges that hold with {:g}, must be at least "
                             "{:g}",
                             scores.size(), share, std::ceil(share / (1 - share) - 1e-9)),
                 "Calibrate with more measurements.",
                 "V8",
                 ""};
  }
  std::map<std::string, std::vector<ConformalScore>> by_group;
  for (const ConformalScore& score : scores) by_group[score.group].push_back(score);
  ConformalFactors factors;
  factors.share = share;
  factors.pooled = described("all", scores);
  factors.pooled.factor = factor_of(scores, share);
  for (const auto& [name, members] : by_group) {
    ConformalGroup group = described(name, members);
    group.is_pooled =
        group.rows < conformal_rows_min || conformal_rank(members.size(), share) > members.size();
    group.factor = group.is_pooled ? factors.pooled.factor : factor_of(members, share);
    factors.groups.push_back(std::move(group));
  }
  return factors;
}

}  // namespace islet
