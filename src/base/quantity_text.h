// Values as people write them, read at run time: `72 W ± 10 %`, `2 kW to 8 kW`, `p99 < 100 ms`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

/// How a value is written.
enum class ValueForm {
  known,      ///< `72 W`
  uncertain,  ///< `72 W ± 10 %`; also `+-` and `+/-`
  varies,     ///< `-1 °C .. 47 °C`
  choose,     ///< `2 kW to 8 kW`
  at_least,   ///< `at least 99 %`, `>= 99 %`, `≥ 99 %`
  at_most,    ///< `at most 60 °C`, `up to 2 kWp`, `<= 60 °C`, `≤ 60 °C`
  statistic,  ///< `p99 < 100 ms`, `mean < 2 s`
  by,         ///< `by 04:30`
  after,      ///< `after 20:00`
  clock,      ///< `04:30`
  window,     ///< `22:00-05:00`, `mon-sat 07:30-17:00`, `daily 04:30-19:30`
  every,      ///< `every 30 days`
  frame,      ///< `1920x1080`
  position,   ///< `22.71 S, 118.93 E`, `-22.71, 118.93`
  word        ///< anything else that starts with a letter: `auto`, `LFP`
};

/// Days (bit 0 is Monday) and hours of the day; `to` <= `from` runs past midnight.
struct TimeWindow {
  unsigned days = 0x7f;
  Duration from;
  Duration to;
};

/// One value in base units of quantity.h: J, s, m, g, K, C, byte, flop, token, USD; shares 0..1.
/// Temperatures are degrees Celsius (differences after ± too). low <= typical <= high.
struct ParsedValue {
  ValueForm form = ValueForm::known;
  Dimension dimension;
  double typical = 0;
  double low = 0;
  double high = 0;
  std::string unit;  ///< as written, of the first figure; empty for a bare number
  bool has_unit = false;
  bool is_percent = false;           ///< of the unit `%` itself, not of a `± 10 %`
  bool is_temperature = false;       ///< °C
  bool is_peak = false;              ///< `Wp`, panels
  std::string currency;              ///< "USD" or another; no amount is converted
  std::vector<std::string> counted;  ///< nouns counted, as written: `req`, `user`, `items`
  double quantile = 0;               ///< of a statistic: 0.99; 0.5 for `mean`
  TimeWindow window;                 ///< of a window; `from` of clock, by and after
  int width = 0;                     ///< of a frame
  int height = 0;
  double latitude_deg = 0;  ///< of a position
  double longitude_deg = 0;
  std::string word;                   ///< of a word
  std::vector<std::string> warnings;  ///< a wrong case that changes the size: `72 MW`
};

/// Longest value that is read, in bytes.
inline constexpr std::size_t value_text_max = 4096;

/// Reads one value. The error's place holds column (from 1, in characters of `text`) and length of
/// the part that is wrong; file and line are empty. Codes: U3 unknown unit, U4 a comma in a number,
/// U5 an ambiguous unit, U6 no blank before `#`, V8 no value, V9 a figure out of all bounds.
Result<ParsedValue> parse_value(std::string_view text);

/// One unit or a ratio of units, such as `USD/kWh` or `req/user/h`: dimension and size in base
/// units. U3 or U5 when it is none.
struct ParsedUnit {
  Dimension dimension;
  double factor = 1;
  bool is_percent = false;
  bool is_temperature = false;
  bool is_peak = false;
  std::string currency;
  std::vector<std::string> counted;
};
Result<ParsedUnit> parse_unit(std::string_view text);

/// "a power", "an energy", "a duration", "a count": how a dimension is called in messages.
std::string dimension_name(const Dimension& dimension);

}  // namespace islet
