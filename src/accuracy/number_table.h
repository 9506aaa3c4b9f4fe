// A table of numbers in a CSV file: comments, a header, rows.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

class NumberTable {
 public:
  NumberTable(std::vector<std::string> names, std::vector<std::vector<double>> columns)
      : names_(std::move(names)), columns_(std::move(columns)) {}

  std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }
  std::span<const std::string> names() const { return names_; }
  /// The values of a column; empty when there is none of that name.
  std::span<const double> column(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> columns_;
};

/// Reads a table; lines that begin with # are comments. Errors: unreadable file, a row of another
/// length than the header, a field that is no number, no rows, too many.
Result<NumberTable> read_number_table(const std::string& path);

}  // namespace islet
