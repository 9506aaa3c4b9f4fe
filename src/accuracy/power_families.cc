// Which solver answers which family of cases, and which reads which other file.
#include <algorithm>
#include <array>

#include "accuracy/battery_cases.h"
#include "accuracy/generator_cases.h"
#include "accuracy/island_cases.h"
#include "accuracy/money_cases.h"
#include "accuracy/offgrid_cases.h"
#include "accuracy/panel_cases.h"
#include "accuracy/power_run.h"
#include "accuracy/pvlib_tables.h"
#include "accuracy/pvwatts_cases.h"
#include "accuracy/pvwatts_report.h"
#include "accuracy/sun_cases.h"

namespace islet {
namespace {

constexpr std::array<CaseFamily, 10> case_families = {{
    {"solar_position", solve_sun_case},
    {"transposition", solve_light_case},
    {"pv_components", solve_panel_case},
    // SSC's own tests state 0.01 or 0.1 kWh a year; the years of the months of their weather, which
    // move the sun, are not in the weather files.
    {"pvwatts_ssc", solve_pvwatts_case, 0.005},
    {"battery", solve_battery_case},
    {"generator", solve_generator_case},
    {"reliability", solve_reliability_case},
    {"economics", solve_money_case},
    {"ouessant", solve_island_case},
    {"island", solve_island_case},
}};

constexpr std::array<CaseSheet, 9> sheet_kinds = {{
    {"offgridai_", "_parameters.yaml", nullptr},
    {"offgridai_", "_pv_profile.csv", nullptr},
    {"offgridai_", "_designs.csv", solve_offgrid_designs},
    {"offgridai_", "_published.yaml", solve_offgrid_points},
    {"ouessant_", ".csv", nullptr},
    {"pvlib_hours", ".csv", solve_pvlib_hours},
    {"pvlib_annual", ".csv", solve_pvlib_years},
    {"pvwatts_", "8760.csv", solve_pvwatts_report},
    {"island_", ".csv", nullptr},
}};

}  // namespace

const CaseFamily* case_family(std::string_view name) {
  for (const CaseFamily& family : case_families) {
    if (family.name == name) return &family;
  }
  return nullptr;
}

const CaseSheet* case_sheet(std::string_view file_name) {
  for (const CaseSheet& kind : sheet_kinds) {
    if (file_name.starts_with(kind.starts) && file_name.ends_with(kind.ends)) return &kind;
  }
  return nullptr;
}

}  // namespace islet
