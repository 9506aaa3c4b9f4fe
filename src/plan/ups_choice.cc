#include "plan/ups_choice.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "energy/cooling.h"
#include "energy/ups.h"
#include "plan/unbeaten.h"

namespace islet {
namespace {

/// More of one kind are not put side by side.
constexpr int units_most = 6;
/// Without power for longer a machine's supply gives up (ITI (CBEMA) curve, 2000: 20 ms).
constexpr Duration gap_borne = 20 * millisecond;
/// Over the machines' peak: for the step when work begins, as for inverters.
constexpr double headroom = 1.25;

/// What stands behind a UPS: the machines, and other loads that are safety work.
struct BehindUps {
  Power rated;    ///< that its units need together
  Power largest;  ///< that one unit needs, for a machine hangs on one
  Power full;     ///< all at work
  Power mean;     ///< over a week
  Power all;      ///< that all loads of the site draw, with cooling
};

/// The hungriest machine with all its cards at work.
Power largest_machine(const ComputeDesign& design) {
  Power most;
  for (const ComputeGroup& group : design.groups) {
    const Power card = group.cap > Power() ? group.cap : group.accelerator->board_power.typical;
    const Power own = group.cards_per_host * card + group.host->serving_power.typical;
    most = std::max(most, own / group.host->supply_efficiency);
  }
  return most;
}

BehindUps behind_ups(const Site& site, const AirRange& air, const ComputeCandidate& machines,
                     const PowerDesign& power) {
  BehindUps out;
  Power safety;
  Power safety_most;
  Power others;
  for (const OtherLoad& load : site.power.other_loads) {
    others += load.power.typical;
    if (load.importance != Importance::safety) continue;
    safety += load.power.typical;
    safety_most += load.power.high;
  }
  for (const Link& link : site.links) others += link.power;
  out.full = machines.draw.full + safety_most;
  out.rated = headroom * machines.draw.full + safety_most;
  out.largest = std::min(out.rated, headroom * largest_machine(machines.design));
  out.mean = machines.mean_power + safety;
  double cooled = 0;
  if (power.cooler != nullptr) {
    const Temperature mild = air.low + 0.6 * (air.high - air.low);
    cooled = draw_per_heat(cooling(*power.cooler, celsius(1000)), mild);
  }
  out.all = (1 + cooled) * machines.mean_power + others;
  return out;
}

int units_needed(const UpsUnit& unit, const BehindUps& behind) {
  return std::max(1, static_cast<int>(std::ceil(behind.rated / unit.rated - 1e-9)));
}

/// Air that a UPS beside these machines may see.
AirRange air_inside(const Site& site, const AirRange& air, const ComputeDesign& design,
                    const PowerDesign& power) {
  // With a cooler it stands in the machines' air, else in the room's, beside them.
  const Temperature warmest = power.cooler != nullptr ? inside_limit(site, design) : air.high;
  // Machines in a room keep frost out; in a box in the open they may rest.
  return {site.enclosure.given ? air.low : celsius(20), std::max(celsius(20), warmest)};
}

/// Why a kind of UPS does not do; empty where it does.
std::string refusal(const UpsUnit& unit, const BehindUps& behind, const AirRange& inside) {
  if (unit.transfer > gap_borne) {
    return fmt::format("{} leaves machines {:.0f} ms without power, they bear {:.0f} ms", unit.name,
                       unit.transfer / millisecond, gap_borne / millisecond);
  }
  if (behind.largest > unit.rated) {
    return fmt::format("{} carries {:.0f} W, a machine behind it may step to {:.0f} W", unit.name,
                       unit.rated / watt, behind.largest / watt);
  }
  if (const int count = units_needed(unit, behind); count > units_most) {
    return fmt::format(
        "{} carries {:.0f} W, what stands behind it may step to {:.0f} W: {} of them, and at most "
        "{} are put side by side",
        unit.name, unit.rated / watt, behind.rated / watt, count, units_most);
  }
  if (inside.low < unit.ambient_min || inside.high > unit.ambient_max) {
    return fmt::format(
        "{} stands in air of {:.0f} to {:.0f} °C, and it may have {:.0f} to {:.0f} °C here: see "
        "`enclosure.inside`",
        unit.name, unit.ambient_min.in_celsius(), unit.ambient_max.in_celsius(),
        inside.low.in_celsius(), inside.high.in_celsius());
  }
  return {};
}

/// Share of what the plant gives that reaches the loads of a mean hour.
///
///     efficiency = all / (all + loss(behind)),  all = machines (1 + cooling) + other loads
///
/// Valid for   a plant-year: the loss of the mean load stands for the mean of losses, which is so
///             within one stretch of `ups_loss`
/// Leaves out  the cooling of that loss; that it stays while loads are shed
/// Source      energy balance
double yearly_efficiency(const Ups& ups, const BehindUps& behind) {
  return behind.all > Power() ? behind.all / (behind.all + ups_loss(ups, behind.mean)) : 1.0;
}

void put(const UpsUnit& unit, const BehindUps& behind, PowerDesign& power) {
  power.ups = &unit;
  power.upses = units_needed(unit, behind);
  power.ups_efficiency = yearly_efficiency(ups_of(unit, power.upses), behind);
}

/// One that is no worse in anything that a plan looks at.
bool does_as_well(const GearChoice& one, const GearChoice& other, const BehindUps& behind) {
  const PowerDesign& a = one.power;
  const PowerDesign& b = other.power;
  const Ups mine = ups_of(*a.ups, a.upses);
  const Ups theirs = ups_of(*b.ups, b.upses);
  return a.upses * a.ups->price.typical <= b.upses * b.ups->price.typical &&
         a.upses * a.ups->mass <= b.upses * b.ups->mass &&
         a.ups->battery_life >= b.ups->battery_life && a.ups_efficiency >= b.ups_efficiency &&
         ups_loss(mine, behind.full) <= ups_loss(theirs, behind.full) &&
         hold_time(mine, behind.full) >= hold_time(theirs, behind.full) &&
         hold_time(mine, Power()) >= hold_time(theirs, Power()) && mine.exponent >= theirs.exponent;
}

/// A set by itself, with no bus: it gives what machines take.
bool is_set_alone(const Site& site) {
  return site.power.generator && !site.power.grid && !site.power.solar && !site.power.battery;
}

bool may_be_without_store(const Site& site) {
  if (!site.power.battery) return true;
  const SizeChoice<Energy>& size = site.power.battery->sizing.size;
  if (size.options.empty()) return size.low <= Energy();
  return *std::min_element(size.options.begin(), size.options.end()) <= Energy();
}

}  // namespace

bool may_take_ups(const Site& site) {
  const bool has_source = site.power.grid || site.power.generator;
  const bool alternates = bus_of(site).is_ac || is_set_alone(site);
  return site.power.ups == "any" && has_source && alternates && may_be_without_store(site);
}

bool asks_for_ups(const Site& site) {
  const auto& wish = site.goals.ride_through;
  const auto& grid = site.power.grid;
  return (wish && wish->bound > Duration()) || (grid && grid->blackout_length.high > Duration());
}

std::vector<GearChoice> with_upses(const Site& site, const Catalog& catalog, const AirRange& air,
                                   const ComputeCandidate& machines, const GearChoice& gear) {
  const BehindUps behind = behind_ups(site, air, machines, gear.power);
  const AirRange inside = air_inside(site, air, machines.design, gear.power);
  std::vector<GearChoice> fits;
  for (const UpsUnit& unit : catalog.upses) {
    if (!refusal(unit, behind, inside).empty()) continue;
    fits.push_back(gear);
    put(unit, behind, fits.back().power);
  }
  fits = unbeaten(fits, [&](const GearChoice& one, const GearChoice& other) {
    return does_as_well(one, other, behind);
  });
  const auto price = [](const GearChoice& each) {
    return each.power.upses * each.power.ups->price.typical;
  };
  std::stable_sort(fits.begin(), fits.end(),
                   [&](const GearChoice& a, const GearChoice& b) { return price(a) < price(b); });
  return fits;
}

void choose_named_ups(const Site& site, const Catalog& catalog, const AirRange& air,
                      const ComputeCandidate& machines, GearChoice& choice) {
  const UpsUnit* unit = find_ups(catalog, site.power.ups);
  if (unit == nullptr || choice.objection) return;
  if (choice.machines_on_bus && !is_set_alone(site)) {
    choice.objection = Objection{
        "power.ups", fmt::format("{} gives alternating current, and the machines run from a bus of "
                                 "{:.0f} V: there the battery is their UPS",
                                 unit->name, bus_of(site).voltage / volt)};
    return;
  }
  const BehindUps behind = behind_ups(site, air, machines, choice.power);
  const AirRange inside = air_inside(site, air, machines.design, choice.power);
  if (std::string why = refusal(*unit, behind, inside); !why.empty()) {
    choice.objection = Objection{"power.ups", std::move(why)};
    return;
  }
  put(*unit, behind, choice.power);
}

std::string ups_refusal(const Site& site, const AirRange& air, const ComputeCandidate& machines,
                        const PowerDesign& built) {
  if (built.ups == nullptr) return {};
  const BehindUps behind = behind_ups(site, air, machines, built);
  std::string why = refusal(*built.ups, behind, air_inside(site, air, machines.design, built));
  const int count = units_needed(*built.ups, behind);
  if (why.empty() && count > built.upses) {
    return fmt::format("the load asks for {} x {}", count, built.ups->name);
  }
  return why;
}

}  // namespace islet
