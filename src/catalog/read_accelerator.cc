// Accelerators and models: what computes and what is computed.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

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
constexpr std::array<std::string_view, 6> kind_names = {"language",       "vision", "speech",
                                                        "recommendation", "image",  "other"};

DeviceLink read_link(RecordReader& record) {
  DeviceLink link;
  if (!record.has("link")) return link;
  for (RecordReader& part : record.parts("link")) {
    link.kind = static_cast<LinkKind>(part.choice("kind", part.word("kind"), link_names));
    link.each_way = part.number("gb_per_s_each_way") * gigabyte_per_second;
    link.devices_max = static_cast<int>(part.number("devices_max", {1, 1024}));
    part.finish();
  }
  return link;
}

/// Reads the dense rates; a device that we know more of than its name has one at least.
void read_peaks(RecordReader& record, Accelerator& device) {
  constexpr std::array<const char*, precision_count> keys = {"fp32_tflop_per_s", "fp16_tflop_per_s",
                                                             "fp8_tflop_per_s",  "int8_top_per_s",
                                                             "fp4_tflop_per_s",  "int4_top_per_s"};
  for (std::size_t index = 0; index < keys.size(); ++index) {
    if (!record.has(keys[index])) continue;
    device.peak_figures[index] = record.figure_in(keys[index], teraflop_per_second, {1e-6, 1e9});
    device.peak[index] = device.peak_figures[index].typical;
  }
  const bool computes = std::any_of(device.peak.begin(), device.peak.end(),
                                    [](ComputeRate rate) { return rate > ComputeRate(); });
  if (!computes) {
    record.fault("name", "the record has no peak rate, such as `fp16_tflop_per_s`",
                 "Where only the name is known, write `named_only: yes`.");
  }
}

/// Sheets like to print the rate with half of the weights zero beside dense ones. Eight-bit rates
/// of one chip are alike, or floating point is the slower; twice as fast is a sparse figure. Chips
/// whose integer units were cut back (B300) are no measure.
void refuse_sparse_rates(RecordReader& record, const Accelerator& device) {
  constexpr double alike = 1.2;
  constexpr double quadrupled = 4.0;
  const ComputeRate fp8 = device.peak_at(Precision::fp8);
  const ComputeRate int8 = device.peak_at(Precision::int8);
  const ComputeRate fp16 = device.peak_at(Precision::fp16);
  const bool above_int8 = int8 >= 0.9 * fp16 && int8 > ComputeRate() && fp8 > alike * int8;
  const bool above_fp16 = int8 <= ComputeRate() && fp16 > ComputeRate() && fp8 > quadrupled * fp16;
  if (!above_int8 && !above_fp16) return;
  record.fault(
      "fp8_tflop_per_s",
      fmt::format("`fp8_tflop_per_s` is {:g}, more than this chip's {:g} of {} allow",
                  fp8 / teraflop_per_second, (above_int8 ? int8 : fp16) / teraflop_per_second,
                  above_int8 ? "int8" : "fp16"),
      "Write the dense rate: half of the one that counts 2:4 sparsity.");
}

void read_figures(RecordReader& record, Accelerator& device) {
  device.memory_figure = record.figure_in("memory_gb", gigabyte);
  device.memory = device.memory_figure.typical;
  device.memory_bandwidth_figure =
      record.figure_in("memory_bandwidth_gb_per_s", gigabyte_per_second);
  device.memory_bandwidth = device.memory_bandwidth_figure.typical;
  read_peaks(record, device);
  refuse_sparse_rates(record, device);
  device.board_power = record.figure_in("board_w", watt, {0.01, 1e5});
  device.idle_power = record.figure_in("idle_w", watt, {0, 1e5});
  if (device.board_power.typical > Power() &&
      device.idle_power.typical >= device.board_power.typical) {
    record.fault("idle_w", "`idle_w` is not below `board_w`", "A device idles below its limit.");
  }
  device.link = read_link(record);
  device.host_link = record.optional_number("host_link_gb_per_s") * gigabyte_per_second;
  device.unified_memory = record.flag("unified_memory");
  device.partitions = record.flag("partitions");
  if (record.has("price_usd")) device.price = record.figure_in("price_usd", dollar, {0.01, 1e9});
  if (record.has("lead_weeks")) device.lead = record.figure_in("lead_weeks", week);
  device.mass = record.figure_in("mass_kg", kilogram).typical;
}

/// Parts of a model that are not alike in every layer.
void read_layer_kinds(RecordReader& part, LanguageShape& shape) {
  const auto layers = [&](const char* key) {
    return static_cast<int>(part.optional_number(key, {0, static_cast<double>(shape.layers)}));
  };
  shape.dense_layers = layers("dense_layers");
  shape.feed_forward_layers = layers("feed_forward_layers");
  if (part.has("feed_forward_matrices")) {
    shape.feed_forward_matrices = static_cast<int>(part.number("feed_forward_matrices", {2, 3}));
  }
  shape.cache_layers = layers("cache_layers");
  shape.window_layers = layers("window_layers");
  shape.window = static_cast<int>(part.optional_number("window", {0, 1e8}));
  if ((shape.window > 0) != (shape.window_layers > 0)) {
    part.fault("window", "`window` and `window_layers` need each other", "", "S3");
  }
  if ((shape.dense_layers > 0 || shape.shared_experts > 0) && shape.experts == 0) {
    part.fault("experts", "`dense_layers` and `shared_experts` need `experts`", "", "S3");
  }
}

LanguageShape read_shape(RecordReader& part) {
  LanguageShape shape;
  const auto count = [&](const char* key) { return static_cast<int>(part.number(key, {1, 1e8})); };
  const auto maybe = [&](const char* key) {
    return static_cast<int>(part.optional_number(key, {0, 1e8}));
  };
  shape.layers = count("layers");
  shape.hidden = count("hidden");
  shape.heads = count("heads");
  shape.kv_heads = count("kv_heads");
  shape.head_width = count("head_width");
  shape.intermediate = maybe("intermediate");
  shape.moe_intermediate = maybe("moe_intermediate");
  shape.experts = maybe("experts");
  shape.experts_per_token = maybe("experts_per_token");
  shape.shared_experts = maybe("shared_experts");
  read_layer_kinds(part, shape);
  shape.vocabulary = count("vocabulary");
  shape.tied_embeddings = part.flag("tied_embeddings");
  shape.context = count("context");
  shape.latent_width = maybe("latent_width");
  shape.latent_attention = shape.latent_width > 0;
  if (shape.kv_heads > shape.heads) {
    part.fault(
        "kv_heads",
        fmt::format("`kv_heads` is {}, must be at most `heads`, {}", shape.kv_heads, shape.heads),
        "");
  }
  if (shape.experts_per_token > shape.experts) {
    part.fault("experts_per_token", "`experts_per_token` is more than `experts`", "");
  }
  if (shape.intermediate == 0 && shape.experts == 0) {
    part.fault("intermediate", "`intermediate` is missing", "", "S3");
  }
  if (shape.experts > 0 && (shape.moe_intermediate == 0 || shape.experts_per_token == 0)) {
    part.fault("experts", "`experts` needs `moe_intermediate` and `experts_per_token`", "", "S3");
  }
  part.finish();
  return shape;
}

}  // namespace

std::string_view name_of(DeviceClass device_class) {
  return class_names[static_cast<std::size_t>(device_class)];
}
std::string_view name_of(FormFactor form) { return form_names[static_cast<std::size_t>(form)]; }
std::string_view name_of(LinkKind kind) { return link_names[static_cast<std::size_t>(kind)]; }

FormFactor read_form(RecordReader& record, const char* key, const std::string& word) {
  return static_cast<FormFactor>(record.choice(key, word, form_names));
}

Accelerator read_accelerator(RecordReader& record) {
  Accelerator device;
  device.id = record.word("id");
  device.name = record.word("name");
  device.vendor = record.word("vendor");
  device.device_class =
      static_cast<DeviceClass>(record.choice("class", record.word("class"), class_names));
  device.form = read_form(record, "form", record.word("form"));
  device.year = static_cast<int>(record.optional_number("year", {1990, 2100}));
  device.named_only = record.flag("named_only");
  if (!device.named_only) read_figures(record, device);
  for (const std::string& word : record.words("runs")) {
    device.runs.push_back(static_cast<ModelKind>(record.choice("runs", word, kind_names)));
  }
  device.avoid_off_grid = record.flag("avoid_off_grid");
  device.origin = record.origin();
  return device;
}

Model read_model(RecordReader& record) {
  Model model;
  model.id = record.word("id");
  model.name = record.word("name");
  model.family = record.word("family");
  model.kind = static_cast<ModelKind>(record.choice("kind", record.word("kind"), kind_names));
  model.parameters = record.number("parameters_b", {1e-7, 1e5}) * 1e9;
  model.active_parameters = record.has("active_parameters_b")
                                ? record.number("active_parameters_b", {1e-7, 1e5}) * 1e9
                                : model.parameters;
  if (model.active_parameters > model.parameters) {
    record.fault("active_parameters_b", "more parameters are active than there are", "");
  }
  if (record.has("shape")) {
    for (RecordReader& part : record.parts("shape")) model.shape = read_shape(part);
  }
  model.work_per_input = record.optional_number("gflop_per_input") * gigaflop;
  if (!model.shape && model.work_per_input <= Flops()) {
    record.fault("gflop_per_input", "a model needs a `shape` or `gflop_per_input`", "");
  }
  model.input = record.optional_word("input");
  model.licence = record.word("licence");
  model.origin = record.origin();
  return model;
}

ModelChoice read_choice(RecordReader& record) {
  ModelChoice choice;
  choice.name = record.word("name");
  choice.model = record.word("model");
  const std::string weights = record.word("weights");
  if (const auto precision = precision_named(weights)) {
    choice.weights = *precision;
  } else if (!weights.empty()) {
    record.fault("weights",
                 fmt::format("`weights` is \"{}\", must be a precision such as int4", weights), "");
  }
  choice.smaller = record.optional_word("smaller");
  choice.workload = record.word("workload");
  choice.origin = {Grade::d, "gk", "", record.place()};
  return choice;
}

}  // namespace islet
