#include "report/machine_sheets.h"

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

/// "language vision".
template <class Names>
std::string joined(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " ") + std::string(name);
  return text;
}

std::string summary_of(const Accelerator& device) {
  if (device.named_only) return "known by name only";
  std::string text =
      device.memory > Bytes() ? number_text(device.memory / gigabyte) + " GB, " : std::string();
  const ComputeRate fp16 = device.peak_at(Precision::fp16);
  const ComputeRate int8 = device.peak_at(Precision::int8);
  if (fp16 > ComputeRate()) {
    text += number_text(fp16 / teraflop_per_second) + " TFLOP/s fp16, ";
  } else if (int8 > ComputeRate()) {
    text += number_text(int8 / teraflop_per_second) + " TOP/s int8, ";
  }
  text += number_text(device.board_power.typical / watt) + " W";
  if (device.price) text += ", " + text_of(device.price->typical);
  return text;
}

void add_rates(const Accelerator& device, RecordSheet& sheet) {
  for (std::size_t index = 0; index < precision_count; ++index) {
    const ComputeRate rate = device.peak[index];
    if (rate <= ComputeRate()) continue;
    const auto precision = static_cast<Precision>(index);
    sheet.figure(fmt::format("{}_dense_tflop_per_s", name_of(precision)),
                 device.peak_figures[index], teraflop_per_second);
  }
}

/// What measurements kept up, below the peaks.
void add_sustained(const SustainedFigures& sustained, RecordSheet& sheet) {
  const auto add = [&](const std::string& key, const auto& figure, auto unit) {
    if (figure.typical > 0.0 * unit) sheet.figure("sustained_" + key, figure, unit);
  };
  add("memory_bandwidth_gb_per_s", sustained.memory_bandwidth, gigabyte_per_second);
  for (std::size_t index = 0; index < precision_count; ++index) {
    const std::string precision(name_of(static_cast<Precision>(index)));
    add(precision + "_tflop_per_s", sustained.rates[index], teraflop_per_second);
  }
  add("board_w", sustained.board_power, watt);
}

RecordSheet sheet_of(const Accelerator& device) {
  RecordSheet sheet{"accelerator", device.id, device.name, summary_of(device), device.origin, {}};
  sheet.word("vendor", device.vendor);
  sheet.word("class", std::string(name_of(device.device_class)));
  sheet.word("form", std::string(name_of(device.form)));
  if (device.year > 0) sheet.number("year", device.year);
  if (device.named_only) {
    sheet.word("figures", "none: known by name only");
    return sheet;
  }
  sheet.figure("memory_gb", device.memory_figure, gigabyte);
  sheet.figure("memory_bandwidth_gb_per_s", device.memory_bandwidth_figure, gigabyte_per_second);
  add_rates(device, sheet);
  sheet.figure("board_w", device.board_power, watt);
  sheet.figure("idle_w", device.idle_power, watt);
  add_sustained(device.sustained, sheet);
  sheet.word("link", std::string(name_of(device.link.kind)));
  if (device.link.kind != LinkKind::none) {
    sheet.number("link_each_way_gb_per_s", device.link.each_way / gigabyte_per_second);
    sheet.number("link_devices_max", device.link.devices_max);
  }
  sheet.number("host_link_gb_per_s", device.host_link / gigabyte_per_second);
  std::vector<std::string_view> kinds;
  for (const ModelKind kind : device.runs) kinds.push_back(name_of(kind));
  sheet.word("runs", joined(kinds));
  if (device.price) sheet.figure("price_usd", *device.price, dollar);
  if (device.lead) sheet.figure("lead_days", *device.lead, day);
  if (device.mass > Mass()) sheet.number("mass_kg", device.mass / kilogram);
  return sheet;
}

RecordSheet sheet_of(const Host& host) {
  RecordSheet sheet{"host", host.id, host.name, "", host.origin, {}};
  sheet.summary =
      fmt::format("{} cards, {} W idle, {}", host.cards_max,
                  number_text(host.idle_power.typical / watt), text_of(host.price.typical));
  sheet.number("cards_max", host.cards_max);
  sheet.number("card_power_max_w", host.card_power_max / watt);
  sheet.number("cpu_cores", host.cpu_cores);
  sheet.number("memory_gb", host.memory / gigabyte);
  sheet.figure("idle_w", host.idle_power, watt);
  sheet.figure("serving_w", host.serving_power, watt);
  sheet.figure("max_w", host.max_power, watt);
  sheet.number("supply_efficiency", host.supply_efficiency);
  sheet.word("supply", joined(host.supply));
  sheet.number("inlet_min_c", host.inlet_min.in_celsius());
  sheet.number("inlet_max_c", host.inlet_max.in_celsius());
  sheet.word("fanless", host.fanless ? "yes" : "no");
  sheet.number("height_u", host.height_u);
  sheet.number("mass_kg", host.mass / kilogram);
  sheet.number("boot_s", host.boot / second);
  sheet.number("life_years", host.life / year);
  sheet.figure("price_usd", host.price, dollar);
  return sheet;
}

void add_shape(const LanguageShape& shape, RecordSheet& sheet) {
  sheet.number("layers", shape.layers);
  sheet.number("hidden", shape.hidden);
  sheet.number("heads", shape.heads);
  sheet.number("kv_heads", shape.kv_heads);
  sheet.number("head_width", shape.head_width);
  sheet.number("context_tokens", shape.context);
  if (shape.experts > 0) {
    sheet.number("experts", shape.experts);
    sheet.number("experts_per_token", shape.experts_per_token);
    sheet.number("shared_experts", shape.shared_experts);
    sheet.number("dense_layers", shape.dense_layers);
  }
  if (shape.cache_layers > 0) sheet.number("cache_layers", shape.cache_layers);
  if (shape.window > 0) {
    sheet.number("window_tokens", shape.window);
    sheet.number("window_layers", shape.window_layers);
  }
  if (shape.latent_attention) sheet.word("latent_attention", "yes");
}

RecordSheet sheet_of(const Model& model) {
  RecordSheet sheet{"model", model.id, model.name, "", model.origin, {}};
  sheet.summary = fmt::format("{}, {} million parameters", name_of(model.kind),
                              number_text(model.parameters / 1e6));
  sheet.word("family", model.family);
  sheet.word("model_kind", std::string(name_of(model.kind)));
  sheet.number("parameters", model.parameters);
  sheet.number("active_parameters", model.active_parameters);
  if (model.shape) add_shape(*model.shape, sheet);
  if (model.work_per_input > Flops()) {
    sheet.number("work_per_input_gflop", model.work_per_input / gigaflop);
  }
  sheet.word("input", model.input);
  sheet.word("licence", model.licence);
  return sheet;
}

RecordSheet sheet_of(const ModelChoice& choice) {
  RecordSheet sheet{"choice", choice.name, choice.model, "", choice.origin, {}};
  sheet.summary = fmt::format("{}, {}", choice.workload, name_of(choice.weights));
  sheet.word("model", choice.model);
  sheet.word("precision", std::string(name_of(choice.weights)));
  sheet.word("workload", choice.workload);
  sheet.word("smaller", choice.smaller);
  return sheet;
}

}  // namespace

std::vector<RecordSheet> accelerator_sheets(const Catalog& catalog) {
  return sheets_of(catalog.accelerators, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> host_sheets(const Catalog& catalog) {
  return sheets_of(catalog.hosts, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> model_sheets(const Catalog& catalog) {
  return sheets_of(catalog.models, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> choice_sheets(const Catalog& catalog) {
  return sheets_of(catalog.choices, [](const auto& record) { return sheet_of(record); });
}

}  // namespace islet
