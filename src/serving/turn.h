// The place of a request in the order of service.
#pragma once

#include <compare>
#include <cstdint>

namespace islet {

/// Smaller goes first. Fixed at arrival, so whoever is pre-empted has its old place again.
struct Turn {
  int band = 0;              ///< 0 before 1, whatever the key
  std::int64_t key = 0;      ///< as the order says: a moment, a deadline, a virtual time
  std::uint64_t number = 0;  ///< order of arrival; settles ties

  friend constexpr auto operator<=>(const Turn&, const Turn&) = default;
};

}  // namespace islet
