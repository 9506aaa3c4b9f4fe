// Accelerators: what computes.
#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "catalog/device_checks.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr std::array<std::string_view, 9> class_names = {"datacenter_gpu",
                                                         "workstation_gpu",
                                                         "integrated_gpu",
                                                         "jetson",
                                                         "npu",
                                                         "datacenter_npu",
                                                         "cpu",
                                                         "apple",
                                                         "other"};
constexpr std::array<std::string_view, 11> form_names = {"pcie_dual_slot",
                                                         "pcie_dual_slot_active",
                                                         "pcie_single_slot",
                                                         "pcie_single_slot_active",
                                                         "pcie_low_profile_single",
                                                         "sxm",
                                                         "m2",
                                                         "jetson_260pin",
                                                         "jetson_699pin",
                                                         "usb",
                                                         "soc"};
constexpr std::array<std::string_view, 4> link_names = {"none", "pcie", "nvlink_bridge",
                                                        "nvswitch"};

RecordKeys<DeviceLink> link_keys() {
  RecordKeys<DeviceLink> keys;
  keys.choice("kind", &DeviceLink::kind, link_names, "what joins the devices");
  keys.number("gb_per_s_each_way", &DeviceLink::each_way, in_gigabyte_per_second,
              "one direction of one device; makers print both together");
  keys.count("devices_max", &DeviceLink::devices_max, {1, 1024}, "how many one link joins");
  return keys;
}

/// The rates of `rates`, each under the key of its precision, none of them needed.
template <class Record>
void add_rates(RecordKeys<Record>& keys,
               std::array<Figure<ComputeRate>, precision_count> Record::*rates,
               const std::string& line) {
  constexpr WrittenUnit<ComputeRate> rate{teraflop_per_second, "", {1e-6, 1e9}};
  for (std::size_t index = 0; index < precision_count; ++index) {
    const std::string name = rate_key(static_cast<Precision>(index));
    const std::string precision(name_of(static_cast<Precision>(index)));
    const std::string unit = name.find("_top_") != std::string::npos ? "TOP/s" : "TFLOP/s";
    keys.key({name, "figure", unit, rate.range, fmt::format(fmt::runtime(line), precision)},
             [=](RecordReader& reader, Record& out) {
               (out.*rates)[index] = reader.figure_in(name, rate.unit, rate.range);
             });
    keys.optional();
  }
}

RecordKeys<SustainedFigures> sustained_keys() {
  RecordKeys<SustainedFigures> keys;
  keys.figure("memory_bandwidth_gb_per_s", &SustainedFigures::memory_bandwidth,
              in_gigabyte_per_second, "measured in long reads")
      .optional();
  add_rates(keys, &SustainedFigures::rates, "measured in long work, {}");
  keys.figure("board_w", &SustainedFigures::board_power, in_watt.within(0, 1e5),
              "measured in steady work")
      .optional();
  return keys;
}

void add_figures(RecordKeys<Accelerator>& keys) {
  keys.figure("memory_gb", &Accelerator::memory_figure, in_gigabyte,
              "of its own; 0 for a chip that streams from its host");
  keys.figure("memory_bandwidth_gb_per_s", &Accelerator::memory_bandwidth_figure,
              in_gigabyte_per_second, "of the memory the weights are read from, as the sheet says");
  add_rates(keys, &Accelerator::peak_figures, "peak rate of dense {}; one rate at least");
  keys.figure("board_w", &Accelerator::board_power, in_watt.within(0.01, 1e5),
              "limit in steady work: TDP, or the top mode of a module");
  keys.figure("idle_w", &Accelerator::idle_power, in_watt.within(0, 1e5), "at rest, switched on");
  keys.part<SustainedFigures>("sustained", sustained_keys(),
                              "what measurements kept up; none is above its peak",
                              [](RecordReader& part, Accelerator& out, SustainedFigures read) {
                                refuse_above_peak(part, out, read);
                                out.sustained = std::move(read);
                              })
      .optional_part("sustained");
  keys.part<DeviceLink>("link", link_keys(), "how devices of one host reach each other",
                        [](RecordReader&, Accelerator& out, DeviceLink read) { out.link = read; })
      .optional_part("link");
  keys.number("host_link_gb_per_s", &Accelerator::host_link, in_gigabyte_per_second,
              "to its host, one direction")
      .optional();
  keys.flag("unified_memory", &Accelerator::unified_memory, "memory shared with the processor");
  keys.flag("partitions", &Accelerator::partitions, "can be parted in hardware");
  keys.price("price_usd", &Accelerator::price, in_dollar.within(0.01, 1e9),
             "one card, module or chip without host; never bought when absent");
  keys.figure("lead_weeks", &Accelerator::lead, in_weeks, "from order to delivery");
  keys.typical("mass_kg", &Accelerator::mass, in_kilogram, "of one");
}

void check_accelerator(RecordReader& record, Accelerator& device) {
  device.memory = device.memory_figure.typical;
  device.memory_bandwidth = device.memory_bandwidth_figure.typical;
  for (std::size_t index = 0; index < precision_count; ++index) {
    device.peak[index] = device.peak_figures[index].typical;
  }
  if (!device.named_only) refuse_device_contradictions(record, device);
}

}  // namespace

std::string_view name_of(DeviceClass device_class) {
  return class_names[static_cast<std::size_t>(device_class)];
}
std::string_view name_of(FormFactor form) { return form_names[static_cast<std::size_t>(form)]; }
std::string_view name_of(LinkKind kind) { return link_names[static_cast<std::size_t>(kind)]; }

std::span<const std::string_view> form_words() { return form_names; }

RecordForm<Accelerator> accelerator_form() {
  RecordKeys<Accelerator> keys;
  keys.word("id", &Accelerator::id, "what files and commands call it; the name of its file");
  keys.word("name", &Accelerator::name, "what people call it");
  keys.word("vendor", &Accelerator::vendor, "its maker");
  keys.choice("class", &Accelerator::device_class, class_names,
              "what it is; `jetson` is any of NVIDIA's systems on a chip");
  keys.word("architecture", &Accelerator::architecture, "generation of its design: hopper")
      .optional();
  keys.choice("form", &Accelerator::form, form_names, "how it is mounted");
  keys.count("year", &Accelerator::year, {1990, 2100}, "when it came out").optional();
  keys.flag("named_only", &Accelerator::named_only, "only the name is known: no figures");
  keys.unless("named_only", &Accelerator::named_only);
  add_figures(keys);
  keys.always();
  keys.choices("runs", &Accelerator::runs, model_kind_words(), "kinds of model it serves");
  keys.flag("avoid_off_grid", &Accelerator::avoid_off_grid, "advised against away from a grid");
  keys.origin(&Accelerator::origin);
  return {std::move(keys), check_accelerator};
}

}  // namespace islet
