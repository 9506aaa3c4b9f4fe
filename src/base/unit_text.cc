// Units and ratios of units: `USD/kWh`, `req/user/h`, `/year`.
#include <algorithm>
#include <cctype>
#include <string>

#include "base/quantity_text.h"
#include "base/text.h"
#include "base/unit_table.h"
#include "base/utf8.h"

namespace islet {
namespace {

constexpr int parts_max = 8;

Error unknown_unit(std::string_view word, std::size_t offset) {
  Error error;
  error.place.column = static_cast<int>(offset) + 1;
  error.place.length = std::max(1, static_cast<int>(character_count(word)));
  if (word == "mbps" || word == "kbit" || word == "mb") {
    error.code = "U5";
    error.what = "`" + std::string(word) + "` may mean bits or bytes";
    error.hint = "Write `Mbit/s` for bits or `MB/s` for bytes.";
    return error;
  }
  error.code = "U3";
  error.what = "`" + shown(word, 40) + "` is no unit known here";
  std::vector<std::string> names;
  for (const std::string_view name : unit_names()) names.emplace_back(name);
  // Case first: `kwh` is meant as `kWh`.
  for (const std::string& name : names) {
    if (name.size() == word.size() &&
        std::equal(name.begin(), name.end(), word.begin(), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) ==
                 std::tolower(static_cast<unsigned char>(b));
        })) {
      error.hint = "Did you mean `" + name + "`?";
      return error;
    }
  }
  if (const auto near = closest(word, names)) error.hint = "Did you mean `" + *near + "`?";
  return error;
}

}  // namespace

Result<ParsedUnit> parse_unit(std::string_view text) {
  ParsedUnit out;
  int part = 0;
  std::size_t offset = 0;
  for (const std::string_view piece : split(text, '/')) {
    const std::string_view word = trimmed(piece);
    const std::size_t at = offset;
    offset += character_count(piece) + 1;
    if (++part > parts_max) return unknown_unit(text, 0);
    if (word.empty() && part == 1 && text.size() > 1) continue;  // "/year"
    const auto found = unit_word(word);
    if (!found) return unknown_unit(word, at);
    out.dimension = part == 1 ? out.dimension + found->dimension : out.dimension - found->dimension;
    out.factor = part == 1 ? out.factor * found->factor : out.factor / found->factor;
    out.is_percent |= found->is_percent;
    out.is_temperature |= found->is_temperature;
    out.is_peak |= found->is_peak;
    if (found->is_currency) out.currency = std::string(word);
    if (found->is_counted) out.counted.emplace_back(word);
  }
  return out;
}

std::string dimension_name(const Dimension& dimension) {
  struct Named {
    Dimension dimension;
    const char* name = "";
  };
  const Named names[] = {
      {Dimension{}, "a count or ratio"},
      {Power::dimension, "a power"},
      {Energy::dimension, "an energy"},
      {Duration::dimension, "a duration"},
      {Frequency::dimension, "a rate"},
      {Bytes::dimension, "a data size"},
      {Bandwidth::dimension, "a data rate"},
      {Voltage::dimension, "a voltage"},
      {Current::dimension, "a current"},
      {Length::dimension, "a length"},
      {Area::dimension, "an area"},
      {Volume::dimension, "a volume"},
      {Mass::dimension, "a mass"},
      {Speed::dimension, "a speed"},
      {TemperatureDifference::dimension, "a temperature difference"},
      {Tokens::dimension, "a number of tokens"},
      {TokenRate::dimension, "a token rate"},
      {Money::dimension, "an amount of money"},
      {MoneyRate::dimension, "money per time"},
      {EnergyPrice::dimension, "a price of energy"},
      {PowerPrice::dimension, "a price of power"},
      {VolumePrice::dimension, "a price per volume"},
      {BytePrice::dimension, "a price of data"},
      {MassPrice::dimension, "a price per mass"},
      {Irradiance::dimension, "an irradiance"},
  };
  for (const Named& each : names) {
    if (each.dimension == dimension) return each.name;
  }
  return "another kind of quantity";
}

}  // namespace islet
