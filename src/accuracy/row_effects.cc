#include "accuracy/row_effects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "accuracy/row_physics.h"
#include "perf/net_style.h"

namespace islet {
namespace {

/// The words that name effects, made once for a row.
struct Words {
  std::string engine;
  std::string device_class;
  std::string architecture;
  std::string device;
  std::string model;
  std::string kind;
  std::string format;
  std::string style;
  std::string scenario;
  std::string quantity;
  bool is_language = false;  ///< a language model of known shape
};

bool is_language(const JoinedRow& joined) { return joined.model->shape.has_value(); }

Words words_of(const JoinedRow& joined, const RowSetup& setup) {
  Words words;
  words.engine = setup.engine;
  words.device_class = name_of(joined.device->device_class);
  words.architecture =
      joined.device->architecture.empty() ? words.device_class : joined.device->architecture;
  words.device = joined.device->id;
  words.model = joined.model->id;
  const bool encoder = joined.model->kind == ModelKind::language && !is_language(joined);
  words.kind = encoder ? "encoder" : std::string(name_of(joined.model->kind));
  words.format = setup.format;
  words.style = name_of(net_style(*joined.model));
  words.scenario = name_of(setup.scenario);
  words.quantity = name_of(setup.quantity);
  words.is_language = is_language(joined);
  return words;
}

class Terms {
 public:
  void add(Component component, std::string_view family, std::string name, double weight = 1) {
    list_.push_back({{component, std::string(family), std::move(name)}, weight});
  }
  std::vector<EffectTerm> take() { return std::move(list_); }

 private:
  std::vector<EffectTerm> list_;
};

void add_common(Terms& terms, const Words& words) {
  for (const Component part : {Component::compute, Component::weights, Component::host}) {
    terms.add(part, "kind", words.kind);
    terms.add(part, "engine", words.engine + "/" + words.kind);
    terms.add(part, "class", words.device_class + "/" + words.kind);
    terms.add(part, "architecture", words.architecture + "/" + words.kind);
    terms.add(part, "device", words.device);
    terms.add(part, words.is_language ? "language model" : "model", words.model);
  }
  terms.add(Component::compute, "format", words.format + "/" + words.kind);
  terms.add(Component::compute, "engine format", words.engine + "/" + words.format);
}

/// How many watts the board has for its arithmetic, as a log against GPUs of its year: a T4 or an
/// H100 on PCIe lowers its clock long before its peak.
///
///     watts = ln(board / 16-bit peak, W s/TFLOP) - (0.85 - 0.27 (year - 2018)),   -1 to 0.3
///
/// Valid for   GPUs; the line goes through RTX 6000 (2018), A100 and H100 SXM, B200
/// Leaves out  memory's share of the watts
/// Source      data sheets, as in data/accelerators
double watts_of_arithmetic(const Accelerator& device) {
  constexpr double first_year = 2018;
  constexpr double at_first = 0.85;
  constexpr double a_year = -0.27;
  const double peak = device.peak_at(Precision::fp16) / teraflop_per_second;
  const double board = device.board_power.typical / watt;
  if (peak <= 0 || board <= 0) return 0;
  const double usual = at_first + a_year * (device.year - first_year);
  return std::clamp(std::log(board / peak) - usual, -1.0, 0.3);
}

void add_watts_of_arithmetic(Terms& terms, const JoinedRow& joined) {
  const DeviceClass kind = joined.device->device_class;
  if (kind != DeviceClass::datacenter_gpu && kind != DeviceClass::workstation_gpu) return;
  terms.add(Component::compute, "watts of arithmetic", "gpu", watts_of_arithmetic(*joined.device));
}

void add_language(Terms& terms, const Words& words, const RowSetup& setup) {
  terms.add(Component::cache, "model", words.model);
  const std::string setting =
      words.engine + "/" + setup.words.origin + "/" + lower_case(setup.words.engine.substr(0, 12));
  for (const Component part : {Component::launches, Component::sequence_host}) {
    terms.add(part, "setup", setting);
  }
  terms.add(Component::sequence_host, "engine", words.engine);
  terms.add(Component::sequence_host, "architecture", words.architecture);
  for (const Component part : {Component::compute, Component::weights}) {
    terms.add(part, "experts", words.style + "/" + words.engine);
  }
  const std::string format = words.format + "/" + words.style;
  terms.add(Component::weights, "format experts", format);
  terms.add(Component::weights, "engine format experts", format + "/" + words.engine);
  if (setup.devices > 1) terms.add(Component::links, "engine", words.engine);
  terms.add(Component::queue, "engine", words.engine);
  terms.add(Component::queue, "lengths",
            fmt::format("{}/{}x{}", words.engine, setup.prompt, setup.reply));
}

/// Logs of parameters and of work between which nets are told apart; beyond them the edge counts.
constexpr double log_parameters_min = 11;
constexpr double log_parameters_max = 24;
constexpr double log_work_min = 16;
constexpr double log_work_max = 34;
constexpr double place_step = 2;

/// A point of the axis in steps: the mark below it and the share of the way to the next.
struct AxisPlace {
  int mark = 0;
  double share = 0;
};

AxisPlace place_on(double value, double low, double high) {
  const double steps = std::clamp(value, low, high) / place_step;
  return {static_cast<int>(std::floor(steps)), steps - std::floor(steps)};
}

/// Where a net stands by its parameters and its work, as shares of the four marks around it: nets
/// nobody measured take after those beside them.
void add_place(Terms& terms, const Words& words, double log_parameters, double log_work) {
  const AxisPlace across = place_on(log_parameters, log_parameters_min, log_parameters_max);
  const AxisPlace along = place_on(log_work, log_work_min, log_work_max);
  for (int corner = 0; corner < 4; ++corner) {
    const int right = corner & 1;
    const int up = corner >> 1;
    const double weight =
        (right == 1 ? across.share : 1 - across.share) * (up == 1 ? along.share : 1 - along.share);
    if (weight <= 0) continue;
    const std::string mark = fmt::format("{}/{}", across.mark + right, along.mark + up);
    for (const Component part : {Component::compute, Component::weights, Component::whole}) {
      terms.add(part, "net place", mark, weight);
      terms.add(part, "net place of style", words.style + "/" + mark, weight);
    }
  }
}

void add_inputs(Terms& terms, const Words& words, const JoinedRow& joined, double size) {
  const std::string style = words.style + "/" + words.device_class;
  for (const Component part : {Component::compute, Component::weights, Component::sequence_host}) {
    terms.add(part, "style", style);
  }
  const bool dataflow = joined.device->architecture == "hailo";
  const Component part = dataflow ? Component::contexts : Component::occupancy;
  terms.add(part, "all", "all");
  terms.add(part, "device", words.device);
  terms.add(part, "style", words.style);
  terms.add(part, "model", words.model);
  if (!dataflow) {
    terms.add(part, "engine", words.engine);
    terms.add(part, "architecture", words.architecture);
    terms.add(part, "kind", words.kind);
    terms.add(part, "size of class", words.device_class, size);
  }
  terms.add(Component::sequence_host, "class", words.device_class + "/" + words.kind);
  terms.add(Component::sequence_host, "engine", words.engine);
  terms.add(Component::sequence_host, "device", words.device);
}

void add_power(Terms& terms, const Words& words, const RowSetup& setup) {
  for (const Component part : {Component::board_power, Component::host_power}) {
    terms.add(part, "class", words.device_class);
    terms.add(part, "architecture", words.architecture);
    terms.add(part, "device", words.device);
    terms.add(part, "kind", words.kind);
    terms.add(part, "scenario", words.scenario);
    if (setup.is_power_limited) terms.add(part, "power limit", words.device_class);
  }
  terms.add(Component::host_power, "count", fmt::format("{:.0f}", setup.devices));
}

/// Scenario text of the row without its round: "MLPerf edge Offline".
std::string scenario_text(const std::string& scenario) {
  std::string text;
  for (std::size_t at = 0; at < scenario.size() && text.size() < 30; ++at) {
    const bool digit = scenario[at] >= '0' && scenario[at] <= '9';
    if (!digit && scenario[at] != '.') text += scenario[at];
  }
  return text;
}

void add_whole(Terms& terms, const Words& words, const RowSetup& setup) {
  const RowWords& row = setup.words;
  const auto whole = [&](std::string_view family, std::string name, double weight = 1) {
    terms.add(Component::whole, family, std::move(name), weight);
  };
  const std::string asked = words.scenario + "/" + words.quantity;
  whole("scenario", asked + "/" + words.kind);
  whole("table scenario", row.origin + "/" + scenario_text(row.scenario) + "/" + words.kind);
  whole("engine version", row.origin + "/" + lower_case(row.engine.substr(0, 16)));
  if (row.is_slow_split) whole("slow split", "yes");
  whole("device", words.device);
  whole("device scenario", words.device + "/" + asked);
  whole("architecture scenario", words.architecture + "/" + asked + "/" + words.kind);
  whole("engine scenario", words.engine + "/" + asked + "/" + words.kind);
  whole("metric", row.metric + "/" + words.kind);
  if (setup.is_power_limited) {
    whole("power limit", words.device_class);
    whole("power limit device", words.device);
  }
}

void add_slopes(Terms& terms, const Words& words, const RowSetup& setup, double size,
                double batch) {
  const auto whole = [&](std::string_view family, std::string name, double weight) {
    terms.add(Component::whole, family, std::move(name), weight);
  };
  whole("size", words.kind, size);
  whole("size of class", words.kind + "/" + words.device_class, size);
  whole("size of engine", words.kind + "/" + words.engine, size);
  whole("size of architecture", words.kind + "/" + words.architecture, size);
  const double spread = std::log(std::max(batch, 0.1)) / 3;
  whole("batch", words.kind + "/" + words.quantity, spread);
  whole("batch of engine", words.engine + "/" + words.kind, spread);
  whole("batch of architecture", words.architecture + "/" + words.kind, spread);
  if (setup.devices <= 1) return;
  const double count = std::log2(setup.devices) / 2;
  whole("count", words.kind, count);
  whole("count of class", words.device_class + "/" + words.scenario, count);
  whole("count of engine", words.engine, count);
}

}  // namespace

std::string_view name_of(AccuracyKind kind) {
  constexpr std::array<std::string_view, 3> names = {"language", "other", "power"};
  return names[static_cast<std::size_t>(kind)];
}

AccuracyKind accuracy_kind(const JoinedRow& joined, const RowSetup& setup) {
  const Asked asked = setup.quantity;
  if (asked == Asked::energy || asked == Asked::power || asked == Asked::prompt_power ||
      asked == Asked::decode_power) {
    return AccuracyKind::power;
  }
  return joined.model->kind == ModelKind::language ? AccuracyKind::language : AccuracyKind::other;
}

std::string noise_group(const JoinedRow& joined, const RowSetup& setup) {
  const std::string group =
      fmt::format("{} {}", setup.words.origin, name_of(accuracy_kind(joined, setup)));
  return setup.quantity == Asked::first_token ? group + " first token" : group;
}

std::vector<EffectTerm> row_effects(const JoinedRow& joined, const RowSetup& setup) {
  const Words words = words_of(joined, setup);
  // Natural logs of parameters or FLOP, about the middle of what there is.
  const double amount = is_language(joined) ? joined.model->parameters
                                            : joined.model->work_per_input / flop * setup.steps;
  constexpr double middle = 23;
  const double size = (std::log(amount + 1) - middle) / 2;
  Terms terms;
  add_common(terms, words);
  if (is_language(joined)) {
    add_language(terms, words, setup);
  } else {
    add_watts_of_arithmetic(terms, joined);
    add_inputs(terms, words, joined, size);
    add_place(terms, words, std::log(joined.model->parameters + 1), std::log(amount + 1));
  }
  if (accuracy_kind(joined, setup) == AccuracyKind::power) add_power(terms, words, setup);
  add_whole(terms, words, setup);
  // Prompts count by their tokens: a step's work grows with them.
  const bool prompts = setup.quantity == Asked::prompt_rate || setup.quantity == Asked::prompt_time;
  const double batch = prompts ? std::max(1.0, setup.prompt) : running_batch(joined, setup);
  add_slopes(terms, words, setup, size, batch);
  return terms.take();
}

}  // namespace islet
