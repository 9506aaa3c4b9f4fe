#include "accuracy/run_question.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "perf/clock_lock.h"

namespace islet {
namespace {

constexpr int batch_max = 65536;
constexpr int devices_max = 4096;
constexpr double tokens_max = 1 << 20;
// Below it boards throttle in ways that nobody has measured.
constexpr double cap_share_min = 0.3;
constexpr double engine_share_min = 0.1;

bool keeps_own_memory(const RunQuestion& question) { return question.device->memory > Bytes{}; }

Holding holding_of(const RunQuestion& question, double sequences) {
  return {.sequences = sequences, .context = question.context()};
}

/// The narrower cache that engines keep beside narrow weights.
Precision cache_of(Precision weights) {
  const bool narrow = weights == Precision::fp8 || weights == Precision::fp4;
  return narrow ? Precision::fp8 : Precision::fp16;
}

Error out_of_range(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "V2", ""};
}

void check_count(std::vector<Error>& list, const char* option, double value, double most) {
  if (value >= 1 && value <= most) return;
  list.push_back(
      out_of_range(fmt::format("`{}` is {:.0f}, must be from 1 to {:.0f}", option, value, most),
                   "Leave the option out for what is usual."));
}

void check_share(std::vector<Error>& list, double share) {
  if (share >= engine_share_min && share <= greatest_engine_share) return;
  list.push_back(out_of_range(fmt::format("`--memory-share` is {:g}, must be from {:g} to {:g}",
                                          share, engine_share_min, greatest_engine_share),
                              "Engines need the rest for kernels and fragments."));
}

void check_cap(std::vector<Error>& list, const RunQuestion& question) {
  if (question.cap == Power{}) return;
  const double limit = question.device->board_power.typical / watt;
  const double cap = question.cap / watt;
  if (cap >= cap_share_min * limit && cap <= limit) return;
  list.push_back(
      out_of_range(fmt::format("`--cap` is {:g} W, must be from {:.0f} W to {:.0f} W on {}", cap,
                               std::ceil(cap_share_min * limit), limit, question.device->name),
                   "A board takes limits between about a third of its own and its own."));
}

void check_clock(std::vector<Error>& list, const RunQuestion& question) {
  if (question.clock == 1) return;
  const DeviceClass kind = question.device->device_class;
  const bool locks = kind == DeviceClass::datacenter_gpu || kind == DeviceClass::workstation_gpu ||
                     kind == DeviceClass::jetson;
  const bool is_in_range = question.clock >= clock_min && question.clock <= 1;
  if (!locks) {
    list.push_back(out_of_range("the clock of " + question.device->name + " cannot be locked",
                                "GPUs take --clock, other devices do not."));
  } else if (!is_in_range) {
    list.push_back(out_of_range(
        fmt::format("`--clock` is {:g}, must be from {:g} to 1", question.clock, clock_min),
        "It is a share of the highest clock."));
  }
}

std::string format_of(const RunQuestion& question) {
  // llama.cpp and its kin store whole numbers and compute in 16 bit.
  const bool only_stored = question.model->shape && question.layout.weights == Precision::int8;
  return only_stored ? "int8w" : std::string(name_of(question.layout.weights));
}

std::string_view metric_of(Asked quantity, bool is_at_the_wall) {
  switch (quantity) {
    case Asked::decode_rate:
      return "decode_throughput";
    case Asked::prompt_time:
      return "ttft";
    case Asked::served_rate:
      return "output_throughput";
    case Asked::power:
    case Asked::prompt_power:
    case Asked::decode_power:
      return is_at_the_wall ? "system_power_avg" : "board_power_avg";
    case Asked::energy:
      return is_at_the_wall ? "system_energy_per_token" : "energy_per_token";
    case Asked::batch_time:
      return "latency";
    default:
      return "throughput";
  }
}

}  // namespace

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> names = {
      "vllm",     "tensorrt_llm", "sglang",    "llama_cpp", "tensorrt_edge_llm",
      "tensorrt", "onnx_runtime", "openvino",  "pytorch",   "openvino_genai",
      "hailo",    "qualcomm",     "diffusers", "tflite",    "other"};
  return names;
}

std::string usual_engine(const Model& model, const Accelerator& device) {
  if (device.architecture == "hailo" || device.vendor == "Hailo") return "hailo";
  if (device.vendor == "Qualcomm") return "qualcomm";
  const DeviceClass kind = device.device_class;
  if (model.shape) {
    if (kind == DeviceClass::datacenter_gpu || kind == DeviceClass::datacenter_npu) return "vllm";
    const bool shares_memory = kind == DeviceClass::integrated_gpu || kind == DeviceClass::npu;
    return device.vendor == "Intel" && shares_memory ? "openvino_genai" : "llama_cpp";
  }
  if (model.kind == ModelKind::image) return "diffusers";
  if (device.architecture == "edge_tpu" || device.architecture == "small_core") return "tflite";
  if (device.vendor == "NVIDIA") return "tensorrt";
  if (device.vendor == "Intel") return "openvino";
  return kind == DeviceClass::npu ? "other" : "pytorch";  // its maker's compiler
}

Precision usual_precision(const RunQuestion& question) {
  if (!question.model->shape) {
    if (question.device->device_class == DeviceClass::cpu) return Precision::fp32;
    return has_arithmetic(question, Precision::fp16) ? Precision::fp16 : Precision::int8;
  }
  for (const Precision precision : narrowing) {
    if (!is_of_use(question, precision)) continue;
    RunQuestion one = with_weights(question, precision);
    one.batch = 1;
    if (!keeps_own_memory(one) || fits_memory(one)) return precision;
  }
  return Precision::fp16;
}

bool fits_memory(const RunQuestion& question) {
  return fits(*question.model, *question.device, question.layout,
              holding_of(question, question.batch));
}

bool has_arithmetic(const RunQuestion& question, Precision precision) {
  return compute_path(*question.device, precision, question.model->kind).peak > ComputeRate{};
}

bool is_of_use(const RunQuestion& question, Precision precision) {
  const bool own =
      precision != Precision::fp8 || question.device->peak_at(precision) > ComputeRate{};
  return own && has_arithmetic(question, precision);
}

RunQuestion with_weights(RunQuestion question, Precision precision) {
  question.layout.weights = precision;
  question.layout.cache = cache_of(precision);
  return question;
}

std::vector<Error> faults_of(const RunQuestion& question) {
  std::vector<Error> list;
  check_count(list, "--tensor", question.layout.tensor, devices_max);
  check_count(list, "--pipeline", question.layout.pipeline, devices_max);
  check_count(list, "--replicas", question.replicas, devices_max);
  check_count(list, "--batch", question.batch, batch_max);
  check_count(list, "--prompt", question.prompt / token, tokens_max);
  check_count(list, "--reply", question.reply / token, tokens_max);
  check_share(list, question.layout.engine_share);
  check_cap(list, question);
  check_clock(list, question);
  if (!list.empty() || !question.model->shape) return list;
  const int most = question.model->shape->context;
  const double context = question.context() / token;
  if (most > 0 && context > most) {
    list.push_back(
        out_of_range(fmt::format("prompt and reply are {:.0f} tokens, {} takes at most {}", context,
                                 question.model->name, most),
                     "Make --prompt or --reply shorter."));
  }
  return list;
}

RowSetup setup_of(const RunQuestion& question, Asked quantity, bool is_at_the_wall) {
  RowSetup setup;
  setup.engine = question.engine;
  setup.format = format_of(question);
  setup.layout = question.layout;
  setup.replicas = question.replicas;
  setup.devices = question.devices();
  setup.quantity = quantity;
  setup.batch = question.batch;
  setup.batch_is_given = quantity != Asked::full_rate;
  if (question.model->shape) {
    setup.prompt = question.prompt / token;
    setup.reply = question.reply / token;
  }
  if (question.model->kind == ModelKind::image) {
    // FLUX is distilled to need no guidance; the others run twice a step.
    setup.steps = question.model->id.starts_with("flux") ? 20 : 40;
  }
  setup.cap_w = question.cap / watt;
  setup.words.engine = question.engine;
  setup.words.metric = metric_of(quantity, is_at_the_wall);
  setup.words.unit =
      quantity == Asked::full_rate || quantity == Asked::served_rate ? "tokens/s" : "";
  setup.words.is_at_the_wall = is_at_the_wall;
  setup.words.counts_devices = true;
  return setup;
}

RunMemory run_memory(const RunQuestion& question) {
  RunMemory memory;
  const Model& model = *question.model;
  memory.one = memory_need(model, *question.device, question.layout, holding_of(question, 1));
  memory.asked =
      memory_need(model, *question.device, question.layout, holding_of(question, question.batch));
  memory.is_known = keeps_own_memory(question);
  if (!memory.is_known) return memory;
  memory.usable = usable_memory(*question.device, question.layout.engine_share);
  memory.fits = fits_memory(question);
  memory.most = sequences_that_fit(model, *question.device, question.layout, question.context());
  if (!model.shape) return memory;
  double low = 0;
  double high = model.shape->context > 0 ? model.shape->context : tokens_max;
  if (fits(model, *question.device, question.layout, {.sequences = 1, .context = high * token})) {
    memory.longest = high * token;
    return memory;
  }
  for (int step = 0; step < 40 && high - low > 1; ++step) {
    const double middle = std::floor((low + high) / 2);
    const Holding holding{.sequences = 1, .context = middle * token};
    (fits(model, *question.device, question.layout, holding) ? low : high) = middle;
  }
  memory.longest = low * token;
  return memory;
}

}  // namespace islet
