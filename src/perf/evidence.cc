#include "perf/evidence.h"

namespace islet {

// Share of published measurements that the uncalibrated model holds within the factor, counted on
// 2026-11-21 over the engines as published (the engine is no input yet, which makes the ranges
// wide): datacentre 251 rows 87 %, workstation 53 rows 85 %, Apple 34 rows 94 %, integrated 22 rows
// 82 %, Jetson 30 rows 67 % (one device). No rows for CPUs and NPUs with language models:
// assumption.
double language_range_factor(DeviceClass device_class) {
  switch (device_class) {
    case DeviceClass::apple:
      return 1.6;
    case DeviceClass::integrated_gpu:
      return 2.0;
    case DeviceClass::datacenter_gpu:
    case DeviceClass::workstation_gpu:
    case DeviceClass::cpu:
      return 2.5;
    case DeviceClass::npu:
    case DeviceClass::datacenter_npu:
      return 3.0;
    case DeviceClass::jetson:
    case DeviceClass::other:
      break;
  }
  return 4.0;
}

// The same count for vision and encoders: datacentre 253 rows 88 %, workstation 42 rows 74 %,
// Jetson 36 rows 86 %, NPU 128 rows 81 %, datacentre NPU 37 rows 95 %, integrated 9 rows 89 %, CPU
// 96 rows 79 % (among them embedded cores and an unnamed host). Apple: assumption.
double input_range_factor(DeviceClass device_class) {
  switch (device_class) {
    case DeviceClass::datacenter_npu:
      return 2.0;
    case DeviceClass::datacenter_gpu:
    case DeviceClass::jetson:
    case DeviceClass::apple:
      return 3.0;
    case DeviceClass::workstation_gpu:
    case DeviceClass::integrated_gpu:
    case DeviceClass::npu:
      return 4.0;
    case DeviceClass::cpu:
    case DeviceClass::other:
      break;
  }
  return 5.0;
}

TunedRange completed(TunedRange range, double time_factor) {
  for (double* factor : {&range.prompt, &range.decode, &range.inputs}) {
    if (*factor <= 0) *factor = time_factor;
  }
  if (range.power <= 0) range.power = power_range_factor;
  return range;
}

}  // namespace islet
