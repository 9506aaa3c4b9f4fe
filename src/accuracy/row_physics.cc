#include "accuracy/row_physics.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "perf/input_time.h"
#include "perf/model_shape.h"
#include "perf/power.h"
#include "perf/step_time.h"

namespace islet {
namespace {

// Most sequences that an engine runs at one time where a row names no batch.
constexpr int engine_sequences = 2048;
constexpr int submission_sequences = 1536;
constexpr int other_sequences = 512;
// GPT-J with four beams: the submissions of TensorRT ran few requests.
constexpr int beam_requests = 64;
constexpr int beam_requests_small = 8;
// A benchmark that sends ten times as many requests as run at one time begins with all of them at
// once: one in ten waits for half of the others' prompts.
constexpr double burst_share = 0.05;
// A server's work on a request before it is queued, seconds (BLIS, fitted on H100 with vLLM).
constexpr double request_start = 15.6e-3;
// Where more requests come than the cache holds, the rest waits about this share of a reply.
constexpr double overflow_share = 0.3;
// Prompts of others that the median interval of one user still meets.
constexpr double median_prompt_share = 0.3;
// Supplies of servers at load. Assumption, grade D.
constexpr double supply_efficiency = 0.92;

/// Everything around the boards of a node, watts. Round figures of servers, workstations and
/// modules, which the fit corrects; grade D, 2026-11.
double host_watts(const Accelerator& device, const RowSetup& setup) {
  const double count = setup.devices;
  const double limit = device.board_power.typical / watt;
  if (device.device_class == DeviceClass::jetson) return 0.15 * limit + 1.0;
  if (device.device_class == DeviceClass::cpu) return 0.3 * limit * count;
  if (device.form == FormFactor::sxm || count > 2) return 250 + 0.28 * limit * count;
  return (setup.host_w > 0 ? setup.host_w : 110) + 0.1 * limit * count;
}

/// Boards at work at one time: a stream of single samples keeps one busy, eight samples eight.
double busy_boards(const RowSetup& setup) {
  constexpr double samples_of_a_query = 8;
  if (setup.scenario == Scenario::single_stream) return 1;
  if (setup.scenario != Scenario::multi_stream) return setup.devices;
  return std::min(setup.devices, samples_of_a_query);
}

/// Draw at the wall, watts; boards without work idle.
double wall_watts(const JoinedRow& joined, const RowSetup& setup, double board_watts,
                  const LogFactors& factors) {
  const double host = host_watts(*joined.device, setup) * factors.factor(Component::host_power);
  const double idle = std::min(board_watts, joined.device->idle_power.typical / watt);
  const double busy = busy_boards(setup);
  const double boards = busy * board_watts + (setup.devices - busy) * idle;
  return (boards + host) / supply_efficiency;
}

/// Seconds of the row's unit of time.
double unit_seconds(std::string_view unit) {
  if (unit == "ms") return 1e-3;
  if (unit == "min") return 60;
  if (unit == "ns") return 1e-9;
  return unit == "us" ? 1e-6 : 1.0;
}

/// Joules of the row's unit of energy, "mWh/frame" as "mWh".
double unit_joules(std::string_view unit) {
  if (unit.starts_with("mJ")) return 1e-3;
  if (unit.starts_with("kJ")) return 1e3;
  if (unit.starts_with("mWh")) return 3.6;
  if (unit.starts_with("kWh")) return 3.6e6;
  return unit.starts_with("Wh") ? 3600.0 : 1.0;
}

/// Watts of the row's unit of power.
double unit_watts(std::string_view unit) {
  if (unit == "mW") return 1e-3;
  return unit == "kW" ? 1e3 : 1.0;
}

/// Watts of a board under a limit; 0 is none.
double capped_draw(double watts, double cap) { return cap > 0 ? std::min(watts, cap) : watts; }

double log_of(double value) { return std::log(std::max(value, 1e-30)); }

class LanguageRow {
 public:
  LanguageRow(const JoinedRow& joined, const RowSetup& setup, const LogFactors& factors)
      : joined_(joined),
        setup_(setup),
        factors_(factors),
        deployment_(*joined.model, *joined.device, setup.layout, {setup.engine, factors}) {}

  double log_figure() const {
    const RowWords& row = setup_.words;
    const double batch = running_sequences();
    switch (setup_.quantity) {
      case Asked::decode_rate:
        return log_of(batch / seconds(step(batch)) *
                      capped_speed(joined_.device->board_power.typical, setup_.cap_w * watt, true));
      case Asked::prompt_rate:
        return log_of(prompt_tokens() / prompt_seconds());
      case Asked::prompt_time:
        return log_of(prompt_seconds() / unit_seconds(row.unit));
      case Asked::first_token:
        return log_of(first_token_seconds(batch) / unit_seconds(row.unit));
      case Asked::token_interval:
        return log_of((seconds(step(batch)) + prompts_a_step(batch)) / unit_seconds(row.unit));
      case Asked::median_interval:
        return log_of((seconds(step(batch)) + median_prompt_share * prompts_a_step(batch)) /
                      unit_seconds(row.unit));
      case Asked::served_rate:
      case Asked::full_rate:
        return log_of(rate(batch) / items(row.unit));
      case Asked::single_time:
        return log_of(single_seconds() / unit_seconds(row.unit));
      case Asked::energy:
        return log_of(energy(batch) / unit_joules(row.unit));
      case Asked::power:
        return log_of(watts(busy_board(batch)) / unit_watts(row.unit));
      case Asked::prompt_power:
        return log_of(watts(prompt_board()));
      case Asked::decode_power:
        return log_of(watts(step(batch).board_power / watt));
      case Asked::batch_time:
      case Asked::input_rate:
        break;
    }
    return 0;
  }

  double running_sequences() const {
    switch (setup_.quantity) {
      case Asked::served_rate:
      case Asked::median_interval:
      case Asked::energy:
      case Asked::power:
      case Asked::prompt_power:
      case Asked::decode_power:
        if (!setup_.batch_is_given) return full_sequences();
        return std::clamp(setup_.batch, 1e-3, std::max(1.0, held()));
      case Asked::full_rate:
        return setup_.batch_is_given ? setup_.batch : within_limit(full_sequences());
      case Asked::single_time:
        return 1;
      default:
        return setup_.batch;
    }
  }

 private:
  static double seconds(const StepCost& cost) { return cost.time / second; }

  /// Length of the context in the middle of a reply.
  double mean_context() const {
    const bool shared = setup_.words.shares_prompt;
    const double prompt = shared ? setup_.prompt / setup_.batch : setup_.prompt;
    return prompt + 0.5 * (setup_.reply > 0 ? setup_.reply : 512);
  }

  StepCost step(double sequences) const {
    return deployment_.step(
        {.decode_sequences = sequences * setup_.beams, .mean_context = mean_context() * token});
  }

  /// Sequences of full length that the cache holds.
  double held() const {
    // A processor's memory is its host's, which rows do not name.
    if (joined_.device->memory <= Bytes{}) return other_sequences;
    // Each beam keeps the prompt's cache too.
    const double length = (setup_.prompt + setup_.reply) * setup_.beams;
    return deployment_.sequences_that_fit(length * token, 1 << 20);
  }

  double full_sequences() const {
    int most = setup_.engine == "tensorrt_llm" ? engine_sequences : other_sequences;
    if (setup_.engine == "tensorrt") most = submission_sequences;
    if (setup_.layout.own_sequences) most *= setup_.layout.tensor;
    if (setup_.beams > 1) {
      const DeviceClass kind = joined_.device->device_class;
      const bool small = kind == DeviceClass::cpu || kind == DeviceClass::jetson;
      most = small ? beam_requests_small : beam_requests;
    }
    return std::clamp(held(), 1.0, static_cast<double>(most));
  }

  /// The most sequences, up to `most`, whose users wait no longer than allowed for a token.
  double within_limit(double most) const {
    const double limit = setup_.interval_limit_s;
    const auto interval = [&](double sequences) {
      return seconds(step(sequences)) + prompts_a_step(sequences);
    };
    if (limit <= 0 || interval(most) <= limit) return most;
    double low = 0;
    double high = std::log(most);
    constexpr int halvings = 12;
    for (int step = 0; step < halvings; ++step) {
      const double middle = 0.5 * (low + high);
      (interval(std::exp(middle)) <= limit ? low : high) = middle;
    }
    return std::exp(low);
  }

  double prompt_tokens() const { return setup_.prompt > 0 ? setup_.prompt : 256; }

  /// All prompt tokens of the row, in the steps its engine takes.
  double prompt_seconds() const {
    const double speed =
        capped_speed(joined_.device->board_power.typical, setup_.cap_w * watt, false);
    const double prompts = setup_.words.shares_prompt ? setup_.batch : 1;
    const double tokens = prompt_tokens();
    // TensorRT Edge-LLM reads the prompts of a batch one after another, whole.
    const bool in_turn = setup_.engine == "tensorrt_edge_llm";
    const double parts = in_turn ? prompts : std::max(1.0, std::ceil(tokens / step_tokens()));
    const double cached = in_turn ? 0 : 0.5 * (tokens - tokens / parts) / prompts;
    const StepCost cost = deployment_.step({.prefill = tokens / parts * token,
                                            .prefill_cached = cached * token,
                                            .prompts = std::max(1.0, prompts / parts)});
    return parts * seconds(cost) * stage_share(parts) * alone_share() / speed;
  }

  /// How much longer a prompt alone takes where each device keeps its own sequences: all but the
  /// experts is computed by one device of the replica.
  ///
  ///     share = experts + (1 - experts) * devices
  ///
  /// Valid for   attention by data, experts by all devices
  /// Leaves out  devices that wait for each other's experts
  /// Source      the time account of a prompt
  double alone_share() const {
    if (!setup_.layout.own_sequences || setup_.layout.tensor <= 1) return 1;
    const ParameterSplit split = parameter_split(*joined_.model);
    const double experts = std::max(0.0, 1.0 - split.body / split.active_body);
    return experts + (1 - experts) * setup_.layout.tensor;
  }

  /// Share of the time that parts of a prompt take when they follow each other through the stages
  /// of a pipeline instead of one waiting for the other.
  ///
  ///     share = (parts + stages - 1) / (parts * stages)
  ///
  /// Valid for   llama.cpp since 2024, stages of equal length
  /// Leaves out  the hand-over from stage to stage
  /// Source      Huang et al., "GPipe", arXiv 1811.06965, section 2.3
  double stage_share(double parts) const {
    const double stages = setup_.layout.pipeline;
    if (setup_.words.is_slow_split || stages <= 1) return 1;
    return (parts + stages - 1) / (parts * stages);
  }

  /// Most tokens of prompts in a step.
  double step_tokens() const {
    const bool is_stated = setup_.words.is_micro_batch && setup_.batch > 0;
    return is_stated ? setup_.batch : prompt_step_tokens(*joined_.device, setup_.engine);
  }

  /// Seconds of one prompt among others that fill a step together.
  double prompt_share() const {
    return deployment_.prompt_share(setup_.prompt * token).time / second;
  }

  /// What others' prompts add to each of a user's steps.
  double prompts_a_step(double sequences) const {
    return sequences * prompt_share() / std::max(1.0, setup_.reply);
  }

  double first_token_seconds(double sequences) const {
    const double alone = prompt_seconds() + request_start;
    double wait = burst_share * sequences * prompt_seconds() * factors_.factor(Component::queue);
    const double room = std::max(1.0, held());
    const double each = seconds(step(sequences));
    if (sequences > room) wait += overflow_share * (sequences / room - 1) * setup_.reply * each;
    return alone + each + wait;
  }

  /// Reply tokens a second over all replicas.
  double rate(double sequences) const {
    const double reply = std::max(1.0, setup_.reply);
    const double decoding =
        seconds(step(sequences)) /
        capped_speed(joined_.device->board_power.typical, setup_.cap_w * watt, true);
    const double prompts = prompt_share() / capped_speed(joined_.device->board_power.typical,
                                                         setup_.cap_w * watt, false);
    const double each = reply * decoding + sequences * prompts;
    return setup_.replicas * sequences * reply / each;
  }

  /// Reply tokens in one item of the row's unit.
  double items(std::string_view unit) const {
    if (unit == "tokens/s/GPU") return setup_.devices;
    return unit.starts_with("tok") ? 1.0 : std::max(1.0, setup_.reply);
  }

  double single_seconds() const { return prompt_seconds() + setup_.reply * seconds(step(1)) / 1.0; }

  /// Mean draw of a board while it serves, watts.
  double busy_board(double sequences) const {
    const StepCost decode = step(sequences);
    const StepCost prompt = deployment_.prompt_share(setup_.prompt * token);
    const double prompts = prompts_a_step(sequences);
    const double share = prompts / (seconds(decode) + prompts);
    return (decode.board_power * (1 - share) + prompt.board_power * share) / watt;
  }

  /// Mean draw of a board while it reads prompts and nothing else, watts.
  double prompt_board() const {
    return deployment_.prompt_share(prompt_tokens() * token).board_power / watt;
  }

  double watts(double uncapped) const {
    const double board = capped_draw(uncapped, setup_.cap_w);
    if (setup_.words.is_at_the_wall) return wall_watts(joined_, setup_, board, factors_);
    return board * setup_.devices;
  }

  double energy(double sequences) const {
    const RowWords& row = setup_.words;
    if (setup_.scenario == Scenario::single_stream) {
      return watts(step(1).board_power / watt) * single_seconds();
    }
    const double token_energy = watts(busy_board(sequences)) / rate(sequences);
    return row.is_of_request ? token_energy * setup_.reply : token_energy;
  }

  const JoinedRow& joined_;
  const RowSetup& setup_;
  const LogFactors& factors_;
  Deployment deployment_;
};

}  // namespace

Model model_as_run(const JoinedRow& joined, const RowSetup& setup) {
  Model model = *joined.model;
  if (model.kind == ModelKind::language && setup.prompt > 0) {
    // Linear layers grow with the length, attention with its square: its part is length / 6 hidden.
    constexpr double attention_length = 6144;
    constexpr double stated_length = 384;
    const double stated = model.id.find("base") == std::string::npos ? stated_length : 128;
    model.work_per_input =
        model.work_per_input * (setup.prompt / stated) *
        ((1 + setup.prompt / attention_length) / (1 + stated / attention_length));
  }
  model.work_per_input = model.work_per_input * setup.steps;
  // Rows of embedding tables are looked up, not read: what is read is the rest.
  constexpr double read_at_most = 2e8;
  if (model.kind == ModelKind::recommendation) {
    model.parameters = std::min(model.parameters, read_at_most);
  }
  return model;
}

namespace {

class InputRow {
 public:
  InputRow(const JoinedRow& joined, const RowSetup& setup, const LogFactors& factors)
      : joined_(joined),
        setup_(setup),
        factors_(factors),
        deployment_(model_as_run(joined, setup), *joined.device, setup.layout.weights,
                    {setup.engine, factors}) {}

  double log_figure() const {
    const RowWords& row = setup_.words;
    const BatchCost cost = deployment_.batch(std::max(1, static_cast<int>(setup_.batch)));
    const double speed =
        capped_speed(joined_.device->board_power.typical, setup_.cap_w * watt, false);
    const double time = cost.time / second / speed;
    const double board = capped_draw(cost.board_power / watt, setup_.cap_w);
    switch (setup_.quantity) {
      case Asked::input_rate: {
        return log_of((row.counts_devices ? setup_.devices : 1.0) * setup_.batch / time);
      }
      case Asked::energy:
        return log_of(energy(time, board) / unit_joules(row.unit));
      case Asked::power: {
        const bool wall = row.is_at_the_wall;
        const double boards = board * setup_.devices;
        const double drawn = wall ? wall_watts(joined_, setup_, board, factors_) : boards;
        return log_of(drawn / unit_watts(row.unit));
      }
      default:
        break;
    }
    const double one = row.is_of_one_input ? setup_.batch : 1.0;
    return log_of(time / one / unit_seconds(row.unit));
  }

 private:
  double energy(double time, double board) const {
    if (setup_.words.is_at_the_wall) {
      const double inputs = setup_.words.is_of_batch ? 1.0 : setup_.batch * setup_.devices;
      return wall_watts(joined_, setup_, board, factors_) * time / inputs;
    }
    return board * time / setup_.batch;
  }

  const JoinedRow& joined_;
  const RowSetup& setup_;
  const LogFactors& factors_;
  InputDeployment deployment_;
};

}  // namespace

LogPrediction row_physics(const JoinedRow& joined, const RowSetup& setup) {
  if (joined.model->shape) {
    return [joined, setup](const LogFactors& factors) {
      return LanguageRow(joined, setup, factors).log_figure();
    };
  }
  return [joined, setup](const LogFactors& factors) {
    return InputRow(joined, setup, factors).log_figure();
  };
}

// llama.cpp takes 512 tokens at a time, processors too; servers up to 8,192.
double prompt_step_tokens(const Accelerator& device, std::string_view engine) {
  return engine == "llama_cpp" || device.device_class == DeviceClass::cpu ? 512 : 8192;
}

double running_batch(const JoinedRow& joined, const RowSetup& setup) {
  if (!joined.model->shape) return setup.batch;
  return LanguageRow(joined, setup, LogFactors{}).running_sequences();
}

}  // namespace islet
