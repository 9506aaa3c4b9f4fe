#include "base/unit_table.h"

#include <algorithm>
#include <array>

namespace islet {
namespace {

constexpr Dimension none{};
constexpr Dimension energy = Energy::dimension;
constexpr Dimension power = Power::dimension;
constexpr Dimension duration = Duration::dimension;
constexpr Dimension bytes = Bytes::dimension;
constexpr Dimension mass = Mass::dimension;
constexpr Dimension length = Length::dimension;
constexpr Dimension frequency = Frequency::dimension;

// clang-format off
constexpr UnitEntry units[] = {
    {"W", power, 1, true},
    {"Wh", energy, 3600, true},
    {"J", energy, 1, true},
    {"BTU", energy, 1055.06},        // ISO 80000-5, International Table
    {"MMBtu", energy, 1.05506e9},
    {"V", Voltage::dimension, 1, true},
    {"A", Current::dimension, 1, true},
    {"Hz", frequency, 1, true},
    {"fps", frequency, 1},
    {"m", length, 1, true},
    {"mph", Speed::dimension, 0.44704},  // international mile
    {"kn", Speed::dimension, 1852.0 / 3600},
    {"m2", Area::dimension, 1},
    {"m3", Volume::dimension, 1},
    {"L", Volume::dimension, 1e-3},
    {"l", Volume::dimension, 1e-3},
    {"gal", Volume::dimension, 3.785411784e-3},  // US liquid gallon
    {"g", mass, 1, true},
    {"t", mass, 1e6},
    {"s", duration, 1, true},
    {"sec", duration, 1},
    {"min", duration, 60},
    {"minute", duration, 60}, {"minutes", duration, 60},
    {"h", duration, 3600}, {"hour", duration, 3600}, {"hours", duration, 3600},
    {"d", duration, 86400}, {"day", duration, 86400}, {"days", duration, 86400},
    {"week", duration, 604800}, {"weeks", duration, 604800},
    {"month", duration, month.in_base_units()}, {"months", duration, month.in_base_units()},
    {"year", duration, year.in_base_units()}, {"years", duration, year.in_base_units()},
    {"B", bytes, 1, true},
    {"KiB", bytes, 1024}, {"MiB", bytes, 1048576}, {"GiB", bytes, 1073741824},
    {"TiB", bytes, 1099511627776.0},
    {"bit", bytes, 0.125, true},
    {"K", TemperatureDifference::dimension, 1},
    {"dB", none, 1}, {"dBA", none, 1},
    {"U", none, 1},
    {"x", none, 1},
    {"°", none, 1}, {"deg", none, 1},
    {"FLOP", Flops::dimension, 1, true},
    {"token", Tokens::dimension, 1}, {"tokens", Tokens::dimension, 1},
};

constexpr std::string_view nouns[] = {
    "req", "request", "requests", "user", "users", "item", "items", "frame", "frames", "visit",
    "visits", "camera", "cameras", "sensor", "sensors", "image", "images", "page", "pages",
    "call", "calls", "blackout", "blackouts", "unit", "units", "node", "nodes", "time", "times"};

struct Prefix { std::string_view name; double factor; };
constexpr Prefix prefixes[] = {{"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}, {"m", 1e-3},
                               {"u", 1e-6}, {"µ", 1e-6}, {"μ", 1e-6}, {"n", 1e-9}};
// clang-format on

/// ISO 4217 codes in use where such sites stand; any other three capitals are no unit.
constexpr std::string_view currencies[] = {
    "USD", "EUR", "GBP", "AUD", "CAD", "NZD", "CHF", "JPY", "CNY", "INR", "BRL", "ZAR", "KES",
    "NGN", "MWK", "TZS", "UGX", "GHS", "NOK", "SEK", "DKK", "ISK", "PLN", "MXN", "CLP", "PEN",
    "COP", "IDR", "MYR", "SGD", "PHP", "THB", "VND", "KRW", "AED", "SAR", "TRY", "EGP", "MAD"};

const UnitEntry* entry(std::string_view name) {
  const auto found = std::find_if(std::begin(units), std::end(units),
                                  [&](const UnitEntry& unit) { return unit.name == name; });
  return found == std::end(units) ? nullptr : found;
}

template <class List>
bool holds(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

std::optional<UnitWord> special(std::string_view word) {
  UnitWord out;
  if (word == "%") {
    out.factor = 0.01;
    out.is_percent = true;
    return out;
  }
  if (word == "°C" || word == "C" || word == "degC" || word == "℃") {
    out.is_temperature = true;
    return out;
  }
  if (holds(currencies, word)) {
    out.dimension = Money::dimension;
    out.is_currency = true;
    return out;
  }
  if (holds(nouns, word)) {
    out.is_counted = true;
    return out;
  }
  if (word == "Mbps" || word == "kbps" || word == "Gbps") {
    out.dimension = Bandwidth::dimension;
    out.factor = (word[0] == 'M' ? 1e6 : word[0] == 'k' ? 1e3 : 1e9) / 8.0;
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::optional<UnitWord> unit_word(std::string_view word) {
  if (auto found = special(word)) return found;
  if (word.size() > 2 && word.substr(word.size() - 2) == "Wp") {
    auto found = unit_word(word.substr(0, word.size() - 1));
    if (found) found->is_peak = true;
    return found;
  }
  if (word == "Wp") {
    UnitWord out;
    out.dimension = power;
    out.is_peak = true;
    return out;
  }
  UnitWord out;
  if (const UnitEntry* plain = entry(word)) {
    out.dimension = plain->dimension;
    out.factor = plain->factor;
    return out;
  }
  for (const Prefix& prefix : prefixes) {
    if (word.substr(0, prefix.name.size()) != prefix.name) continue;
    const UnitEntry* base = entry(word.substr(prefix.name.size()));
    if (base == nullptr || !base->takes_prefix) continue;
    out.dimension = base->dimension;
    out.factor = base->factor * prefix.factor;
    return out;
  }
  return std::nullopt;
}

std::vector<std::string_view> unit_names() {
  std::vector<std::string_view> names;
  for (const UnitEntry& unit : units) names.push_back(unit.name);
  for (const std::string_view name : {"kW", "kWh", "kWp", "Wp", "MW", "MWh", "kg", "km", "ms", "GB",
                                      "MB", "TB", "Mbit", "kHz", "°C", "%", "USD"}) {
    names.push_back(name);
  }
  names.insert(names.end(), std::begin(nouns), std::end(nouns));
  return names;
}

}  // namespace islet
