// Requirements that cannot all be true, seen without planning; and what one should know besides.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "site/local_storage.h"
#include "site/readers.h"

namespace islet {

namespace {

std::string plain(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string percent(double share) { return plain(share * 100) + " %"; }

void report(const Block& root, const Place& place, std::string what, std::string hint) {
  root.reading().error(place, "V7", std::move(what), std::move(hint));
}

void check_nodes(const Block& root, const HardwareWish& wish) {
  const Block hardware = root.child("hardware");
  if (wish.survive_node_losses >= wish.nodes_max) {
    report(root, hardware.place_of("survive"),
           "`hardware.survive` wants work to go on after the loss of " +
               std::to_string(wish.survive_node_losses) + ", but `hardware.nodes` allows " +
               std::to_string(wish.nodes_max),
           "allow at least " + std::to_string(wish.survive_node_losses + 1) + " nodes");
  }
  for (const std::string& name : wish.consider) {
    if (std::find(wish.avoid.begin(), wish.avoid.end(), name) == wish.avoid.end()) continue;
    report(root, hardware.place_of("avoid"),
           "`" + name + "` stands in `hardware.consider` and in `hardware.avoid`",
           "take it out of one of them");
  }
}

/// A battery that may not fall below the first step of `when_short` never reaches it for work that
/// is not safety.
void check_steps(const Block& root, const Site& site) {
  if (!site.power.battery) return;
  const double keep = site.power.battery->keep_above;
  for (const Workload& workload : site.workloads) {
    for (const ShortageStep& step : workload.when_short) {
      const bool never_reached = workload.importance != Importance::safety && step.below <= keep;
      if (!never_reached) continue;
      report(root, step.place,
             "`workloads." + workload.name + ".when_short` waits for the battery to be below " +
                 percent(step.below) + ", but only safety work runs below " + percent(keep) +
                 " (`power.battery.keep_above`)",
             "raise `below`, or lower `power.battery.keep_above`");
      break;
    }
  }
}

void check_never(const Block& root, const Site& site) {
  for (const Workload& workload : site.workloads) {
    if (!workload.never_stop) continue;
    for (const ShortageStep& step : workload.when_short) {
      if (step.action != ShortageAction::stop) continue;
      report(root, step.place,
             "`workloads." + workload.name +
                 "` says `never: stop`, but this step of `when_short` "
                 "stops it",
             "take one of them out");
    }
  }
}

void check_times(const Block& root, const Site& site) {
  for (const Workload& workload : site.workloads) {
    if (!workload.start || !workload.finish || *workload.start != *workload.finish) continue;
    const Block block = root.child("workloads").child(workload.name);
    report(root, block.place_of("finish"),
           "`workloads." + workload.name + "` must start and finish at the same time of day",
           "leave some hours between `start` and `finish`");
  }
}

void check_quiet_hours(const Block& root, const Site& site) {
  const auto& set = site.power.generator;
  if (!set || !set->quiet_from || !set->quiet_to) return;
  const bool whole_day = *set->quiet_from == *set->quiet_to ||
                         (*set->quiet_from == Duration{} && *set->quiet_to == 24 * hour);
  if (!whole_day) return;
  report(root, root.child("power").child("generator").place_of("quiet"),
         "`power.generator.quiet` covers the whole day",
         "leave hours in which it may start, or write `generator: none`");
}

bool makes_renewable_power(const Supply& power) {
  const bool sun = power.solar && (power.solar->sizing.size.high > Power{} ||
                                   !power.solar->sizing.size.options.empty() ||
                                   power.solar->sizing.more.has_value());
  return sun || power.wind.has_value();
}

void check_energy(const Block& root, const Site& site) {
  const Block goals = root.child("goals");
  const Supply& power = site.power;
  if (site.goals.renewable && site.goals.renewable->bound > 0 && !makes_renewable_power(power)) {
    report(root, site.goals.renewable->place,
           "`goals.renewable` wants at least " + percent(site.goals.renewable->bound) +
               ", but `power` has no sun",
           "add `power.solar`, or take the goal out");
  }
  const bool nothing = !power.solar && !power.generator && !power.grid && !power.wind;
  if (nothing && root.has("power")) {
    report(root, root.place_of("power"), "`power` has no source of power",
           "add `solar`, `generator`, `grid` or `feed`");
  }
  const auto& ride = site.goals.ride_through;
  // Beside a set a UPS holds for minutes, of a small load for an hour or two.
  const bool may_be_ups = power.generator && !power.ups.empty() && ride && ride->bound <= 2 * hour;
  const bool thirsty =
      ride && ride->bound > Duration{} && !power.battery && !power.grid && !may_be_ups;
  if (thirsty) {
    report(root, site.goals.ride_through->place,
           "`goals.ride_through` wants " + plain(site.goals.ride_through->bound / hour) +
               " h without sun and generator, but `power` has no battery",
           "add `power.battery`, or take the goal out");
  }
  if (power.grid && site.goals.power && site.goals.power->bound > power.grid->limit &&
      !power.solar && !power.battery && !power.generator) {
    root.reading().warning(site.goals.power->place, "V13",
                           "`goals.power` is above the limit of the " +
                               std::string(power.grid->is_feed ? "feed" : "grid") +
                               ", so it asks for nothing",
                           "lower it, or take it out");
  }
}

/// R115: what must be held between two syncs needs disks.
void check_storage(const Block& root, const Site& site) {
  if (!site.hardware.storage) return;
  const LocalStorage need = local_storage(site);
  if (need.total <= site.hardware.storage->bound) return;
  std::string parts;
  for (const KeptAmount& item : need.items) {
    parts += (parts.empty() ? "" : ", ") + ("`" + item.workload + "` ") +
             text_of_bytes(item.amount) + " (" + item.why + ")";
  }
  report(root, site.hardware.storage->place,
         "`hardware.storage` is " + text_of_bytes(site.hardware.storage->bound) + ", but " +
             text_of_bytes(need.total) + " must be held on site: " + parts + " (R115)",
         "fit larger disks, keep less, or sync more often");
}

/// Transfers must fit through the links.
void check_transfers(const Block& root, const Site& site) {
  Bandwidth wanted;
  const Workload* first = nullptr;
  for (const Workload& workload : site.workloads) {
    if (workload.kind != WorkloadKind::transfer) continue;
    wanted += workload.data.typical;
    if (first == nullptr) first = &workload;
  }
  if (first == nullptr) return;
  Bandwidth room;
  for (const Link& link : site.links) room += carrying_rate(link);
  if (wanted <= room) return;
  const Place place = root.child("workloads").child(first->name).place_of("work");
  if (site.links.empty()) {
    report(root, place, "`workloads." + first->name + "` sends data away, but there are no `links`",
           "add the link that it goes over");
    return;
  }
  report(root, place,
         "transfers send " + text_of_bytes(wanted * day) +
             " a day, but all `links` together carry " + text_of_bytes(room * day) + " a day",
         "send less, or give a link more rate, hours or data");
}

void check_money(const Block& root, const Site& site) {
  if (!site.money.budget || site.money.budget->bound > Money{}) return;
  if (!site.hardware.have.empty()) return;
  report(root, site.money.budget->place,
         "`money.budget` leaves nothing to buy machines with, and `hardware.have` names none",
         "raise the budget, or name what is there in `hardware.have`");
}

}  // namespace

void check_contradictions(const Block& root, const Site& site) {
  const Reading& reading = root.reading();
  const bool power = reading.is_sound("power");
  const bool workloads = reading.is_sound("workloads");
  const bool hardware = reading.is_sound("hardware");
  if (hardware) check_nodes(root, site.hardware);
  if (power && workloads) check_steps(root, site);
  if (workloads) check_never(root, site);
  if (workloads) check_times(root, site);
  if (power) check_quiet_hours(root, site);
  if (power && reading.is_sound("goals")) check_energy(root, site);
  if (hardware && reading.is_sound("money")) check_money(root, site);
  if (!workloads || !reading.is_sound("links")) return;
  check_transfers(root, site);
  if (hardware && reading.is_sound("privacy")) check_storage(root, site);
}

/// One warning for all keys that no plan uses yet. `links` must have `down`, and `live` is no
/// question of a plan: these are only listed.
static void check_unused(const Block& root, const Site& site) {
  constexpr std::size_t named_max = 4;
  std::vector<const KeyUnused*> told;
  for (const KeyUnused& each : site.unused) {
    const bool quiet = each.key == "live" || each.key.ends_with(".down");
    if (!quiet) told.push_back(&each);
  }
  if (told.empty() || root.reading().faults.has_errors()) return;
  std::vector<std::string_view> names;
  for (const KeyUnused* each : told) {
    if (names.size() < named_max) names.push_back(each->key);
  }
  const std::size_t more = told.size() - names.size();
  root.reading().warning(
      told.front()->place, "V14",
      "no plan uses " + in_words(names) +
          (more > 0 ? ", nor " + std::to_string(more) + " more keys here" : "") + " yet",
      told.size() == 1 ? told.front()->why : "`islet check` says of each what happens instead");
}

/// Panels that turn their back to the sun's half of the sky.
static void check_azimuth(const Block& root, const Site& site) {
  constexpr double tropics_deg = 5;  // nearer to the equator both sides see the sun
  constexpr double flat_deg = 5;
  if (!root.reading().is_sound("power") || !root.reading().is_sound("where")) return;
  if (!site.power.solar || !site.power.solar->azimuth_deg || !site.where.position) return;
  const double latitude_deg = site.where.position->latitude_deg;
  if (std::abs(latitude_deg) < tropics_deg) return;
  if (site.power.solar->tilt_deg.value_or(30) < flat_deg) return;
  const bool is_north = latitude_deg > 0;
  const double to_equator = is_north ? 180 : 0;
  const double off = std::abs(std::remainder(*site.power.solar->azimuth_deg - to_equator, 360.0));
  if (off <= 90) return;
  root.reading().warning(root.child("power").child("solar").place_of("azimuth"), "V13",
                         "`power.solar.azimuth` is " + plain(*site.power.solar->azimuth_deg) +
                             "°, but at " + plain(std::abs(latitude_deg)) +
                             (is_north ? "° north the sun stands in the south"
                                       : "° south the sun stands in the north") +
                             " at noon",
                         is_north ? "write `azimuth: 180 °`, or leave it out"
                                  : "write `azimuth: 0 °`, or leave it out");
}

void check_advice(const Block& root, const Site& site) {
  check_unused(root, site);
  for (const Workload& workload : site.workloads) {
    if (workload.when_short.empty() || site.power.battery || !root.reading().is_sound("power")) {
      continue;
    }
    root.reading().warning(workload.when_short.front().place, "V13",
                           "`workloads." + workload.name +
                               ".when_short` waits for the battery to fall, but `power` has none",
                           "add `power.battery`, or take the steps out");
  }
  const Where& where = site.where;
  const bool blind = where.moving && !where.position && where.daily.empty();
  if (blind && root.reading().is_sound("where") && site.power.solar &&
      site.power.solar->sizing.size.high > Power{}) {
    root.reading().warning(root.child("where").place_of("route"), "V14",
                           "`where.route` has no positions, so no sun is counted on",
                           "write `{port: Singapore, position: ...}` for each stop");
  }
  check_azimuth(root, site);
  constexpr double hot_c = 35;
  const bool outdoors = root.child("where").has("air");
  if (!site.enclosure.given && outdoors && site.where.air.high > celsius(hot_c)) {
    root.reading().warning(root.child("where").place_of("air"), "V12",
                           "`where.air` goes to " + plain(site.where.air.high.in_celsius()) +
                               " °C but no `enclosure` is given: a ventilated box, 12 K warmer "
                               "inside, is assumed",
                           "add `enclosure: {cooling: auto}`");
  }
}

}  // namespace islet
