#include "sim/stage_run.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "sim/generated_requests.h"
#include "sim/serve_trace.h"

namespace islet {
namespace {

/// The most windows of a link that luck is drawn for; later ones are all open.
constexpr std::size_t windows_drawn = 100'000;

/// A piece that can begin, in the order in which places take them.
struct Waiting {
  Instant ready;
  std::uint64_t rank = 0;  ///< among those of one moment
  std::size_t piece = 0;

  friend bool operator>(const Waiting& a, const Waiting& b) {
    return std::tie(a.ready, a.rank, a.piece) > std::tie(b.ready, b.rank, b.piece);
  }
};
using WaitingQueue = std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>>;

/// Whether a piece need not wait for the one before it.
bool is_free(const PipelineStage& stage) { return stage.side_by_side || stage.is_delay; }

/// Takes pieces from a queue, a request's in their order unless they run side by side.
class PieceFeed {
 public:
  PieceFeed(const PipelineStage& stage, const StageInput& input, RandomStream& random)
      : stage_(stage), input_(input), random_(random) {
    const auto pieces = static_cast<std::size_t>(input.pieces);
    for (std::size_t piece = 0; piece < input.ready.size(); ++piece) {
      if (is_free(stage) || piece % pieces == 0) push(piece, input.ready[piece]);
    }
  }

  bool empty() const { return queue_.empty(); }
  Instant next() const { return queue_.top().ready; }
  std::size_t take() {
    const std::size_t piece = queue_.top().piece;
    queue_.pop();
    return piece;
  }
  /// The piece behind it may begin now.
  void ended(std::size_t piece, Instant at) {
    const auto pieces = static_cast<std::size_t>(input_.pieces);
    if (is_free(stage_) || (piece + 1) % pieces == 0) return;
    push(piece + 1, std::max(at, input_.ready[piece + 1]));
  }

 private:
  void push(std::size_t piece, Instant ready) {
    queue_.push({ready, stage_.is_shuffled ? random_.next() : 0, piece});
  }

  const PipelineStage& stage_;
  const StageInput& input_;
  RandomStream& random_;
  WaitingQueue queue_;
};

/// Length of each piece's work, from one draw a request.
std::vector<Duration> lengths(const PipelineStage& stage, const StageInput& input,
                              RandomStream random) {
  std::vector<Duration> out(input.ready.size());
  const auto pieces = static_cast<std::size_t>(input.pieces);
  const bool is_split = !stage.side_by_side && !stage.is_delay;
  Duration whole;
  for (std::size_t piece = 0; piece < out.size(); ++piece) {
    const std::size_t request = piece / pieces;
    if (piece % pieces == 0 || stage.side_by_side) whole = stage.time.draw(random);
    const auto number = static_cast<std::int64_t>(request) + 1;
    const bool is_spike = stage.spike_each > 0 && number % stage.spike_each == 0;
    const Duration length = is_spike ? stage.spike : whole;
    out[piece] = is_split ? length / input.pieces : length;
  }
  return out;
}

/// Places that pieces and the work beside them take, first come, first served.
class Places {
 public:
  Places(const PipelineStage& stage, const RandomStream& random) : stage_(stage) {
    for (int place = 0; place < stage.places; ++place) free_.push(Instant());
    if (!stage.beside) return;
    times_ = random.fork("beside time");
    others_.emplace(GeneratedLoad{.arrivals = stage.beside->arrivals,
                                  .prompt = {},
                                  .reply = {},
                                  .requests = std::numeric_limits<std::int64_t>::max(),
                                  .seed = random.fork("beside").next()});
    others_->next(other_);
  }

  /// The place that is free first for who is ready then; whoever came before has had his turn.
  Instant take(Instant ready) {
    while (others_ && other_.arrival <= ready) {
      const Instant begin = std::max(free_.top(), other_.arrival);
      free_.pop();
      const Duration work = stage_.beside->time.draw(times_);
      free_.push(after(begin, work));
      busy_ += work;
      others_->next(other_);
    }
    const Instant at = free_.top();
    free_.pop();
    return at;
  }
  void give_back(Instant at) { free_.push(at); }
  Duration busy_beside() const { return busy_; }

 private:
  const PipelineStage& stage_;
  std::priority_queue<Instant, std::vector<Instant>, std::greater<>> free_;
  std::optional<GeneratedRequests> others_;
  TraceRequest other_;
  RandomStream times_{0};
  Duration busy_;
};

/// First come, first served, on so many places.
StageOutput on_places(const PipelineStage& stage, const StageInput& input, RandomStream random) {
  StageOutput out{.begun = input.ready, .done = input.ready};
  const std::vector<Duration> work = lengths(stage, input, random.fork("time"));
  RandomStream order = random.fork("order");
  PieceFeed feed(stage, input, order);
  Places places(stage, random);
  while (!feed.empty()) {
    const Instant ready = feed.next();
    const std::size_t piece = feed.take();
    const Instant begin = stage.places > 0 ? std::max(ready, places.take(ready)) : ready;
    const Instant end = after(begin, work[piece]);
    if (stage.places > 0) places.give_back(end);
    out.begun[piece] = begin;
    out.done[piece] = end;
    out.busy_s += work[piece] / second;
    feed.ended(piece, end);
  }
  out.busy_s += places.busy_beside() / second;
  return out;
}

/// Batches that begin when they are full, or when the first of them has waited long enough.
///
///     begin = max(free, min(ready of the first + wait, ready of the last that fits))
///
/// Valid for   places that take one batch after the other
/// Leaves out  inputs of different sizes
/// Source      "dynamic batching" with a queue delay, NVIDIA Triton Inference Server, user guide
StageOutput in_batches(const PipelineStage& stage, const StageInput& input, RandomStream random) {
  StageOutput out{.begun = input.ready, .done = input.ready};
  CHECK(stage.inputs.has_value());
  const InputDeployment& inputs = *stage.inputs;
  const int most = std::clamp(stage.together, 1, inputs.batch_max());
  std::vector<BatchCost> costs;
  for (int count = 1; count <= most; ++count) costs.push_back(inputs.batch(count));
  Places places(stage, random);
  PieceFeed feed(stage, input, random);
  std::vector<std::size_t> batch;
  while (!feed.empty()) {
    const Instant place_free = places.take(feed.next());
    const Instant gives_up = std::max(place_free, after(feed.next(), stage.waits));
    Instant begin = std::max(place_free, feed.next());
    batch.clear();
    while (!feed.empty() && static_cast<int>(batch.size()) < most && feed.next() <= gives_up) {
      begin = std::max(begin, feed.next());
      batch.push_back(feed.take());
    }
    if (static_cast<int>(batch.size()) < most) begin = gives_up;
    const BatchCost& cost = costs[batch.size() - 1];
    const Instant end = after(begin, cost.time);
    places.give_back(after(begin, cost.occupied));
    out.busy_s += cost.occupied / second;
    out.energy += cost.board_power * cost.occupied;
    ++out.batches;
    out.in_batches += static_cast<std::int64_t>(batch.size());
    for (const std::size_t piece : batch) {
      out.begun[piece] = begin;
      out.done[piece] = end;
      feed.ended(piece, end);
    }
  }
  out.busy_s += places.busy_beside() / second;
  return out;
}

/// Requests in the order in which they are ready, with lengths of their own.
class ReadyRequests final : public RequestSource {
 public:
  ReadyRequests(const PipelineStage& stage, const StageInput& input, RandomStream random) {
    for (std::size_t request = 0; request < input.ready.size(); ++request) {
      TraceRequest row;
      row.arrival = input.ready[request];
      row.prompt_tokens = stage.prompt.draw(random);
      row.output_tokens = stage.reply.draw(random);
      const int most = stage.engine.context_max;
      if (most > 0 && row.prompt_tokens + row.output_tokens > most) {
        row.output_tokens = std::clamp(row.output_tokens, 1, most / 2);
        row.prompt_tokens = std::min(row.prompt_tokens, most - row.output_tokens);
      }
      rows_.emplace_back(request, std::move(row));
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
      return a.second.arrival < b.second.arrival;
    });
  }

  bool next(TraceRequest& out) override {
    if (given_ == rows_.size()) return false;
    out = rows_[given_++].second;
    return true;
  }
  std::size_t request(std::int64_t number) const {
    return rows_[static_cast<std::size_t>(number)].first;
  }

 private:
  std::vector<std::pair<std::size_t, TraceRequest>> rows_;
  std::size_t given_ = 0;
};

/// When each piece of a reply was out: tokens come evenly from the first to the last.
class PieceTimes final : public EngineWatcher {
 public:
  PieceTimes(const ReadyRequests& requests, int pieces, StageOutput& out)
      : requests_(requests), pieces_(pieces), out_(out) {}

  void request_ended(const RequestOutcome& outcome) override {
    CHECK(outcome.state == EndState::finished);
    const std::size_t first = requests_.request(outcome.number) * static_cast<std::size_t>(pieces_);
    const Duration rest = between(outcome.first_token, outcome.ended);
    const int after_first = outcome.output_tokens - 1;
    for (int piece = 0; piece < pieces_; ++piece) {
      const auto at = first + static_cast<std::size_t>(piece);
      const int tokens = std::max(1, (piece + 1) * outcome.output_tokens / pieces_);
      const double share = after_first > 0 ? static_cast<double>(tokens - 1) / after_first : 1.0;
      out_.begun[at] = outcome.started;
      out_.done[at] = after(outcome.first_token, share * rest);
    }
    out_.energy += outcome.energy;
  }
  void step_begun(const StepRecord& /*step*/) override {}
  bool wants_steps() const override { return false; }

 private:
  const ReadyRequests& requests_;
  int pieces_;
  StageOutput& out_;
};

/// One prompt a request, which gives the stage's pieces.
StageOutput by_language(const PipelineStage& stage, const StageInput& input, RandomStream random) {
  CHECK(stage.language.has_value());
  const int pieces = std::max(1, stage.pieces);
  StageOutput out;
  out.begun.resize(input.ready.size() * static_cast<std::size_t>(pieces));
  out.done = out.begun;
  ReadyRequests requests(stage, input, random);
  PieceTimes watcher(requests, pieces, out);
  const ServingSetup setup{stage.engine, std::max(1, stage.places), {}};
  const ServingRun run = serve_trace(requests, *stage.language, setup, &watcher);
  out.busy_s = run.use.busy / second;
  return out;
}

StageOutput on_link(const PipelineStage& stage, const StageInput& input, RandomStream random) {
  StageOutput out{.begun = input.ready, .done = input.ready};
  CHECK(stage.windows.has_value());
  const ContactWindows& windows = *stage.windows;
  const std::vector<bool> lost = lost_windows(windows, random.fork("lost"));
  const std::vector<Duration> work = lengths(stage, input, random.fork("time"));
  RandomStream order = random.fork("order");
  PieceFeed feed(stage, input, order);
  Instant free;
  std::int64_t passed = 0;
  while (!feed.empty()) {
    const Instant begin = std::max(free, feed.next());
    const std::size_t piece = feed.take();
    free = end_in_windows(windows, lost, begin, work[piece], passed);
    out.begun[piece] = begin;
    out.done[piece] = free;
    out.busy_s += work[piece] / second;
    feed.ended(piece, free);
  }
  return out;
}

}  // namespace

std::vector<bool> lost_windows(const ContactWindows& windows, RandomStream random) {
  std::vector<bool> lost;
  if (windows.lost <= 0) return lost;
  for (std::size_t i = 0; i < windows_drawn; ++i) lost.push_back(random.uniform() < windows.lost);
  return lost;
}

Instant end_in_windows(const ContactWindows& windows, const std::vector<bool>& lost, Instant from,
                       Duration work, std::int64_t& lost_on_the_way) {
  const Instant first = after(Instant(), windows.first);
  std::int64_t number = 0;
  if (from > first) number = static_cast<std::int64_t>(between(first, from) / windows.every);
  while (true) {
    const Instant opens = after(first, static_cast<double>(number) * windows.every);
    const Instant closes = after(opens, windows.open);
    const bool is_lost =
        number < static_cast<std::int64_t>(lost.size()) && lost[static_cast<std::size_t>(number)];
    const Instant begin = std::max(from, opens);
    if (begin < closes && is_lost) ++lost_on_the_way;
    if (begin < closes && !is_lost) {
      const Duration room = between(begin, closes);
      if (work <= room) return after(begin, work);
      work -= room;
    }
    ++number;
  }
}

StageOutput run_stage(const PipelineStage& stage, const StageInput& input, RandomStream random) {
  if (stage.language) return by_language(stage, input, random);
  if (stage.inputs) return in_batches(stage, input, random);
  if (stage.windows) return on_link(stage, input, random);
  return on_places(stage, input, random);
}

}  // namespace islet
