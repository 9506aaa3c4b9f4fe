#include "cost/life_cycle.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr int replacements_max = 100000;
// A replacement that would fall on the last day is not made.
constexpr double last_day = 1e-9;

double years(Duration time) { return time / year; }

/// How often something of `life` years is bought anew within `span` years, and which share of the
/// last one's life is left at the end.
struct Renewals {
  int count = 0;
  double rest = 0;
};

Renewals renewals(double life, double span) {
  CHECK(span / life < replacements_max);
  Renewals out;
  while ((out.count + 1) * life < span - last_day) ++out.count;
  out.rest = std::max(0.0, (out.count + 1) * life - span) / life;
  return out;
}

}  // namespace

/// Real rate from a nominal rate and inflation.
///
///     real = (nominal - inflation) / (1 + inflation)
///
/// Valid for   inflation above -1
/// Source      Fisher, "The Theory of Interest", 1930; HOMER's definition of the real rate
double real_rate(double nominal, double inflation) {
  CHECK(inflation > -1.0);
  return (nominal - inflation) / (1.0 + inflation);
}

/// Capital recovery factor.
///
///     crf = i (1 + i)^n / ((1 + i)^n - 1),  1 / n at i = 0
///
/// Valid for   payments at the end of each year; n may be a fraction
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995
double capital_recovery_factor(double rate_per_year, Duration life) {
  const double n = years(life);
  CHECK(n > 0 && rate_per_year > -1.0);
  if (std::abs(rate_per_year) < 1e-12) return 1.0 / n;
  return rate_per_year / -std::expm1(-n * std::log1p(rate_per_year));
}

/// Present worth of one dollar `when` from now.
///
///     factor = (1 + i)^-years
///
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995
double discount_factor(double rate_per_year, Duration when) {
  CHECK(rate_per_year > -1.0);
  return std::exp(-years(when) * std::log1p(rate_per_year));
}

/// Present worth of one item.
///
///     replacement = sum over k = 1, 2, ... of replacement * (1 + i)^-(k life), while k life < n
///     operation   = yearly / crf(i, n), fuel alike
///     salvage     = share * replacement * rest of life / life * (1 + i)^-n
///
/// Valid for   real prices that stay as they are; lives in fractions of a year
/// Leaves out  tax, loans, price trends, cost of the moment of failure
/// Source      HOMER's net present cost; its example gives 725,240 and this 725,245 dollars
ItemCost item_cost(const CashItem& item, const LifeCycle& cycle) {
  ItemCost cost;
  cost.name = item.name;
  cost.capital = item.capital;
  const double span = years(cycle.life);
  CHECK(span > 0);
  const double annuity = 1.0 / capital_recovery_factor(cycle.discount, cycle.life);
  cost.operation = annuity * (item.operation * year);
  cost.fuel = annuity * (item.fuel * year);

  const double life = years(item.life);
  if (life <= 0) return cost;
  const Renewals renewed = renewals(life, span);
  for (int k = 1; k <= renewed.count; ++k) {
    cost.replacement += discount_factor(cycle.discount, k * item.life) * item.replacement;
  }
  cost.salvage = item.salvage_share * renewed.rest * discount_factor(cycle.discount, cycle.life) *
                 item.replacement;
  return cost;
}

/// Sum over items. Ranges of items are independent and add in quadrature.
///
///     total = sum of capital + replacement + operation + fuel - salvage
///
/// Valid for   items whose prices err independently
/// Leaves out  errors they share, such as the price of all imports
/// Source      HOMER's net present cost; ISO/IEC Guide 98-3:2008 for the range
LifeCycleCost life_cycle_cost(const std::vector<CashItem>& items, const LifeCycle& cycle) {
  LifeCycleCost cost;
  cost.sums.name = "total";
  cost.total = exactly(Money{}, Grade::a, "");
  for (const CashItem& item : items) {
    CHECK(item.range_factor >= 1.0);
    const ItemCost one = item_cost(item, cycle);
    cost.sums.capital += one.capital;
    cost.sums.replacement += one.replacement;
    cost.sums.operation += one.operation;
    cost.sums.fuel += one.fuel;
    cost.sums.salvage += one.salvage;
    // A credit (negative total) has its range turned round.
    Estimate<Money> part = within_factor(one.total(), item.range_factor, item.grade, item.source);
    if (part.low > part.high) std::swap(part.low, part.high);
    cost.total = sum(cost.total, part, "life-cycle cost");
    cost.items.push_back(one);
  }
  return cost;
}

/// Payments by year, where `item_cost` has what they are worth today.
///
///     replacement of year y = one for each k with y - 1 < k life <= y and k life < n
///     operation of year y   = yearly * min(1, n - (y - 1)), fuel alike
///     salvage of the last   = share * replacement * rest of life / life
///
/// Valid for   real prices that stay as they are; at a rate of 0 their sum is the present worth
/// Leaves out  tax, loans, price trends
/// Source      HOMER's cash flow by year
std::vector<CashYear> cash_years(const std::vector<CashItem>& items, const LifeCycle& cycle) {
  const double span = years(cycle.life);
  CHECK(span > 0 && span < replacements_max);
  const auto whole = static_cast<std::size_t>(std::ceil(span - last_day));
  std::vector<CashYear> flows(whole + 1);
  for (const CashItem& item : items) {
    flows.front().capital += item.capital;
    for (std::size_t at = 1; at <= whole; ++at) {
      const double share = std::min(1.0, span - static_cast<double>(at - 1));
      flows[at].operation += share * (item.operation * year);
      flows[at].fuel += share * (item.fuel * year);
    }
    const double life = years(item.life);
    if (life <= 0) continue;
    const Renewals renewed = renewals(life, span);
    for (int k = 1; k <= renewed.count; ++k) {
      const auto at = static_cast<std::size_t>(std::max(1.0, std::ceil(k * life - last_day)));
      flows[std::min(at, whole)].replacement += item.replacement;
    }
    flows.back().salvage += item.salvage_share * renewed.rest * item.replacement;
  }
  return flows;
}

/// Equal yearly payment.
///
///     yearly = present * crf(i, n)
///
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995
MoneyRate annualised(Money present, const LifeCycle& cycle) {
  return present * capital_recovery_factor(cycle.discount, cycle.life) / year;
}

}  // namespace islet
