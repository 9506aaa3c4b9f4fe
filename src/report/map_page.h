// The map of system kinds over two inputs: as a table, JSON and a chart, and read back.
#pragma once

#include <optional>

#include "plan/plan.h"
#include "report/document.h"
#include "report/html.h"
#include "report/json.h"
#include "report/json_view.h"
#include "report/table.h"

namespace islet {

/// One column for each value of `across`.
Table map_rows(const SystemMap& map);
/// Under a heading; nothing where there is no map.
void add_map(const std::optional<SystemMap>& map, Document& page);
/// As a figure of the report; where there is none, how to get one.
void add_map(const std::optional<SystemMap>& map, Html& html);

Json map_json(const SystemMap& map);
/// Of a plan's `result`.
std::optional<SystemMap> read_map(const JsonView& result);

}  // namespace islet
