#include "sim/pipeline_fields.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace islet {

void PipelineFields::wrong(const Place& place, std::string code, std::string what,
                           std::string hint) {
  faults_.add(document_.error_at(place, std::move(code), std::move(what), std::move(hint)));
}

void PipelineFields::missing(const YamlNode& node, const char* key) {
  wrong(node.place, "S3", fmt::format("`{}` is missing", key),
        "The examples/pipelines folder has whole ones.");
}

void PipelineFields::known_keys(const YamlNode& node, std::initializer_list<const char*> keys) {
  if (!node.is_map()) wrong(node.place, "S2", "must be a map of keys and values");
  for (const YamlEntry& entry : node.entries) {
    const bool known =
        std::any_of(keys.begin(), keys.end(), [&](const char* key) { return entry.key == key; });
    if (known) continue;
    const std::vector<std::string> names(keys.begin(), keys.end());
    const std::optional<std::string> near = closest(entry.key, names);
    wrong(entry.key_place, "S1", fmt::format("unknown key `{}`", entry.key),
          near ? fmt::format("Did you mean `{}`?", *near)
               : fmt::format("Keys here are {}.", fmt::join(names, ", ")));
  }
}

std::string PipelineFields::text(const YamlNode& node, const char* key) {
  const YamlNode* found = node.find(key);
  return found != nullptr && found->is_scalar() ? found->text : "";
}

bool PipelineFields::flag(const YamlNode& node, const char* key) {
  const YamlNode* found = node.find(key);
  if (found == nullptr) return false;
  if (found->text == "yes" || found->text == "no") return found->text == "yes";
  wrong(found->place, "V3", fmt::format("{} is \"{}\", must be yes or no", key, found->text));
  return false;
}

std::int64_t PipelineFields::whole(const YamlNode& node, const char* key, std::int64_t low,
                                   std::int64_t high, std::int64_t usual) {
  const YamlNode* found = node.find(key);
  if (found == nullptr) return usual;
  const Result<ParsedValue> value = parse_value(found->text);
  const bool is_whole = value && !value->has_unit && value->form == ValueForm::known &&
                        value->typical == std::floor(value->typical);
  if (is_whole && value->typical >= static_cast<double>(low) &&
      value->typical <= static_cast<double>(high)) {
    return static_cast<std::int64_t>(value->typical);
  }
  wrong(found->place, "V2",
        fmt::format("{} is \"{}\", must be a whole number from {} to {}", key, found->text, low,
                    high));
  return usual;
}

std::optional<Duration> PipelineFields::duration(const YamlNode& node, const char* key,
                                                 Duration low) {
  const YamlNode* found = node.find(key);
  if (found == nullptr) return std::nullopt;
  const auto both = range<Duration>(*found, key, low, longest, "250 ms");
  if (!both) return std::nullopt;
  return both->second;
}

}  // namespace islet
