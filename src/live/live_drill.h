// Drills: a real server on loopback with real workers, asked as clients would, and what came of it
// in figures. `islet verify live` runs them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

struct DrillFigure {
  std::string name;  ///< ends in its unit, where it has one
  double value = 0;
  std::string text;  ///< when it is not a number
};
using DrillFigures = std::vector<DrillFigure>;

struct LiveDrill {
  std::string_view name;
  std::string_view what;
  Result<DrillFigures> (*run)();
};

/// All of them. Each takes seconds; those that need an engine fail where it is not installed.
std::span<const LiveDrill> live_drills();

// One by one.
Result<DrillFigures> drill_priority();
Result<DrillFigures> drill_batching();
Result<DrillFigures> drill_shedding();
Result<DrillFigures> drill_window();
Result<DrillFigures> drill_elastic();
Result<DrillFigures> drill_replay();
Result<DrillFigures> drill_moderation();
Result<DrillFigures> drill_runtimes();
Result<DrillFigures> drill_drafts();
Result<DrillFigures> drill_residency();
Result<DrillFigures> drill_failover();
Result<DrillFigures> drill_disconnected();
Result<DrillFigures> drill_tails();
Result<DrillFigures> drill_bridge();
Result<DrillFigures> drill_envelope();

}  // namespace islet
