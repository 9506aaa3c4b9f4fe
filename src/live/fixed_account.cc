#include "live/fixed_account.h"

#include <algorithm>

namespace islet {
namespace {

constexpr Duration span_least = 1.0 * hour;
constexpr double slack = 0.05;

}  // namespace

void FixedAccount::saw(Instant now, Energy load, std::optional<Energy> machines, bool closes) {
  const Counters next{now, load, machines};
  if (!begin_) {
    begin_ = next;
    return;
  }
  const Duration span = between(begin_->at, now);
  if (span <= Duration() || (!closes && span < span_least)) return;
  const Energy usual = said_ * span;
  Energy got = usual;
  const bool goes_on = load >= begin_->load;  // else a counter began anew
  if (goes_on && machines && begin_->machines && *machines >= *begin_->machines) {
    const Energy beside = (load - begin_->load) - (*machines - *begin_->machines);
    if (beside < (1 - slack) * usual) got = std::max(Energy(), beside);
  }
  energy_ += got;
  missed_ += usual - got;
  begin_ = next;
}

}  // namespace islet
