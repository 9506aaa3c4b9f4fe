#include "measure/scenario.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/random.h"

namespace islet {
namespace {

struct Running {
  MeasuredRequest times;
  std::uint32_t prompt_left = 0;
};

class ScenarioLoop {
 public:
  ScenarioLoop(Bench& bench, const ScenarioWish& wish, const WorkMaker& maker)
      : bench_(bench),
        wish_(wish),
        maker_(maker),
        arrivals_(RandomStream(wish.seed).fork("arrivals")) {}

  Result<ScenarioRun> run() {
    run_.scenario = wish_.scenario;
    run_.streams = wish_.scenario == AskedAs::single_stream ? 1 : wish_.streams;
    run_.rate_per_s = wish_.rate_per_s;
    run_.begin = bench_.now();
    limit_ = after(run_.begin, wish_.at_most);
    next_ = run_.begin;
    if (wish_.scenario == AskedAs::server) draw_next();
    while (true) {
      take_due();
      if (auto fault = begin_waiting()) return *fault;
      if (running_.empty()) {
        if (is_over()) break;
        bench_.wait_until(next_);
        continue;
      }
      if (auto fault = step()) return *fault;
    }
    run_.end = bench_.now();
    return std::move(run_);
  }

 private:
  bool is_closed() const {
    return wish_.scenario == AskedAs::single_stream || wish_.scenario == AskedAs::multi_stream;
  }

  /// Whether nothing more will be asked.
  bool is_over() const {
    if (bench_.is_stopped()) return true;
    if (wish_.scenario == AskedAs::offline) return queries_ > 0;
    const bool is_late =
        wish_.scenario == AskedAs::server ? next_ > limit_ : bench_.now() >= limit_;
    return queries_ >= wish_.most || (is_late && queries_ > 0);
  }

  void draw_next() {
    CHECK(wish_.rate_per_s > 0);
    next_ = after(next_, arrivals_.exponential(1 / wish_.rate_per_s) * second);
  }

  void ask(Instant intended, int requests) {
    for (int i = 0; i < requests; ++i) {
      MeasuredRequest one;
      one.query = queries_;
      one.intended = intended;
      waiting_.push_back(one);
    }
    ++queries_;
  }

  /// What is due by now joins those that wait.
  void take_due() {
    if (is_closed()) {
      if (running_.empty() && waiting_.empty() && !is_over()) ask(bench_.now(), run_.streams);
      return;
    }
    if (wish_.scenario == AskedAs::offline) {
      if (queries_ == 0) ask(run_.begin, wish_.requests);
      return;
    }
    while (!is_over() && next_ <= bench_.now()) {
      ask(next_, 1);
      draw_next();
    }
  }

  std::optional<Error> begin_waiting() {
    std::size_t begun = 0;
    for (; begun < waiting_.size() && std::cmp_less(running_.size(), run_.streams); ++begun) {
      if (bench_.is_stopped() && wish_.scenario == AskedAs::offline) {
        waiting_.clear();
        return std::nullopt;
      }
      const SequenceId id{++last_id_};
      BenchWork work = maker_(last_id_);
      std::visit([&](auto& one) { one.id = id; }, work);
      Running one{waiting_[begun], wish_.prompt_tokens};
      one.times.begun = bench_.now();
      if (auto fault = bench_.start(work)) return fault;
      running_.emplace(id, one);
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(begun));
    return std::nullopt;
  }

  /// Everybody who speaks; what is left of the step to prompts, in the order they came.
  std::vector<StepItem> items(MeasuredStep& step) const {
    std::vector<StepItem> list;
    std::uint32_t room = wish_.step_tokens;
    for (const auto& [id, one] : running_) {
      if (one.prompt_left == 0) list.push_back({id, 0});
    }
    step.speaking = static_cast<int>(list.size());
    for (const auto& [id, one] : running_) {
      const std::uint32_t part = std::min(one.prompt_left, room);
      if (part == 0) continue;
      list.push_back({id, part});
      room -= part;
      step.prompt_tokens += part;
    }
    return list;
  }

  std::optional<Error> step() {
    MeasuredStep step;
    const Instant begin = bench_.now();
    const Result<StepDone> done = bench_.step(items(step));
    if (!done) return done.error();
    step.end = bench_.now();
    step.time = between(begin, step.end);
    run_.steps.push_back(step);
    for (const SequenceOutput& output : done->outputs) {
      if (auto fault = take(output, step.end)) return fault;
    }
    return std::nullopt;
  }

  std::optional<Error> take(const SequenceOutput& output, Instant now) {
    const auto found = running_.find(output.id);
    if (found == running_.end()) return std::nullopt;
    Running& one = found->second;
    if (output.end == SequenceEnd::failed) {
      return Error{{},
                   "the engine gave up a request: " + output.fault,
                   "Ask for shorter prompts, or fewer at one time.",
                   "",
                   ""};
    }
    one.prompt_left = output.prompt_left;
    const bool says = !output.tokens.empty() || !output.outputs.empty();
    if (says && one.times.outputs == 0) one.times.first = now;
    one.times.outputs +=
        static_cast<int>(std::max<std::size_t>(output.tokens.size(), says ? 1 : 0));
    if (output.end == SequenceEnd::none) return std::nullopt;
    one.times.end = now;
    run_.requests.push_back(one.times);
    running_.erase(found);
    return std::nullopt;
  }

  Bench& bench_;
  const ScenarioWish& wish_;
  const WorkMaker& maker_;
  RandomStream arrivals_;
  ScenarioRun run_;
  Instant limit_;
  Instant next_;  ///< server: of the next arrival
  int queries_ = 0;
  std::uint64_t last_id_ = 0;
  std::vector<MeasuredRequest> waiting_;
  std::map<SequenceId, Running> running_;
};

}  // namespace

std::string_view name_of(AskedAs scenario) {
  constexpr std::array<std::string_view, asked_as_count> names = {"single stream", "multi-stream",
                                                                  "offline", "server"};
  return names[static_cast<std::size_t>(scenario)];
}

Result<ScenarioRun> run_scenario(Bench& bench, const ScenarioWish& wish, const WorkMaker& maker) {
  return ScenarioLoop(bench, wish, maker).run();
}

std::vector<double> first_output_seconds(const ScenarioRun& run) {
  std::vector<double> list;
  for (const MeasuredRequest& one : run.requests) {
    list.push_back(between(one.intended, one.first) / second);
  }
  return list;
}

std::vector<double> end_seconds(const ScenarioRun& run) {
  if (run.scenario != AskedAs::multi_stream) {
    std::vector<double> list;
    for (const MeasuredRequest& one : run.requests) {
      list.push_back(between(one.intended, one.end) / second);
    }
    return list;
  }
  std::map<int, double> queries;
  for (const MeasuredRequest& one : run.requests) {
    queries[one.query] = std::max(queries[one.query], between(one.intended, one.end) / second);
  }
  std::vector<double> list;
  for (const auto& [query, seconds] : queries) list.push_back(seconds);
  return list;
}

}  // namespace islet
