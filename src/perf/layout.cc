#include "perf/layout.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>

namespace islet {
namespace {

std::string upper(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// A module that is a computer of its own has no bus on which another one could share a layer.
bool stands_alone(const Accelerator& device) {
  switch (device.form) {
    case FormFactor::pcie_dual_slot:
    case FormFactor::pcie_dual_slot_active:
    case FormFactor::pcie_single_slot:
    case FormFactor::pcie_single_slot_active:
    case FormFactor::pcie_low_profile_single:
    case FormFactor::sxm:
      return false;
    case FormFactor::m2:
    case FormFactor::jetson_260pin:
    case FormFactor::jetson_699pin:
    case FormFactor::usb:
    case FormFactor::soc:
      return true;
  }
  return true;
}

std::optional<Refusal> link_refusal(const Accelerator& device, const Layout& layout) {
  if (layout.devices() == 1) return std::nullopt;
  if (stands_alone(device)) {
    return Refusal{"link", fmt::format("{} has no link to a second one of its kind", device.name)};
  }
  if (std::max(device.link.each_way, device.host_link) <= Bandwidth{}) {
    return Refusal{"link", fmt::format("the link of {} to others is not known", device.name)};
  }
  if (layout.tensor == 1) return std::nullopt;
  const bool nvlink =
      device.link.kind == LinkKind::nvlink_bridge || device.link.kind == LinkKind::nvswitch;
  if (layout.tensor > 2 && !nvlink) {
    return Refusal{"R021", fmt::format("a tensor split over {} devices needs NVLink, {} has none",
                                       layout.tensor, device.name)};
  }
  if (layout.tensor > 2 && layout.tensor > device.link.devices_max) {
    return Refusal{"R021",
                   fmt::format("a tensor split over {} devices needs NVLink among all of them, "
                               "that of {} joins {}",
                               layout.tensor, device.name, device.link.devices_max)};
  }
  const Bandwidth rate =
      device.link.kind == LinkKind::none ? device.host_link : device.link.each_way;
  if (rate <= Bandwidth{}) {
    return Refusal{"link",
                   fmt::format("{} has no link that a tensor split could use", device.name)};
  }
  return std::nullopt;
}

std::optional<Refusal> shape_refusal(const Model& model, const Layout& layout) {
  if (!model.shape) {
    if (layout.devices() == 1) return std::nullopt;
    return Refusal{"split",
                   fmt::format("{} has no shape to split; run one on each device", model.name)};
  }
  const LanguageShape& shape = *model.shape;
  if (shape.heads % layout.tensor != 0) {
    return Refusal{"heads", fmt::format("{} heads of {} do not divide by {} devices", shape.heads,
                                        model.name, layout.tensor)};
  }
  // A device may hold whole heads of keys and values, or several may hold copies of one.
  const bool shared = shape.kv_heads > 0 && !shape.latent_attention;
  if (shared && shape.kv_heads % layout.tensor != 0 && layout.tensor % shape.kv_heads != 0) {
    return Refusal{"heads", fmt::format("{} key and value heads of {} do not divide by {} devices",
                                        shape.kv_heads, model.name, layout.tensor)};
  }
  if (layout.pipeline > shape.layers) {
    return Refusal{"layers", fmt::format("{} layers of {} do not fill {} pipeline stages",
                                         shape.layers, model.name, layout.pipeline)};
  }
  return std::nullopt;
}

std::optional<Refusal> software_refusal(const Model& model, const Accelerator& device,
                                        Precision weights) {
  if (std::find(device.runs.begin(), device.runs.end(), model.kind) == device.runs.end()) {
    return Refusal{"software",
                   fmt::format("{} does not run {} models", device.name, name_of(model.kind))};
  }
  if (compute_path(device, weights, model.kind).peak.in_base_units() <= 0) {
    return Refusal{"precision", fmt::format("{} has no arithmetic for {} weights", device.name,
                                            upper(name_of(weights)))};
  }
  if (model.kind == ModelKind::language) {
    if (!model.shape) {
      return Refusal{"shape", fmt::format("the shape of {} is not known", model.name)};
    }
    if (device.memory_bandwidth.in_base_units() <= 0) {
      return Refusal{"memory", fmt::format("{} has no memory of its own to read a language model "
                                           "from",
                                           device.name)};
    }
  } else if (model.work_per_input.in_base_units() <= 0) {
    return Refusal{"work", fmt::format("the work of one input of {} is not known", model.name)};
  }
  return std::nullopt;
}

ComputePath first_of(const Accelerator& device, std::initializer_list<Precision> choices) {
  for (const Precision choice : choices) {
    if (device.peak_at(choice).in_base_units() > 0) return {choice, device.peak_at(choice), ""};
  }
  return {*choices.begin(), ComputeRate{}, ""};
}

ComputePath chosen(const Accelerator& device, Precision weights, ModelKind kind) {
  using enum Precision;
  switch (weights) {
    case fp32:
      return first_of(device, {fp32});
    case fp16:
      return first_of(device, {fp16, fp32});
    case fp8:
      return first_of(device, {fp8, fp16, fp32});
    case int8:
      return first_of(device, {int8, fp16, fp32});
    case fp4:
      // Language models in 4 bit keep their activations in 16.
      if (kind == ModelKind::language) return first_of(device, {fp4, fp16, fp8, fp32});
      return first_of(device, {fp4, fp8, fp16, fp32});
    case int4:
      if (kind == ModelKind::language) return first_of(device, {fp16, int8, fp32});
      return first_of(device, {int4, int8, fp16, fp32});
  }
  return {};
}

}  // namespace

std::optional<Refusal> refusal(const Model& model, const Accelerator& device,
                               const Layout& layout) {
  if (layout.tensor < 1 || layout.pipeline < 1) {
    return Refusal{"split", fmt::format("tensor {} and pipeline {} must be at least 1",
                                        layout.tensor, layout.pipeline)};
  }
  if (auto found = software_refusal(model, device, layout.weights)) return found;
  if (auto found = shape_refusal(model, layout)) return found;
  return link_refusal(device, layout);
}

ComputePath compute_path(const Accelerator& device, Precision weights, ModelKind kind) {
  ComputePath path = chosen(device, weights, kind);
  if (path.arithmetic == weights || path.peak.in_base_units() <= 0) return path;
  if (weights == Precision::int4 && kind == ModelKind::language) {
    path.note = fmt::format("4-bit weights are unpacked and computed in {}",
                            upper(name_of(path.arithmetic)));
  } else {
    path.note = fmt::format("{} has no {} arithmetic: weights stay in {}, computed in {}",
                            device.name, upper(name_of(weights)), upper(name_of(weights)),
                            upper(name_of(path.arithmetic)));
  }
  return path;
}

}  // namespace islet
