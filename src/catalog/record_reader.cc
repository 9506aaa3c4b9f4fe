#include "catalog/record_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "catalog/calendar_day.h"

namespace islet {
namespace {

/// The number in `text`, all of it; none for other text, NaN and infinity.
std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, value);
  if (failed != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string shown(const YamlNode& value) {
  if (value.is_map()) return "a map";
  if (value.is_list()) return "a list";
  return value.is_null() ? "empty" : "\"" + value.text.substr(0, 60) + "\"";
}

}  // namespace

RecordReader::RecordReader(const YamlDocument& document, const YamlNode& node,
                           const RecordContext& context)
    : document_(document), node_(node), context_(context) {
  if (!node.is_map())
    add(node.place, "S2", fmt::format("a record is {}, must be a map", shown(node)), "");
}

void RecordReader::add(const Place& place, const char* code, std::string what, std::string hint) {
  faulty_.push_back(place);
  context_.faults.add(document_.error_at(place, code, std::move(what), std::move(hint)));
}

const YamlNode* RecordReader::find(std::string_view key) {
  asked_.emplace_back(key);
  return node_.find(key);
}

const YamlNode* RecordReader::require(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr) add(node_.place, "S3", fmt::format("`{}` is missing", key), "");
  return value;
}

bool RecordReader::has(std::string_view key) { return find(key) != nullptr; }

std::string RecordReader::word(std::string_view key) {
  const YamlNode* value = require(key);
  if (value == nullptr) return {};
  if (!value->is_scalar() || value->text.empty()) {
    add(value->place, "V1", fmt::format("`{}` is {}, must be a word", key, shown(*value)), "");
    return {};
  }
  return value->text;
}

std::string RecordReader::optional_word(std::string_view key) {
  return has(key) ? word(key) : std::string();
}

std::vector<std::string> RecordReader::words(std::string_view key) {
  std::vector<std::string> out;
  const YamlNode* value = require(key);
  if (value == nullptr) return out;
  if (value->is_scalar()) return {value->text};
  if (!value->is_list()) {
    add(value->place, "V1", fmt::format("`{}` is {}, must be a list of words", key, shown(*value)),
        "");
    return out;
  }
  for (const YamlNode& item : value->items) {
    if (item.is_scalar()) {
      out.push_back(item.text);
    } else {
      add(item.place, "V1", fmt::format("`{}` holds {}, must hold words", key, shown(item)), "");
    }
  }
  return out;
}

bool RecordReader::flag(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr) return false;
  if (value->is_scalar() && value->text == "no") return false;
  if (value->is_scalar() && value->text == "yes") return true;
  add(value->place, "V1", fmt::format("`{}` is {}, must be yes or no", key, shown(*value)), "");
  return false;
}

double RecordReader::parsed(const YamlNode& value, std::string_view key, NumberRange range) {
  const auto number = value.is_scalar() ? number_in(value.text) : std::nullopt;
  if (!number || *number < range.low || *number > range.high) {
    const std::string bounds =
        range.high >= 1e18 ? fmt::format("a number of at least {:g}", range.low)
                           : fmt::format("a number from {:g} to {:g}", range.low, range.high);
    add(value.place, "V2", fmt::format("`{}` is {}, must be {}", key, shown(value), bounds), "");
    return 0;
  }
  return *number;
}

double RecordReader::number(std::string_view key, NumberRange range) {
  const YamlNode* value = require(key);
  return value == nullptr ? 0 : parsed(*value, key, range);
}

double RecordReader::optional_number(std::string_view key, NumberRange range) {
  const YamlNode* value = find(key);
  return value == nullptr ? 0 : parsed(*value, key, range);
}

std::vector<double> RecordReader::numbers(std::string_view key, NumberRange range) {
  std::vector<double> out;
  const YamlNode* value = require(key);
  if (value == nullptr) return out;
  if (!value->is_list()) return {parsed(*value, key, range)};
  for (const YamlNode& item : value->items) out.push_back(parsed(item, key, range));
  return out;
}

Grade RecordReader::grade_of(const YamlNode& value) {
  if (value.text.size() == 1 && value.text[0] >= 'A' && value.text[0] <= 'D') {
    return static_cast<Grade>(value.text[0] - 'A');
  }
  add(value.place, "V3", fmt::format("`grade` is {}, must be A, B, C or D", shown(value)),
      "A measured, B fitted or surveyed, C datasheet, D assumption.");
  return Grade::d;
}

std::string RecordReader::joined(const YamlNode& value) {
  if (value.is_scalar()) return value.text;
  std::string text;
  for (const YamlNode& item : value.items) text += (text.empty() ? "" : ", ") + item.text;
  return text;
}

void RecordReader::check_sources(const YamlNode& value) {
  const auto known = [&](const std::string& id) {
    return std::binary_search(context_.source_ids.begin(), context_.source_ids.end(), id);
  };
  const auto check = [&](const YamlNode& id) {
    if (known(id.text)) return;
    const auto near = closest(id.text, context_.source_ids);
    add(id.place, "D3", fmt::format("source {} is not in sources.yaml", shown(id)),
        near ? fmt::format("Did you mean `{}`?", *near)
             : "Add the source there, or name one that stands there.");
  };
  if (value.is_list()) {
    for (const YamlNode& item : value.items) check(item);
  } else {
    check(value);
  }
}

Figure<double> RecordReader::figure(std::string_view key, NumberRange range) {
  Figure<double> out;
  const YamlNode* value = require(key);
  const YamlNode* own_grade = node_.find("grade");
  const YamlNode* own_source = node_.find("source");
  if (own_grade != nullptr && own_grade->text.size() == 1) {
    out.grade = static_cast<Grade>(std::clamp(own_grade->text[0] - 'A', 0, 3));
  }
  if (own_source != nullptr) out.source = joined(*own_source);
  if (value == nullptr) return out;
  if (!value->is_map()) {
    out.typical = out.low = out.high = parsed(*value, key, range);
    return out;
  }
  RecordReader part(document_, *value, context_);
  out.typical = part.number("typical", range);
  out.low = part.has("low") ? part.number("low", range) : out.typical;
  out.high = part.has("high") ? part.number("high", range) : out.typical;
  if (out.low > out.typical || out.typical > out.high) {
    add(value->place, "V4",
        fmt::format("`{}` has low {:g}, typical {:g}, high {:g}; they must rise", key, out.low,
                    out.typical, out.high),
        "");
  }
  if (const YamlNode* grade = part.find("grade")) out.grade = grade_of(*grade);
  if (const YamlNode* source = part.find("source")) {
    check_sources(*source);
    out.source = joined(*source);
  }
  out.stated = part.optional_word("stated");
  out.see = part.optional_word("see");
  out.note = part.optional_word("note");
  out.date = part.date();
  part.finish();
  return out;
}

std::string RecordReader::date() {
  const YamlNode* dated = find("date");
  const int year = static_cast<int>(optional_number("year", {1990, 2100}));
  if (dated == nullptr) return year > 0 ? std::to_string(year) : std::string();
  if (year > 0) {
    fault("date", "`date` and `year` are both there", "Leave out `year`.");
    return {};
  }
  if (dated->is_scalar() && last_day_of(dated->text)) return dated->text;
  add(dated->place, "V6",
      fmt::format("`date` is {}, must be a date such as 2025-06-15 or 2025-06", shown(*dated)), "");
  return {};
}

void RecordReader::refuse_without_date(std::string_view key, const std::string& date) {
  const YamlNode* value = node_.find(key);
  if (value == nullptr || !date.empty()) return;
  const std::string amount = value->is_scalar() ? value->text.substr(0, 20) : "...";
  add(value->place, "S3", fmt::format("the price `{}` has no date", key),
      fmt::format("Say of when it is: `{}: {{typical: {}, year: 2025}}`, or a `date` such as "
                  "2025-06-15.",
                  key, amount));
}

Origin RecordReader::origin() {
  Origin out;
  if (const YamlNode* grade = require("grade")) out.grade = grade_of(*grade);
  if (const YamlNode* source = require("source")) {
    check_sources(*source);
    out.source = joined(*source);
  }
  out.note = optional_word("note");
  out.place = node_.place;
  return out;
}

std::vector<RecordReader> RecordReader::parts(std::string_view key) {
  std::vector<RecordReader> out;
  const YamlNode* value = require(key);
  if (value == nullptr) return out;
  if (value->is_list()) {
    for (const YamlNode& item : value->items) out.emplace_back(document_, item, context_);
  } else {
    out.emplace_back(document_, *value, context_);
  }
  return out;
}

std::size_t RecordReader::choice(std::string_view key, const std::string& word,
                                 std::span<const std::string_view> names) {
  const auto place = std::find(names.begin(), names.end(), word);
  if (place != names.end()) return static_cast<std::size_t>(place - names.begin());
  if (word.empty()) return 0;  // a missing key has its fault already
  std::string list;
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  const auto near = closest(word, {names.begin(), names.end()});
  fault(key, fmt::format("`{}` is \"{}\", must be one of: {}", key, word, list),
        near ? fmt::format("Did you mean `{}`?", *near) : "");
  return 0;
}

Place RecordReader::place_of(std::string_view key) const {
  const YamlNode* value = node_.find(key);
  return value == nullptr ? node_.place : value->place;
}

void RecordReader::fault(std::string_view key, const std::string& what, const std::string& hint,
                         const char* code) {
  add(place_of(key), code, what, hint);
}

bool RecordReader::is_sound(std::string_view key) const {
  const YamlNode* value = node_.find(key);
  return value != nullptr &&
         std::find(faulty_.begin(), faulty_.end(), value->place) == faulty_.end();
}

void RecordReader::finish() {
  for (const YamlEntry& entry : node_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    const auto near = closest(entry.key, asked_);
    add(entry.key_place, "S1", fmt::format("unknown key `{}`", entry.key),
        near ? fmt::format("Did you mean `{}`?", *near) : "");
  }
}

}  // namespace islet
