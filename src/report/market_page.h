// Markets for people and programs: sizes, stated and recomputed growth, flags, a plot.
#pragma once

#include <string>
#include <vector>

#include "knowledge/market.h"
#include "report/table.h"

namespace islet {

/// Segment, first and last size, stated and recomputed growth, check.
Table markets_table(const std::vector<MarketSize>& sizes);
/// Schema islet/market/1.
std::string markets_json(const std::vector<MarketSize>& sizes);

/// Stated growth as bars and recomputed growth as dots, one row a segment that has either, as an
/// SVG document of its own.
std::string growth_plot(const std::vector<MarketSize>& sizes);

}  // namespace islet
