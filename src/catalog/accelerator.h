// One accelerator: what it computes, holds, moves, draws and costs. Dense rates only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "catalog/figure.h"
#include "catalog/model.h"
#include "catalog/precision.h"

namespace islet {

enum class DeviceClass {
  datacenter_gpu,
  workstation_gpu,
  integrated_gpu,
  jetson,
  npu,
  datacenter_npu,
  cpu,
  apple,
  other
};

/// How the device is mounted; a host lists the forms it takes (`Host::card_forms`).
enum class FormFactor {
  pcie_dual_slot,           ///< passive: needs a server's air stream
  pcie_dual_slot_active,    ///< with its own fan
  pcie_single_slot,         ///< passive
  pcie_single_slot_active,  ///< with its own fan
  pcie_low_profile_single,
  sxm,  ///< SXM and OAM boards: a whole eight-way machine, never a card
  m2,
  jetson_260pin,
  jetson_699pin,
  usb,
  soc  ///< part of its host: a CPU, an Apple chip, a camera
};

/// How devices of one host reach each other.
enum class LinkKind { none, pcie, nvlink_bridge, nvswitch };

struct DeviceLink {
  LinkKind kind = LinkKind::none;
  Bandwidth each_way;   ///< one direction, one device
  int devices_max = 1;  ///< how many devices one such link joins (2 for a bridge)
};

/// What measurements kept up in steady work; 0 where none is known. Never above the peaks.
struct SustainedFigures {
  Figure<Bandwidth> memory_bandwidth;
  std::array<Figure<ComputeRate>, precision_count> rates{};
  Figure<Power> board_power;
};

/// Peak rates are dense; `peak[precision]` is 0 where the chip has no such unit.
struct Accelerator {
  std::string id;
  std::string name;
  std::string vendor;
  DeviceClass device_class = DeviceClass::other;
  std::string architecture;  ///< generation of its design, "hopper"; empty where it has no siblings
  FormFactor form = FormFactor::pcie_dual_slot;
  int year = 0;
  bool named_only = false;  ///< known by name: no figures below may be used

  Bytes memory;                ///< 0 for a chip that streams from its host's memory (Hailo-8)
  Bandwidth memory_bandwidth;  ///< of the memory the weights are read from
  std::array<ComputeRate, precision_count> peak{};
  /// Memory, bandwidth and peaks once more, with range, evidence, and what was stated instead.
  Figure<Bytes> memory_figure;
  Figure<Bandwidth> memory_bandwidth_figure;
  std::array<Figure<ComputeRate>, precision_count> peak_figures{};
  Figure<Power> board_power;  ///< limit in steady work (TDP, or the module's top mode)
  Figure<Power> idle_power;
  SustainedFigures sustained;
  DeviceLink link;
  Bandwidth host_link;          ///< PCIe or other, one direction
  bool unified_memory = false;  ///< memory shared with the host's processor
  bool partitions = false;      ///< hardware partitioning (MIG)

  std::vector<ModelKind> runs;           ///< kinds of model its software serves
  std::optional<Figure<Money>> price;    ///< one card, module or chip, without host
  std::optional<Figure<Duration>> lead;  ///< from order to delivery
  Mass mass;
  bool avoid_off_grid = false;  ///< the seeds advise against it away from a grid
  Origin origin;

  ComputeRate peak_at(Precision precision) const {
    return peak[static_cast<std::size_t>(precision)];
  }
};

std::string_view name_of(DeviceClass device_class);
std::string_view name_of(FormFactor form);
std::string_view name_of(LinkKind kind);

}  // namespace islet
