// Tables: named columns and rows of text, and how they look on a terminal, in Markdown, in CSV.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/paint.h"

namespace islet {

struct Cell {
  std::string text;
  Tone tone = Tone::plain;

  Cell() = default;
  // NOLINTBEGIN(google-explicit-constructor): rows are written as lists of text
  Cell(std::string cell_text, Tone cell_tone = Tone::plain)
      : text(std::move(cell_text)), tone(cell_tone) {}
  Cell(const char* cell_text) : text(cell_text) {}
  // NOLINTEND(google-explicit-constructor)
};

enum class Align { left, right };

struct Column {
  std::string name;
  Align align = Align::left;
  bool wraps = false;  ///< gives way first when the table is too wide
};

/// Rows may be shorter than the list of columns; what is missing is empty.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool show_names = true;

  void add(std::vector<Cell> row) { rows.push_back(std::move(row)); }
};

/// Where a table stands on the screen. `width` counts the indent.
struct Canvas {
  std::size_t width = 80;
  std::size_t indent = 0;
  bool colour = false;
};

/// Lines of at most `canvas.width` columns, each with its line end; cells wrap when they must.
std::string text_of(const Table& table, const Canvas& canvas);

/// A pipe table; `|` in cells is escaped.
std::string markdown_of(const Table& table);

/// RFC 4180: names first, commas, fields with a comma, quote or line end in quotes; LF at line
/// ends.
std::string csv_of(const Table& table);

/// One CSV field, in quotes when it needs them.
std::string csv_field(const std::string& text);

}  // namespace islet
