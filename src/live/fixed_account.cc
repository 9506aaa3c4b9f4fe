#include "live/fixed_account.h"

#include <algorithm>

namespace islet {
namespace {

constexpr Duration span_least = 1.0 * hour;
constexpr double slack = 0.05;

}  // namespace

void FixedAccount::saw(Instant now, Energy load, std::optional<Energy> machines, double cooling,
                       bool closes) {
  const Counters next{now, load, machines};
  if (!begin_) {
    begin_ = next;
    return;
  }
  const Duration span = between(begin_->at, now);
  if (span <= Duration() || (!closes && span < span_least)) return;
  const bool is_known = machines && begin_->machines && *machines >= *begin_->machines;
  const Energy drawn = is_known ? *machines - *begin_->machines : Energy();
  const Energy usual = said_ * span + cooling * drawn;
  Energy got = usual;
  const bool goes_on = load >= begin_->load;  // else a counter began anew
  if (goes_on && is_known) {
    const Energy beside = (load - begin_->load) - drawn;
    if (beside < (1 - slack) * usual) got = std::max(Energy(), beside);
  }
  energy_ += got;
  missed_ += usual - got;
  begin_ = next;
}

}  // namespace islet
