// The off-grid AI study of December 2024: a data centre on solar, battery and gas, its twenty years
// and the price of its energy, by the study's own assumptions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "base/yaml.h"
#include "cost/equity_pro_forma.h"
#include "energy/priority_year.h"

namespace islet {

/// A kind of gas set as the study prices it.
struct StudySet {
  double capital_usd_per_kw = 0;
  double fixed_usd_per_kw_year = 0;
  double variable_usd_per_kwh = 0;
  double heat_rate_btu_per_kwh = 0;
};

/// The study's assumptions; values are those of its public calculator at 7680d79.
struct StudyAssumptions {
  ProjectTerms terms;
  double operation_escalator = 0.025;  ///< a year
  double fuel_escalator = 0.03;
  double fuel_usd_per_mmbtu = 5.0;
  double sun_usd_per_wdc = 0.77;
  double battery_usd_per_kwh = 260;
  double integration_usd_per_kw = 410;  ///< of load
  double soft_share = 0.118;            ///< of hard costs
  StudySet engine{1150, 10, 0.025, 8989};
  StudySet turbine{885, 15, 0.005, 9630};
  double sun_usd_per_kw_year = 11;
  double battery_usd_per_kw_year = 2.5;
  double balance_usd_per_kw_year = 6;    ///< of load
  double soft_operation_share = 0.0025;  ///< of hard costs, a year
  double round_trip = 0.92;
  double battery_fade = 0.0175;  ///< a year
  double sun_fade = 0.005;
  double sun_divisor = 1.2;  ///< direct over alternating rating, as a derate

  StudyAssumptions();
};

/// Takes what the file states in place of the values above. Errors: unreadable file.
Result<StudyAssumptions> read_study_assumptions(const std::string& path);

struct StudyDesign {
  Power load;
  Power sun_dc;
  Power battery;
  Duration battery_time = 4.0 * hour;
  Power sets;
  bool turbines = false;
};

struct StudyResult {
  std::vector<PriorityYear> years;
  ProjectWorth worth;
  double renewable_share = 0;  ///< of the load over all years

  EnergyPrice price() const { return worth.price; }
};

/// `sun_profile`: power of each hour of the year per unit of rated direct current.
StudyResult study_result(const StudyAssumptions& study, const StudyDesign& design,
                         std::span<const double> sun_profile);

}  // namespace islet
