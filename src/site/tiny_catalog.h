// A catalogue of a few names, for the tests and the fuzzer of the site reader.
#pragma once

#include "catalog/catalog.h"

namespace islet {

/// Names that the examples use and no figures. `folder` is the data folder of the source tree.
inline Catalog tiny_catalog() {
  Catalog catalog;
  catalog.folder = "data";
  const auto choice = [&](std::string name, std::string workload) {
    ModelChoice out;
    out.name = std::move(name);
    out.workload = std::move(workload);
    catalog.choices.push_back(std::move(out));
  };
  choice("anomaly/vibration-small", "signal");
  choice("chat/14b-q4", "chat");
  choice("chat/3b-q4", "chat");
  choice("chat/4b-q4", "chat");
  choice("chat/8b-q4", "chat");
  choice("object-detector/medium", "video");
  choice("object-detector/small", "video");
  choice("speech/small", "speech");
  choice("xray-screen/base", "requests");
  for (const char* id : {"jetson-agx-orin-64gb", "l4"}) {
    Accelerator device;
    device.id = id;
    device.name = id;
    catalog.accelerators.push_back(std::move(device));
  }
  UpsUnit ups;
  ups.id = ups.name = "ups_li_1500va";
  catalog.upses.push_back(std::move(ups));
  return catalog;
}

}  // namespace islet
