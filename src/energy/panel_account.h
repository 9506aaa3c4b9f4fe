// Where the light on panels goes in a year: by month, and loss by loss down to what comes out.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"

namespace islet {

/// Panels with what they feed. Without an inverter the account ends at their direct current.
struct PanelPlant {
  Power rated;
  PanelMount mount;
  PanelModel model;
  std::optional<PvInverter> inverter = std::nullopt;
};

struct PanelMonth {
  Duration full_sun;  ///< hours of 1 kW/m2 on the plane: its kWh/m2
  Energy direct;
  Energy clipped;  ///< above the inverter's rating
  Energy out;
};

/// at_rating less all losses is `out`. A loss may be below 0: cold cells give more.
struct PanelLosses {
  Energy glass;       ///< light turned back by the cover
  Energy heat;        ///< of the cells
  Energy weak_light;  ///< lower efficiency in it
  Energy soiling;
  Energy snow;
  Energy wiring;  ///< and mismatch, connections, outages: the model's `losses`
  Energy clipped;
  Energy inverter;
};

struct PanelAccount {
  std::array<PanelMonth, months_per_year> months{};
  PanelMonth sum;
  Energy at_rating;  ///< the light on the plane at the panels' rated efficiency
  PanelLosses lost;
  Power most;             ///< highest hour of `out`
  double used_share = 0;  ///< of the rating, through the year: the capacity factor
};

/// The year of panels. `sun` holds one position for each hour, as for `panel_year`.
PanelAccount panel_account(const PanelPlant& plant, const WeatherYear& weather,
                           std::span<const SunPosition> sun, const PanelCover& cover = {});

}  // namespace islet
