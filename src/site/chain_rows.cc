#include "site/chain_rows.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "site/key_table.h"
#include "site/reading.h"

namespace islet {
namespace {

constexpr std::size_t columns_max = 64;

struct Row {
  int line = 0;
  std::vector<std::string> cells;
};

/// Cells of the rows, quotes taken away. Blank lines are passed over.
std::vector<Row> rows_of(std::string_view text) {
  std::vector<Row> rows;
  Row row{1, {""}};
  bool quoted = false;
  int line = 1;
  const auto end_row = [&] {
    const bool blank = row.cells.size() == 1 && trimmed(row.cells[0]).empty();
    if (!blank) rows.push_back(std::move(row));
    row = {line + 1, {""}};
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      if (!quoted) end_row();
      ++line;
    }
    if (quoted) {
      const bool doubled = c == '"' && at + 1 < text.size() && text[at + 1] == '"';
      if (doubled) ++at;
      if (c == '"' && !doubled) {
        quoted = false;
      } else {
        row.cells.back() += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.cells.emplace_back();
    } else if (c != '\n' && c != '\r') {
      row.cells.back() += c;
    }
    if (rows.size() > chain_sites_max + 1) break;
  }
  end_row();
  return rows;
}

Error fault_at(const std::string& file, int line, std::string what, std::string hint) {
  return {{file, line, 1, 0}, std::move(what), std::move(hint), "S7", ""};
}

/// Whether the first row names keys of a site file, each once, and `site.name` among them.
bool has_good_names(const Row& names, const std::string& file, Faults& faults) {
  const std::vector<KeySpec> keys = site_keys();
  std::vector<std::string_view> paths;
  for (const KeySpec& key : keys) paths.push_back(key.path);
  bool good = true;
  const auto refuse = [&](std::string what, std::string hint) {
    faults.add(fault_at(file, names.line, std::move(what), std::move(hint)));
    good = false;
  };
  if (names.cells.size() > columns_max) {
    refuse(std::to_string(names.cells.size()) + " columns, must be at most 64",
           "put what all sites share into the site file");
    return false;
  }
  for (std::size_t index = 0; index < names.cells.size(); ++index) {
    const std::string& name = names.cells[index];
    if (find_key(keys, name) == nullptr) {
      refuse("column " + std::to_string(index + 1) + " is `" + shown(name, 80) +
                 "`, must be a key of a site file",
             did_you_mean(name, paths));
    }
    if (std::count(names.cells.begin(), names.cells.end(), name) > 1) {
      refuse("`" + shown(name, 80) + "` heads two columns", "keep one of them");
    }
  }
  if (good && std::find(names.cells.begin(), names.cells.end(), "site.name") == names.cells.end()) {
    refuse("no column `site.name`", "name each site in a column `site.name`");
  }
  return good;
}

ChainEntry entry_of(const Row& names, const Row& row, const std::string& file) {
  ChainEntry out;
  out.place = {file, row.line, 1, 0};
  if (row.cells.size() != names.cells.size()) {
    out.name = "line " + std::to_string(row.line);
    out.fault = fault_at(file, row.line,
                         std::to_string(row.cells.size()) + " cells, must be " +
                             std::to_string(names.cells.size()) + " as in the first row",
                         "put a value with a comma in it into quotes");
    return out;
  }
  for (std::size_t index = 0; index < row.cells.size(); ++index) {
    const std::string value(trimmed(row.cells[index]));
    if (value.empty()) continue;
    if (names.cells[index] == "site.name") out.name = value;
    out.changes.emplace_back(names.cells[index], value);
  }
  if (out.name.empty()) {
    out.name = "line " + std::to_string(row.line);
    out.fault = fault_at(file, row.line, "the site has no name", "fill its cell of `site.name`");
  }
  return out;
}

}  // namespace

std::vector<ChainEntry> chain_rows(std::string_view text, const std::string& file, Faults& faults) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const std::vector<Row> rows = rows_of(text);
  std::vector<ChainEntry> out;
  if (rows.size() < 2) {
    faults.add(fault_at(file, 1, "the file names no site",
                        "keys in the first row, a site in each other row"));
    return out;
  }
  if (!has_good_names(rows.front(), file, faults)) return out;
  for (std::size_t index = 1; index < rows.size(); ++index) {
    out.push_back(entry_of(rows.front(), rows[index], file));
  }
  return out;
}

}  // namespace islet
