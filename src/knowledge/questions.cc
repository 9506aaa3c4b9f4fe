#include "knowledge/questions.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "knowledge/budget_questions.h"
#include "knowledge/card_choice.h"
#include "knowledge/compliance.h"
#include "knowledge/demand_shape.h"
#include "knowledge/fleet_questions.h"
#include "knowledge/job_questions.h"
#include "knowledge/latency_class.h"
#include "knowledge/machine_questions.h"
#include "knowledge/operands.h"
#include "knowledge/placement.h"
#include "knowledge/power_questions.h"
#include "knowledge/serving_questions.h"
#include "knowledge/suitability.h"
#include "knowledge/time_budget.h"
#include "knowledge/way_questions.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

Error unknown(const std::string& what, const std::string& text, std::string hint) {
  return Error{{}, "`" + text + "` is no " + what, std::move(hint), "D2", ""};
}

std::optional<Error> wrong_count(Operands operands, std::size_t low, std::size_t high,
                                 const char* wanted) {
  if (operands.size() >= low && operands.size() <= high) return std::nullopt;
  return Error{{},
               fmt::format("{} operands, must be {}", operands.size(), wanted),
               "Put values with blanks into quotes: '20 ms'.",
               "V5",
               ""};
}

std::string ids_of_kind(const Knowledge& knowledge, const char* kind) {
  std::string ids;
  for (const Fact* fact : facts_of_kind(knowledge, kind)) {
    ids += (ids.empty() ? "" : ", ") + fact->id;
  }
  return ids;
}

const Fact* workload_named(const Knowledge& knowledge, const std::string& name) {
  const Fact* fact = find_fact(knowledge, name);
  return fact != nullptr && fact->kind == "workload" ? fact : nullptr;
}

Result<const Accelerator*> device_named(const QuestionContext& context, const std::string& name) {
  const Accelerator* device = find_accelerator(context.catalog, name);
  if (device == nullptr) {
    return unknown("device of the catalogue", name, "islet catalog list accelerators names them.");
  }
  return device;
}

Result<Answer> ask_latency_class(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "one budget or workload")) return *wrong;
  if (const Fact* workload = workload_named(context.knowledge, operands[0])) {
    return stage_class_answer(context.knowledge, *workload);
  }
  const auto budget = quantity_operand<Duration>(operands[0], "20 ms");
  if (!budget) return budget.error();
  return latency_class_answer(context.knowledge, *budget);
}

Result<Answer> ask_demand(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "one CSV file")) return *wrong;
  auto arrivals = time_column(operands[0]);
  if (!arrivals) return arrivals.error();
  if (arrivals->size() < 3 || !std::is_sorted(arrivals->begin(), arrivals->end())) {
    return Error{{operands[0]},
                 "arrivals must be three or more, in order of time",
                 "Sort the file by its first column.",
                 "V5",
                 ""};
  }
  return demand_answer(context.knowledge, context.catalog, *arrivals);
}

Result<Answer> ask_suitability(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "watts, a workload or a device")) return *wrong;
  if (const auto rating = stated_suitability(context.knowledge, operands[0])) {
    return stated_suitability_answer(context.knowledge, operands[0], *rating);
  }
  if (const Accelerator* device = find_accelerator(context.catalog, operands[0])) {
    Answer answer = suitability_answer(context.knowledge, device->board_power.typical);
    answer.say("device", device->id);
    return answer;
  }
  const auto power = quantity_operand<Power>(operands[0], "72 W");
  if (!power) return power.error();
  return suitability_answer(context.knowledge, *power);
}

Result<Answer> ask_tier(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 2, "the plan's watts, and a device")) return *wrong;
  const auto power = quantity_operand<Power>(operands[0], "400 W");
  if (!power) return power.error();
  std::string device;
  if (operands.size() == 2) {
    const auto found = device_named(context, operands[1]);
    if (!found) return found.error();
    device = (*found)->id;
  }
  return tier_answer(context.knowledge, *power, device);
}

Result<Answer> ask_gate(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "the site's power")) return *wrong;
  const auto power = quantity_operand<Power>(operands[0], "20 kW");
  if (!power) return power.error();
  return gate_answer(context.knowledge, *power);
}

Result<Answer> ask_sxm(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 5, "a device, the site's power, then what is so")) {
    return *wrong;
  }
  const auto device = device_named(context, operands[0]);
  if (!device) return device.error();
  const auto power = quantity_operand<Power>(operands[1], "20 kW");
  if (!power) return power.error();
  SitePermit permit{*power};
  for (const std::string& word : operands.subspan(2)) {
    if (word == "permanent")
      permit.permanent = true;
    else if (word == "cooled")
      permit.cooled = true;
    else if (word == "training")
      permit.training = true;
    else
      return unknown("condition", word, "One of permanent, cooled, training.");
  }
  if ((*device)->form != FormFactor::sxm) {
    return unknown("SXM board", operands[0], "Ask of a board such as h100_sxm5.");
  }
  return sxm_answer(context.knowledge, context.catalog, **device, permit);
}

Result<Answer> ask_rugged(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "one environment")) return *wrong;
  const Fact* environment = find_fact(context.knowledge, operands[0]);
  if (environment == nullptr || environment->kind != "environment") {
    return unknown("environment", operands[0],
                   "One of " + ids_of_kind(context.knowledge, "environment") + ".");
  }
  return ruggedness_answer(*environment);
}

Result<Answer> ask_frame(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 20, "a frame rate and stages")) return *wrong;
  const auto frames = quantity_operand<Frequency>(operands[0], "60 fps");
  if (!frames) return frames.error();
  if (*frames <= Frequency()) return unknown("frame rate above 0", operands[0], "Write `60 fps`.");
  std::vector<Duration> stages;
  for (const std::string& text : operands.subspan(1)) {
    const auto stage = quantity_operand<Duration>(text, "2 ms");
    if (!stage) return stage.error();
    stages.push_back(*stage);
  }
  return frame_answer(*frames, stages);
}

/// "61..108" or "80".
std::optional<std::pair<double, double>> times_as_fast(const std::string& text) {
  const std::size_t dots = text.find("..");
  const auto low = number_of(text.substr(0, dots));
  const auto high = dots == std::string::npos ? low : number_of(text.substr(dots + 2));
  if (!low || !high || !(*low > 0) || *high < *low || *high > 1e9) return std::nullopt;
  return std::pair(*low, *high);
}

Result<Answer> ask_job(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 3, 3, "a time, how many times as fast, and a window")) {
    return *wrong;
  }
  const auto time = quantity_operand<Duration>(operands[0], "8 h");
  if (!time) return time.error();
  const auto faster = times_as_fast(operands[1]);
  if (!faster) return unknown("number of times above 0", operands[1], "Write `61..108`.");
  const auto open = quantity_operand<Duration>(operands[2], "10 h");
  if (!open) return open.error();
  if (*time <= Duration() || *open <= Duration()) {
    return unknown("time above 0", *time <= Duration() ? operands[0] : operands[2], "Write `8 h`.");
  }
  return job_answer(*time, faster->first, faster->second, *open);
}

Result<Answer> ask_distance(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "a delay and a speed")) return *wrong;
  const auto delay = quantity_operand<Duration>(operands[0], "100 ms");
  if (!delay) return delay.error();
  const auto speed = quantity_operand<Speed>(operands[1], "65 mph");
  if (!speed) return speed.error();
  return distance_answer(*delay, *speed);
}

Result<Answer> ask_stream(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "a CSV file and a limit")) return *wrong;
  const auto latencies = time_column(operands[0]);
  if (!latencies) return latencies.error();
  const auto limit = quantity_operand<Duration>(operands[1], "100 ms");
  if (!limit) return limit.error();
  return stream_answer(check_stream(*latencies, *limit), *limit);
}

Result<Answer> ask_placement(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 2, "a budget or workload, and `stays`")) return *wrong;
  StreamNeed need;
  std::string subject = operands[0];
  if (const Fact* workload = workload_named(context.knowledge, operands[0])) {
    need = need_of(context.knowledge, *workload);
    subject = workload->id + " " + workload->title;
    if (need.budget == Duration()) {
      return unknown("workload with a budget in figures", operands[0], "Ask with a budget.");
    }
  } else {
    const auto budget = quantity_operand<Duration>(operands[0], "20 ms");
    if (!budget) return budget.error();
    need.budget = *budget;
  }
  if (operands.size() == 2) {
    if (operands[1] != "stays") return unknown("wish", operands[1], "Write `stays`, or nothing.");
    need.stays_on_site = true;
  }
  return placement_answer(context.knowledge, need, subject);
}

Result<Answer> ask_compliance(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 20, "a vertical, then approvals held")) return *wrong;
  const Fact* vertical = vertical_of(context.knowledge, operands[0]);
  if (vertical == nullptr) {
    return unknown("vertical", operands[0],
                   "One of " + ids_of_kind(context.knowledge, "vertical") + ".");
  }
  return compliance_answer(*vertical, {operands.begin() + 1, operands.end()});
}

Result<Answer> ask_upgrade(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 2, "a device, and a power limit")) return *wrong;
  const auto device = device_named(context, operands[0]);
  if (!device) return device.error();
  // A PCIe x16 slot itself gives 75 W (PCI Express card specification), whatever card was in it.
  Power limit = std::max((*device)->board_power.typical, 75 * watt);
  if (operands.size() == 2) {
    const auto given = quantity_operand<Power>(operands[1], "150 W");
    if (!given) return given.error();
    limit = *given;
  }
  return upgrade_answer(context.catalog, **device, limit);
}

Result<Answer> ask_supply(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "a device")) return *wrong;
  const auto device = device_named(context, operands[0]);
  if (!device) return device.error();
  return supply_answer(context.knowledge, **device);
}

Result<Answer> ask_industry(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "an industry")) return *wrong;
  const Fact* industry = industry_of(context.knowledge, operands[0]);
  if (industry == nullptr) {
    std::string names;
    for (const Fact* each : facts_of_kind(context.knowledge, "industry")) {
      names += (names.empty() ? "" : ", ") + each->title;
    }
    return unknown("industry of the documents", operands[0], "One of " + names + ".");
  }
  return industry_answer(context.knowledge, *industry);
}

constexpr std::array<Question, 50> question_table = {{

    {"latency-class", "BUDGET|WORKLOAD", "the class of a budget, stage by stage", "'20 ms'",
     ask_latency_class},
    {"placement", "BUDGET|WORKLOAD [stays]", "where a stream may run", "W08", ask_placement},
    {"frame", "RATE [STAGE...]", "what stages leave of a frame", "'60 fps' '2 ms'", ask_frame},
    {"job", "TIME FACTOR WINDOW", "a processor's job on faster hardware, in its window",
     "'8 h' 61..108 '10 h'", ask_job},
    {"distance", "DELAY SPEED", "how far something moves meanwhile", "'100 ms' '65 mph'",
     ask_distance},
    {"stream", "LATENCIES.csv LIMIT", "a stream against its limit, misses counted",
     "latencies.csv '100 ms'", ask_stream},
    {"demand", "ARRIVALS.csv", "bursts or a steady stream, and the silicon for it", "arrivals.csv",
     ask_demand},
    {"suitability", "POWER|WORKLOAD|DEVICE", "how it suits a site off the grid", "'72 W'",
     ask_suitability},
    {"tier", "POWER [DEVICE]", "the off-grid tier of a plan, with its cost band", "'400 W'",
     ask_tier},
    {"gate", "POWER", "what may run on a site of that power", "'7 kW'", ask_gate},
    {"sxm", "BOARD POWER [permanent] [cooled] [training]", "may it stand there, and what instead",
     "h100_sxm5 '20 kW'", ask_sxm},
    {"rugged", "ENVIRONMENT", "what surroundings demand of a machine", "vehicle", ask_rugged},
    {"compliance", "VERTICAL|KIND [APPROVAL...]", "what applies, and what is missing",
     "medical HIPAA", ask_compliance},
    {"upgrade", "DEVICE [POWER]", "later cards for its slot and power", "t4", ask_upgrade},
    {"supply", "DEVICE", "lead time and price range", "h100_pcie", ask_supply},
    {"industry", "INDUSTRY", "which example to start from", "mining", ask_industry},
    {"memory", "MODEL|SIZE PRECISION COUNT DEVICE [SHARE]",
     "weights, cache and what is left, or what would fit", "70b int4 1 l40s", ask_memory},
    {"speed", "MODEL|SIZE PRECISION COUNT DEVICE [TOKENS_PER_S]",
     "bound and speed by batch, and what sets the pace", "70b fp8 1 h200 120", ask_speed},
    {"links", "prefill|train MODEL|SIZE PRECISION COUNT DEVICE [TOKENS]",
     "what the link between devices costs", "prefill 70b int8 4 l40", ask_links},
    {"precision", "MODEL DEVICE [SEQUENCES]", "the best precision, with memory, speed and loss",
     "llama-3.1-70b l40s", ask_precision},
    {"software", "MODEL|SIZE PRECISION COUNT DEVICE", "what each software makes of a model there",
     "llama-3.1-8b int4 1 jetson_thor", ask_software},
    {"power-cap", "DEVICE", "what speed its boards keep when held to less power", "l4",
     ask_power_cap},
    {"split", "MODEL PRECISION COUNT DEVICE", "ways to split a model, with speed and link",
     "llama-3.1-70b int8 4 l40s", ask_split},
    {"nvlink", "inference|full|lora|qlora BILLIONS DEVICES TENSOR PIPELINE [PRECISION]",
     "whether joint work needs NVLink", "inference 70 2 2 1 int8", ask_nvlink},
    {"drafts", "ACCEPTANCE LENGTH SHARE | MODEL DRAFT PRECISION COUNT DEVICE SEQUENCES",
     "what speculative decoding gains, or off", "0.7 4 0.02", ask_drafts},
    {"training", "full|lora|qlora MODEL COUNT DEVICE", "whether it fits, and how long it takes",
     "qlora llama-2-70b 1 l40s", ask_training},
    {"partition", "DEVICE [MODEL PRECISION]", "the parts a device can be cut into",
     "a100_80gb_pcie", ask_partition},
    {"fleet", "MODEL PRECISION TOKENS_PER_S DEVICE DEVICE...", "few big or many small devices",
     "llama-3.1-8b fp8 20000 l4 h100_sxm5", ask_fleet},
    {"right-size", "MODEL|SIZE PRECISION TOKENS_PER_S COUNT PRESENT DEVICE...",
     "the cheapest devices in place of those present", "8b fp16 100 2 h100_pcie l4 l40s",
     ask_right_size},
    {"fabric", "MACHINES DEVICES [training]", "InfiniBand or Ethernet", "64 512", ask_fabric},
    {"porting", "MODEL DEVICE [TIME]", "speed lost to an NPU before porting, and after",
     "whisper-large hailo_8", ask_porting},
    {"cameras", "MODEL|FRAMES DEVICE FRAMES_EACH", "cameras that a device carries",
     "'192 fps' t4 '30 fps'", ask_cameras},
    {"engine", "DEVICE", "where perception in hard real time runs", "jetson_agx_orin", ask_engine},
    {"folding", "RESIDUES DEVICE HOST_MEMORY", "whether a protein of that length folds there",
     "3000 a100_80gb_pcie '256 GB'", ask_folding},
    {"media", "sdxl|flux|video DEVICE", "memory and time of pictures and clips", "sdxl l40s",
     ask_media},
    {"synthetic", "BILLIONS BILLION_TOKENS", "compute of made-up training data", "340 9000",
     ask_synthetic},
    {"cards", "REQUESTS_PER_DAY TIME_EACH OWNED [SHARE]", "cards needed beside those owned",
     "15000000 '180 ms' 5000 0.8", ask_cards},
    {"request-cost", "CARDS PRICE_EACH YEARS REQUESTS_PER_DAY", "capital of one request",
     "5000 6500 3 15000000", ask_request_cost},
    {"token-cost", "MODEL|SIZE PRECISION DEVICE DEVICE...", "devices by the price of tokens",
     "8b fp8 l40s h100_pcie", ask_token_cost},
    {"queries", "PER_DAY ENERGY_EACH [TOKENS_EACH]", "energy of a day's queries",
     "1000000 '0.3 Wh'", ask_queries},
    {"runtime", "BATTERY LOAD [OTHER_LOAD]", "hours of work on a battery", "'100 Wh' '8 W'",
     ask_runtime},
    {"density", "POWER EACH|SERVER [OVERHEAD]", "how many fit a power", "'100 kW' dgx_h100 1.1",
     ask_density},
    {"payback", "PRICE SAVED_PER_YEAR", "days until a price is earned back", "297000 2100000",
     ask_payback},
    {"redundancy", "NODES single|duplex|triple [NEEDED]", "whether nodes are enough", "3 triple",
     ask_redundancy},
    {"orbit", "DEADLINE POWER", "whether work may run in orbit, and its radiators",
     "'12 h' '100 kW'", ask_orbit},
    {"panels", "LOAD SUN_HOURS [SHARE]", "panels that carry a steady load", "'60 W' 5", ask_panels},
    {"generator", "LOAD [RATING]", "the diesel for a load, or whether one suits it", "'400 W'",
     ask_generator},
    {"converter", "VOLTAGE ac|dc", "what stands between a supply and the machines", "'28 V' dc",
     ask_converter},
    {"server", "HOST DEVICE COUNT", "what a server with its cards draws", "host_1_card_1u l4 1",
     ask_server},
    {"ambient", "TEMPERATURE", "which servers bear that air", "'45 °C'", ask_ambient}}};

}  // namespace

std::span<const Question> questions() { return question_table; }

const Question* question_named(std::string_view name) {
  for (const Question& question : question_table) {
    if (name == question.name) return &question;
  }
  return nullptr;
}

}  // namespace islet
