// The gear of a plant that follows from the machines and the site: panels' kind, inverter,
// controllers, cooler, enclosure. Sizes of panels and battery are searched elsewhere.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/catalog.h"
#include "plan/compute_candidates.h"
#include "plan/design.h"
#include "plan/machine_rules.h"
#include "plan/site_weather.h"
#include "site/site.h"

namespace islet {

/// Coldest and warmest air that the machines' cooling is chosen for.
struct AirRange {
  Temperature low;
  Temperature high;
};

/// The extremes written in the site file, else those of the weather years.
AirRange air_range(const Site& site, const SiteWeather& weather);

/// Whether the site's bus carries direct current; 48 V where nothing is written and there is sun or
/// a battery.
struct Bus {
  Voltage voltage;
  bool is_ac = false;
};
Bus bus_of(const Site& site);

/// The site's feed is direct current at the voltage of its bus, and nothing rectifies it: that of a
/// vehicle, or one that is alone on a direct-current bus. With a generator the same charger is
/// taken for both.
bool is_fed_direct(const Site& site);

/// The catalogue's panel for the site.
const PvModule* panel_kind(const Catalog& catalog);

/// The cheapest module of that chemistry that charges in the site's frost; heated ones do. "any"
/// takes those that stand in strings for a 48 V bus.
const BatteryModule* battery_kind(const Catalog& catalog, const std::string& chemistry,
                                  const AirRange& air);

/// Gear for these machines; sizes of panels and storage stay 0. An objection when no cooler or
/// enclosure in the catalogue does, or nothing leads from the battery to the rest.
struct GearChoice {
  PowerDesign power;
  bool machines_on_bus = false;  ///< machines run from the direct-current bus without an inverter
  std::optional<Objection> objection;
};
GearChoice gear_choice(const Site& site, const Catalog& catalog, const AirRange& air,
                       const ComputeCandidate& machines);

/// What else may stand with these machines: every combination of coolers and inverter-chargers that
/// do, and where no store has to be and the site asks for time without a source, of coolers and
/// UPSes; less those that another beats in price and in what it draws or loses. `usual` is the
/// choice above and is not among them.
std::vector<GearChoice> other_gear(const Site& site, const Catalog& catalog, const AirRange& air,
                                   const ComputeCandidate& machines, const GearChoice& usual);

/// What stands between the panels and the machines at these sizes: whole controllers for the panel
/// power over `dc_ac`. Where there is a grid and no store, no bus is built: a grid-tied inverter in
/// place of controllers and inverter-charger.
void fit_panels(const Site& site, const Catalog& catalog, PowerDesign& power);

/// Warmest air that all machines bear at their inlet, and the site's wish.
Temperature inside_limit(const Site& site, const ComputeDesign& compute);

/// A box with vents and no cooler: what stands inside sees air this much warmer than outside.
inline constexpr TemperatureDifference ventilated_rise = 12 * kelvin;

}  // namespace islet
