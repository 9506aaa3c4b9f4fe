#include "sim/pipeline.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "base/check.h"
#include "sim/stage_run.h"

namespace islet {
namespace {

/// Of a normal distribution: 99 % lie below so many deviations above the mean.
constexpr double deviations_of_p99 = 2.3263478740408408;

std::uint64_t mixed(std::uint64_t sum, std::uint64_t word) {
  return std::rotl(sum ^ word, 27) * 0x9e3779b97f4a7c15U + 0x2545f4914f6cdd1dU;
}

/// What a stage gave, kept until all that need it have run.
struct Passed {
  std::vector<Instant> done;  ///< by piece of what came out
  std::vector<Instant> upto;  ///< when it and all before it of its request were done
  int pieces = 1;
};

Instant last_of(const Passed& passed, std::size_t request) {
  return passed.upto[(request + 1) * static_cast<std::size_t>(passed.pieces) - 1];
}

std::vector<Instant> done_upto(const std::vector<Instant>& done, int pieces) {
  std::vector<Instant> upto = done;
  for (std::size_t piece = 1; piece < upto.size(); ++piece) {
    if (piece % static_cast<std::size_t>(pieces) == 0) continue;
    upto[piece] = std::max(upto[piece], upto[piece - 1]);
  }
  return upto;
}

class PipelineWalk {
 public:
  PipelineWalk(const Pipeline& pipeline, std::uint64_t seed, bool streams)
      : pipeline_(pipeline), streams_(streams), random_(RandomStream(seed).fork("pipeline")) {}

  PipelineRun run() {
    come();
    for (std::size_t s = 0; s < pipeline_.stages.size(); ++s) pass(s);
    see_result();
    for (const PipelineGoal& goal : pipeline_.goals) see_goal(goal);
    return std::move(out_);
  }

 private:
  std::size_t requests() const { return came_.size(); }

  void come() {
    const auto count = static_cast<std::size_t>(pipeline_.requests);
    if (pipeline_.sources == 0) {
      GeneratedRequests source({.arrivals = pipeline_.arrivals,
                                .prompt = {},
                                .reply = {},
                                .requests = pipeline_.requests,
                                .seed = random_.fork("arrivals").next()});
      TraceRequest row;
      while (source.next(row)) came_.push_back(row.arrival);
    } else {
      RandomStream phases = random_.fork("phases");
      const auto sources = static_cast<std::size_t>(pipeline_.sources);
      std::vector<Duration> phase;
      for (std::size_t i = 0; i < sources; ++i) {
        phase.push_back(phases.uniform() * pipeline_.every);
      }
      std::sort(phase.begin(), phase.end());
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t cycle = i / sources;
        const Duration begins = static_cast<double>(cycle) * pipeline_.every;
        came_.push_back(after(Instant(), begins + phase[i % sources]));
      }
    }
    RandomStream events = random_.fork("events");
    for (const Instant came : came_) {
      const Duration before = events.uniform() * pipeline_.every;
      happened_.push_back(pipeline_.sources > 0 ? after(came, -1.0 * before) : came);
    }
    out_.requests = static_cast<std::int64_t>(requests());
  }

  /// Pieces of the stages before it that a stage gets for each request.
  int pieces_before(const PipelineStage& stage) const {
    int pieces = 1;
    for (const int need : stage.after) {
      pieces = std::max(pieces, passed_[static_cast<std::size_t>(need)].pieces);
    }
    return pieces;
  }

  /// The moment from which a piece can be worked on: all that it is made of is there.
  Instant ready(const PipelineStage& stage, std::size_t request, int piece, int pieces) const {
    Instant at = came_[request];
    for (const int need : stage.after) {
      const Passed& before = passed_[static_cast<std::size_t>(need)];
      // Of q pieces the first ceil((i + 1) q / p) make up the first i + 1 of p.
      const int wanted = ((piece + 1) * before.pieces + pieces - 1) / pieces;
      const auto from = request * static_cast<std::size_t>(before.pieces);
      at = std::max(at, before.upto[from + static_cast<std::size_t>(wanted) - 1]);
    }
    return at;
  }

  StageInput input_of(const PipelineStage& stage) const {
    const int before = pieces_before(stage);
    const bool takes_all = stage.needs_all || stage.language || (!streams_ && !stage.side_by_side);
    StageInput input;
    input.pieces = stage.pieces > 0 ? stage.pieces : before;
    if (stage.language || (!streams_ && !stage.side_by_side)) input.pieces = 1;
    for (std::size_t request = 0; request < requests(); ++request) {
      const Instant whole = takes_all ? ready(stage, request, 0, 1) : Instant();
      for (int piece = 0; piece < input.pieces; ++piece) {
        input.ready.push_back(takes_all ? whole : ready(stage, request, piece, input.pieces));
      }
    }
    return input;
  }

  void pass(std::size_t number) {
    PipelineStage stage = pipeline_.stages[number];
    if (!streams_ && !stage.side_by_side) stage.pieces = 1;
    const StageInput input = input_of(stage);
    StageOutput output = run_stage(stage, input, random_.fork("stage " + stage.name));
    Passed passed;
    passed.pieces = stage.language ? std::max(1, stage.pieces) : input.pieces;
    passed.done = std::move(output.done);
    passed.upto = done_upto(passed.done, passed.pieces);
    figures(stage, input, output, passed);
    passed_.push_back(std::move(passed));
  }

  void figures(const PipelineStage& stage, const StageInput& input, const StageOutput& output,
               const Passed& passed) {
    SampleCollector waits, works, done;
    std::vector<Instant> comes, goes;
    Instant last;
    const auto per_input = static_cast<std::size_t>(passed.pieces / input.pieces);
    for (std::size_t piece = 0; piece < passed.done.size(); ++piece) {
      // The pieces of a request have one behind the other; that is no waiting.
      const bool has_before = piece % static_cast<std::size_t>(passed.pieces) > 0;
      const bool follows = has_before && per_input == 1 && !stage.side_by_side && !stage.is_delay;
      Instant ready = input.ready[piece / per_input];
      if (follows) ready = std::max(ready, passed.done[piece - 1]);
      const Instant begun = output.begun[piece];
      // Pieces of one reply have one beginning.
      const bool counts = piece % per_input == 0;
      if (counts) waits.record(between(ready, begun) / second);
      if (counts) comes.push_back(ready);
      if (counts) goes.push_back(begun);
      works.record(between(begun, passed.done[piece]) / second);
      last = std::max(last, passed.done[piece]);
      out_.fingerprint =
          mixed(out_.fingerprint, static_cast<std::uint64_t>(passed.done[piece].nanoseconds()));
    }
    for (std::size_t request = 0; request < requests(); ++request) {
      done.record(between(came_[request], last_of(passed, request)) / second);
    }
    StageFigures out;
    out.name = stage.name;
    out.waits_s = waits.summary();
    out.works_s = works.summary();
    out.done_s = done.summary();
    out.waiting_most = most_waiting(std::move(comes), std::move(goes));
    const double span_s = between(Instant(), last) / second;
    if (stage.places > 0 && span_s > 0) out.busy = output.busy_s / (span_s * stage.places);
    if (output.batches > 0) {
      out.mean_batch = static_cast<double>(output.in_batches) / static_cast<double>(output.batches);
    }
    out.energy = output.energy;
    out_.energy += output.energy;
    out_.span = std::max(out_.span, between(Instant(), last));
    out_.stages.push_back(std::move(out));
  }

  /// Who begins at the moment at which he comes does not wait.
  static int most_waiting(std::vector<Instant> comes, std::vector<Instant> goes) {
    std::sort(comes.begin(), comes.end());
    std::sort(goes.begin(), goes.end());
    std::size_t gone = 0;
    std::size_t most = 0;
    for (std::size_t come = 0; come < comes.size(); ++come) {
      while (gone < goes.size() && goes[gone] <= comes[come]) ++gone;
      if (come + 1 > gone) most = std::max(most, come + 1 - gone);
    }
    return static_cast<int>(most);
  }

  void see_result() {
    const Passed& result = passed_.back();
    const auto pieces = static_cast<std::size_t>(result.pieces);
    SampleCollector first, whole;
    std::vector<std::pair<Instant, Duration>> ends;
    for (std::size_t request = 0; request < requests(); ++request) {
      const Instant end = last_of(result, request);
      first.record(between(came_[request], first_done(request)) / second);
      whole.record(between(came_[request], end) / second);
      if (pipeline_.watch) ends.emplace_back(end, between(came_[request], end));
      out_.results = mixed(out_.results, stitched(request));
    }
    out_.pieces = static_cast<std::int64_t>(requests() * pieces);
    out_.first_s = first.summary();
    out_.whole_s = whole.summary();
    if (!pipeline_.watch) return;
    std::sort(ends.begin(), ends.end());
    TailMonitor monitor(*pipeline_.watch);
    for (const auto& [end, response] : ends) monitor.record(end, response);
    out_.tail = monitor.report();
  }

  /// A hash of a request's result: pieces come in the order in which they are done, and each goes
  /// to its own place in the whole.
  std::uint64_t stitched(std::size_t request) const {
    const Passed* most = &passed_.front();
    for (const Passed& each : passed_) {
      if (each.pieces > most->pieces) most = &each;
    }
    const auto count = static_cast<std::size_t>(most->pieces);
    std::vector<std::pair<Instant, std::size_t>> order;
    for (std::size_t piece = 0; piece < count; ++piece) {
      order.emplace_back(most->done[request * count + piece], piece);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::uint64_t> whole(count);
    for (const auto& [done, piece] : order) whole[piece] = mixed(content_ + request, piece);
    std::uint64_t sum = 0;
    for (const std::uint64_t each : whole) sum = mixed(sum, each);
    return sum;
  }

  Instant first_done(std::size_t request) const {
    return passed_.back().done[request * static_cast<std::size_t>(passed_.back().pieces)];
  }

  void see_goal(const PipelineGoal& goal) {
    GoalFigures figures;
    figures.goal = goal;
    for (std::size_t request = 0; request < requests(); ++request) {
      Instant from = goal.from_event ? happened_[request] : came_[request];
      if (goal.from_stage >= 0) {
        from = last_of(passed_[static_cast<std::size_t>(goal.from_stage)], request);
      }
      const Instant to = goal.to_first ? first_done(request) : last_of(passed_.back(), request);
      const Duration took = between(from, to);
      figures.worst = std::max(figures.worst, took);
      if (took <= goal.within) continue;
      if (figures.missed++ > 0) continue;
      figures.first_missed = static_cast<std::int64_t>(request);
      figures.came = came_[request];
      figures.pass_missed = passes_lost(came_[request], to);
    }
    out_.goals.push_back(figures);
  }

  /// Contacts of all links that were lost between two moments.
  std::int64_t passes_lost(Instant from, Instant until) const {
    std::int64_t sum = 0;
    for (const PipelineStage& stage : pipeline_.stages) {
      if (!stage.windows) continue;
      const std::vector<bool> lost =
          lost_windows(*stage.windows, random_.fork("stage " + stage.name).fork("lost"));
      for (std::size_t i = 0; i < lost.size(); ++i) {
        const Instant opens =
            after(Instant(), stage.windows->first + static_cast<double>(i) * stage.windows->every);
        if (opens > until) break;
        sum += lost[i] && opens >= from ? 1 : 0;
      }
    }
    return sum;
  }

  const Pipeline& pipeline_;
  bool streams_;
  RandomStream random_;
  std::uint64_t content_ = random_.fork("content").next();
  std::vector<Instant> came_;
  std::vector<Instant> happened_;
  std::vector<Passed> passed_;
  PipelineRun out_;
};

}  // namespace

/// A time by chance.
///
///     uniform between the least and the most, or lognormal with that median and P99:
///     deviation of the logarithm = ln(P99 / median) / 2.326
///
/// Valid for   stages whose times are known by two figures
/// Leaves out  times that grow with the request or follow each other
/// Source      own choice: the least that two figures say
Duration StageTime::draw(RandomStream& random) const {
  if (kind == Kind::uniform) {
    return second > first
               ? random.uniform(first / islet::second, second / islet::second) * islet::second
               : first;
  }
  const double deviation = std::log(second / first) / deviations_of_p99;
  return random.lognormal(std::log(first / islet::second), deviation) * islet::second;
}

SerialBudget serial_budget(const Pipeline& pipeline) {
  std::vector<SerialBudget> ends;
  for (const PipelineStage& stage : pipeline.stages) {
    SerialBudget end;
    for (const int need : stage.after) {
      end.least = std::max(end.least, ends[static_cast<std::size_t>(need)].least);
      end.most = std::max(end.most, ends[static_cast<std::size_t>(need)].most);
    }
    const bool has_time = !stage.language && !stage.inputs && !stage.windows;
    if (stage.inputs) {
      end.least += stage.inputs->batch(1).time;
      end.most += stage.inputs->batch(std::min(stage.together, stage.inputs->batch_max())).time +
                  stage.waits;
    } else if (has_time && stage.time.is_bounded()) {
      end.least += stage.time.first;
      end.most += std::max(stage.time.second, stage.spike_each > 0 ? stage.spike : Duration());
    } else {
      end.most = Duration(std::numeric_limits<double>::infinity());
    }
    ends.push_back(end);
  }
  return ends.back();
}

PipelineRun run_pipeline(const Pipeline& pipeline, std::uint64_t seed, bool streams) {
  CHECK(!pipeline.stages.empty() && pipeline.requests > 0);
  return PipelineWalk(pipeline, seed, streams).run();
}

}  // namespace islet
