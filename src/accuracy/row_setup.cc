#include "accuracy/row_setup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "accuracy/row_format.h"
#include "perf/memory.h"

namespace islet {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The number right after `mark`, such as 8 after "tp=" in "tp=8 pp=1".
std::optional<double> number_after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + mark.size());
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc{} || end == rest.data()) return std::nullopt;
  return value;
}

/// Number that stands before `mark`: 28 in "1024x1024 28 steps".
std::optional<double> number_before(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::size_t end = text.find_last_of("0123456789", at);
  if (end == std::string_view::npos) return std::nullopt;
  std::size_t begin = end;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  return number_after(text.substr(begin), "");
}

Scenario scenario_of(std::string_view words) {
  if (has(words, "Offline")) return Scenario::offline;
  if (has(words, "Server") || has(words, "Interactive")) return Scenario::server;
  if (has(words, "SingleStream")) return Scenario::single_stream;
  return has(words, "MultiStream") ? Scenario::multi_stream : Scenario::plain;
}

struct Lengths {
  std::string_view name;
  double prompt;
  double reply;
};

/// Mean lengths of MLPerf's data sets and ML.ENERGY's tasks. Replies as published (README of
/// data/measured); prompts of OpenOrca, CNN/DailyMail and the tasks are round figures, grade D.
std::optional<Lengths> data_set(const JoinedRow& joined) {
  constexpr std::array<Lengths, 6> models = {{{"llama-2-70b", 160, 294},
                                              {"mixtral-8x7b", 190, 145},
                                              {"gpt-j-6b", 870, 69},
                                              {"llama-3.1-8b", 780, 128},
                                              {"llama-3.1-405b", 9428, 684},
                                              {"deepseek-v3-r1", 800, 3880}}};
  constexpr std::array<Lengths, 4> tasks = {{{"lm-arena-chat", 120, 500},
                                             {"gpqa", 220, 4000},
                                             {"image-chat", 1000, 500},
                                             {"video-chat", 1500, 500}}};
  for (const Lengths& task : tasks) {
    if (joined.row->scenario == task.name) return task;
  }
  if (joined.row->origin != "mlperf") return std::nullopt;
  for (const Lengths& model : models) {
    if (joined.model->id == model.name) return model;
  }
  return Lengths{"", 200, 200};
}

void read_lengths(const JoinedRow& joined, RowSetup& setup) {
  const MeasuredRow& row = *joined.row;
  const std::optional<Lengths> known = data_set(joined);
  setup.prompt = row.input_len.value_or(known ? known->prompt : 0);
  setup.reply = row.output_len.value_or(known ? known->reply : 0);
  if (row.origin == "mlperf" && joined.model->id == "gpt-j-6b") setup.beams = 4;
  // One speed over a text of 1,024 tokens that began with a short prompt.
  if (has(row.notes, "n=1024")) {
    setup.prompt = 64;
    setup.reply = 960;
  }
}

/// Longest mean interval between a user's tokens that MLPerf allows, seconds: Server, Interactive
/// (LoadGen's mlperf.conf as README of data/measured states it). 0: no limit.
double interval_limit(const JoinedRow& joined) {
  struct Limits {
    std::string_view model;
    double server;
    double interactive;
  };
  constexpr std::array<Limits, 5> limits = {{{"llama-2-70b", 0.2, 0.04},
                                             {"mixtral-8x7b", 0.2, 0.2},
                                             {"llama-3.1-405b", 0.175, 0.08},
                                             {"llama-3.1-8b", 0.1, 0.03},
                                             {"deepseek-v3-r1", 0.08, 0.08}}};
  if (joined.row->origin != "mlperf") return 0;
  const bool interactive = has(joined.row->scenario, "Interactive");
  if (!interactive && !has(joined.row->scenario, "Server")) return 0;
  for (const Limits& one : limits) {
    if (joined.model->id == one.model) return interactive ? one.interactive : one.server;
  }
  return 0;
}

bool has_link(const Accelerator& device) {
  return std::max(device.link.each_way, device.host_link) > Bandwidth{};
}

/// The smallest split on which the weights and a batch worth their reading fit, the rest being
/// replicas: submitters took two H100 for 70 GB of weights although one holds them.
int smallest_split(const JoinedRow& joined, const RowSetup& setup, int devices) {
  constexpr double batch = 32;
  Layout layout = setup.layout;
  const double length = std::max(1.0, setup.prompt + setup.reply * setup.beams);
  const Holding batch_of{batch, length * token};
  for (layout.tensor = 1; layout.tensor < devices; layout.tensor *= 2) {
    if (fits(*joined.model, *joined.device, layout, batch_of)) break;
  }
  return std::min(layout.tensor, devices);
}

void read_split(const JoinedRow& joined, RowSetup& setup) {
  const std::string_view notes = joined.row->notes;
  const int devices = std::max(1, static_cast<int>(std::lround(setup.devices)));
  if (!joined.model->shape || devices == 1) {
    setup.replicas = devices;
    return;
  }
  const bool alone = joined.device->device_class == DeviceClass::cpu || !has_link(*joined.device);
  if (alone) {
    setup.replicas = devices;
    return;
  }
  if (setup.engine == "llama_cpp") {
    setup.layout.pipeline = devices;
    return;
  }
  if (joined.row->origin == "mlperf") {
    setup.layout.tensor = smallest_split(joined, setup, devices);
  } else {
    const double copies = has(notes, " ep=") ? number_after(notes, " dp=").value_or(1) : 1;
    setup.layout.tensor = std::max(1, static_cast<int>(devices / std::max(1.0, copies)));
    const double apart = number_after(notes, "attn_dp=").value_or(has(notes, "DEP") ? devices : 1);
    setup.layout.own_sequences = apart > 1;
  }
  setup.replicas = static_cast<double>(devices) / setup.layout.tensor;
}

/// Watts of the host that the notes name, "host=2x AMD EPYC 7313P": 220 W a socket of a server and
/// 120 W of a Xeon
/// Silver's, 40 W of the rest, 85 W of a small server's Xeon D, 100 W of a desktop. Round figures
/// from the official powers of nodes with one A2, L4 or Cloud AI 100, less their cards; grade D.
double named_host_watts(std::string_view notes) {
  const std::size_t at = notes.find("host=");
  if (at == std::string_view::npos) return 0;
  const std::string_view host = notes.substr(at);
  if (has(host, "Xeon(R) D") || has(host, "Xeon D")) return 85;
  if (has(host, "Silver")) return 40 + 120 * number_after(host, "host=").value_or(1);
  const bool server = has(host, "EPYC") || has(host, "Xeon");
  if (server) return 40 + 220 * number_after(host, "host=").value_or(1);
  return has(host, "Ryzen") || has(host, "Core") ? 100 : 0;
}

RowWords words_of(const MeasuredRow& row) {
  RowWords words;
  words.origin = row.origin;
  words.engine = row.engine;
  words.scenario = row.scenario;
  words.metric = row.metric;
  words.unit = row.unit;
  words.is_at_the_wall = words.origin == "mlperf" || row.metric.starts_with("system");
  words.shares_prompt = words.origin == "edge_misc";
  words.is_micro_batch = has(row.scenario, "microbatch");
  words.is_slow_split = has(row.notes, "split");
  words.counts_devices =
      words.origin == "mlperf" || words.origin == "vision_nlp_tables" || words.origin == "mlenergy";
  words.is_of_batch = words.is_at_the_wall;
  words.is_of_request = row.metric == "energy_per_request";
  words.is_of_one_input = row.metric == "latency_per_image";
  return words;
}

bool is_unit_of_time(std::string_view unit) {
  constexpr std::array<std::string_view, 5> units = {"ns", "us", "ms", "s", "min"};
  return std::find(units.begin(), units.end(), unit) != units.end();
}

Asked language_quantity(const MeasuredRow& row) {
  const std::string_view metric = row.metric;
  const bool is_time = is_unit_of_time(row.unit);
  if (metric.starts_with("energy")) return Asked::energy;
  if (has(metric, "power") && !has(metric, "at_power_cap")) return Asked::power;
  if (metric.starts_with("prefill")) return is_time ? Asked::prompt_time : Asked::prompt_rate;
  if (metric.starts_with("ttft")) {
    const bool among_others = row.origin == "inferencemax" || has(row.scenario, "concurrency");
    return among_others ? Asked::first_token : Asked::prompt_time;
  }
  if (metric == "median_itl") return Asked::median_interval;
  const bool is_interval =
      has(metric, "tpot") || has(metric, "itl") || metric.starts_with("decode");
  if (is_interval) return is_time ? Asked::token_interval : Asked::decode_rate;
  if (metric == "output_throughput") return Asked::served_rate;
  return is_time ? Asked::single_time : Asked::full_rate;
}

Asked input_quantity(const MeasuredRow& row) {
  if (row.metric.starts_with("energy")) return Asked::energy;
  if (has(row.metric, "power")) return Asked::power;
  return is_unit_of_time(row.unit) ? Asked::batch_time : Asked::input_rate;
}

/// Largest batch that throughput runs use where none is named; large nets fill a chip with few.
double usual_batch(const JoinedRow& joined) {
  const double work = joined.model->work_per_input / flop;
  double batch = 64;
  switch (joined.model->kind) {
    case ModelKind::speech:
    case ModelKind::other:
      batch = 256;
      break;
    case ModelKind::recommendation:
      return 20000;
    case ModelKind::image:
      return 4;
    case ModelKind::language:
    case ModelKind::vision:
      break;
  }
  if (work > 1e12) return 1;
  if (work > 1e11) batch = 8;
  const double cpu_batch = joined.model->kind == ModelKind::speech ? 64 : 8;
  return joined.device->device_class == DeviceClass::cpu ? std::min(batch, cpu_batch) : batch;
}

void read_batch(const JoinedRow& joined, RowSetup& setup) {
  const MeasuredRow& row = *joined.row;
  setup.batch_is_given = row.batch.has_value();
  if (joined.model->shape) {
    setup.batch = row.batch.value_or(1) / setup.replicas;
    return;
  }
  setup.batch = row.batch.value_or(usual_batch(joined));
  if (setup.scenario == Scenario::offline || setup.scenario == Scenario::server) {
    setup.batch = usual_batch(joined);
  }
  if (setup.scenario == Scenario::single_stream) setup.batch = 1;
  if (setup.scenario == Scenario::multi_stream) setup.batch = std::max(1.0, 8 / setup.devices);
  if (row.scenario == "throughput mode") setup.batch = 8;
  if (row.metric.starts_with("latency") && !row.batch) {
    setup.batch = setup.scenario == Scenario::multi_stream ? setup.batch : 1;
  }
  if (joined.model->kind == ModelKind::image) {
    // FLUX is distilled to need no guidance; the others run twice a step.
    const double passes = joined.model->id.starts_with("flux") ? 1 : 2;
    setup.steps = number_before(row.notes, " steps").value_or(20) * passes;
    if (row.origin != "mlperf") setup.batch = row.batch.value_or(1) / setup.devices;
  }
}

}  // namespace

std::string_view name_of(Scenario scenario) {
  constexpr std::array<std::string_view, 5> names = {"plain", "offline", "server", "single_stream",
                                                     "multi_stream"};
  return names[static_cast<std::size_t>(scenario)];
}

std::string_view name_of(Asked quantity) {
  constexpr std::array<std::string_view, 15> names = {
      "decode_rate", "prompt_rate", "prompt_time", "first_token", "token_interval",
      "median_interval", "served_rate", "full_rate", "single_time", "batch_time", "input_rate",
      "energy", "power",
      // What was learnt of watts holds for either part of the work.
      "power", "power"};
  return names[static_cast<std::size_t>(quantity)];
}

RowReading setup_of(const JoinedRow& joined) {
  const MeasuredRow& row = *joined.row;
  RowReading reading;
  RowSetup& setup = reading.setup;
  setup.words = words_of(row);
  setup.engine = engine_of(joined);
  const RowFormat format = format_of(joined, setup.engine);
  setup.format = format.name;
  setup.layout.weights = format.precision;
  const bool narrow = format.precision == Precision::fp8 || format.precision == Precision::fp4;
  setup.layout.cache = narrow ? Precision::fp8 : Precision::fp16;
  setup.devices = std::max(1.0, row.count.value_or(1)) * joined.devices_each;
  setup.scenario = scenario_of(row.scenario);
  setup.is_power_limited = has(row.notes, "MaxQ");
  if (has(row.metric, "at_power_cap")) setup.cap_w = row.power_w.value_or(0);
  setup.host_w = named_host_watts(row.notes);
  setup.quantity = joined.model->shape ? language_quantity(row) : input_quantity(row);
  read_lengths(joined, setup);
  read_split(joined, setup);
  read_batch(joined, setup);
  setup.interval_limit_s = interval_limit(joined);
  if (row.metric.ends_with("_low") || row.metric.ends_with("_high")) {
    reading.reason = "one end of a published range";
  }
  if (compute_path(*joined.device, setup.layout.weights, joined.model->kind).peak <=
      ComputeRate{}) {
    setup.layout.weights = Precision::int8;
  }
  if (compute_path(*joined.device, setup.layout.weights, joined.model->kind).peak <=
      ComputeRate{}) {
    reading.reason = "the device has no known arithmetic for it";
  }
  if (joined.model->shape && joined.device->memory_bandwidth <= Bandwidth{}) {
    reading.reason = "the bandwidth of the device's memory is not known";
  }
  if (!joined.model->shape && joined.model->work_per_input <= Flops{}) {
    reading.reason = "the work of the model is not known";
  }
  return reading;
}

}  // namespace islet
