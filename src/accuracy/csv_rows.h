// Rows of a comma-separated table with the place of every field, for messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

/// One field without its quotes. Line and column are those of its first byte, from 1.
struct CsvField {
  std::string text;
  int line = 0;
  int column = 0;
};

using CsvRow = std::vector<CsvField>;

/// All rows of `text` by RFC 4180; empty lines are left out. A quote that never ends, text after a
/// closing quote and a table beyond the bounds are faults at `path`, and the rows before are
/// returned.
std::vector<CsvRow> csv_rows(std::string_view text, const std::string& path, Faults& faults);

}  // namespace islet
