// The units that keys of records end in.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "knowledge/fact.h"

namespace islet {
namespace {

using KeyUnit = std::pair<std::string_view, std::string_view>;

/// Ends of keys, each after an underscore, and what people write for them.
constexpr std::array<KeyUnit, 52> units = {{{"w", "W"},
                                            {"kw", "kW"},
                                            {"mw", "MW"},
                                            {"kwh", "kWh"},
                                            {"mwh", "MWh"},
                                            {"wh", "Wh"},
                                            {"v", "V"},
                                            {"c", "C"},
                                            {"gb", "GB"},
                                            {"tb", "TB"},
                                            {"gb_s", "GB/s"},
                                            {"tb_s", "TB/s"},
                                            {"gbps", "Gbit/s"},
                                            {"tflops", "TFLOPS"},
                                            {"tops", "TOPS"},
                                            {"us", "us"},
                                            {"ms", "ms"},
                                            {"s", "s"},
                                            {"min", "min"},
                                            {"minutes", "min"},
                                            {"h", "h"},
                                            {"hours", "h"},
                                            {"days", "days"},
                                            {"day", "per day"},
                                            {"weeks", "weeks"},
                                            {"months", "months"},
                                            {"years", "years"},
                                            {"fps", "frames/s"},
                                            {"hz", "Hz"},
                                            {"mph", "mph"},
                                            {"m", "m"},
                                            {"km", "km"},
                                            {"ft", "ft"},
                                            {"cm", "cm"},
                                            {"m2", "m2"},
                                            {"usd", "USD"},
                                            {"musd", "million USD"},
                                            {"busd", "billion USD"},
                                            {"pct", "%"},
                                            {"x", "times"},
                                            {"m_per_s", "m/s"},
                                            {"ft_per_s", "ft/s"},
                                            {"m_per_100ms", "m per 100 ms"},
                                            {"ft_per_100ms", "ft per 100 ms"},
                                            {"tokens_per_s", "tokens/s"},
                                            {"requests_per_s", "requests/s"},
                                            {"usd_per_year", "USD/year"},
                                            {"usd_per_month", "USD/month"},
                                            {"usd_per_kw", "USD/kW"},
                                            {"usd_per_mwh", "USD/MWh"},
                                            {"kwh_per_day", "kWh/day"},
                                            {"tops_per_w", "TOPS/W"}}};

/// Words that may follow the unit: "jitter_ms_max", "memory_gb_per_card", "power_w_tier2".
constexpr std::array<std::string_view, 19> tails = {
    "_max",    "_min",      "_sparse", "_dense",  "_each",        "_total", "_ideal",
    "_tier2",  "_tier3",    "_tier4",  "_p50",    "_p99",         "_ok",    "_by_size",
    "_stated", "_per_card", "_needed", "_min_4k", "_offgrid_text"};

}  // namespace

std::string unit_of_key(std::string_view key) {
  for (const std::string_view tail : tails) {
    if (key.size() > tail.size() && key.ends_with(tail)) {
      const std::string unit = unit_of_key(key.substr(0, key.size() - tail.size()));
      if (!unit.empty()) return unit;
    }
  }
  std::string_view found;
  std::size_t length = 0;
  for (const auto& [end, unit] : units) {
    const bool whole = key == end;
    const bool after = key.size() > end.size() + 1 && key.ends_with(end) &&
                       key[key.size() - end.size() - 1] == '_';
    if ((whole && end.size() > 1) || after) {
      if (end.size() > length) {
        found = unit;
        length = end.size();
      }
    }
  }
  return std::string(found);
}

}  // namespace islet
