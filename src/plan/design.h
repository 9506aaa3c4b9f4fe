// A design: which machines run which workloads, and the plant that powers them.
#pragma once

#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/gear.h"
#include "catalog/model.h"
#include "catalog/precision.h"
#include "knowledge/supply_way.h"

namespace islet {

/// Price of one card. A device without a price is never a candidate (plan/machine_rules.h) and
/// counts as nothing.
inline Figure<Money> card_price(const Accelerator& device) {
  return device.price.value_or(Figure<Money>{});
}

/// Like nodes: `hosts` computers with `cards_per_host` accelerators each, all working.
struct ComputeGroup {
  const Accelerator* accelerator = nullptr;
  const Host* host = nullptr;
  int cards_per_host = 1;
  int hosts = 1;
  int spare_hosts = 0;  ///< on the shelf, with their cards
  Power cap{};          ///< power limit that each card is held to; 0: its own

  int cards() const { return cards_per_host * hosts; }
};

/// Where one workload runs, and as what. Every replica serves its share of the arrivals.
struct Placement {
  int workload = 0;  ///< index in Site::workloads
  int group = 0;     ///< index in ComputeDesign::groups
  const ModelChoice* choice = nullptr;
  const Model* model = nullptr;
  int tensor = 1;        ///< devices that share one replica
  int replicas = 1;      ///< over the whole group
  std::string engine{};  ///< software that runs it; empty: the usual one there
  /// Model that drafts its replies on the same devices, in the same precision and split; nullptr:
  /// none.
  const Model* draft = nullptr;
  int draft_length = 0;  ///< tokens of a draft, with one
};

struct ComputeDesign {
  std::vector<ComputeGroup> groups;
  std::vector<Placement> placements;  ///< one for each workload that computes
};

/// One engine serves both: the same model in the same form on the same group.
bool share_engine(const Placement& one, const Placement& other);

/// Like machines with the same models, whatever they are held to.
bool are_like_machines(const ComputeDesign& a, const ComputeDesign& b);

/// What makes and keeps the power. Gear that is absent is nullptr or zero.
struct PowerDesign {
  Power panels;  ///< peak power, what stands there already included
  Power panels_bought;
  const PvModule* module = nullptr;
  double tilt_deg = 0;
  double azimuth_deg = 0;
  bool is_tracking = false;  ///< then tilt and azimuth are those of the axis
  double dc_ac = 1;          ///< peak power over what the controllers are bought for
  const BatteryModule* battery = nullptr;
  Energy storage;  ///< nameplate, what stands there already included
  Energy storage_bought;
  const GeneratorSet* generator = nullptr;
  Volume tank;              ///< of the set's fuel; 0: supplied without end
  Duration repair_reserve;  ///< hours of mean work that the battery keeps for a repair of the set
  const Inverter* inverter = nullptr;
  int inverters = 0;
  bool on_mains = false;         ///< no store: machines run from the grid, panels feed it
  Power grid_inverter;           ///< its rating on the alternating side; 0: none
  const UpsUnit* ups = nullptr;  ///< between the plant and the machines
  int upses = 0;
  double ups_efficiency = 1;             ///< of all that the loads draw, over a year
  const SupplyWay* converter = nullptr;  ///< between the site's supply and the machines
  Power converted;                       ///< what it must carry
  const ChargeController* controller = nullptr;
  int controllers = 0;
  const CoolingUnit* cooler = nullptr;
  int coolers = 0;
  const Enclosure* enclosure = nullptr;
};

struct Design {
  ComputeDesign compute;
  PowerDesign power;
};

}  // namespace islet
