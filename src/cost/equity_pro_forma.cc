#include "cost/equity_pro_forma.h"

#include <cmath>

#include "base/check.h"
#include "cost/life_cycle.h"

namespace islet {
namespace {

double worth(double rate, int years) { return std::pow(1 + rate, -years); }

/// Interest and payment of a loan that is paid back in equal payments.
class Loan {
 public:
  Loan(Money principal, double rate, int years)
      : owed_(principal), rate_(rate), years_left_(years) {
    if (years > 0) payment_ = principal * capital_recovery_factor(rate, years * year);
  }
  struct Year {
    Money interest;
    Money payment;
  };
  Year next() {
    if (years_left_ <= 0) return {};
    --years_left_;
    const Money interest = owed_ * rate_;
    owed_ -= payment_ - interest;
    return {interest, payment_};
  }

 private:
  Money owed_, payment_;
  double rate_;
  int years_left_;
};

}  // namespace

/// The price that brings the owners' worth to zero. It is linear in the price:
///
///     worth(0) = - sum over construction years c of (1 - debt) capital / n (1 + e)^-c
///                + sum over years y of (credit - costs - payment
///                  + tax (costs + depreciation + interest)) (1 + e)^-(y + n)
///     price    = - worth(0) / sum of (1 - tax) energy_y (1 + e)^-(y + n)
///     basis of depreciation = capital - credit / 2
///
/// Valid for   an owner who can use every deduction in its year
/// Leaves out  interest during construction, reserves, decommissioning
/// Source      "Fast, scalable, clean, and cheap enough" (off-grid AI study), December 2024, pro
///             forma of its workbook; MACRS by IRS Publication 946
ProjectWorth project_worth(const ProjectTerms& terms, const ProjectCosts& costs,
                           std::span<const Energy> energy) {
  const auto years = static_cast<std::size_t>(terms.operating_years);
  CHECK(energy.size() == years && costs.fuel.size() == years);
  CHECK(costs.fixed_operation.size() == years && costs.variable_operation.size() == years);
  ProjectWorth result;
  for (int c = 1; c <= terms.construction_years; ++c) {
    result.capital += costs.capital / terms.construction_years * worth(terms.equity_rate, c);
  }
  if (terms.construction_years == 0) result.capital = costs.capital;
  const Money credit = terms.investment_credit * costs.credit_share * costs.capital;
  const Money basis = costs.capital - 0.5 * credit;
  Loan loan(terms.debt_share * costs.capital, terms.debt_rate, terms.debt_years);
  Money owners = -(1 - terms.debt_share) * result.capital;
  Energy sold;
  for (std::size_t y = 0; y < years; ++y) {
    const double factor =
        worth(terms.equity_rate, terms.construction_years + static_cast<int>(y) + 1);
    const Money spent = costs.fuel[y] + costs.fixed_operation[y] + costs.variable_operation[y];
    const Loan::Year debt = loan.next();
    const Money written_off =
        y < terms.depreciation_shares.size() ? basis * terms.depreciation_shares[y] : Money();
    const Money relief = terms.tax * (spent + written_off + debt.interest);
    const Money received = y == 0 ? credit : Money();
    owners += factor * (received - spent - debt.payment + relief);
    sold += factor * (1 - terms.tax) * energy[y];
    result.fuel += factor * costs.fuel[y];
    result.fixed_operation += factor * costs.fixed_operation[y];
    result.variable_operation += factor * costs.variable_operation[y];
  }
  CHECK(sold > Energy());
  result.price = -owners / sold;
  return result;
}

}  // namespace islet
