// The state of a live site as it told it: what is stored, what its twin found, what stands there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

/// What the twin found of a part: a share of what the site file says.
struct PartFound {
  std::optional<double> share;  ///< nothing before enough was seen
  bool drifts = false;          ///< its alarm stands

  /// What a plan goes by instead of the file; nothing where the file holds.
  std::optional<double> drifted() const { return drifts ? share : std::nullopt; }
};

/// Figures that no meter says are not there.
struct LiveState {
  std::optional<std::int64_t> unix_ms;  ///< when it was written
  std::optional<double> charge;         ///< share of the usable window
  std::optional<double> fuel;           ///< share of the tank
  PartFound battery_found;              ///< that it holds
  PartFound panels_found;               ///< that they give
  std::optional<Volume> fuel_gone;      ///< by its meter
  std::optional<Volume> fuel_burnt;     ///< by the simulation of its set
  bool fuel_drifts = false;
  Energy battery;  ///< nameplate of the site's plan; 0: none
  Power panels;    ///< rated; 0: none
};

/// `text`: what `/islet/status` answers, or the object `plant` of it alone, as `state.json` of a
/// state folder has it. `source` is for the message: error D3 where it is no such text, or the
/// site has no plant.
Result<LiveState> read_live_state(std::string_view text, const std::string& source);

}  // namespace islet
