#include "base/quantity_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"

namespace islet {
namespace {

/// No figure of a site is larger: 1e15 W, USD or bytes a second.
constexpr double figure_max = 1e15;
constexpr std::size_t digits_max = 64;

/// A piece of the whole text; knows where it stands, for the place of an error.
struct Piece {
  std::string_view whole;
  std::string_view text;

  Piece part(std::string_view inner) const { return {whole, inner}; }
  Piece trimmed_part() const { return {whole, trimmed(text)}; }

  Error error(const char* code, std::string what, std::string hint = {}) const {
    Error out;
    const auto offset = static_cast<std::size_t>(text.data() - whole.data());
    out.place.column = static_cast<int>(character_count(whole.substr(0, offset))) + 1;
    out.place.length = std::max(1, static_cast<int>(character_count(text)));
    out.code = code;
    out.what = std::move(what);
    out.hint = std::move(hint);
    return out;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A bare number at the start: `12`, `-3.5`, `1_200`, `.5`. Gives its length; 0 when there is none.
std::size_t number_length(std::string_view text) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t start = at;
  bool has_digit = false;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '_' || text[at] == '.')) {
    has_digit |= is_digit(text[at]);
    // `1 .. 2` without blanks: the dots are no part of the number.
    if (text[at] == '.' && at + 1 < text.size() && text[at + 1] == '.') break;
    ++at;
  }
  if (!has_digit) return 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E') && at > start) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
    if (exponent < text.size() && is_digit(text[exponent])) {
      while (exponent < text.size() && is_digit(text[exponent])) ++exponent;
      at = exponent;
    }
  }
  return at;
}

Result<double> number_of(const Piece& piece) {
  std::string digits;
  for (const char c : piece.text) {
    if (c != '_') digits += c;
  }
  const char* start = digits.data() + (digits.front() == '+' ? 1 : 0);
  const char* end = digits.data() + digits.size();
  double value = 0;
  const auto [stop, failed] = std::from_chars(start, end, value);
  const bool is_number = failed == std::errc() && stop == end && std::isfinite(value);
  if (!is_number || piece.text.size() > digits_max) {
    return piece.error("V9", "`" + shown(piece.text, 40) + "` is no number that can be read",
                       "Write plain digits, with `.` before the decimals.");
  }
  if (std::abs(value) > figure_max) {
    return piece.error("V9", "`" + shown(piece.text, 40) + "` is larger than anything on Earth",
                       "Check the number and its unit.");
  }
  return value;
}

/// One figure with its unit.
struct Figure1 {
  double number = 0;  ///< as written
  std::string unit;
  ParsedUnit parsed;
  bool has_unit = false;

  double base() const { return number * parsed.factor; }
};

Error comma_error(const Piece& piece) {
  std::string plain;
  for (const char c : piece.text) {
    if (c != ',') plain += c;
  }
  return piece.error(
      "U4", "`" + shown(piece.text, 40) + "` has a comma: thousand or decimal?",
      "Write `" + shown(trimmed(plain), 40) + "` for thousands; a decimal point is always `.`.");
}

Result<Figure1> figure_of(const Piece& given) {
  const Piece piece = given.trimmed_part();
  const std::size_t length = number_length(piece.text);
  if (length == 0) {
    return piece.error("V8", "`" + shown(piece.text, 60) + "` has no number where one is needed");
  }
  const std::string_view rest = piece.text.substr(length);
  if (!rest.empty() && rest.front() == ',' && rest.size() > 1 && is_digit(rest[1])) {
    return comma_error(piece);
  }
  const Result<double> number = number_of(piece.part(piece.text.substr(0, length)));
  if (!number) return number.error();
  Figure1 figure;
  figure.number = *number;
  const Piece unit = piece.part(trimmed(rest));
  if (unit.text.empty()) return figure;
  if (const std::size_t hash = unit.text.find('#'); hash != std::string_view::npos) {
    return piece.part(unit.text.substr(hash))
        .error("U6", "there is no blank before `#`, so this is no comment",
               "Put a blank before `#`.");
  }
  Result<ParsedUnit> parsed = parse_unit(unit.text);
  if (!parsed) {
    Error error = parsed.error();
    const auto offset = static_cast<std::size_t>(unit.text.data() - unit.whole.data());
    error.place.column += static_cast<int>(character_count(unit.whole.substr(0, offset)));
    return error;
  }
  figure.unit = std::string(unit.text);
  figure.parsed = std::move(*parsed);
  figure.has_unit = true;
  return figure;
}

/// Puts a figure into a value as its typical, low and high.
void fill(ParsedValue& value, const Figure1& figure) {
  value.dimension = figure.parsed.dimension;
  value.typical = value.low = value.high = figure.base();
  value.unit = figure.unit;
  value.has_unit = figure.has_unit;
  value.is_percent = figure.parsed.is_percent;
  value.is_temperature = figure.parsed.is_temperature;
  value.is_peak = figure.parsed.is_peak;
  value.currency = figure.parsed.currency;
  value.counted = figure.parsed.counted;
  if (figure.unit == "MW" && std::abs(figure.number) < 1000) {
    value.warnings.emplace_back("`MW` is a million watts; `mW` and `kW` are other sizes");
  }
}

Result<ParsedValue> single(const Piece& piece, ValueForm form) {
  const Result<Figure1> figure = figure_of(piece);
  if (!figure) return figure.error();
  ParsedValue value;
  value.form = form;
  fill(value, *figure);
  return value;
}

/// Two figures; one without a unit takes the other's.
Result<ParsedValue> pair(const Piece& first, const Piece& other, ValueForm form) {
  Result<Figure1> a = figure_of(first);
  if (!a) return a.error();
  Result<Figure1> b = figure_of(other);
  if (!b) return b.error();
  if (!a->has_unit) {
    a->parsed = b->parsed;
    a->unit = b->unit;
    a->has_unit = b->has_unit;
  }
  if (!b->has_unit) {
    b->parsed = a->parsed;
    b->has_unit = a->has_unit;
  }
  if (a->parsed.dimension != b->parsed.dimension ||
      a->parsed.is_temperature != b->parsed.is_temperature ||
      a->parsed.currency != b->parsed.currency) {
    return other.trimmed_part().error(
        "U2", "the two ends are " + dimension_name(a->parsed.dimension) + " and " +
                  dimension_name(b->parsed.dimension) + ", must be of one kind");
  }
  ParsedValue value;
  value.form = form;
  fill(value, *a);
  value.low = a->base();
  value.high = b->base();
  if (value.low > value.high) {
    return first.trimmed_part().error("V4", "the range runs from high to low",
                                      "Write the lower end first.");
  }
  value.typical = 0.5 * (value.low + value.high);
  return value;
}

/// `72 W ± 10 %`: a share of the value, or an amount of its own kind.
Result<ParsedValue> uncertain(const Piece& first, const Piece& spread) {
  Result<ParsedValue> value = single(first, ValueForm::uncertain);
  if (!value) return value;
  const Result<Figure1> width = figure_of(spread);
  if (!width) return width.error();
  double half = width->base();
  const bool is_share = width->parsed.is_percent && !value->is_percent;
  if (is_share) {
    half = std::abs(value->typical) * width->base();
  } else if (!width->has_unit) {
    half =
        width->number *
        (value->typical == 0 || first.text.empty() ? 1.0 : figure_of(first).value().parsed.factor);
  } else {
    const bool kelvin =
        value->is_temperature && width->parsed.dimension == TemperatureDifference::dimension;
    if (width->parsed.dimension != value->dimension && !kelvin) {
      return spread.trimmed_part().error(
          "U2", "after ± stands " + dimension_name(width->parsed.dimension) + ", must be " +
                    dimension_name(value->dimension) + " or a `%`");
    }
  }
  if (half < 0)
    return spread.trimmed_part().error("V2", "a spread is negative, must be at least 0");
  value->low = value->typical - half;
  value->high = value->typical + half;
  return value;
}

struct Separator {
  std::string_view mark;
  std::size_t at = std::string_view::npos;
};

Separator find_any(std::string_view text, std::initializer_list<std::string_view> marks) {
  for (const std::string_view mark : marks) {
    if (const std::size_t at = text.find(mark); at != std::string_view::npos) return {mark, at};
  }
  return {};
}

std::optional<std::string_view> after_prefix(std::string_view text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  const std::string_view rest = text.substr(prefix.size());
  const bool is_mark = !std::isalpha(static_cast<unsigned char>(prefix.back()));
  if (!is_mark && !rest.empty() && rest.front() != ' ' && !is_digit(rest.front())) {
    return std::nullopt;
  }
  return trimmed(rest);
}

/// `04:30` as a time of day, 0..24 h.
std::optional<Duration> time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) {
    return std::nullopt;
  }
  int hours = 0;
  int minutes = 0;
  for (const char c : text.substr(0, colon)) {
    if (!is_digit(c)) return std::nullopt;
    hours = hours * 10 + (c - '0');
  }
  for (const char c : text.substr(colon + 1)) {
    if (!is_digit(c)) return std::nullopt;
    minutes = minutes * 10 + (c - '0');
  }
  if (minutes > 59 || hours > 24 || (hours == 24 && minutes > 0)) return std::nullopt;
  return hours * hour + minutes * minute;
}

constexpr std::array<std::string_view, 7> day_names = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

std::optional<int> day_named(std::string_view word) {
  for (int index = 0; index < 7; ++index) {
    if (word == day_names[static_cast<std::size_t>(index)]) return index;
  }
  return std::nullopt;
}

/// `mon-sat`, `daily`, `sun`, `mon,wed`.
std::optional<unsigned> days_of(std::string_view text) {
  if (text == "daily") return 0x7fU;
  unsigned days = 0;
  for (const std::string_view piece : split(text, ',')) {
    const std::size_t dash = piece.find('-');
    const auto first = day_named(piece.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_named(piece.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (int each = *first;; each = (each + 1) % 7) {
      days |= 1U << each;
      if (each == *last) break;
    }
  }
  return days;
}

std::optional<TimeWindow> window_of(std::string_view text) {
  TimeWindow window;
  const std::size_t blank = text.find(' ');
  std::string_view hours = text;
  if (blank != std::string_view::npos) {
    const auto days = days_of(text.substr(0, blank));
    if (!days) return std::nullopt;
    window.days = *days;
    hours = trimmed(text.substr(blank));
  }
  const std::size_t dash = hours.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = time_of_day(trimmed(hours.substr(0, dash)));
  const auto to = time_of_day(trimmed(hours.substr(dash + 1)));
  if (!from || !to) return std::nullopt;
  window.from = *from;
  window.to = *to;
  return window;
}

/// Degrees with or without a letter of the compass; none when it is no coordinate.
std::optional<double> coordinate(std::string_view text, char positive, char negative) {
  text = trimmed(text);
  const std::size_t length = number_length(text);
  if (length == 0) return std::nullopt;
  double degrees = 0;
  const std::string_view digits = text.substr(text.front() == '+' ? 1 : 0, length);
  if (std::from_chars(digits.data(), digits.data() + digits.size(), degrees).ec != std::errc()) {
    return std::nullopt;
  }
  std::string_view letter = trimmed(text.substr(length));
  if (letter.substr(0, 2) == "\xC2\xB0") letter = trimmed(letter.substr(2));  // the degree sign
  if (letter.empty()) return degrees;
  if (letter.size() != 1 || degrees < 0) return std::nullopt;
  if (letter.front() == positive) return degrees;
  if (letter.front() == negative) return -degrees;
  return std::nullopt;
}

std::optional<ParsedValue> position_of(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto latitude = coordinate(text.substr(0, comma), 'N', 'S');
  const auto longitude = coordinate(text.substr(comma + 1), 'E', 'W');
  if (!latitude || !longitude) return std::nullopt;
  const bool has_letter = text.find_first_of("NSEW") != std::string_view::npos;
  const bool has_blank = comma + 1 < text.size() && text[comma + 1] == ' ';
  if (!has_letter && !has_blank) return std::nullopt;  // `1,200` is a number with a comma
  ParsedValue value;
  value.form = ValueForm::position;
  value.latitude_deg = *latitude;
  value.longitude_deg = *longitude;
  return value;
}

std::optional<ParsedValue> frame_of(std::string_view text) {
  const std::size_t cross = text.find('x');
  if (cross == 0 || cross == std::string_view::npos || cross > 6 || text.size() - cross > 7) {
    return std::nullopt;
  }
  const auto whole = [](std::string_view digits) {
    int number = 0;
    const auto [stop, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return failed == std::errc() && stop == digits.data() + digits.size() ? number : 0;
  };
  ParsedValue value;
  value.form = ValueForm::frame;
  value.width = whole(text.substr(0, cross));
  value.height = whole(text.substr(cross + 1));
  if (value.width <= 0 || value.height <= 0) return std::nullopt;
  return value;
}

/// `p99 < 100 ms`; the part from the mark on may be `<`, `<=`, `≤`, `>` or `>=`.
std::optional<Result<ParsedValue>> statistic_of(const Piece& piece) {
  const Separator mark = find_any(piece.text, {"<=", "≤", "<"});
  if (mark.at == std::string_view::npos || mark.at == 0) return std::nullopt;
  const std::string_view name = trimmed(piece.text.substr(0, mark.at));
  double quantile = 0.5;
  if (name != "mean") {
    if (name.size() < 2 || name.front() != 'p') return std::nullopt;
    double percent = 0;
    const auto [stop, failed] =
        std::from_chars(name.data() + 1, name.data() + name.size(), percent);
    if (failed != std::errc() || stop != name.data() + name.size() || percent <= 0) {
      return std::nullopt;
    }
    // `p999` is the usual way to write 99.9 %.
    while (percent >= 100) percent /= 10;
    quantile = percent / 100;
  }
  Result<ParsedValue> value =
      single(piece.part(piece.text.substr(mark.at + mark.mark.size())), ValueForm::statistic);
  if (value) value->quantile = quantile;
  return value;
}

/// Forms that begin with a word or a mark: requirements and times.
std::optional<Result<ParsedValue>> with_prefix(const Piece& piece) {
  struct Prefix {
    std::string_view word;
    ValueForm form;
  };
  constexpr Prefix prefixes[] = {
      {"at least", ValueForm::at_least}, {">=", ValueForm::at_least},   {"≥", ValueForm::at_least},
      {"at most", ValueForm::at_most},   {"up to", ValueForm::at_most}, {"<=", ValueForm::at_most},
      {"≤", ValueForm::at_most},         {"every", ValueForm::every},   {"by", ValueForm::by},
      {"after", ValueForm::after},       {"<", ValueForm::at_most},     {">", ValueForm::at_least}};
  for (const Prefix& prefix : prefixes) {
    const auto rest = after_prefix(piece.text, prefix.word);
    if (!rest) continue;
    if (prefix.form != ValueForm::by && prefix.form != ValueForm::after) {
      return single(piece.part(*rest), prefix.form);
    }
    const auto time = time_of_day(*rest);
    if (!time) {
      return piece.part(rest->empty() ? piece.text : *rest)
          .error("V6", "`" + shown(*rest, 40) + "` is no time of day",
                 "Write hours and minutes, such as `04:30`.");
    }
    ParsedValue value;
    value.form = prefix.form;
    value.window.from = *time;
    return value;
  }
  return std::nullopt;
}

/// Forms whose shape is plain: times, windows, frames, positions.
std::optional<ParsedValue> shaped(std::string_view text) {
  ParsedValue value;
  if (const auto time = time_of_day(text)) {
    value.form = ValueForm::clock;
    value.window.from = *time;
    return value;
  }
  if (const auto window = window_of(text)) {
    value.form = ValueForm::window;
    value.window = *window;
    return value;
  }
  if (auto frame = frame_of(text)) return frame;
  return position_of(text);
}

}  // namespace

Result<ParsedValue> parse_value(std::string_view text) {
  const Piece whole{text, text};
  const Piece piece = whole.trimmed_part();
  if (piece.text.empty()) return whole.error("V8", "the value is empty");
  if (text.size() > value_text_max) {
    return whole.error("V9", "the value holds " + std::to_string(text.size()) + " bytes, at most " +
                                 std::to_string(value_text_max) + " are read");
  }
  if (auto value = shaped(piece.text)) return std::move(*value);
  if (auto value = with_prefix(piece)) return std::move(*value);
  if (auto value = statistic_of(piece)) return std::move(*value);
  const char first = piece.text.front();
  const bool is_number = number_length(piece.text) > 0 || first == '/';
  if (!is_number) {
    ParsedValue value;
    value.form = ValueForm::word;
    value.word = std::string(piece.text);
    return value;
  }
  const auto before = [&](const Separator& mark) {
    return piece.part(piece.text.substr(0, mark.at));
  };
  const auto behind = [&](const Separator& mark) {
    return piece.part(piece.text.substr(mark.at + mark.mark.size()));
  };
  if (const auto mark = find_any(piece.text, {"±", "+-", "+/-"});
      mark.at != std::string_view::npos) {
    return uncertain(before(mark), behind(mark));
  }
  if (const auto mark = find_any(piece.text, {" to "}); mark.at != std::string_view::npos) {
    return pair(before(mark), behind(mark), ValueForm::choose);
  }
  if (const auto mark = find_any(piece.text, {"..", "…"}); mark.at != std::string_view::npos) {
    return pair(before(mark), behind(mark), ValueForm::varies);
  }
  return single(piece, ValueForm::known);
}

}  // namespace islet
