#include "plan/machine_rules.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace islet {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return out;
}

/// A wish names a device by id, name, maker or class.
bool names(const std::string& wish, const Accelerator& device) {
  const std::string word = lower(wish);
  return word == lower(device.id) || word == lower(device.name) || word == lower(device.vendor) ||
         word == name_of(device.device_class);
}

/// Numbers in a supply word, in volts: "dc_12v_to_48v" gives 12 and 48.
std::pair<double, double> volts_in(std::string_view supply) {
  double low = 0;
  double high = 0;
  for (std::size_t at = 0; at < supply.size();) {
    double number = 0;
    const char* start = supply.data() + at;
    const auto [end, failed] = std::from_chars(start, supply.data() + supply.size(), number);
    if (failed != std::errc()) {
      ++at;
      continue;
    }
    if (low == 0) low = number;
    high = number;
    at += static_cast<std::size_t>(end - start);
  }
  return {low, high};
}

/// Hosts whose fans are heard: no catalogue states their noise, so any fan is taken to be louder
/// than a quiet room. Assumption, 2026-11.
constexpr double fan_noise_dba = 40.0;

/// Off grid an SXM board needs a permanent site of this power (R099).
constexpr Power sxm_power_floor = 50 * kilowatt;

}  // namespace

Power site_power_ceiling(const Site& site) {
  Power ceiling;
  if (site.power.grid) ceiling += site.power.grid->limit;
  if (site.power.generator) ceiling += site.power.generator->sizing.size.high;
  if (site.power.solar) ceiling += site.power.solar->sizing.size.high;
  if (site.power.wind) ceiling += site.power.wind->sizing.size.high;
  return ceiling;
}

std::optional<Objection> objection(const Site& site, const Accelerator& device) {
  const HardwareWish& wish = site.hardware;
  for (const std::string& avoided : wish.avoid) {
    if (names(avoided, device)) return Objection{"hardware.avoid", "the site avoids it"};
  }
  const bool listed =
      wish.consider.empty() ||
      std::any_of(wish.consider.begin(), wish.consider.end(),
                  [&](const std::string& considered) { return names(considered, device); });
  if (!listed) return Objection{"hardware.consider", "not among the devices to consider"};
  if (device.form == FormFactor::sxm && site_power_ceiling(site) < sxm_power_floor) {
    return Objection{"R099",
                     fmt::format("an SXM board needs a site of 50 kW with cooling, this one has at "
                                 "most {:.3g} kW; a PCIe card of the family is the way (R100)",
                                 site_power_ceiling(site) / kilowatt)};
  }
  if (!device.price) return Objection{"price", "the catalogue has no price for it"};
  return std::nullopt;
}

std::optional<Objection> objection(const Site& site, const Host& host) {
  const HardwareWish& wish = site.hardware;
  if (!host.fanless && wish.cooling == "passive") {
    return Objection{"hardware.cooling", "it has fans, the site asks for passive cooling"};
  }
  if (!host.fanless && wish.noise_dba && wish.noise_dba->bound < fan_noise_dba) {
    return Objection{"hardware.noise",
                     fmt::format("its fans are louder than {:.0f} dB", wish.noise_dba->bound)};
  }
  const bool rugged = host.fanless || host.id.find("rugged") != std::string::npos;
  if (!rugged && (!site.where.vibration.empty() || !wish.approvals.empty())) {
    return Objection{"R111", "not built for vibration"};
  }
  return std::nullopt;
}

std::optional<Objection> objection(const Accelerator& device, const Host& host) {
  if (std::find(host.card_forms.begin(), host.card_forms.end(), device.form) ==
      host.card_forms.end()) {
    return Objection{"form", fmt::format("{} does not go into it", name_of(device.form))};
  }
  if (device.board_power.typical > host.card_power_max) {
    return Objection{"card power",
                     fmt::format("the slot feeds {:.0f} W, the card draws {:.0f} W",
                                 host.card_power_max / watt, device.board_power.typical / watt)};
  }
  return std::nullopt;
}

std::optional<Objection> objection(const Site& site, const ComputeDesign& design) {
  int hosts = 0;
  int fewest = 1'000'000;
  for (const ComputeGroup& group : design.groups) {
    hosts += group.hosts;
    fewest = std::min(fewest, group.hosts);
  }
  const HardwareWish& wish = site.hardware;
  if (hosts < wish.nodes_min || hosts > wish.nodes_max) {
    return Objection{"hardware.nodes", fmt::format("{} nodes, must be {} to {}", hosts,
                                                   wish.nodes_min, wish.nodes_max)};
  }
  if (fewest <= wish.survive_node_losses) {
    return Objection{"hardware.survive",
                     fmt::format("a group of {} node(s) does not outlive the loss of {}", fewest,
                                 wish.survive_node_losses)};
  }
  const Mass mass = machine_mass(design);
  if (wish.mass && mass > wish.mass->bound) {
    return Objection{"hardware.mass", fmt::format("{:.1f} kg, must be at most {:.1f} kg",
                                                  mass / kilogram, wish.mass->bound / kilogram)};
  }
  const double height_u = machine_height_u(design);
  if (wish.height_u && height_u > wish.height_u->bound) {
    return Objection{"hardware.height", fmt::format("{:.0f} U, must be at most {:.0f} U", height_u,
                                                    wish.height_u->bound)};
  }
  return std::nullopt;
}

Mass machine_mass(const ComputeDesign& design) {
  Mass mass;
  for (const ComputeGroup& group : design.groups) {
    const Mass node = group.host->mass + group.cards_per_host * group.accelerator->mass;
    mass += (group.hosts + group.spare_hosts) * node;
  }
  return mass;
}

double machine_height_u(const ComputeDesign& design) {
  double height_u = 0;
  for (const ComputeGroup& group : design.groups) height_u += group.hosts * group.host->height_u;
  return height_u;
}

bool runs_from_bus(const Host& host, Voltage bus) {
  return std::any_of(host.supply.begin(), host.supply.end(), [&](const std::string& supply) {
    if (supply.rfind("dc_", 0) != 0) return false;
    const auto [low, high] = volts_in(supply);
    return low * volt <= bus && bus <= high * volt;
  });
}

}  // namespace islet
