// One part of a power plant on its own, for people and as data.
#include "report/part_sheet.h"

#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"

namespace islet {
namespace {

/// What rounding left of nothing is nothing.
std::string plain(double value) {
  constexpr double nothing = 1e-9;
  return value > -nothing && value < nothing ? "0" : number_text(value);
}

std::string cell_text(const PartColumn& column, double value) {
  return column.is_share ? fmt::format("{:.1f} %", 100 * value) : plain(value);
}

std::string figure_value(const PartFigure& figure) {
  if (figure.unit == "%") return share_text(figure.value);
  return plain(figure.value) + (figure.unit.empty() ? "" : " " + figure.unit);
}

std::vector<Cell> row_cells(const PartSheet& sheet, const PartRow& row) {
  std::vector<Cell> cells = {row.name};
  for (std::size_t k = 0; k < row.values.size(); ++k) {
    cells.emplace_back(cell_text(sheet.columns[k], row.values[k]));
  }
  return cells;
}

}  // namespace

Document part_page(const PartSheet& sheet) {
  Document page;
  page.title(sheet.title, sheet.basis);
  page.heading(sheet.row_heading);
  Table rows;
  rows.columns.push_back({"", Align::left});
  for (const PartColumn& column : sheet.columns) {
    rows.columns.push_back({column.label, Align::right});
  }
  for (const PartRow& row : sheet.rows) rows.add(row_cells(sheet, row));
  for (const PartRow& row : sheet.sums) rows.add(row_cells(sheet, row));
  page.table(std::move(rows));
  for (const PartGroup& group : sheet.groups) {
    page.heading(group.heading);
    Table table;
    table.show_names = false;
    table.columns = {{"", Align::left, true}, {"", Align::right}};
    for (const PartFigure& figure : group.figures) {
      table.add({figure.label, figure_value(figure)});
    }
    page.table(std::move(table));
  }
  page.bullets(sheet.notes);
  return page;
}

Table part_table(const PartSheet& sheet) {
  Table table;
  table.columns.push_back({sheet.row_key});
  for (const PartColumn& column : sheet.columns) table.columns.push_back({column.key});
  for (const PartRow& row : sheet.rows) {
    std::vector<Cell> cells = {fmt::format("{}", row.at)};
    for (const double value : row.values) cells.emplace_back(fmt::format("{}", value));
    table.add(std::move(cells));
  }
  return table;
}

std::string part_json(const PartSheet& sheet, const std::vector<Error>& diagnostics) {
  Json rows = Json::array();
  for (const PartRow& row : sheet.rows) {
    Json one = {{sheet.row_key, row.at}};
    for (std::size_t k = 0; k < row.values.size(); ++k) one[sheet.columns[k].key] = row.values[k];
    rows.push_back(std::move(one));
  }
  Json result = {{"part", sheet.part}, {"title", sheet.title}, {"basis", sheet.basis}};
  for (const PartGroup& group : sheet.groups) {
    for (const PartFigure& figure : group.figures) result[figure.key] = figure.value;
  }
  result["rows"] = std::move(rows);
  result["notes"] = sheet.notes;
  return enveloped("islet/energy-part/1", diagnostics, true, std::move(result));
}

}  // namespace islet
