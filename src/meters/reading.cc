#include "meters/reading.h"

#include <array>

namespace islet {
namespace {

struct MeasureRow {
  std::string_view name;
  std::string_view unit;
};

/// In the order of the enumeration.
constexpr std::array<MeasureRow, gauge_count> rows = {{
    {"panel_power", "W"},
    {"load_power", "W"},
    {"load_energy", "J"},
    {"battery_charge", ""},
    {"battery_power", "W"},
    {"battery_health", ""},
    {"discharge_limit", "W"},
    {"curtailed", ""},
    {"mains", ""},
    {"ups_low", ""},
    {"ups_charge", ""},
    {"ups_runtime", "s"},
    {"grid_power", "W"},
    {"generator_runs", ""},
    {"generator_power", "W"},
    {"fuel", ""},
    {"device_power", "W"},
    {"device_energy", "J"},
    {"temperature", "C"},
    {"inlet_temperature", "C"},
}};

constexpr std::array<std::string_view, 5> states = {"absent", "fresh", "stale", "absurd",
                                                    "jumping"};

}  // namespace

std::string_view name_of(Gauge gauge) { return rows[index_of(gauge)].name; }
std::string_view unit_of(Gauge gauge) { return rows[index_of(gauge)].unit; }

std::optional<Gauge> gauge_named(std::string_view name) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) return static_cast<Gauge>(i);
  }
  return std::nullopt;
}

std::string_view name_of(MeterState state) { return states[static_cast<std::size_t>(state)]; }

}  // namespace islet
