#include "report/json_find.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "report/json.h"

namespace islet {
namespace {

bool is_called(const Json& item, std::string_view name) {
  if (!item.is_object()) return false;
  constexpr std::array<const char*, 7> keys = {"name", "id",     "key",   "question",
                                               "rule", "figure", "record"};
  return std::any_of(keys.begin(), keys.end(), [&](const char* key) {
    const auto found = item.find(key);
    return found != item.end() && found->is_string() &&
           found->get_ref<const std::string&>() == name;
  });
}

const Json* item_of(const Json& list, std::string_view step) {
  if (step.starts_with('@')) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Json& item) {
      return is_called(item, step.substr(1));
    });
    return found == list.end() ? nullptr : &*found;
  }
  std::size_t index = 0;
  const auto [end, failed] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (failed != std::errc() || end != step.data() + step.size() || index >= list.size()) {
    return nullptr;
  }
  return &list[index];
}

const Json* child_of(const Json& node, std::string_view step) {
  if (node.is_array()) return item_of(node, step);
  if (!node.is_object()) return nullptr;
  const auto found = node.find(std::string(step));
  return found == node.end() ? nullptr : &*found;
}

std::optional<std::string> text_of_value(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  if (value.is_number()) return fmt::format("{:.10g}", value.get<double>());
  if (value.is_array()) {
    std::string text;
    for (const Json& item : value) {
      text += (text.empty() ? "" : ", ") + text_of_value(item).value_or("?");
    }
    return text;
  }
  // An estimate: its value stands for it.
  if (value.is_object() && value.contains("value")) return text_of_value(value["value"]);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> found_in_result(const std::string& document, std::string_view path) {
  const Json whole = Json::parse(document, nullptr, false);
  if (!whole.is_object() || !whole.contains("result")) return std::nullopt;
  const Json* node = &whole["result"];
  for (const std::string_view step : split(path, '/')) {
    if (step == "#") return std::to_string(node->size());
    node = child_of(*node, step);
    if (node == nullptr) return std::nullopt;
  }
  return text_of_value(*node);
}

}  // namespace islet
