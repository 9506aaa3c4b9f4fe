#include "sim/serve_trace.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "base/check.h"

namespace islet {
namespace {

constexpr Instant end_of_time{std::numeric_limits<std::int64_t>::max()};

/// Engines of one kind; each request goes to the one with the least to do, one for an adapter to
/// one that holds it if there is any.
class EngineRow {
 public:
  EngineRow(const Deployment& deployment, const EngineSettings& settings, int count,
            EngineWatcher& watcher)
      : has_adapters_(settings.adapters.has_value()) {
    engines_.reserve(static_cast<std::size_t>(count));
    for (int replica = 0; replica < count; ++replica) {
      engines_.emplace_back(deployment, settings, watcher, replica);
      if (settings.adapters)
        shelves_.emplace_back(settings.adapters->slots, settings.adapters->load);
    }
  }

  /// The moment at which an adapter is there next; `end_of_time` where nothing waits for one.
  Instant next() const { return pending_.empty() ? end_of_time : pending_.top().ready; }

  void advance(Instant now) {
    for (BatchEngine& engine : engines_) engine.advance(now);
  }

  void submit(EngineRequest request, Instant now) {
    if (!has_adapters_ || request.adapter == 0) {
      return engines_[least_loaded(request)].submit(std::move(request), now);
    }
    const std::size_t engine = least_loaded(request);
    const Instant ready = shelves_[engine].ready(request.adapter, now);
    request.asked = request.asked.value_or(now);
    if (ready <= now) return engines_[engine].submit(std::move(request), now);
    pending_.push({ready, order_++, engine, std::move(request)});
  }

  /// What waited for an adapter until now, then a step of each engine that stands still.
  void begin(Instant now) {
    while (!pending_.empty() && pending_.top().ready <= now) {
      Pending next = pending_.top();
      pending_.pop();
      engines_[next.engine].submit(std::move(next.request), now);
    }
    for (BatchEngine& engine : engines_) engine.begin(now);
  }

  void finish() {
    while (!pending_.empty()) {
      const Instant now = next();
      advance(now);
      begin(now);
    }
    advance(end_of_time);
  }

  EngineUse use() const {
    EngineUse sum;
    for (const BatchEngine& engine : engines_) sum += engine.use();
    return sum;
  }
  std::int64_t adapter_loads() const {
    std::int64_t sum = 0;
    for (const AdapterShelf& shelf : shelves_) sum += shelf.loads();
    return sum;
  }

 private:
  struct Pending {
    Instant ready;
    std::int64_t order = 0;
    std::size_t engine = 0;
    EngineRequest request;

    friend bool operator>(const Pending& a, const Pending& b) {
      return std::tie(a.ready, a.order) > std::tie(b.ready, b.order);
    }
  };

  std::size_t least_loaded(const EngineRequest& request) const {
    std::size_t best = 0;
    bool best_holds = false;
    for (std::size_t i = 0; i < engines_.size(); ++i) {
      const bool holds =
          has_adapters_ && request.adapter != 0 && shelves_[i].holds(request.adapter);
      const bool is_less = engines_[i].load() < engines_[best].load();
      if (i == 0 || (holds && !best_holds) || (holds == best_holds && is_less)) {
        best = i;
        best_holds = holds;
      }
    }
    return best;
  }

  bool has_adapters_;
  std::vector<BatchEngine> engines_;
  std::vector<AdapterShelf> shelves_;
  std::priority_queue<Pending, std::vector<Pending>, std::greater<>> pending_;
  std::int64_t order_ = 0;
};

/// All rows of a source, in order, into a row of engines.
template <class MakeRequest>
void serve_all(RequestSource& requests, EngineRow& engines, const MakeRequest& make) {
  TraceRequest row;
  bool has_row = requests.next(row);
  while (has_row) {
    while (engines.next() < row.arrival) {
      const Instant now = engines.next();
      engines.advance(now);
      engines.begin(now);
    }
    const Instant now = row.arrival;
    engines.advance(now);
    do {
      engines.submit(make(row), now);
      has_row = requests.next(row);
    } while (has_row && row.arrival == now);
    engines.begin(now);
  }
  engines.finish();
}

/// Requests whose prompts have been computed elsewhere, as they come to the engines that go on.
class HandedOver final : public RequestSource, public EngineWatcher {
 public:
  HandedOver(RequestSource& source, Duration transfer, EngineWatcher& also)
      : source_(source), transfer_(transfer), also_(also) {}

  /// Prompts, each with a reply of one token.
  bool next(TraceRequest& out) override {
    if (is_second_) return next_handed(out);
    if (!source_.next(out)) return false;
    rows_.push_back(out);
    first_.emplace_back();
    return true;
  }
  EngineRequest prompt_of(const TraceRequest& row) {
    EngineRequest request{asked_++, row.prompt_tokens, std::min(row.output_tokens, 1), row.prefix};
    request.adapter = row.adapter;
    request.tenant = row.tenant;
    return request;
  }

  /// From here on `next` gives what goes on, in the order in which it comes.
  void turn() {
    is_second_ = true;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool is_done = first_[i].state != EndState::finished || rows_[i].output_tokens < 2;
      if (is_done) {
        first_[i].submitted = rows_[i].arrival;
        also_.request_ended(first_[i]);
        continue;
      }
      const Duration on_the_way = static_cast<double>(rows_[i].prompt_tokens) * transfer_;
      order_.emplace_back(after(first_[i].first_token, on_the_way), i);
    }
    std::sort(order_.begin(), order_.end());
  }
  EngineRequest rest_of(const TraceRequest& row) {
    const std::size_t number = order_[taken_++].second;
    EngineRequest request{
        static_cast<std::int64_t>(number), row.prompt_tokens, row.output_tokens, {}};
    request.generated = 1;
    request.cached = row.prompt_tokens;
    request.adapter = row.adapter;
    request.tenant = row.tenant;
    request.asked = rows_[number].arrival;
    return request;
  }

  void request_ended(const RequestOutcome& outcome) override {
    const auto number = static_cast<std::size_t>(outcome.number);
    if (!is_second_) {
      first_[number] = outcome;
      return;
    }
    RequestOutcome whole = outcome;
    whole.started = first_[number].started;
    whole.first_token = first_[number].first_token;
    whole.reused_tokens = first_[number].reused_tokens;
    whole.preemptions += first_[number].preemptions;
    whole.energy += first_[number].energy;
    also_.request_ended(whole);
  }
  void step_begun(const StepRecord& step) override { also_.step_begun(step); }
  bool wants_steps() const override { return also_.wants_steps(); }

 private:
  bool next_handed(TraceRequest& out) {
    if (given_ == order_.size()) return false;
    out = rows_[order_[given_].second];
    out.arrival = order_[given_++].first;
    return true;
  }

  RequestSource& source_;
  Duration transfer_;
  EngineWatcher& also_;
  std::vector<TraceRequest> rows_;
  std::vector<RequestOutcome> first_;
  std::vector<std::pair<Instant, std::size_t>> order_;
  std::int64_t asked_ = 0;
  std::size_t given_ = 0;
  std::size_t taken_ = 0;
  bool is_second_ = false;
};

/// Prompts on engines of their own, the rest on the replicas.
///
///     first token = end of the prompt's last step
///     comes to a replica = first token + prompt tokens * transfer of a token's cache
///
/// Valid for   a link that carries transfers side by side; caches that are sent when whole
/// Leaves out  sending layer by layer while the prompt is computed; a link that is full
/// Source      DistServe (Zhong et al., OSDI 2024); Splitwise (Patel et al., ISCA 2024)
void serve_apart(RequestSource& requests, const Deployment& deployment, const ServingSetup& setup,
                 ServingMetrics& metrics, ServingRun& run) {
  HandedOver handed(requests, setup.transfer, metrics);
  EngineRow prompts(deployment, setup.engine, setup.prompt_replicas, handed);
  serve_all(handed, prompts, [&](const TraceRequest& row) { return handed.prompt_of(row); });
  handed.turn();
  EngineSettings settings = setup.engine;
  settings.start_up = Duration();
  EngineRow rest(deployment, settings, setup.replicas, handed);
  serve_all(handed, rest, [&](const TraceRequest& row) { return handed.rest_of(row); });
  run.use = prompts.use();
  run.use += rest.use();
  run.adapter_loads = prompts.adapter_loads() + rest.adapter_loads();
}

}  // namespace

ServingRun serve_trace(RequestSource& requests, const Deployment& deployment,
                       const ServingSetup& setup, EngineWatcher* watcher) {
  CHECK(setup.replicas > 0 && setup.prompt_replicas >= 0);
  ServingMetrics metrics(after(Instant(), setup.warm_up), watcher);
  ServingRun run;
  if (setup.prompt_replicas > 0) {
    serve_apart(requests, deployment, setup, metrics, run);
  } else {
    EngineRow engines(deployment, setup.engine, setup.replicas, metrics);
    std::int64_t number = 0;
    serve_all(requests, engines, [&](const TraceRequest& row) {
      EngineRequest request{number++, row.prompt_tokens, row.output_tokens, row.prefix};
      request.adapter = row.adapter;
      request.tenant = row.tenant;
      return request;
    });
    run.use = engines.use();
    run.adapter_loads = engines.adapter_loads();
  }
  run.summary = metrics.summary();
  run.span = between(Instant(), run.summary.last_end);
  run.boards = (setup.replicas + setup.prompt_replicas) * setup.engine.ranks * deployment.devices();
  return run;
}

}  // namespace islet
