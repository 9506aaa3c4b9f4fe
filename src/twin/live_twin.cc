#include "twin/live_twin.h"

#include <fmt/format.h>

namespace islet {
namespace {

std::string share_text(const std::optional<double>& share) {
  return share ? fmt::format("{:.4g}", *share) : std::string("null");
}

/// "0.712,"drifts":true,"for_s":3600".
std::string drift_text(const Drift& drift, Instant now) {
  const Duration stood = drift.stands() ? between(drift.since(), now) : Duration();
  return fmt::format("\"drifts\":{},\"for_s\":{:.0f}", drift.stands(), stood / second);
}

}  // namespace

LiveTwin::LiveTwin(const Plant& plant, const std::vector<double>& panel_year,
                   const Calendar& calendar, Energy nameplate)
    : capacity_(plant.battery.capacity),
      nameplate_(nameplate > Energy() ? nameplate : capacity_),
      calendar_(calendar),
      battery_(plant.battery),
      panels_(panel_year, calendar),
      fuel_(plant.generator) {}

void LiveTwin::saw(Instant now, const PlantMoment& moment) {
  now_ = now;
  battery_.saw(now, moment.charge, moment.battery);
  panels_.saw(now, moment.panels);
  fuel_.saw(now, moment.fuel, moment.generator);
}

std::vector<Wrong> LiveTwin::wrong() const {
  std::vector<Wrong> out;
  if (battery_.drift().stands()) {
    const double health = battery_.health().value_or(1.0);
    out.push_back(
        {"battery drifts from the site file",
         fmt::format("it holds {:.0f} % of what the file says: {:.2f} of {:.2f} kWh", 100 * health,
                     health * (capacity_ / kilowatt_hour), capacity_ / kilowatt_hour)});
  }
  if (panels_.drift().stands()) {
    out.push_back({"panels drift from the site file",
                   fmt::format("their best hours give {:.0f} % of what they give in dull weeks",
                               100 * panels_.share().value_or(1.0))});
  }
  if (fuel_.drift().stands()) {
    out.push_back({"fuel drifts from the simulation",
                   fmt::format("{:.0f} L are gone, the set burnt {:.0f} L", fuel_.gone() / litre,
                               fuel_.burnt() / litre)});
  }
  return out;
}

std::string LiveTwin::status() const {
  return fmt::format(
      "{{\"battery\":{{\"health\":{},\"nameplate_kwh\":{:.6g},{}}},\"panels\":{{\"share\":{},{}}},"
      "\"fuel\":{{\"gone_l\":{:.2f},\"burnt_l\":{:.2f},{}}}}}",
      share_text(battery_.health()), nameplate_ / kilowatt_hour, drift_text(battery_.drift(), now_),
      share_text(panels_.share()), drift_text(panels_.drift(), now_), fuel_.gone() / litre,
      fuel_.burnt() / litre, drift_text(fuel_.drift(), now_));
}

std::string LiveTwin::metrics() const {
  std::string out =
      "# HELP islet_twin_ratio What the meters show over what the simulation makes of it.\n"
      "# TYPE islet_twin_ratio gauge\n";
  const auto line = [&out](const char* part, const std::optional<double>& value) {
    if (!value) return;
    out += fmt::format("islet_twin_ratio{{part=\"{}\"}} {:.4g}\n", part, *value);
  };
  line("battery", battery_.health());
  line("panels", panels_.share());
  line("fuel", fuel_.ratio());
  out +=
      "# HELP islet_twin_drifts 1 while a part drifts from its simulation.\n"
      "# TYPE islet_twin_drifts gauge\n";
  const auto drifts = [&out](const char* part, const Drift& drift) {
    out += fmt::format("islet_twin_drifts{{part=\"{}\"}} {}\n", part, drift.stands() ? 1 : 0);
  };
  drifts("battery", battery_.drift());
  drifts("panels", panels_.drift());
  drifts("fuel", fuel_.drift());
  return out;
}

}  // namespace islet
