// What each tenant has in the house and what it has had: bounded, whatever the number of tenants.
#pragma once

#include <cstdint>
#include <vector>

#include "serving/id_table.h"
#include "serving/request.h"

namespace islet {

struct TenantAccount {
  TenantId id{};
  int in_house = 0;               ///< requests admitted and not ended
  std::int64_t served_until = 0;  ///< virtual finish time of its last request, for fair share
  double weight = 1;
};

/// At most `limit` tenants have an account of their own. One without work whose virtual finish time
/// has passed is forgotten at no loss: a new account would begin at the same point. When all
/// accounts are in use, further tenants share one account (and with it one limit and one share).
class TenantBook {
 public:
  explicit TenantBook(int limit);

  /// Row of the tenant's account, made when it has none.
  std::uint32_t row_of(TenantId tenant, std::int64_t virtual_now);
  TenantAccount& at(std::uint32_t row) { return accounts_[row]; }
  const TenantAccount& at(std::uint32_t row) const { return accounts_[row]; }
  /// One of its requests ended.
  void leave(std::uint32_t row, std::int64_t virtual_now);
  /// Forgets the account when the tenant has nothing here and is owed nothing.
  void tidy(std::uint32_t row, std::int64_t virtual_now);

  static constexpr std::uint32_t shared_row = 0;
  std::size_t accounts() const { return rows_.size(); }

 private:
  int limit_;
  std::vector<TenantAccount> accounts_;  ///< row 0 is the shared one
  std::vector<std::uint32_t> unused_;
  std::uint32_t hand_ = 0;  ///< where the search for a tenant to forget goes on
  IdTable rows_;
};

}  // namespace islet
