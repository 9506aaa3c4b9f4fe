#include "perf/partition.h"

#include <cmath>

#include <fmt/format.h>

#include "perf/memory.h"

namespace islet {
namespace {

// Slices of compute and memory of one part, and how many of it a device takes. NVIDIA MIG user
// guide, "Supported MIG profiles", read 2026-11.
struct Profile {
  int compute_slices;
  int memory_slices;
  int count_max;
};
constexpr Profile large_profiles[] = {{1, 1, 7}, {1, 2, 4}, {2, 2, 3},
                                      {3, 4, 2}, {4, 4, 1}, {7, 8, 1}};
constexpr Profile small_profiles[] = {{1, 1, 4}, {2, 2, 2}, {4, 4, 1}};
constexpr double large_compute_slices = 7;
constexpr double large_memory_slices = 8;
constexpr double small_slices = 4;
// A30 (24 GB) and workstation cards are cut in four, all other devices in seven.
constexpr Bytes small_memory = 24 * gigabyte;

bool is_cut_in_four(const Accelerator& device) {
  return device.device_class == DeviceClass::workstation_gpu || device.memory <= small_memory;
}

Partition part_of(const Accelerator& device, const Profile& profile, double compute_slices,
                  double memory_slices) {
  Partition part;
  part.compute_share = profile.compute_slices / compute_slices;
  part.memory_share = profile.memory_slices / memory_slices;
  part.count_max = profile.count_max;
  part.name = fmt::format("{}g.{:.0f}gb", profile.compute_slices,
                          std::floor(device.memory * part.memory_share / gigabyte));
  return part;
}

}  // namespace

std::vector<Partition> partitions_of(const Accelerator& device) {
  std::vector<Partition> parts;
  if (!device.partitions) return parts;
  if (is_cut_in_four(device)) {
    for (const Profile& one : small_profiles) {
      parts.push_back(part_of(device, one, small_slices, small_slices));
    }
    return parts;
  }
  for (const Profile& one : large_profiles) {
    parts.push_back(part_of(device, one, large_compute_slices, large_memory_slices));
  }
  return parts;
}

std::optional<Refusal> partition_refusal(const Accelerator& device) {
  if (device.partitions) return std::nullopt;
  return Refusal{"R154", fmt::format("{} has no hardware partitions; run several models on the "
                                     "whole device, or take one that can be cut",
                                     device.name)};
}

/// A part as a device.
///
///     rate = share of compute * rate, memory and bandwidth = share of memory * those
///     limit = idle share + share of compute * (limit - idle)
///
/// Valid for   parts that are all in use; alone, a part may draw and clock a little more
/// Leaves out  the slice that the device keeps back (7 of 8 of A100's and H100's are used)
/// Source      NVIDIA MIG user guide: slices of multiprocessors, memory, cache and their paths
Accelerator partition_device(const Accelerator& device, const Partition& part) {
  Accelerator cut = device;
  cut.id = device.id + "_" + part.name;
  cut.name = device.name + " " + part.name;
  cut.memory = part.memory_share * device.memory;
  cut.memory_bandwidth = part.memory_share * device.memory_bandwidth;
  cut.host_link = part.compute_share * device.host_link;
  for (ComputeRate& rate : cut.peak) rate = part.compute_share * rate;
  const Power range = device.board_power.typical - device.idle_power.typical;
  cut.idle_power.typical = part.memory_share * device.idle_power.typical;
  cut.board_power.typical = cut.idle_power.typical + part.compute_share * range;
  // Parts have no NVLink and no peers.
  cut.link = {};
  cut.partitions = false;
  return cut;
}

std::string_view partition_isolation() {
  return "each part has multiprocessors, memory, its bandwidth and cache of its own, so that a "
         "neighbour neither slows it nor takes its memory, and a fault stops one part; power, "
         "clocks, heat and the host link are shared, and parts have no NVLink";
}

std::vector<PartitionChoice> partition_choices(const Model& model, const Accelerator& device,
                                               const PartitionQuestion& question) {
  std::vector<PartitionChoice> choices;
  if (!model.shape) return choices;
  const Layout layout{.weights = question.weights};
  const Tokens context = question.prompt + question.reply;
  for (const Partition& part : partitions_of(device)) {
    PartitionChoice choice{.part = part, .refused = {}};
    const Accelerator cut = partition_device(device, part);
    choice.refused = refusal(model, cut, layout);
    if (!choice.refused) {
      choice.refused = memory_refusal(model, cut, layout, {.sequences = 1, .context = context});
    }
    if (!choice.refused) {
      const Deployment deployment = question.maker(model, cut, layout);
      choice.sequences = deployment.sequences_that_fit(context);
      choice.one_user = deployment.decode_rate_per_user(1, question.prompt + 0.5 * question.reply);
      choice.total = part.count_max * deployment.greatest_rate(question.prompt, question.reply);
    }
    choices.push_back(choice);
  }
  return choices;
}

}  // namespace islet
