#include "twin/live_state.h"

#include <algorithm>
#include <initializer_list>

#include "net/json.h"

namespace islet {
namespace {

const JsonValue* member(const JsonValue& from, std::initializer_list<std::string_view> way) {
  const JsonValue* at = &from;
  for (const std::string_view name : way) {
    at = at == nullptr ? nullptr : at->find(name);
  }
  return at;
}

std::optional<double> number(const JsonValue& from, std::initializer_list<std::string_view> way) {
  const JsonValue* const found = member(from, way);
  if (found == nullptr || !found->is(JsonValue::Kind::number)) return std::nullopt;
  return found->number;
}

bool drifts(const JsonValue& plant, std::string_view part) {
  const JsonValue* const found = member(plant, {"twin", part, "drifts"});
  return found != nullptr && found->truth;
}

PartFound found(const JsonValue& plant, std::string_view part, std::string_view figure) {
  const auto share = number(plant, {"twin", part, figure});
  if (!share || *share <= 0 || *share >= 2) return {};
  return {share, drifts(plant, part)};
}

std::optional<Volume> litres(const JsonValue& plant, std::string_view figure) {
  const auto value = number(plant, {"twin", "fuel", figure});
  return value && *value >= 0 ? std::optional(*value * litre) : std::nullopt;
}

/// Of the reading; nothing where no meter says it and the site goes by an assumption.
std::optional<double> metered(const JsonValue& plant, std::string_view figure,
                              std::string_view measure) {
  const JsonValue* const meters = plant.find("meters");
  if (meters == nullptr) return std::nullopt;
  const bool is_metered = std::any_of(meters->items.begin(), meters->items.end(), [&](auto& one) {
    const JsonValue* const what = one.find("measure");
    return what != nullptr && what->text == measure;
  });
  const auto value = number(plant, {"reading", figure});
  return is_metered && value && *value >= 0 && *value <= 1 ? value : std::nullopt;
}

}  // namespace

Result<LiveState> read_live_state(std::string_view text, const std::string& source) {
  const Result<JsonValue> whole = read_json(text);
  const JsonValue* plant = whole ? &*whole : nullptr;
  if (plant != nullptr && plant->find("plant") != nullptr) plant = plant->find("plant");
  if (plant == nullptr || plant->find("installed") == nullptr) {
    return Error{{source},
                 "this is not the state of a site with a plant",
                 "Name the folder of `islet serve --site SITE.yaml --state DIR`, or the address of "
                 "its gateway.",
                 "D3",
                 ""};
  }
  LiveState out;
  if (const auto written = number(*plant, {"unix_ms"})) {
    out.unix_ms = static_cast<std::int64_t>(*written);
  }
  out.charge = metered(*plant, "charge", "battery_charge");
  out.fuel = metered(*plant, "fuel", "fuel");
  out.battery_found = found(*plant, "battery", "health");
  out.panels_found = found(*plant, "panels", "share");
  out.fuel_gone = litres(*plant, "gone_l");
  out.fuel_burnt = litres(*plant, "burnt_l");
  out.fuel_drifts = drifts(*plant, "fuel");
  const auto nameplate = number(*plant, {"twin", "battery", "nameplate_kwh"});
  const auto capacity = number(*plant, {"installed", "battery_kwh"});
  out.battery = nameplate.value_or(capacity.value_or(0)) * kilowatt_hour;
  out.panels = number(*plant, {"installed", "panels_w"}).value_or(0) * watt;
  return out;
}

}  // namespace islet
