// Sizes of markets as research houses state them, their growth held against their own endpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cost/market_growth.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

/// One year's size in billions of USD; an open end has the figure of the other.
struct MarketPoint {
  int year = 0;
  GrowthRange size;
  bool closed = true;  ///< both ends are stated: an end "and more" gives no growth
};

struct MarketSize {
  const Fact* fact = nullptr;
  std::vector<MarketPoint> points;        ///< ordered by year; undated ones left out
  std::optional<GrowthRange> stated;      ///< shares a year
  std::optional<GrowthRange> recomputed;  ///< first to last point
  GrowthCheck check = GrowthCheck::none;  ///< ours, not the record's
};

/// M01 to M48, in the order of their ids.
std::vector<MarketSize> market_sizes(const Knowledge& knowledge);

/// What the segment is in the year `target`, with its range; V5 when the record has no point or no
/// growth.
///
/// Formula     from the last point before it (the first one for earlier years) by `projected`
/// Valid for   years up to 2050
/// Leaves out  saturation
/// Source      compound growth
Result<Answer> market_projection(const MarketSize& market, int target);

/// The off-grid market of 2030 in steps, each with its figure, source and assumption.
Answer offgrid_market(const Knowledge& knowledge);

}  // namespace islet
