// The rows of a chain's CSV file. Internal to chain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "site/chain.h"

namespace islet {

/// RFC 4180, LF or CRLF, a byte order mark is passed over. A row with another number of cells than
/// the first is an entry with a fault; S7 where the first row cannot be used.
std::vector<ChainEntry> chain_rows(std::string_view text, const std::string& file, Faults& faults);

}  // namespace islet
