// The panels' year, once with each loss left out: the difference is what that loss takes.
#include "energy/panel_account.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace islet {
namespace {

using Series = std::vector<double>;

double sum_of(const Series& series) { return std::accumulate(series.begin(), series.end(), 0.0); }

/// The model with every loss switched off: the light alone.
PanelModel lossless(PanelModel model) {
  model.power_coefficient = 0;
  model.incidence = IncidenceModel::none;
  model.diffuse_incidence = false;
  model.weak_light = 0;
  model.losses = 0;
  model.soiling = 0;
  return model;
}

/// The year with its losses switched on one after the other, from light to direct current.
struct Stages {
  Series light, through_glass, warm, weak, soiled, snowed, direct;
};

Stages stages_of(const PanelPlant& plant, const WeatherYear& weather,
                 std::span<const SunPosition> sun, const PanelCover& cover) {
  Stages out;
  PanelModel model = lossless(plant.model);
  const auto year_of = [&](const PanelCover& lies) {
    return panel_year(weather, sun, plant.mount, model, lies);
  };
  out.light = year_of({});
  model.incidence = plant.model.incidence;
  model.diffuse_incidence = plant.model.diffuse_incidence;
  out.through_glass = year_of({});
  model.power_coefficient = plant.model.power_coefficient;
  out.warm = year_of({});
  model.weak_light = plant.model.weak_light;
  out.weak = year_of({});
  model.soiling = plant.model.soiling;
  out.soiled = year_of({cover.soiling, {}});
  out.snowed = year_of(cover);
  model.losses = plant.model.losses;
  out.direct = year_of(cover);
  return out;
}

/// What the inverter's limit takes in each hour, as shares of the panels' rating after it.
Series clipped_by(const PvInverter& inverter, const Series& direct, const WeatherYear& weather,
                  std::span<const SunPosition> sun, const Series& out) {
  const double limit = 1.0 / (inverter.panels_over_rating * inverter.nominal_efficiency);
  PvInverter hourly = inverter;
  hourly.corrects_clipping = false;
  const Series uncorrected = inverter_year(hourly, direct, weather, sun);
  Series clipped(direct.size(), 0.0);
  for (std::size_t i = 0; i < direct.size(); ++i) {
    clipped[i] = inverter.nominal_efficiency * std::max(0.0, direct[i] - limit) +
                 std::max(0.0, uncorrected[i] - out[i]);
  }
  return clipped;
}

}  // namespace

/// Losses by switching them on one after the other.
///
///     at_rating = rating * sum of light / (1 kW/m2)
///     loss k    = rating * sum of (year without k - year with k), the earlier ones on
///     clipped   = efficiency * what exceeds the inverter's limit, the hour's own spread included
///
/// Valid for   losses that act one after the other; the order is that of the light
/// Leaves out  that a loss would differ a little in another order
/// Source      `panel_year` and `inverter_year`; the order of PVsyst's loss diagram
PanelAccount panel_account(const PanelPlant& plant, const WeatherYear& weather,
                           std::span<const SunPosition> sun, const PanelCover& cover) {
  const Stages stage = stages_of(plant, weather, sun, cover);
  Series out = stage.direct;
  Series clipped(out.size(), 0.0);
  if (plant.inverter) {
    out = inverter_year(*plant.inverter, stage.direct, weather, sun);
    clipped = clipped_by(*plant.inverter, stage.direct, weather, sun, out);
  }
  PanelAccount account;
  const Energy rated_hour = plant.rated * hour;
  std::size_t i = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    PanelMonth& now = account.months[static_cast<std::size_t>(month_index)];
    for (int left = 24 * days_in_month(month_index); left > 0; --left, ++i) {
      now.full_sun += stage.light[i] * hour;
      now.direct += stage.direct[i] * rated_hour;
      now.clipped += clipped[i] * rated_hour;
      now.out += out[i] * rated_hour;
    }
    account.sum.full_sun += now.full_sun;
    account.sum.direct += now.direct;
    account.sum.clipped += now.clipped;
    account.sum.out += now.out;
  }
  account.at_rating = sum_of(stage.light) * rated_hour;
  const auto between_stages = [&](const Series& before, const Series& after) {
    return (sum_of(before) - sum_of(after)) * rated_hour;
  };
  PanelLosses& lost = account.lost;
  lost.glass = between_stages(stage.light, stage.through_glass);
  lost.heat = between_stages(stage.through_glass, stage.warm);
  lost.weak_light = between_stages(stage.warm, stage.weak);
  lost.soiling = between_stages(stage.weak, stage.soiled);
  lost.snow = between_stages(stage.soiled, stage.snowed);
  lost.wiring = between_stages(stage.snowed, stage.direct);
  lost.clipped = account.sum.clipped;
  lost.inverter = account.sum.direct - account.sum.clipped - account.sum.out;
  account.most = *std::max_element(out.begin(), out.end()) * plant.rated;
  if (plant.rated > Power()) account.used_share = account.sum.out / (plant.rated * year);
  return account;
}

}  // namespace islet
