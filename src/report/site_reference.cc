#include "report/site_reference.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/quantity_text.h"
#include "report/json.h"

namespace islet {
namespace {

const std::vector<KeySpec>& table() {
  static const std::vector<KeySpec> keys = site_keys();
  return keys;
}

std::string_view last_name(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool is_quantity(const KeySpec& key) {
  switch (key.form) {
    case KeyForm::known:
    case KeyForm::uncertain:
    case KeyForm::size:
    case KeyForm::at_least:
    case KeyForm::at_most:
    case KeyForm::statistic:
      return true;
    default:
      return false;
  }
}

/// Words that stand in place of a figure everywhere.
constexpr const char* free_words = "auto|none|unknown|any|yes|no";

/// The name of a unit's dimension, as dimension_name has it ("a power"); empty for a count.
std::string dimension_of(const KeySpec& key) {
  const std::string_view unit = key.unit.substr(0, key.unit.find('|'));
  if (unit.empty()) return "";
  const Result<ParsedUnit> parsed = parse_unit(unit);
  return parsed ? dimension_name(parsed->dimension) : std::string();
}

/// Units of the common dimensions, written as people write them; a value that holds a number must
/// end in one of them. Empty for dimensions whose units are too many to list.
std::string unit_pattern(const KeySpec& key) {
  const std::string dimension = dimension_of(key);
  if (dimension == "a power") return "[kMGm]?W(p)?|kWe|MWp|kWp";
  if (dimension == "an energy") return "[kMG]?Wh|[kMG]?J|BTU|MMBtu";
  if (dimension == "a duration") {
    return "[mµun]?s|sec|min|minutes?|h|hours?|d|days?|weeks?|months?|years?";
  }
  return "";
}

/// "(?=.*[0-9]) ... unit at the end": draft-07 patterns are ECMA-262.
std::string value_pattern(const KeySpec& key) {
  const std::string units = unit_pattern(key);
  if (units.empty()) return "";
  return fmt::format("^(.*[0-9._]\\s*({})([\\s).,;%±<>-].*)?|({})|[^0-9]*)$", units, free_words);
}

Json leaf_schema(const KeySpec& key) {
  Json out = Json::object();
  const std::string form = form_in_words(key);
  out["description"] = std::string(key.line) + (form.empty() ? "" : ". Written as " + form);
  if (!key.standard.empty()) out["default"] = std::string(key.standard);
  if (!key.example.empty()) out["examples"] = Json::array({std::string(key.example)});
  if (key.form == KeyForm::words) {
    out["type"] = Json::array({"array", "string"});
    return out;
  }
  if (key.form == KeyForm::figures) {
    out["type"] = "array";
    out["minItems"] = 12;
    out["maxItems"] = 12;
    return out;
  }
  const std::string pattern = is_quantity(key) ? value_pattern(key) : "";
  if (key.form == KeyForm::size) {
    // A list is a choice.
    Json one = {{"type", Json::array({"string", "number"})}};
    if (!pattern.empty()) one["pattern"] = pattern;
    out["anyOf"] = Json::array({one, {{"type", "array"}, {"items", one}}});
    return out;
  }
  out["type"] = Json::array({"string", "number", "boolean"});
  if (!pattern.empty()) out["pattern"] = pattern;
  return out;
}

Json block_schema(std::string_view path);

Json schema_of(const KeySpec& key) {
  if (key.form != KeyForm::block && key.form != KeyForm::names && key.form != KeyForm::rows) {
    return leaf_schema(key);
  }
  Json below = block_schema(key.path);
  below["description"] = std::string(key.line);
  if (key.form == KeyForm::names) {
    Json named = Json::object();
    named["type"] = "object";
    named["description"] = std::string(key.line);
    named["additionalProperties"] = block_schema(std::string(key.path) + ".*");
    named["additionalProperties"].erase("type");  // the short form of an entry is one value
    return named;
  }
  if (key.form == KeyForm::rows) {
    Json rows = Json::object();
    rows["description"] = std::string(key.line);
    rows["type"] = "array";
    if (!key.scalar.empty()) below.erase("type");  // the short form of an entry is one value
    rows["items"] = std::move(below);
    return rows;
  }
  // A bare value stands for the key that `scalar` names; `none` and `auto` for the whole block.
  below.erase("type");
  return below;
}

/// An object of the keys below `path`; keys that start with x_ are the user's own.
Json block_schema(std::string_view path) {
  Json properties = Json::object();
  for (const KeySpec& key : table()) {
    const std::string_view above =
        key.path.find('.') == std::string_view::npos ? "" : key.path.substr(0, key.path.rfind('.'));
    if (above != path || last_name(key.path) == "*") continue;
    properties[std::string(last_name(key.path))] = schema_of(key);
  }
  Json out = Json::object();
  out["type"] = "object";
  if (!properties.empty()) {
    out["properties"] = std::move(properties);
    out["patternProperties"] = {{"^x_", Json::object()}};
    out["additionalProperties"] = false;
  }
  return out;
}

std::string range_text(const KeySpec& key) {
  const bool low = key.range.low > -1e300;
  const bool high = key.range.high < 1e300;
  const std::string unit(key.unit.substr(0, key.unit.find('|')));
  const std::string tail = unit.empty() ? "" : " " + unit;
  if (low && high) {
    return fmt::format("{}{:g} to {:g}{}", key.range.above_low ? "above " : "", key.range.low,
                       key.range.high, tail);
  }
  if (low) {
    return fmt::format("{} {:g}{}", key.range.above_low ? "above" : "at least", key.range.low,
                       tail);
  }
  return high ? fmt::format("at most {:g}{}", key.range.high, tail) : "";
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

}  // namespace

const KeySpec* site_key(std::string_view path) { return find_key(table(), path); }

Document key_page(const KeySpec& key) {
  Document page;
  page.title(std::string(key.path), "key of the site file");
  page.paragraph(std::string(key.line));
  Table rows;
  rows.show_names = false;
  rows.columns = {{"what"}, {"value", Align::left, true}};
  const auto add = [&](const char* what, const std::string& text) {
    if (!text.empty()) rows.add({what, text});
  };
  add("written as", form_in_words(key));
  add("range", range_text(key));
  add("words", std::string(key.words));
  add("default", std::string(key.standard));
  add("because", std::string(key.why));
  add("example", std::string(key.example));
  add("kinds of work", std::string(key.kinds));
  add("not used by a plan yet", std::string(key.unused));
  std::string below;
  for (const std::string_view name : keys_below(table(), key.path)) {
    below += (below.empty() ? "" : ", ") + std::string(name);
  }
  add("keys below", below);
  page.table(std::move(rows));
  return page;
}

std::string key_json(const KeySpec& key) {
  return enveloped("islet/explain/1", {}, true,
                   {{"id", std::string(key.path)},
                    {"kind", "key"},
                    {"title", std::string(key.line)},
                    {"form", form_in_words(key)},
                    {"range", range_text(key)},
                    {"words", std::string(key.words)},
                    {"default", std::string(key.standard)},
                    {"why", std::string(key.why)},
                    {"example", std::string(key.example)},
                    {"not_used_yet", std::string(key.unused)}});
}

std::string site_file_page() {
  std::string page =
      "# The site file, key by key\n\nWritten from the program's own table of keys by `./check "
      "--update`. `*` stands for a name of your own. Forms of values: `72 W` known, `72 W ± 10 %` "
      "roughly known, `a .. b` varies by itself, `a to b` and `[a, b]` the planner chooses, `at "
      "least`, `at most`, `p99 < 100 ms` requirements. `auto`: the planner decides; `none`: "
      "deliberately absent; `unknown`: the default with a wide spread. Keys that start with `x_` "
      "are yours.\n";
  std::string_view block;
  for (const KeySpec& key : table()) {
    const std::string_view top = key.path.substr(0, key.path.find('.'));
    if (top != block) {
      block = top;
      page += fmt::format(
          "\n## {}\n\n{}\n\n| Key | What | Written as | Default | Example |\n"
          "| --- | --- | --- | --- | --- |\n",
          top, key.line);
      if (key.path == top && key.form == KeyForm::block) continue;
    }
    const std::string standard =
        key.standard.empty() ? ""
                             : code(key.standard) + (key.why.empty() ? "" : ": ") + cell(key.why);
    const std::string line =
        std::string(key.line) +
        (key.unused.empty() ? "" : " (used by no plan yet: " + std::string(key.unused) + ")");
    page += fmt::format("| {} | {} | {} | {} | {} |\n", code(key.path), cell(line),
                        cell(form_in_words(key)), standard, code(key.example));
  }
  return page;
}

std::string site_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"$id", "site-1.schema.json"},
                 {"title", "Islet site file"}};
  const Json body = block_schema("");
  for (const auto& [key, value] : body.items()) schema[key] = value;
  return schema.dump(2) + "\n";
}

}  // namespace islet
