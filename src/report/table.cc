#include "report/table.h"

#include <algorithm>

#include "base/text.h"
#include "report/text_width.h"

namespace islet {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_wrapped = 10;
constexpr std::size_t longest_kept_word = 28;
constexpr std::size_t least_any = 3;

Cell cell_at(const std::vector<Cell>& row, std::size_t column) {
  return column < row.size() ? row[column] : Cell();
}

std::vector<std::size_t> natural_widths(const Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t width = table.show_names ? display_width(table.columns[column].name) : 0;
    for (const auto& row : table.rows) {
      width = std::max(width, display_width(cell_at(row, column).text));
    }
    widths.push_back(width);
  }
  return widths;
}

/// Columns that the longest word of each column takes.
std::vector<std::size_t> word_widths(const Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t width = least_wrapped;
    for (const auto& row : table.rows) {
      const Cell cell = cell_at(row, column);
      for (const std::string_view word : split(cell.text, ' ')) {
        width = std::max(width, display_width(word));
      }
    }
    widths.push_back(std::min(width, longest_kept_word));
  }
  return widths;
}

/// Takes one off the widest column that is wider than its least; false when none is.
bool narrow_one(const std::vector<std::size_t>& least, std::vector<std::size_t>& widths) {
  std::size_t* widest = nullptr;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] <= least[column]) continue;
    if (widest == nullptr || widths[column] > *widest) widest = &widths[column];
  }
  if (widest == nullptr) return false;
  --*widest;
  return true;
}

std::vector<std::size_t> fitted_widths(const Table& table, const Canvas& canvas) {
  std::vector<std::size_t> widths = natural_widths(table);
  const std::size_t gaps = widths.empty() ? 0 : gap * (widths.size() - 1);
  const auto total = [&] {
    std::size_t sum = canvas.indent + gaps;
    for (const std::size_t width : widths) sum += width;
    return sum;
  };
  // Columns that wrap give way first, down to whole words, then to parts of them; then all do.
  std::vector<std::size_t> whole_words = widths;
  std::vector<std::size_t> parts = widths;
  const std::vector<std::size_t> words = word_widths(table);
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (!table.columns[column].wraps) continue;
    whole_words[column] = words[column];
    parts[column] = least_wrapped;
  }
  const std::vector<std::size_t> anything(widths.size(), least_any);
  while (total() > canvas.width) {
    if (!narrow_one(whole_words, widths) && !narrow_one(parts, widths) &&
        !narrow_one(anything, widths)) {
      break;
    }
  }
  return widths;
}

std::string aligned(const std::string& text, std::size_t width, Align align) {
  if (align == Align::left) return padded(text, width);
  const std::size_t used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + text;
}

void drop_trailing_blanks(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

void add_row(const Table& table, const std::vector<Cell>& row,
             const std::vector<std::size_t>& widths, const Canvas& canvas, std::string& out) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    cells.push_back(wrapped(cell_at(row, column).text, widths[column]));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t at = 0; at < height; ++at) {
    std::string line(canvas.indent, ' ');
    for (std::size_t column = 0; column < widths.size(); ++column) {
      const std::string text = at < cells[column].size() ? cells[column][at] : "";
      const std::string shown = aligned(text, widths[column], table.columns[column].align);
      const Tone tone = text.empty() ? Tone::plain : cell_at(row, column).tone;
      line += painted(shown, tone, canvas.colour);
      if (column + 1 < widths.size()) line += std::string(gap, ' ');
    }
    drop_trailing_blanks(line);
    out += line + "\n";
  }
}

std::vector<Cell> names_of(const Table& table) {
  std::vector<Cell> names;
  for (const Column& column : table.columns) names.emplace_back(column.name, Tone::faint);
  return names;
}

std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string text_of(const Table& table, const Canvas& canvas) {
  const std::vector<std::size_t> widths = fitted_widths(table, canvas);
  std::string out;
  if (table.show_names) add_row(table, names_of(table), widths, canvas, out);
  for (const auto& row : table.rows) add_row(table, row, widths, canvas, out);
  return out;
}

std::string markdown_of(const Table& table) {
  std::string out = "|";
  for (const Column& column : table.columns) out += " " + markdown_cell(column.name) + " |";
  out += "\n|";
  for (const Column& column : table.columns)
    out += column.align == Align::left ? " --- |" : " ---: |";
  out += "\n";
  for (const auto& row : table.rows) {
    out += "|";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      out += " " + markdown_cell(cell_at(row, column).text) + " |";
    }
    out += "\n";
  }
  return out;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string csv_of(const Table& table) {
  std::string out;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    out += (column == 0 ? "" : ",") + csv_field(table.columns[column].name);
  }
  out += "\n";
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      out += (column == 0 ? "" : ",") + csv_field(cell_at(row, column).text);
    }
    out += "\n";
  }
  return out;
}

}  // namespace islet
