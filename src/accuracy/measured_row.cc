#include "accuracy/measured_row.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "accuracy/csv_rows.h"
#include "accuracy/row_origin.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/written_file.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = std::size_t{32} << 20;
constexpr std::size_t files_max = 200;
constexpr double number_max = 1e15;

/// Columns of words and of numbers, and where each goes.
struct WordColumn {
  const char* name;
  std::string MeasuredRow::*field;
};
struct NumberColumn {
  const char* name;
  std::optional<double> MeasuredRow::*field;
};
constexpr std::array<WordColumn, 12> word_columns = {{{"source_id", &MeasuredRow::source_id},
                                                      {"source", &MeasuredRow::source},
                                                      {"system", &MeasuredRow::system},
                                                      {"accelerator", &MeasuredRow::accelerator},
                                                      {"form_factor", &MeasuredRow::form_factor},
                                                      {"precision", &MeasuredRow::precision},
                                                      {"engine", &MeasuredRow::engine},
                                                      {"model", &MeasuredRow::model},
                                                      {"scenario", &MeasuredRow::scenario},
                                                      {"metric", &MeasuredRow::metric},
                                                      {"unit", &MeasuredRow::unit},
                                                      {"notes", &MeasuredRow::notes}}};
constexpr std::array<NumberColumn, 6> number_columns = {{{"count", &MeasuredRow::count},
                                                         {"params_b", &MeasuredRow::params_b},
                                                         {"batch", &MeasuredRow::batch},
                                                         {"input_len", &MeasuredRow::input_len},
                                                         {"output_len", &MeasuredRow::output_len},
                                                         {"power_w", &MeasuredRow::power_w}}};

std::optional<double> plain_number(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// Lines that begin with # before the first row, emptied: they keep their numbers.
std::string without_comments(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '#' || text[at] == '\n')) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    out += '\n';
    at = end + 1;
  }
  return out + text.substr(std::min(at, text.size()));
}

/// One table; knows at which place of a row each column stands.
class MeasuredTable {
 public:
  MeasuredTable(const std::string& path, Faults& faults)
      : path_(path), name_(fs::path(path).filename().string()), faults_(faults) {}

  /// Whether every column is there, once.
  bool read_names(const CsvRow& names) {
    bool good = true;
    for (std::size_t index = 0; index < names.size(); ++index) {
      const auto [before, is_new] = places_.emplace(trimmed(names[index].text), index);
      if (is_new || before->first.empty()) continue;
      good = false;
      add(names[index], "S1", fmt::format("the column `{}` stands twice", before->first),
          "Leave one.");
    }
    std::string missing;
    const auto want = [&](const char* name) {
      if (places_.contains(name)) return;
      missing += (missing.empty() ? "`" : ", `") + std::string(name) + "`";
    };
    for (const WordColumn& column : word_columns) want(column.name);
    for (const NumberColumn& column : number_columns) want(column.name);
    want("value");
    if (!missing.empty()) {
      add(names.front(), "S3", fmt::format("the table has no column {}", missing),
          "The first line names the columns of data/measured/README.md.");
    }
    columns_ = names.size();
    return good && missing.empty();
  }

  std::optional<MeasuredRow> read_row(const CsvRow& fields) {
    if (fields.size() != columns_) {
      add(fields.front(), "S2",
          fmt::format("the row has {} fields, must have {}", fields.size(), columns_),
          "Put a field that holds a comma in quotes.");
      return std::nullopt;
    }
    MeasuredRow row;
    row.file = name_;
    row.line = fields.front().line;
    for (const WordColumn& column : word_columns) {
      row.*column.field = std::string(trimmed(field_of(fields, column.name).text));
    }
    for (const NumberColumn& column : number_columns) {
      const CsvField& field = field_of(fields, column.name);
      if (trimmed(field.text).empty()) continue;
      const std::optional<double> value = number(field, column.name);
      if (value && above_zero(field, column.name, *value)) row.*column.field = value;
    }
    read_value(fields, row);
    row.origin = origin_of(row);
    require(fields, "metric", row.metric);
    require(fields, "unit", row.unit);
    if (require(fields, "source_id", row.source_id)) check_new(fields, row.source_id);
    return row;
  }

 private:
  const CsvField& field_of(const CsvRow& fields, const char* name) const {
    return fields[places_.find(name)->second];
  }

  void add(const CsvField& field, const char* code, std::string what, std::string hint) {
    faults_.add({{path_, field.line, field.column}, std::move(what), std::move(hint), code, ""});
  }

  std::optional<double> number(const CsvField& field, const char* name) {
    const std::optional<double> value = plain_number(trimmed(field.text));
    if (!value) {
      add(field, "V1", fmt::format("`{}` is \"{}\", must be a number", name, shown(field.text, 40)),
          "Leave the field empty when nothing was published.");
    }
    return value;
  }

  bool above_zero(const CsvField& field, const char* name, double value) {
    if (value > 0 && value < number_max) return true;
    add(field, "V2", fmt::format("`{}` is {:g}, must be above 0 and below 1e15", name, value),
        "Take the row out, or leave a field empty that was not published.");
    return false;
  }

  void read_value(const CsvRow& fields, MeasuredRow& row) {
    const CsvField& field = field_of(fields, "value");
    const std::optional<double> value = number(field, "value");
    if (!value) return;
    row.value = *value;
    if (row.unit != "%") above_zero(field, "value", *value);  // a change may be a saving
  }

  bool require(const CsvRow& fields, const char* name, const std::string& word) {
    if (word.empty()) {
      add(field_of(fields, name), "S3", fmt::format("`{}` is empty", name),
          "Every measurement has one.");
    }
    return !word.empty();
  }

  void check_new(const CsvRow& fields, const std::string& id) {
    const auto [before, is_new] = ids_.emplace(id, fields.front().line);
    if (is_new) return;
    add(field_of(fields, "source_id"), "D4",
        fmt::format("`source_id` is \"{}\", which stands at line {} already", shown(id, 40),
                    before->second),
        "Give it a name of its own.");
  }

  const std::string& path_;
  std::string name_;
  Faults& faults_;
  std::size_t columns_ = 0;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::map<std::string, int, std::less<>> ids_;
};

}  // namespace

std::vector<MeasuredRow> read_measured_file(const std::string& path, Faults& faults) {
  std::vector<MeasuredRow> rows;
  const Result<std::string> text = read_file(path, file_bytes_max);
  if (!text) {
    faults.add(text.error());
    return rows;
  }
  const std::vector<CsvRow> written = csv_rows(without_comments(*text), path, faults);
  if (written.empty()) {
    faults.add({{path, 1, 1}, "the table is empty", "Its first line names the columns.", "S3", ""});
    return rows;
  }
  MeasuredTable table(path, faults);
  if (!table.read_names(written.front())) return rows;
  for (std::size_t index = 1; index < written.size(); ++index) {
    std::optional<MeasuredRow> row = table.read_row(written[index]);
    if (row) rows.push_back(std::move(*row));
  }
  return rows;
}

std::vector<MeasuredRow> read_measured_folder(const std::string& folder, Faults& faults) {
  std::error_code unknown;
  if (fs::is_regular_file(folder, unknown)) return read_measured_file(folder, faults);
  std::vector<std::string> paths;
  fs::directory_iterator entry(folder, unknown);
  for (; !unknown && entry != fs::directory_iterator() && paths.size() <= files_max;
       entry.increment(unknown)) {
    if (entry->path().extension() == ".csv") paths.push_back(entry->path().string());
  }
  std::vector<MeasuredRow> rows;
  if (unknown) {
    faults.add({{folder}, "there is no such folder", "Name a folder of tables.", "D1", ""});
    return rows;
  }
  if (paths.empty() || paths.size() > files_max) {
    faults.add({{folder},
                paths.empty() ? "the folder holds no table" : "the folder holds over 200 tables",
                "Tables of measurements end in .csv.",
                paths.empty() ? "D1" : "D8",
                ""});
    return rows;
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    for (MeasuredRow& row : read_measured_file(path, faults)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace islet
