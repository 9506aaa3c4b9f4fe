#include "measure/measure_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "measure/work_maker.h"

namespace islet {
namespace {

constexpr int warm_up_max = 8;
constexpr double warm_up_close = 0.05;
/// Share of what the offline run kept up that a server is asked for.
constexpr double server_share = 0.6;
constexpr double least_share_for_mean = 0.9;  // of windows that must hold something

/// Shares of the time that each scenario gets, by AskedAs: a server needs many samples.
constexpr std::array<double, asked_as_count> time_shares = {0.2, 0.2, 0.2, 0.4};

class ModelMeasurement {
 public:
  ModelMeasurement(Bench& bench, const MeasureWish& wish, const MeterLog& log, MeasuredRun& run)
      : bench_(bench), wish_(wish), log_(log), run_(run) {}

  std::optional<Error> measure(const Loaded& loaded) {
    is_language_ = loaded.vocabulary > 0;
    Result<WorkMaker> maker = work_maker(loaded, {wish_.prompt, wish_.reply, wish_.seed});
    if (!maker) return maker.error();
    maker_ = std::move(*maker);
    for (const AskedAs scenario : wish_.scenarios) {
      shares_ += time_shares[static_cast<std::size_t>(scenario)];
    }
    if (auto fault = warm_up()) return fault;
    for (const AskedAs scenario : wish_.scenarios) {
      if (bench_.is_stopped()) break;
      if (auto fault = measure(scenario)) return fault;
    }
    add_power();
    return std::nullopt;
  }

 private:
  ScenarioWish scenario_wish(AskedAs scenario) const {
    ScenarioWish wish;
    wish.scenario = scenario;
    wish.streams = wish_.streams;
    wish.at_most = wish_.time * (time_shares[static_cast<std::size_t>(scenario)] / shares_);
    wish.prompt_tokens = is_language_ ? static_cast<std::uint32_t>(wish_.prompt) : 0;
    wish.step_tokens = wish_.step_tokens;
    wish.seed = wish_.seed;
    wish.most = 10'000;
    return wish;
  }

  WorkMaker numbered() {
    return [this](std::uint64_t) { return maker_(++made_); };
  }

  /// Queries that nobody counts: code, caches and clocks settle. The last one's rate decides how
  /// many requests an offline run gets.
  std::optional<Error> warm_up() {
    double last = 0;
    for (int round = 0; round < warm_up_max && !bench_.is_stopped(); ++round) {
      ScenarioWish wish = scenario_wish(AskedAs::offline);
      wish.requests = wish_.streams;
      const Result<ScenarioRun> warm = run_scenario(bench_, wish, numbered());
      if (!warm) return warm.error();
      run_.warm_up += wish_.streams;
      const double took = between(warm->begin, warm->end) / second;
      rate_ = wish_.streams / std::max(took, 1e-9);
      if (last > 0 && std::abs(took - last) < warm_up_close * last) break;
      last = took;
      // Large models are slow: what one round took is much of the time then.
      if (took * second > 0.1 * wish_.time) break;
    }
    return std::nullopt;
  }

  std::optional<Error> measure(AskedAs scenario) {
    ScenarioWish wish = scenario_wish(scenario);
    if (scenario == AskedAs::offline) {
      const double rounds = rate_ * (wish.at_most / second) / wish_.streams;
      wish.requests = wish_.streams * std::max(2, static_cast<int>(std::lround(rounds)));
    }
    if (scenario == AskedAs::server) {
      wish.rate_per_s = wish_.rate_per_s > 0 ? wish_.rate_per_s : server_share * rate_;
    }
    const Result<ScenarioRun> done = run_scenario(bench_, wish, numbered());
    if (!done) return done.error();
    if (done->requests.empty()) return std::nullopt;
    busy_to_ = done->end;
    if (scenario == AskedAs::offline || !was_offline_) power_from(*done);
    was_offline_ = was_offline_ || scenario == AskedAs::offline;
    if (scenario == AskedAs::single_stream) add_single(*done);
    if (scenario == AskedAs::multi_stream) add_multi(*done);
    if (scenario == AskedAs::offline) add_offline(*done);
    add_latencies(*done);
    return std::nullopt;
  }

  MeasuredFigure figure(std::string label, const char* metric, const char* unit,
                        const ScenarioRun& of) const {
    MeasuredFigure one;
    one.label = std::move(label);
    one.row.metric = metric;
    one.row.unit = unit;
    one.row.scenario = name_of(of.scenario);
    one.row.batch = of.streams;
    if (is_language_) {
      one.row.input_len = wish_.prompt;
      one.row.output_len = wish_.reply;
    }
    return one;
  }

  /// The median of samples, with its interval.
  void add(MeasuredFigure one, const std::vector<double>& samples) {
    if (samples.empty()) return;
    const Percentile median = percentile(samples, 0.5);
    one.value = median.value;
    one.low = median.low;
    one.high = median.high;
    one.samples = median.samples;
    one.scatter = log_scatter(samples);
    run_.figures.push_back(std::move(one));
  }

  void add_single(const ScenarioRun& done) {
    if (!is_language_) {
      add(figure("one input", "latency", "ms", done), scaled_list(end_seconds(done), 1e3));
      return;
    }
    std::vector<double> prompts;
    std::vector<double> replies;
    for (const MeasuredRequest& one : done.requests) {
      prompts.push_back(wish_.prompt / (between(one.begun, one.first) / second));
      if (one.outputs < 2) continue;
      replies.push_back((one.outputs - 1) / (between(one.first, one.end) / second));
    }
    add(figure("prompt, alone", "prefill_throughput", "tokens/s", done), prompts);
    add(figure("reply, alone", "decode_throughput", "tokens/s", done), replies);
  }

  void add_multi(const ScenarioRun& done) {
    if (!is_language_) {
      add(figure(fmt::format("a batch of {}", done.streams), "latency", "ms", done),
          scaled_list(end_seconds(done), 1e3));
      return;
    }
    std::vector<double> rates;
    for (const MeasuredStep& step : done.steps) {
      if (step.speaking != done.streams || step.prompt_tokens > 0) continue;
      rates.push_back(step.speaking / (step.time / second));
    }
    add(figure(fmt::format("replies, {} at one time", done.streams), "decode_throughput",
               "tokens/s", done),
        rates);
  }

  /// Outputs a second, by ten windows of the run.
  void add_offline(const ScenarioRun& done) {
    constexpr int windows = 10;
    const double span = between(done.begin, done.end) / second;
    rate_ = static_cast<double>(done.requests.size()) / span;
    const double each = is_language_ ? wish_.reply : 1;
    std::vector<double> parts(windows, 0);
    for (const MeasuredRequest& one : done.requests) {
      // Spread evenly from its begin to its end.
      const double from = between(done.begin, one.begun) / second / span * windows;
      const double to = between(done.begin, one.end) / second / span * windows;
      for (int i = 0; i < windows; ++i) {
        const double share = std::min(to, i + 1.0) - std::max(from, static_cast<double>(i));
        if (share > 0) parts[static_cast<std::size_t>(i)] += each * share / (to - from);
      }
    }
    std::vector<double> rates;
    for (const double part : parts) rates.push_back(part / (span / windows));
    std::erase_if(rates, [](double rate) { return rate <= 0; });
    if (rates.size() < static_cast<std::size_t>(least_share_for_mean * windows)) return;
    MeasuredFigure one =
        is_language_ ? figure(fmt::format("prompts and replies, {} at one time", done.streams),
                              "output_throughput", "tokens/s", done)
                     : figure(fmt::format("inputs, {} at one time", done.streams), "throughput",
                              "images/s", done);
    add(one, rates);
    run_.figures.back().value = each * rate_;
    MeasuredFigure& last = run_.figures.back();
    last.low = std::min(last.low, last.value);
    last.high = std::max(last.high, last.value);
    last.samples = static_cast<int>(done.requests.size());
  }

  void add_latencies(const ScenarioRun& done) {
    std::string name(name_of(done.scenario));
    if (done.scenario == AskedAs::server) {
      name += fmt::format(", {} a second", significant(done.rate_per_s));
    }
    if (done.scenario == AskedAs::multi_stream || done.scenario == AskedAs::offline) {
      name += fmt::format(", {}", done.streams);
    }
    if (done.scenario == AskedAs::offline) return;  // a latency there is the length of the list
    if (is_language_) add_latency(name, "first token", first_output_seconds(done), done);
    add_latency(name, is_language_ ? "whole reply" : "answer", end_seconds(done), done);
  }

  void add_latency(const std::string& scenario, const char* of, const std::vector<double>& seconds,
                   const ScenarioRun& done) {
    MeasuredLatency one{scenario, of, percentile(seconds, 0.5), percentile(seconds, 0.9),
                        percentile(seconds, 0.99)};
    run_.latencies.push_back(one);
    const std::string key = std::string("service_") + (of[0] == 'f' ? "first_token" : "latency");
    const std::array<std::pair<const char*, const Percentile*>, 3> list = {
        {{"_p50", &one.p50}, {"_p90", &one.p90}, {"_p99", &one.p99}}};
    for (const auto& [ending, what] : list) {
      if (!what->is_enough) continue;
      MeasuredFigure row = figure("", (key + ending).c_str(), "ms", done);
      row.row.scenario = scenario;
      row.value = 1e3 * what->value;
      row.low = 1e3 * what->low;
      row.high = 1e3 * what->high;
      row.samples = what->samples;
      run_.figures.push_back(std::move(row));
    }
  }

  void power_from(const ScenarioRun& done) {
    power_run_ = done;
    power_run_.steps.clear();
  }

  /// Watts while it was at work, where a meter tells.
  void add_power() {
    if (power_run_.requests.empty()) return;
    const std::optional<Power> busy = log_.mean_power(power_run_.begin, power_run_.end);
    if (const auto heat = log_.heat(Instant(), busy_to_)) {
      run_.machine.first_deg = heat->first_deg;
      run_.machine.highest_deg = heat->highest_deg;
    }
    if (!busy) return;
    run_.machine.busy_w = *busy / watt;
    MeasuredFigure one = figure("draw at work", "board_power_avg", "W", power_run_);
    one.value = one.low = one.high = *busy / watt;
    one.samples = 1;
    run_.figures.push_back(one);
  }

  static std::vector<double> scaled_list(std::vector<double> list, double factor) {
    for (double& one : list) one *= factor;
    return list;
  }

  Bench& bench_;
  const MeasureWish& wish_;
  const MeterLog& log_;
  MeasuredRun& run_;
  WorkMaker maker_;
  std::uint64_t made_ = 0;
  bool is_language_ = false;
  double shares_ = 0;
  double rate_ = 0;  ///< requests a second, as far as is known
  bool was_offline_ = false;
  ScenarioRun power_run_;
  Instant busy_to_;
};

}  // namespace

std::optional<Error> measure_model(Bench& bench, const Loaded& loaded, const MeasureWish& wish,
                                   const MeterLog& log, MeasuredRun& run) {
  return ModelMeasurement(bench, wish, log, run).measure(loaded);
}

}  // namespace islet
