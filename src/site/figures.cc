#include "site/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/quantity_text.h"
#include "base/text.h"
#include "base/utf8.h"

namespace islet {

namespace {

std::string plain(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

/// What the first word of a unit counts, where its dimension does not tell: 12 dB is no 12 U.
std::string_view counted_by(std::string_view unit) {
  static constexpr std::pair<std::string_view, std::string_view> groups[] = {
      {"x", "a factor"},
      {"U", "a height in a rack"},
      {"dB", "a loudness"},
      {"dBA", "a loudness"},
      {"°", "an angle"},
      {"deg", "an angle"},
      {"fps", "a frame rate"},
      {"frame", "a frame rate"},
      {"frames", "a frame rate"},
      {"req", "a number of requests"},
      {"request", "a number of requests"},
      {"requests", "a number of requests"},
      {"item", "a number of items"},
      {"items", "a number of items"},
      {"image", "a number of items"},
      {"images", "a number of items"},
      {"page", "a number of items"},
      {"pages", "a number of items"},
  };
  const std::string_view word = trimmed(unit.substr(0, unit.find('/')));
  for (const auto& [name, group] : groups) {
    if (name == word) return group;
  }
  return {};
}

/// Kind of quantity of a parsed value or unit, for messages and to tell like from unlike.
template <class Parsed>
std::string kind_of(const Parsed& parsed, std::string_view unit) {
  if (parsed.is_temperature) return "a temperature";
  const bool timeless = parsed.dimension == Dimension{};
  if (parsed.is_percent) return timeless ? "a share" : "a share per time";
  const std::string_view counted = counted_by(unit);
  if (!counted.empty()) {
    const bool rate = counted == "a frame rate" || timeless;
    return std::string(counted) + (rate ? "" : " per time");
  }
  return dimension_name(parsed.dimension);
}

struct KeyUnit {
  std::string_view text;
  ParsedUnit unit;
};

/// The units that a key allows; alternatives are parted by '|'. None for a plain count.
std::vector<KeyUnit> units_of(const KeySpec& key) {
  std::vector<KeyUnit> units;
  if (key.unit.empty()) return units;
  for (const std::string_view text : split(key.unit, '|')) {
    auto unit = parse_unit(text);
    CHECK(unit.has_value());
    units.push_back({text, *unit});
  }
  return units;
}

bool is_like(const ParsedValue& value, const KeyUnit& wanted) {
  return value.has_unit && value.dimension == wanted.unit.dimension &&
         value.is_percent == wanted.unit.is_percent &&
         value.is_temperature == wanted.unit.is_temperature &&
         (!value.is_peak || wanted.unit.is_peak) &&
         counted_by(value.unit) == counted_by(wanted.text);
}

bool is_plain_count(const ParsedValue& value) {
  return value.dimension == Dimension{} && !value.is_percent && !value.is_temperature &&
         counted_by(value.unit).empty();
}

bool is_allowed(KeyForm wanted, ValueForm written) {
  const bool known = written == ValueForm::known;
  switch (wanted) {
    case KeyForm::uncertain:
      return known || written == ValueForm::uncertain || written == ValueForm::varies;
    case KeyForm::size:
      return known || written == ValueForm::choose || written == ValueForm::at_most;
    case KeyForm::at_least:
      return known || written == ValueForm::at_least;
    case KeyForm::at_most:
      return known || written == ValueForm::at_most;
    case KeyForm::statistic:
      return written == ValueForm::statistic;
    case KeyForm::every:
      return written == ValueForm::every;
    default:
      return known;
  }
}

std::string_view form_in_words(KeyForm form) {
  switch (form) {
    case KeyForm::uncertain:
      return "one value, a value with `±`, or a range with `..`";
    case KeyForm::size:
      return "one value, a range with `to`, or a list";
    case KeyForm::at_least:
      return "a floor: `at least ...`";
    case KeyForm::at_most:
      return "a ceiling: `at most ...`";
    case KeyForm::statistic:
      return "a limit on a percentile: `p95 < ...`";
    case KeyForm::every:
      return "a time between: `every ...`";
    default:
      return "one known value";
  }
}

/// The fault of the parser, at its own part of the value where that is known.
void report_value_fault(Reading& reading, const std::string& path, const YamlNode& node,
                        const Error& fault) {
  Place place = node.place;
  if (!node.quoted && place.line > 0 && fault.place.column > 0) {
    place.column += fault.place.column - 1;
    place.length = fault.place.length;
  }
  reading.error(place, fault.code, "`" + path + "`: " + fault.what, fault.hint);
}

/// Reads one value of one key, step by step; every step reports its own fault.
class FigureReading {
 public:
  FigureReading(Reading& reading, const KeySpec& key, const std::string& path, const YamlNode& node)
      : reading_(reading), key_(key), path_(path), node_(node) {}

  std::optional<Figures> read() {
    const auto value = parse_value(node_.text);
    if (!value) {
      report_value_fault(reading_, path_, node_, value.error());
      return std::nullopt;
    }
    if (value->form == ValueForm::word) return refuse_word();
    if (!is_allowed(key_.form, value->form)) return refuse_form();
    if (value->form == ValueForm::statistic && (value->quantile <= 0 || value->quantile >= 1)) {
      reading_.error(
          node_.place, "V1",
          name() + " is " + as_written() + ", its percentile must be above 0 and below 100",
          like_example());
      return std::nullopt;
    }
    const int unit = unit_index(*value);
    if (unit < 0) return std::nullopt;
    auto figures = figures_of(*value, unit);
    if (!figures || !is_in_range(*figures, *value)) return std::nullopt;
    for (const std::string& warning : value->warnings) {
      reading_.warning(node_.place, "U7", name() + ": " + warning);
    }
    return figures;
  }

 private:
  std::string as_written() const { return "`" + shown(node_.text, 60) + "`"; }
  std::string name() const { return "`" + path_ + "`"; }
  std::string like_example() const { return "write it like `" + std::string(key_.example) + "`"; }

  std::optional<Figures> refuse_form() {
    reading_.error(
        node_.place, "V3",
        name() + " is " + as_written() + ", must be " + std::string(form_in_words(key_.form)),
        like_example());
    return std::nullopt;
  }

  std::optional<Figures> refuse_word() {
    reading_.error(node_.place, "U1",
                   name() + " is " + as_written() + ", must be a number" +
                       (key_.unit.empty() ? "" : " and its unit"),
                   like_example());
    return std::nullopt;
  }

  /// Which unit of the key the value has; below 0 with a fault reported.
  int unit_index(const ParsedValue& value) {
    const auto units = units_of(key_);
    if (units.empty() && is_plain_count(value)) return 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (is_like(value, units[i])) return static_cast<int>(i);
    }
    if (!value.has_unit) {
      reading_.error(
          node_.place, "U1", name() + " is " + as_written() + ", must have a unit",
          shown(node_.text, 30) + " what? Write it like `" + std::string(key_.example) + "`");
      return -1;
    }
    std::string wanted = units.empty() ? "a plain number" : "";
    for (const auto& [text, unit] : units) {
      const std::string kind = kind_of(unit, text);
      if (wanted != kind) wanted += (wanted.empty() ? "" : " or ") + kind;
    }
    reading_.error(node_.place, "U2",
                   name() + " needs " + wanted + ", but " + as_written() + " is " +
                       (value.is_peak ? "a peak power of panels" : kind_of(value, value.unit)),
                   hint_for_dimension(units, value));
    return -1;
  }

  /// kW for kWh is the mistake that is made most.
  std::string hint_for_dimension(const std::vector<KeyUnit>& units,
                                 const ParsedValue& value) const {
    const bool power_for_energy =
        !units.empty() && units.front().unit.dimension == Energy::dimension &&
        value.dimension == Power::dimension && !value.is_peak && value.form == ValueForm::known;
    const std::string text = shown(node_.text, 30);
    if (!power_for_energy || !text.ends_with('W')) return like_example();
    return "`" + text + "h` would be an energy; " + like_example();
  }

  std::optional<Figures> figures_of(const ParsedValue& written, int unit) {
    double worth = 1;
    const std::string& currency = written.currency;
    if (!currency.empty() && currency != "USD") {
      const auto rate = std::find_if(reading_.rates.begin(), reading_.rates.end(),
                                     [&](const auto& known) { return known.currency == currency; });
      if (rate == reading_.rates.end()) {
        reading_.error(node_.place, "V11",
                       name() + " is " + as_written() + ", but `money.rates` does not say what " +
                           currency + " is worth",
                       "add `" + currency + ": 1.08 USD` (the true rate) to `money.rates`");
        return std::nullopt;
      }
      if (rate->dollars <= 0) return std::nullopt;  // its own fault is told
      worth = rate->dollars;
      auto& used = rate->used_for;
      if (std::find(used.begin(), used.end(), path_) == used.end()) used.push_back(path_);
    }
    Figures out;
    out.typical = written.typical * worth;
    out.low = written.low * worth;
    out.high = written.high * worth;
    const bool ceiling_of_size = key_.form == KeyForm::size && written.form == ValueForm::at_most;
    if (ceiling_of_size) out.low = std::max(0.0, key_.range.low);
    out.quantile = written.quantile;
    out.unit = unit;
    out.varies = written.form == ValueForm::varies;
    return out;
  }

  /// Bounds are in the first unit of the key; for another kind of unit only 0 has a meaning.
  bool is_in_range(const Figures& figures, const ParsedValue& written) {
    const auto units = units_of(key_);
    const double factor = units.empty() ? 1 : units.front().unit.factor;
    const bool same = figures.unit == 0;
    const auto bound = [&](double value) {
      return same || value == 0 ? value * factor : std::copysign(HUGE_VAL, value);
    };
    const double slack = 1e-9 * std::abs(bound(key_.range.high));
    const double low = bound(key_.range.low);
    const double high = bound(key_.range.high);
    const bool too_low = figures.low < low || (key_.range.above_low && figures.low <= low);
    const bool too_high = std::isfinite(high) && figures.high > high + slack;
    if (!too_low && !too_high) return true;
    const std::string unit_text =
        units.empty() ? "" : " " + std::string(units[static_cast<std::size_t>(figures.unit)].text);
    const double limit = too_low ? key_.range.low : key_.range.high;
    std::string must = too_high               ? "at most " + plain(limit) + unit_text
                       : key_.range.above_low ? "above " + plain(limit) + unit_text
                                              : "at least " + plain(limit) + unit_text;
    const bool spread = written.low < written.high;
    reading_.error(node_.place, "V1",
                   name() + " is " + as_written() + ", " +
                       (spread ? (too_low ? "its low end " : "its high end ") : "") + "must be " +
                       must,
                   like_example());
    return false;
  }

  Reading& reading_;
  const KeySpec& key_;
  const std::string& path_;
  const YamlNode& node_;
};

std::optional<Figures> read_list_of_sizes(Reading& reading, const KeySpec& key,
                                          const std::string& path, const YamlNode& node) {
  if (node.items.empty()) {
    reading.error(node.place, "V8", "`" + path + "` is an empty list",
                  "write the values to choose from, or one of them");
    return std::nullopt;
  }
  KeySpec one = key;
  one.form = KeyForm::known;
  Figures out;
  for (const YamlNode& item : node.items) {
    const auto read = read_figures(reading, one, path, item);
    if (!read) return std::nullopt;
    out.options.push_back(read->typical);
  }
  std::sort(out.options.begin(), out.options.end());
  out.options.erase(std::unique(out.options.begin(), out.options.end()), out.options.end());
  out.low = out.options.front();
  out.high = out.options.back();
  out.typical = out.low;
  return out;
}

void report_list(Reading& reading, const KeySpec& key, const std::string& path,
                 const YamlNode& node) {
  reading.error(node.place, "V3",
                "`" + path + "` is a list, must be " + std::string(form_in_words(key.form)),
                "write it like `" + std::string(key.example) + "`");
}

}  // namespace

bool has_figures(KeyForm form) {
  switch (form) {
    case KeyForm::known:
    case KeyForm::uncertain:
    case KeyForm::size:
    case KeyForm::at_least:
    case KeyForm::at_most:
    case KeyForm::statistic:
    case KeyForm::every:
      return true;
    default:
      return false;
  }
}

std::optional<Figures> read_figures(Reading& reading, const KeySpec& key, const std::string& path,
                                    const YamlNode& node) {
  if (node.is_list() && key.form == KeyForm::size) {
    return read_list_of_sizes(reading, key, path, node);
  }
  if (!node.is_scalar()) {
    report_list(reading, key, path, node);
    return std::nullopt;
  }
  return FigureReading(reading, key, path, node).read();
}

std::optional<Duration> read_clock(Reading& reading, const KeySpec& key, const std::string& path,
                                   const YamlNode& node) {
  if (!node.is_scalar()) {
    report_list(reading, key, path, node);
    return std::nullopt;
  }
  const ValueForm wanted = key.form == KeyForm::by ? ValueForm::by : ValueForm::after;
  const auto value = parse_value(node.text);
  if (value && (value->form == wanted || value->form == ValueForm::clock)) {
    return value->window.from;
  }
  reading.error(node.place, "V3",
                "`" + path + "` is `" + shown(node.text, 60) + "`, must be `" +
                    (wanted == ValueForm::by ? "by" : "after") +
                    "` and a time of day from 00:00 to 24:00",
                "write it like `" + std::string(key.example) + "`");
  return std::nullopt;
}

std::vector<WeeklyWindow> read_windows(Reading& reading, const KeySpec& key,
                                       const std::string& path, const YamlNode& node) {
  std::vector<WeeklyWindow> windows;
  const auto take = [&](const YamlNode& item) {
    if (!item.is_scalar()) return report_list(reading, key, path, item);
    const auto value = parse_value(item.text);
    if (value && value->form == ValueForm::window) {
      windows.push_back({value->window.days, value->window.from, value->window.to});
      return;
    }
    reading.error(item.place, "V3",
                  "`" + path + "` is `" + shown(item.text, 60) +
                      "`, must be hours from and to, with the days before them if not every day",
                  "write it like `" + std::string(key.example) + "`");
  };
  if (!node.is_list()) take(node);
  if (node.is_list() && node.items.empty()) {
    reading.error(node.place, "V8", "`" + path + "` is an empty list",
                  "write it like `" + std::string(key.example) + "`");
  }
  for (const YamlNode& item : node.items) take(item);
  return windows;
}

}  // namespace islet
