// The accounts of single parts of a power plant as sheets.
#pragma once

#include <string>
#include <vector>

#include "catalog/gear.h"
#include "energy/battery_days.h"
#include "energy/bridging.h"
#include "energy/cooling_account.h"
#include "energy/failed_start.h"
#include "energy/generator_sheet.h"
#include "energy/panel_account.h"
#include "energy/sets_account.h"
#include "report/part_sheet.h"

namespace islet {

/// `basis` says whose weather it was.
PartSheet panel_sheet(const PanelPlant& plant, const PanelAccount& account,
                      const std::string& basis);

/// `shares` is `wind_year`.
PartSheet wind_sheet(Power rated, const std::vector<double>& shares, const std::string& basis);

/// A battery with its duty, and what came of it.
struct BatteryRun {
  const BatteryModule* module = nullptr;
  Energy capacity;
  BatteryDuty duty;
  BatteryDay day;
  std::vector<BatteryAge> years;
};
PartSheet battery_sheet(const BatteryRun& run);

PartSheet generator_page_sheet(const GeneratorSet& record, const GeneratorDuty& duty,
                               const GeneratorSheet& sheet);

/// A store that carries a load until a generator does.
struct BridgeRun {
  Power load;
  BridgeStore store;
  SetStart set;
  std::string set_name;
  Bridge bridge;
  Energy needed;                ///< of a store, for the worst course
  std::vector<ClassHeld> held;  ///< when every crank fails
};
/// Sets that run together.
struct SetsRun {
  std::vector<Generator> sets;
  Power load;
  SetsAccount account;
};
PartSheet sets_sheet(const SetsRun& run);

PartSheet bridge_sheet(const BridgeRun& run);

PartSheet cooling_sheet(const CoolingUnit& unit, Power heat, const CoolingAccount& account,
                        const std::string& basis);

}  // namespace islet
