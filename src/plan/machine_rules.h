// Which machines a site may have at all: rules and wishes that need no calculation of speed.
#pragma once

#include <optional>
#include <string>

#include "catalog/accelerator.h"
#include "catalog/gear.h"
#include "plan/design.h"
#include "site/site.h"

namespace islet {

/// Why not, and by which rule ("R099") or key of the site file ("hardware.avoid").
struct Objection {
  std::string rule;
  std::string why;
};

/// Power that the site can draw at once from what it may have; decides what R099 allows.
Power site_power_ceiling(const Site& site);

/// May this device be bought for the site? Checked: price known, `consider` and `avoid`, no SXM
/// board below 50 kW (R099).
std::optional<Objection> objection(const Site& site, const Accelerator& device);

/// May this host be bought? Checked: fans and noise, vibration (R111), the site's bus (R112).
std::optional<Objection> objection(const Site& site, const Host& host);

/// Does the device go into the host?
std::optional<Objection> objection(const Accelerator& device, const Host& host);

/// Limits on the whole: node count, mass and height of the machines, loss of nodes survived.
std::optional<Objection> objection(const Site& site, const ComputeDesign& design);

/// Machines with their cards, spares included; enclosure, battery and panels apart.
Mass machine_mass(const ComputeDesign& design);
/// Rack units of the working machines.
double machine_height_u(const ComputeDesign& design);

/// The host runs from a direct-current bus of that voltage without an inverter.
bool runs_from_bus(const Host& host, Voltage bus);

}  // namespace islet
