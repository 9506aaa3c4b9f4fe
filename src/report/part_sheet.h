// One part of a power plant on its own, as a sheet: rows through its year or day, and its figures.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/table.h"

namespace islet {

struct PartFigure {
  std::string key;  ///< of JSON, ends in its unit: "out_kwh"
  std::string label;
  double value = 0;
  std::string unit;  ///< for people: "kWh"; "%" shows a share 0..1 as per cent
};

/// Figures under one heading.
struct PartGroup {
  std::string heading;
  std::vector<PartFigure> figures;
};

struct PartColumn {
  std::string key;
  std::string label;  ///< with its unit
  bool is_share = false;
};

struct PartRow {
  double at = 0;     ///< month 1..12, hour 0..23, year, watts: what `row_key` says
  std::string name;  ///< the same for people
  std::vector<double> values;
};

struct PartSheet {
  std::string part;  ///< "pv"
  std::string title;
  std::string basis;  ///< what it was run with
  std::string row_heading;
  std::string row_key;  ///< "month"
  std::vector<PartColumn> columns;
  std::vector<PartRow> rows;
  std::vector<PartRow> sums;  ///< below the rows, not in the data
  std::vector<PartGroup> groups;
  std::vector<std::string> notes;
};

Document part_page(const PartSheet& sheet);
/// The rows alone, in full.
Table part_table(const PartSheet& sheet);
/// "islet/energy-part/1".
std::string part_json(const PartSheet& sheet, const std::vector<Error>& diagnostics);

}  // namespace islet
