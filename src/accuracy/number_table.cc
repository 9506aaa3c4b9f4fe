#include "accuracy/number_table.h"

#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/written_file.h"

namespace islet {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{64} << 20;
constexpr std::size_t columns_max = 200;

std::optional<double> figure(std::string_view text) {
  const std::string_view word = trimmed(text);
  double value = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (fault != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

std::span<const double> NumberTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == name) return columns_[i];
  }
  return {};
}

Result<NumberTable> read_number_table(const std::string& path) {
  const Result<std::string> text = read_file(path, file_bytes_max);
  if (!text) return text.error();
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  int line = 0;
  for (const std::string_view written : split(*text, '\n')) {
    ++line;
    const std::string_view row = trimmed(written);
    if (row.empty() || row.front() == '#') continue;
    const std::vector<std::string_view> fields = split(row, ',');
    if (names.empty()) {
      for (const std::string_view name : fields) names.emplace_back(trimmed(name));
      columns.resize(names.size());
      if (names.size() <= columns_max) continue;
    }
    if (fields.size() != names.size() || names.size() > columns_max) {
      return Error{{path, line, 1},
                   fmt::format("the row has {} fields, must have {}", fields.size(), names.size()),
                   "Every row has a value for each column of the header.",
                   "S3",
                   ""};
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::optional<double> value = figure(fields[i]);
      if (!value) {
        return Error{{path, line, 1},
                     fmt::format("{} is \"{}\", must be a number", names[i], trimmed(fields[i])),
                     "Such a table holds numbers only.",
                     "S3",
                     ""};
      }
      columns[i].push_back(*value);
    }
  }
  if (columns.empty() || columns.front().empty()) {
    return Error{{path, 1, 1}, "the table is empty", "Its first line names the columns.", "S3", ""};
  }
  return NumberTable(std::move(names), std::move(columns));
}

}  // namespace islet
