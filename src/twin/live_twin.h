// The live site beside its own simulation: battery, panels and fuel as the planner's models make
// them go from the state that the meters show. What drifts apart is an alarm with its figure.
#pragma once

#include "live/plant_observer.h"
#include "sim/site_run.h"
#include "twin/battery_drift.h"
#include "twin/fuel_drift.h"
#include "twin/panel_drift.h"

namespace islet {

class LiveTwin final : public PlantObserver {
 public:
  /// Of the plant of a design as the site file has it. `panel_year`: watts by hour of the weather
  /// year; empty without panels. `nameplate`: of the battery, whose capacity in the plant is that
  /// of its middle age; 0: the same.
  LiveTwin(const Plant& plant, const std::vector<double>& panel_year, const Calendar& calendar,
           Energy nameplate = Energy());

  void saw(Instant now, const PlantMoment& moment) override;
  std::vector<Wrong> wrong() const override;
  std::string status() const override;
  std::string metrics() const override;

  const BatteryDrift& battery() const { return battery_; }
  const PanelDrift& panels() const { return panels_; }
  const FuelDrift& fuel() const { return fuel_; }

 private:
  Energy capacity_;
  Energy nameplate_;
  Calendar calendar_;
  BatteryDrift battery_;
  PanelDrift panels_;
  FuelDrift fuel_;
  Instant now_;
};

}  // namespace islet
