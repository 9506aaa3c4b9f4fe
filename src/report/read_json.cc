#include "report/read_json.h"

#include <algorithm>
#include <utility>

namespace islet {
namespace {

constexpr int depth_max = 64;

Error no_plan(Place place, std::string what) {
  return {std::move(place), std::move(what), "Make a plan with: islet plan SITE.yaml -o PLAN.json.",
          "D10", ""};
}

/// Whether maps and lists stand at most `depth_max` inside one another.
bool is_shallow(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_text) {
      if (c == '\\') ++at;
      in_text = c != '"' || at >= text.size();
      continue;
    }
    if (c == '"') in_text = true;
    if ((c == '{' || c == '[') && ++depth > depth_max) return false;
    if (c == '}' || c == ']') --depth;
  }
  return true;
}

Place place_at(std::string_view text, const std::string& file, std::size_t byte_at) {
  const std::string_view before = text.substr(0, std::min(byte_at, text.size()));
  const std::size_t line_start = before.rfind('\n');
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column =
      line_start == before.npos ? before.size() : before.size() - line_start - 1;
  return {file, static_cast<int>(line), static_cast<int>(std::max<std::size_t>(column, 1)), 0};
}

}  // namespace

std::optional<Json> read_json(std::string_view text, const std::string& file, Faults& faults) {
  if (!is_shallow(text)) {
    faults.add(no_plan(Place{file}, "maps and lists stand more than 64 deep"));
    return std::nullopt;
  }
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    faults.add(no_plan(place_at(text, file, error.byte), "the text stops being JSON here"));
  } catch (const Json::exception&) {
    faults.add(no_plan(Place{file}, "a number is larger than any figure can be"));
  }
  return std::nullopt;
}

bool holds_result(const Json& json, std::string_view schema, const std::string& file,
                  Faults& faults) {
  const auto found = json.is_object() ? json.find("schema") : json.end();
  if (!json.is_object() || found == json.end() || !found->is_string()) {
    faults.add(no_plan(Place{file}, "this is no document of islet: it has no \"schema\""));
    return false;
  }
  if (*found != schema) {
    faults.add(no_plan(Place{file}, "schema is \"" + found->get<std::string>() + "\", must be \"" +
                                        std::string(schema) + "\""));
    return false;
  }
  if (!json.contains("result") || json.at("result").is_null()) {
    faults.add(no_plan(Place{file}, "the document holds no plan: its command failed"));
    return false;
  }
  return true;
}

}  // namespace islet
