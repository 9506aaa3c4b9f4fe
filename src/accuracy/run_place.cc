#include "accuracy/run_place.h"

#include <algorithm>
#include <cmath>

#include "accuracy/row_physics.h"
#include "accuracy/row_setup.h"

namespace islet {
namespace {

constexpr double log_step = 0.2;

int steps(double value, double least) {
  return static_cast<int>(std::lround(std::log(std::max(value, least)) / log_step));
}

/// Arithmetic of the device at the run's precision; where it has none, what it has.
double peak(const Accelerator& device, const RowSetup& setup, ModelKind kind) {
  const ComputePath path = compute_path(device, setup.layout.weights, kind, setup.engine);
  return path.peak / teraflop_per_second;
}

/// Gigabytes a second; a chip without memory of its own reads over its link.
double bandwidth(const Accelerator& device) {
  constexpr double link = 20;
  const double own = device.memory_bandwidth.in_base_units() / 1e9;
  return own > 0 ? own : link;
}

/// Gigabytes; a processor's memory is its host's.
double memory(const Accelerator& device) {
  constexpr double unknown = 8;
  return device.memory > Bytes{} ? device.memory / gigabyte : unknown;
}

std::array<int, along_count> figures(const JoinedRow& joined, const RowSetup& setup) {
  const Accelerator& device = *joined.device;
  const Model& model = *joined.model;
  const double active = model.active_parameters > 0 ? model.active_parameters : model.parameters;
  const double work = model.shape ? 2 * active : model.work_per_input / flop * setup.steps;
  std::array<int, along_count> out{};
  const auto put = [&](Along along, int value) { out[static_cast<std::size_t>(along)] = value; };
  put(Along::peak, steps(peak(device, setup, model.kind), 0.01));
  put(Along::bandwidth, steps(bandwidth(device), 1));
  put(Along::memory, steps(memory(device), 0.1));
  put(Along::board, steps(device.board_power.typical / watt, 1));
  put(Along::device_year, device.year);
  put(Along::parameters, steps(model.parameters, 1e4));
  put(Along::active, steps(active, 1e4));
  put(Along::work, steps(work, 1e5));
  put(Along::count, steps(running_batch(joined, setup), 0.1));
  put(Along::prompt, steps(setup.prompt, 1));
  put(Along::reply, steps(setup.reply, 1));
  put(Along::devices, steps(setup.devices, 1));
  return out;
}

}  // namespace

std::string_view name_of(Along along) {
  constexpr std::array<std::string_view, along_count> names = {
      "peak",   "bandwidth", "memory", "board",  "year",  "parameters",
      "active", "work",      "count",  "prompt", "reply", "devices"};
  return names[static_cast<std::size_t>(along)];
}

std::string_view name_of(Alike alike) {
  constexpr std::array<std::string_view, alike_count> names = {
      "quantity", "engine",       "format", "device_class", "model_kind", "table",
      "scenario", "architecture", "device", "model",        "metric",     "power_limit"};
  return names[static_cast<std::size_t>(alike)];
}

RunPlace run_place(const JoinedRow& joined, const RowSetup& setup) {
  RunPlace place;
  place.along = figures(joined, setup);
  const auto put = [&](Alike alike, std::string_view word) {
    place.words[static_cast<std::size_t>(alike)] = word;
  };
  put(Alike::quantity, name_of(setup.quantity));
  put(Alike::engine, setup.engine);
  put(Alike::format, setup.format);
  put(Alike::device_class, name_of(joined.device->device_class));
  put(Alike::model_kind, name_of(joined.model->kind));
  put(Alike::table, setup.words.origin);
  put(Alike::scenario, name_of(setup.scenario));
  put(Alike::architecture, joined.device->architecture);
  put(Alike::device, joined.device->id);
  put(Alike::model, joined.model->id);
  put(Alike::metric, setup.words.metric);
  put(Alike::power_limit, setup.is_power_limited ? "yes" : "no");
  return place;
}

}  // namespace islet
