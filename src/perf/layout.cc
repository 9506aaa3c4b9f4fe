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

/// The device's arithmetic as one engine uses it.
class EngineArithmetic {
 public:
  EngineArithmetic(const Accelerator& device, std::string_view engine)
      : device_(device), engine_(engine) {}

  /// The first that the device has. One that it only emulates, slower than a wider one after it, is
  /// passed over: P40 has 0.19 TFLOP/s in 16 bit and 12 in 32, so all software computes in 32.
  ComputePath first_of(std::initializer_list<Precision> choices) const {
    for (const auto* choice = choices.begin(); choice != choices.end(); ++choice) {
      const ComputeRate rate = peak(*choice);
      const bool is_emulated = std::any_of(choice + 1, choices.end(), [&](Precision other) {
        return bytes_per_value(other) > bytes_per_value(*choice) && peak(other) > rate;
      });
      if (rate > ComputeRate{} && !is_emulated) return {*choice, rate, ""};
    }
    return {*choices.begin(), ComputeRate{}, ""};
  }

 private:
  /// Dense rate in a precision. llama.cpp and TensorRT sum 16-bit products in 16 bit, which GeForce
  /// cards do at half their 8-bit rate; what stands in their datasheets' row of FP16 is half of
  /// that, summed in 32 bit (NVIDIA, "Ampere GA102 GPU architecture", table 2: RTX 3090 142 and 71;
  /// llama-bench reads prompts of Llama-3.1-8B at 71.4 there). On x86 llama.cpp computes 16 and 4
  /// bit in vectors of 32, beside the matrix units.
  ComputeRate peak(Precision precision) const {
    const ComputeRate stated = device_.peak_at(precision);
    const bool is_llama_cpp = engine_ == "llama_cpp";
    if (precision != Precision::fp16 || !(is_llama_cpp || engine_ == "tensorrt")) return stated;
    if (is_llama_cpp && device_.architecture.starts_with("x86")) {
      return device_.peak_at(Precision::fp32);
    }
    const bool is_card =
        device_.vendor == "NVIDIA" && device_.device_class == DeviceClass::workstation_gpu;
    return is_card ? std::max(stated, 0.5 * device_.peak_at(Precision::int8)) : stated;
  }

  const Accelerator& device_;
  std::string_view engine_;
};

ComputePath chosen(const EngineArithmetic& device, Precision weights, ModelKind kind) {
  using enum Precision;
  switch (weights) {
    case fp32:
      return device.first_of({fp32});
    case fp16:
      return device.first_of({fp16, fp32});
    case fp8:
      return device.first_of({fp8, fp16, fp32});
    case int8:
      return device.first_of({int8, fp16, fp32});
    case fp4:
      // Language models in 4 bit keep their activations in 16.
      if (kind == ModelKind::language) return device.first_of({fp4, fp16, fp8, fp32});
      return device.first_of({fp4, fp8, fp16, fp32});
    case int4:
      if (kind == ModelKind::language) return device.first_of({fp16, int8, fp32});
      return device.first_of({int4, int8, fp16, fp32});
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

ComputePath compute_path(const Accelerator& device, Precision weights, ModelKind kind,
                         std::string_view engine) {
  ComputePath path = chosen(EngineArithmetic(device, engine), weights, kind);
  if (path.arithmetic == weights || path.peak.in_base_units() <= 0) return path;
  if (weights == Precision::int4 && kind == ModelKind::language) {
    path.note = fmt::format("4-bit weights are unpacked and computed in {}",
                            upper(name_of(path.arithmetic)));
  } else {
    const bool has = device.peak_at(weights) > ComputeRate{};
    path.note = fmt::format("{} {} {} arithmetic: weights stay in {}, computed in {}", device.name,
                            has ? "has only slow" : "has no", upper(name_of(weights)),
                            upper(name_of(weights)), upper(name_of(path.arithmetic)));
  }
  return path;
}

}  // namespace islet
