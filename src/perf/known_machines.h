// Devices and models that the tests of this folder share, with figures from their data sheets.
#pragma once

#include <string>

#include "catalog/accelerator.h"
#include "catalog/model.h"

namespace islet {

/// A device with the given memory; rates and power follow by the setters.
inline Accelerator made_device(std::string name, DeviceClass device_class, Bytes memory,
                               Bandwidth bandwidth) {
  Accelerator device;
  device.id = name;
  device.name = std::move(name);
  device.device_class = device_class;
  device.memory = memory;
  device.memory_bandwidth = bandwidth;
  device.runs = {ModelKind::language, ModelKind::vision, ModelKind::speech};
  return device;
}

/// Dense rate of one precision.
inline void set_peak(Accelerator& device, Precision precision, double teraflops) {
  device.peak[static_cast<std::size_t>(precision)] = teraflops * teraflop_per_second;
}

/// Idle draw and limit of the board.
inline void set_power(Accelerator& device, Power idle, Power limit) {
  device.idle_power = {
      .typical = idle, .low = idle, .high = idle, .source = {}, .stated = {}, .see = {}};
  device.board_power = {
      .typical = limit, .low = limit, .high = limit, .source = {}, .stated = {}, .see = {}};
}

/// NVIDIA A100 80GB data sheet; idle as measured by many.
inline Accelerator a100_sxm() {
  Accelerator device = made_device("A100 SXM 80GB", DeviceClass::datacenter_gpu, 80 * gigabyte,
                                   2039 * gigabyte_per_second);
  device.form = FormFactor::sxm;
  set_peak(device, Precision::fp32, 19.5);
  set_peak(device, Precision::fp16, 312);
  set_peak(device, Precision::int8, 624);
  set_power(device, 60 * watt, 400 * watt);
  device.link = {LinkKind::nvswitch, 300 * gigabyte_per_second, 8};
  device.host_link = 32 * gigabyte_per_second;
  return device;
}

/// NVIDIA L4 data sheet.
inline Accelerator l4() {
  Accelerator device =
      made_device("L4", DeviceClass::datacenter_gpu, 24 * gigabyte, 300 * gigabyte_per_second);
  device.form = FormFactor::pcie_low_profile_single;
  set_peak(device, Precision::fp32, 30.3);
  set_peak(device, Precision::fp16, 121);
  set_peak(device, Precision::fp8, 242);
  set_peak(device, Precision::int8, 242);
  set_power(device, 13 * watt, 72 * watt);
  device.host_link = 32 * gigabyte_per_second;
  return device;
}

/// NVIDIA L40S data sheet.
inline Accelerator l40s() {
  Accelerator device =
      made_device("L40S", DeviceClass::datacenter_gpu, 48 * gigabyte, 864 * gigabyte_per_second);
  set_peak(device, Precision::fp16, 362);
  set_peak(device, Precision::fp8, 733);
  set_peak(device, Precision::int8, 733);
  set_power(device, 33 * watt, 350 * watt);
  device.host_link = 32 * gigabyte_per_second;
  return device;
}

/// NVIDIA Jetson AGX Orin data sheet; INT8 is GPU and DLA, dense.
inline Accelerator orin_64() {
  Accelerator device = made_device("Jetson AGX Orin 64GB", DeviceClass::jetson, 64 * gigabyte,
                                   204.8 * gigabyte_per_second);
  device.form = FormFactor::jetson_699pin;
  device.unified_memory = true;
  set_peak(device, Precision::fp16, 42.5);
  set_peak(device, Precision::int8, 138);
  set_power(device, 9 * watt, 60 * watt);
  device.host_link = 16 * gigabyte_per_second;
  return device;
}

/// Hailo-8 product brief; its power is typical.
inline Accelerator hailo_8() {
  Accelerator device = made_device("Hailo-8", DeviceClass::npu, Bytes{}, Bandwidth{});
  device.form = FormFactor::m2;
  device.runs = {ModelKind::vision};
  set_peak(device, Precision::int8, 26);
  set_power(device, 0.6 * watt, 2.5 * watt);
  device.host_link = 4 * gigabyte_per_second;
  return device;
}

/// A dense language model of that shape.
inline Model made_language_model(std::string name, double parameters, const LanguageShape& shape) {
  Model model;
  model.id = name;
  model.name = std::move(name);
  model.kind = ModelKind::language;
  model.parameters = parameters;
  model.active_parameters = parameters;
  model.shape = shape;
  return model;
}

/// Llama 2 paper.
inline Model llama_2_7b() {
  LanguageShape shape;
  shape.layers = 32;
  shape.hidden = 4096;
  shape.heads = 32;
  shape.kv_heads = 32;
  shape.head_width = 128;
  shape.intermediate = 11008;
  shape.vocabulary = 32000;
  shape.context = 4096;
  return made_language_model("Llama-2-7B", 6.738e9, shape);
}

/// Shape of Llama 3.1 8B.
inline LanguageShape llama_3_8b_shape() {
  LanguageShape shape;
  shape.layers = 32;
  shape.hidden = 4096;
  shape.heads = 32;
  shape.kv_heads = 8;
  shape.head_width = 128;
  shape.intermediate = 14336;
  shape.vocabulary = 128256;
  shape.context = 131072;
  return shape;
}

/// Llama 3.1 model card.
inline Model llama_3_8b() {
  return made_language_model("Llama-3.1-8B", 8.030e9, llama_3_8b_shape());
}

/// Shape of Llama 3.2 1B, model card.
inline Model llama_3_1b() {
  LanguageShape shape = llama_3_8b_shape();
  shape.layers = 16;
  shape.hidden = 2048;
  shape.head_width = 64;
  shape.intermediate = 8192;
  return made_language_model("Llama-3.2-1B", 1.236e9, shape);
}

/// Llama 3.1 model card.
inline Model llama_3_70b() {
  LanguageShape shape = llama_3_8b_shape();
  shape.layers = 80;
  shape.hidden = 8192;
  shape.heads = 64;
  shape.intermediate = 28672;
  return made_language_model("Llama-3.1-70B", 70.552e9, shape);
}

/// Mixtral paper, arXiv 2401.04088.
inline Model mixtral_8x7b() {
  LanguageShape shape = llama_3_8b_shape();
  shape.moe_intermediate = 14336;
  shape.experts = 8;
  shape.experts_per_token = 2;
  shape.vocabulary = 32000;
  Model model = made_language_model("Mixtral-8x7B", 46.703e9, shape);
  model.active_parameters = 12.88e9;
  return model;
}

/// DeepSeek-V3 report, arXiv 2412.19437.
inline Model deepseek_v3() {
  LanguageShape shape;
  shape.layers = 61;
  shape.hidden = 7168;
  shape.heads = 128;
  shape.kv_heads = 128;
  shape.head_width = 128;
  shape.intermediate = 18432;
  shape.moe_intermediate = 2048;
  shape.experts = 256;
  shape.experts_per_token = 8;
  shape.vocabulary = 129280;
  shape.latent_attention = true;
  shape.latent_width = 576;
  Model model = made_language_model("DeepSeek-V3", 671e9, shape);
  model.active_parameters = 37e9;
  return model;
}

/// A model with a fixed work per input.
inline Model made_vision_model(std::string name, double parameters, Flops work) {
  Model model;
  model.id = name;
  model.name = std::move(name);
  model.kind = ModelKind::vision;
  model.parameters = parameters;
  model.active_parameters = parameters;
  model.work_per_input = work;
  return model;
}

/// He et al., 2015: 4.1 billion multiply-adds.
inline Model resnet50() { return made_vision_model("ResNet-50", 25.56e6, 8.2 * gigaflop); }
/// Ultralytics documentation, 640 x 640.
inline Model yolov8m() { return made_vision_model("YOLOv8m", 25.9e6, 78.9 * gigaflop); }

/// Whisper, arXiv 2212.04356; work of the encoder counted from its shape.
inline Model whisper_large() {
  Model model = made_vision_model("Whisper-large", 1.55e9, 2273 * gigaflop);
  model.kind = ModelKind::speech;
  return model;
}

}  // namespace islet
