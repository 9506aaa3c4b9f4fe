#include "knowledge/job_questions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "knowledge/machine_operands.h"
#include "knowledge/operands.h"
#include "knowledge/suitability.h"
#include "perf/device_time.h"
#include "perf/evidence.h"
#include "perf/input_time.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr int camera_batch = 8;

/// The figure of a rule as a range; CHECKs nothing: an absent one is 0 to 0 and caught by tests.
FactRange rule_range(const Knowledge& knowledge, const char* rule, const char* path) {
  return range_at(fact_named(knowledge, rule), path).value_or(FactRange{});
}

/// The narrowest arithmetic of 8 bit and more that the device has.
Precision usual_input_precision(const Accelerator& device) {
  return device.peak_at(Precision::int8) > ComputeRate{} ? Precision::int8 : Precision::fp16;
}

/// Frames a second that a device gives all cameras together, planned share already taken off.
Result<Estimate<double>> frame_rate(const QuestionContext& context, const std::string& text,
                                    const Accelerator& device) {
  if (find_model(context.catalog, text) == nullptr) {
    if (const auto measured = quantity_operand<Frequency>(text, "192 fps")) {
      return exactly(*measured / hertz, Grade::a, "measured on the device");
    }
  }
  const auto model = model_named(context, text);
  if (!model) return model.error();
  const Layout layout{.weights = usual_input_precision(device)};
  auto no = refusal(**model, device, layout);
  if (!no && (*model)->work_per_input <= Flops{}) {
    no = Refusal{"shape", "the work of one frame of " + (*model)->name + " is not known"};
  }
  if (no) return refused_operand(no->why, "Ask with a model of frames that the device runs.");
  const InputDeployment deployment = context.makers.inputs(**model, device, layout.weights);
  const int batch = std::min(camera_batch, deployment.batch_max());
  return within_factor(share_limit * (deployment.rate(batch) / hertz), deployment.range().inputs,
                       deployment.range().grade, deployment.name());
}

/// What a kind of media takes, and the model of the catalogue that stands for it.
struct MediaKind {
  const char* name;
  const char* rule;
  const char* path;
  const char* model;  ///< empty: none
  int passes;         ///< of one picture, guidance counted
  const char* workload;
};
constexpr std::array<MediaKind, 3> media_kinds = {
    {{"sdxl", "R009", "value.SDXL_1024px", "sdxl-unet", 40, "W14"},
     {"flux", "R009", "value.FLUX", "flux.1-dev", 20, "W14"},
     {"video", "R010", "value", "", 0, "W15"}}};

void add_picture_time(const QuestionContext& context, const MediaKind& kind,
                      const Accelerator& device, Answer& answer) {
  const Model* model = find_model(context.catalog, kind.model);
  if (model == nullptr || refusal(*model, device, {.weights = Precision::fp16})) return;
  const InputDeployment deployment(*model, device, Precision::fp16);
  const double time = kind.passes * (deployment.batch(1).time / second);
  answer.predict("picture_s", within_factor(time, deployment.range().inputs,
                                            deployment.range().grade, deployment.name()));
  answer.count("passes", kind.passes);
  answer.reasons.push_back(
      "time of the denoising passes alone, compiled, at 1024 x 1024; islet predict has the "
      "calibrated one");
}

}  // namespace

Result<Answer> ask_cameras(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 3, 3,
                               "a model or measured frames a second, a device, and "
                               "frames a second of one camera")) {
    return *wrong;
  }
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  const auto each = quantity_operand<Frequency>(operands[2], "30 fps");
  if (!each) return each.error();
  if (*each <= Frequency{}) return refused_operand("a camera makes frames", "Write `30 fps`.");
  const auto rate = frame_rate(context, operands[0], **device);
  if (!rate) return rate.error();
  const Estimate<double> cameras = scaled(*rate, hertz / *each);
  Answer answer;
  answer.question = "cameras";
  const double whole = std::floor(cameras.value);
  answer.verdict = fmt::format("{:.0f} cameras", whole);
  answer.count("cameras", whole);
  answer.predict("cameras_exact", cameras);
  answer.predict("rate_fps", *rate);
  // All cameras at the same instant: the last frame waits for the others.
  const double worst = 1000.0 * std::max(1.0, whole) / rate->value;
  answer.count("detection_ms", worst);
  const double limit = rule_range(context.knowledge, "R127", "value.detect_ms").low;
  answer.say("detection", worst <= limit ? "in time" : "too late");
  const FactRange cluster = rule_range(context.knowledge, "R159", "value");
  const double tops = (*device)->peak_at(Precision::int8) / teraflop_per_second;
  answer.count("int8_tops", tops);
  answer.say("cluster", tops < cluster.low    ? "below what a cluster of cameras takes"
                        : tops > cluster.high ? "above what a cluster of cameras takes"
                                              : "in the range of a cluster of cameras");
  answer.rest_on({"R127", "R159", "R160"});
  return answer;
}

Result<Answer> ask_engine(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "a device")) return *wrong;
  const auto device = machine_named(context, operands[0]);
  if (!device) return device.error();
  const Fact* fact = find_fact(context.knowledge, (*device)->id);
  const bool has_dla = fact != nullptr && fact->word("has_dla") == "yes";
  const bool is_fixed = (*device)->device_class == DeviceClass::npu;
  Answer answer;
  answer.question = "engine";
  answer.verdict = has_dla ? "dla" : is_fixed ? "the chip itself" : "shared cores";
  answer.reasons.push_back(has_dla || is_fixed
                               ? "a fixed engine runs one net at a time, in the same time each time"
                               : "no fixed engine: hard real time shares cores with other work");
  answer.rest_on({"R155"});
  return answer;
}

/// Memory to fold a protein of n residues.
///
///     memory = max(32 GB, 60 GB * (n / 3000)^2)
///
/// Valid for   AlphaFold 2 by the stated point of 3,000 residues; pairs of residues set the need
/// Leaves out  chunked attention, which trades time for memory
/// Source      rule R011; the square from the pair representation, Jumper et al., Nature 596, 2021
static double folding_memory_gb(const Knowledge& knowledge, double residues) {
  const double least = rule_range(knowledge, "R011", "value.min_vram_gb").low;
  const double stated = rule_range(knowledge, "R011", "value.residues_3000_vram_gb").low;
  return std::max(least, stated * (residues / 3000.0) * (residues / 3000.0));
}

Result<Answer> ask_folding(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 3, 3, "residues, a device, and the host's memory")) {
    return *wrong;
  }
  const auto residues = whole_operand(operands[0], 1, 100000);
  if (!residues) return residues.error();
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  const auto host = quantity_operand<Bytes>(operands[2], "256 GB");
  if (!host) return host.error();
  const double need = folding_memory_gb(context.knowledge, *residues);
  const double host_need = rule_range(context.knowledge, "R011", "value.min_ram_gb").low;
  const bool fits = (*device)->memory / gigabyte >= need;
  const bool host_fits = *host / gigabyte >= host_need;
  Answer answer;
  answer.question = "folding";
  answer.verdict = fits && host_fits ? "fits" : "refused";
  answer.count("memory_gb", need);
  answer.count("host_memory_gb", host_need);
  if (!fits) {
    answer.reasons.push_back(fmt::format("{} has {:.0f} GB, {} residues take {:.0f} GB",
                                         (*device)->name, (*device)->memory / gigabyte, *residues,
                                         need));
  }
  if (!host_fits) {
    answer.reasons.push_back(
        fmt::format("the host has {:.0f} GB, the search of its databases "
                    "takes {:.0f} GB",
                    *host / gigabyte, host_need));
  }
  answer.rest_on({"R011"});
  return answer;
}

Result<Answer> ask_media(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "sdxl, flux or video, and a device")) return *wrong;
  const auto* kind = std::find_if(media_kinds.begin(), media_kinds.end(),
                                  [&](const MediaKind& one) { return operands[0] == one.name; });
  if (kind == media_kinds.end()) {
    return refused_operand("`" + operands[0] + "` is no kind of media",
                           "One of sdxl, flux, video.");
  }
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  const FactRange need = rule_range(context.knowledge, kind->rule, kind->path);
  const double memory = (*device)->memory / gigabyte;
  Answer answer;
  answer.question = "media";
  answer.verdict = memory < need.low    ? "refused"
                   : memory < need.high ? "fits at the lower settings"
                                        : "fits";
  answer.count("memory_low_gb", need.low);
  answer.count("memory_high_gb", need.high);
  if (memory < need.low) {
    answer.reasons.push_back(fmt::format("{} has {:.0f} GB, at least {:g} GB are taken",
                                         (*device)->name, memory, need.low));
  } else if (*kind->model != '\0') {
    add_picture_time(context, *kind, **device, answer);
  }
  if (const auto rating = stated_suitability(context.knowledge, kind->workload)) {
    answer.say("off_grid", *rating);
  }
  answer.rest_on({kind->rule, kind->workload});
  return answer;
}

/// Compute of made-up training data.
///
///     budget = (2 to 10) * 6 * parameters * tokens
///
/// Valid for   dense models; tokens of the final training
/// Leaves out  filtering by other models
/// Source      rule R164; 6 N D from Kaplan et al., arXiv 2001.08361
static FactRange synthetic_flop(const Knowledge& knowledge, double parameters, double tokens) {
  const FactRange factor = rule_range(knowledge, "R164", "value");
  const double training = 6.0 * parameters * tokens;
  return {factor.low * training, factor.high * training};
}

Result<Answer> ask_synthetic(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "billions of parameters and of tokens")) {
    return *wrong;
  }
  const auto billions = number_operand(operands[0], 0.001, 1e5);
  if (!billions) return billions.error();
  const auto tokens = number_operand(operands[1], 0.001, 1e6);
  if (!tokens) return tokens.error();
  const double training = 6.0 * *billions * 1e9 * *tokens * 1e9;
  const FactRange budget = synthetic_flop(context.knowledge, *billions * 1e9, *tokens * 1e9);
  Answer answer;
  answer.question = "synthetic";
  answer.verdict = fmt::format("{:g} to {:g} times the final training", budget.low / training,
                               budget.high / training);
  answer.count("training_exaflop", training / 1e18);
  answer.count("budget_low_exaflop", budget.low / 1e18);
  answer.count("budget_high_exaflop", budget.high / 1e18);
  answer.count("budget_low_x", budget.low / training);
  answer.count("budget_high_x", budget.high / training);
  answer.rest_on({"R164"});
  return answer;
}

}  // namespace islet
