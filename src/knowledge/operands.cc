#include "knowledge/operands.h"

#include <optional>

#include "base/text.h"
#include "base/written_file.h"
#include "knowledge/fact.h"

namespace islet {
namespace {

constexpr std::size_t bytes_max = std::size_t{256} << 20;

std::string first_cell(std::string_view line) {
  std::string_view cell = trimmed(split(line, ',').front());
  if (cell.starts_with("\xEF\xBB\xBF")) cell.remove_prefix(3);
  return std::string(cell);
}

std::optional<Duration> unit_of_column(const std::string& name) {
  const std::string unit = unit_of_key(name);
  if (unit == "s") return second;
  if (unit == "ms") return millisecond;
  if (unit == "us") return microsecond;
  return std::nullopt;
}

Error fault(const std::string& path, int line, std::string what, std::string hint) {
  return Error{{path, line, 1}, std::move(what), std::move(hint), "V5", ""};
}

}  // namespace

Result<std::vector<Duration>> time_column(const std::string& path) {
  const Result<std::string> text = read_file(path, bytes_max);
  if (!text) return text.error();
  const std::vector<std::string_view> lines = split(*text, '\n');
  const std::string header = first_cell(lines.front());
  const auto unit = unit_of_column(header);
  if (!unit) {
    return fault(path, 1, "the first column is called `" + header.substr(0, 40) + "`",
                 "Call it by its unit: `arrival_s`, `latency_ms`.");
  }
  std::vector<Duration> times;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    if (trimmed(lines[row]).empty()) continue;
    const std::string cell = first_cell(lines[row]);
    const auto value = number_of(cell);
    if (!value) {
      return fault(path, static_cast<int>(row) + 1, "`" + cell.substr(0, 40) + "` is no number",
                   "Write one time a row.");
    }
    times.push_back(*value * *unit);
  }
  if (times.empty()) return fault(path, 2, "no row", "Write one time a row.");
  return times;
}

}  // namespace islet
