#include "serving/tenant_book.h"

#include "base/check.h"

namespace islet {

TenantBook::TenantBook(int limit) : limit_(limit), accounts_(1) { CHECK(limit >= 1); }

std::uint32_t TenantBook::row_of(TenantId tenant, std::int64_t virtual_now) {
  const auto id = static_cast<std::uint64_t>(tenant);
  if (const std::uint32_t row = rows_.find(id); row != IdTable::none) return row;
  std::uint32_t row = shared_row;
  if (!unused_.empty()) {
    row = unused_.back();
    unused_.pop_back();
  } else if (accounts_.size() <= static_cast<std::size_t>(limit_)) {
    row = static_cast<std::uint32_t>(accounts_.size());
    accounts_.emplace_back();
  } else {
    // A few steps each time: the cost of a newcomer stays bounded.
    for (int tried = 0; tried < 8 && row == shared_row; ++tried) {
      hand_ = hand_ % static_cast<std::uint32_t>(limit_) + 1;
      const TenantAccount& old = accounts_[hand_];
      if (old.in_house > 0 || old.served_until > virtual_now) continue;
      rows_.erase(static_cast<std::uint64_t>(old.id));
      row = hand_;
    }
    if (row == shared_row) return shared_row;
  }
  accounts_[row] = TenantAccount{.id = tenant, .served_until = virtual_now};
  rows_.insert(id, row);
  return row;
}

void TenantBook::leave(std::uint32_t row, std::int64_t virtual_now) {
  CHECK(accounts_[row].in_house > 0);
  --accounts_[row].in_house;
  tidy(row, virtual_now);
}

void TenantBook::tidy(std::uint32_t row, std::int64_t virtual_now) {
  const TenantAccount& account = accounts_[row];
  if (row == shared_row || account.in_house > 0 || account.served_until > virtual_now) return;
  rows_.erase(static_cast<std::uint64_t>(account.id));
  unused_.push_back(row);
}

}  // namespace islet
