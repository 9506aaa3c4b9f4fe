// The units that people write, with their sizes in base units. Internal to quantity_text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/quantity.h"

namespace islet {

struct UnitEntry {
  std::string_view name;
  Dimension dimension;
  double factor = 1;
  bool takes_prefix = false;  ///< k, M, G, ... may stand before it
};

/// What one word between `/` means.
struct UnitWord {
  Dimension dimension;
  double factor = 1;
  bool is_percent = false;
  bool is_temperature = false;
  bool is_peak = false;
  bool is_counted = false;  ///< a noun: `req`, `users`, `item`
  bool is_currency = false;
};

/// The unit called `word`; none when there is no such unit.
std::optional<UnitWord> unit_word(std::string_view word);

/// Names of units for "did you mean".
std::vector<std::string_view> unit_names();

}  // namespace islet
