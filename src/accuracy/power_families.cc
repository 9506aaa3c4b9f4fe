// Which solver answers which family of cases, and which reads which other file.
#include <algorithm>
#include <array>

#include "accuracy/panel_cases.h"
#include "accuracy/power_run.h"
#include "accuracy/sun_cases.h"

namespace islet {
namespace {

constexpr std::array<CaseFamily, 4> case_families = {{
    {"solar_position", solve_sun_case},
    {"transposition", solve_light_case},
    {"pv_components", solve_panel_case},
    {"pvwatts_ssc", solve_pvwatts_case},
}};

constexpr std::array<SheetKind, 3> sheet_kinds = {{
    {"offgridai_parameters", nullptr},
    {"offgridai_el_paso_pv_profile", nullptr},
    {"ouessant_2016_island", nullptr},
}};

}  // namespace

CaseSolver case_solver(std::string_view family) {
  for (const CaseFamily& one : case_families) {
    if (one.name == family) return one.solve;
  }
  return nullptr;
}

const SheetKind* case_sheet_kind(std::string_view file_name) {
  for (const SheetKind& kind : sheet_kinds) {
    if (file_name.starts_with(kind.starts)) return &kind;
  }
  return nullptr;
}

}  // namespace islet
