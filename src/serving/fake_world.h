// A small world for tests: engines that do one second of work a second and look up at each quantum,
// arrivals from a list, and a watcher over every step. Deterministic.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <vector>

#include "serving/decision_log.h"
#include "serving/invariants.h"
#include "serving/serve.h"

namespace islet {

inline Instant at(Duration since_start) { return after(Instant(), since_start); }

/// `items` seconds of service, 50 W more, as much cache as tokens, first output after a tenth.
class FakeCosts final : public CostEstimate {
 public:
  Cost cost(const Request& request, const EngineSpec& /*engine*/) const override {
    const Duration service = request.items * second;
    return {service, 0.1 * service, 50.0 * watt * service, request.prompt + request.reply};
  }
};

inline EngineSpec fake_engine(int id, int slots, std::initializer_list<int> models = {0}) {
  EngineSpec spec;
  spec.id = EngineId{static_cast<std::uint8_t>(id)};
  for (const int model : models) spec.models.add(ModelId{static_cast<std::uint8_t>(model)});
  spec.slots = slots;
  spec.quantum = 20.0 * millisecond;
  spec.parked_max = 64;
  spec.load_time = 5.0 * second;
  spec.start_time = 10.0 * second;
  return spec;
}

inline Request fake_request(std::uint64_t id, WorkClass work_class, double seconds) {
  Request request;
  request.id = RequestId{id};
  request.work_class = work_class;
  request.items = seconds;
  return request;
}

/// What became of a request.
struct Fate {
  Request request;
  Instant arrived;
  Instant started = never;  ///< first time
  Instant ended = never;
  bool done = false;
  Reason reason = Reason::its_turn;  ///< when it was rejected or ended
  Duration retry_after{};
  int stops = 0;
  bool admitted = false;
};

class FakeWorld final : public EventSource, public Machines {
 public:
  explicit FakeWorld(std::string_view policies, const SchedulerSettings& settings = {},
                     const std::vector<WorkloadRule>& workloads = {})
      : log_(costs_, log_text_),
        settings_(settings),
        workloads_(workloads),
        scheduler_(settings, make_policies(policies), workloads, log_),
        watcher_(settings,
                 {.acute_first = make_policies(policies).preempts,
                  .newest_frame_only = make_policies(policies).newest_frame_only},
                 costs_) {
    log_.begin(policies);
  }

  void add(Instant when, const Event& event) {
    if (const auto* arrival = std::get_if<RequestArrives>(&event)) {
      fates_[number_in(arrival->request.id)] = {.request = arrival->request, .arrived = when};
    }
    future_.push({when, order_++, event, 0});
  }
  void add(Duration when, const Event& event) { add(at(when), event); }
  void arrive(Duration when, const Request& request) { add(when, RequestArrives{request}); }

  /// The request takes so many times what was expected.
  void take_longer(std::uint64_t id, double factor) { factors_[id] = factor; }

  /// Until nothing is left to happen, or the moment has come.
  void run(Duration until = 1000.0 * day) {
    end_ = at(until);
    serve(*this, *this, scheduler_);
    watcher_.finish(now_, false);
  }

  const Fate& fate(std::uint64_t id) const { return fates_.at(id); }
  const std::map<std::uint64_t, Fate>& fates() const { return fates_; }
  const std::vector<std::pair<Instant, Decision>>& decisions() const { return decisions_; }
  const Invariants& watcher() const { return watcher_; }
  const Scheduler& scheduler() const { return scheduler_; }
  const std::string& log() const { return log_text_; }
  Instant now() const { return now_; }
  Result<ReplayOutcome> replayed() const { return replay(log_text_, settings_, workloads_); }

  /// Decisions of one kind, in order.
  template <class D>
  std::vector<D> all() const {
    std::vector<D> found;
    for (const auto& [when, decision] : decisions_) {
      if (const auto* one = std::get_if<D>(&decision)) found.push_back(*one);
    }
    return found;
  }

  // EventSource
  std::optional<TimedEvent> next(Instant wake) override {
    while (!future_.empty() && is_stale(future_.top())) future_.pop();
    const Instant first = future_.empty() ? never : future_.top().at;
    if (std::min(first, wake) >= end_ || std::min(first, wake) == never) return std::nullopt;
    if (wake < first) {
      now_ = wake;
      return TimedEvent{wake, Tick{}};
    }
    const Entry entry = future_.top();
    future_.pop();
    now_ = entry.at;
    return TimedEvent{entry.at, entry.event};
  }

  // Machines
  void apply(Instant now, const Event& event) override {
    last_event_ = event;
    log_.event(now, event);
    if (const auto* done = std::get_if<RequestDone>(&event)) {
      Work& work = works_[number_in(done->request)];
      work.runs = false;
      close(number_in(done->request), now, true, Reason::its_turn);
    }
    if (const auto* up = std::get_if<EngineUp>(&event)) {
      specs_[index_of(up->engine.id)] = up->engine;
      drop_all(index_of(up->engine.id));
    }
    if (const auto* down = std::get_if<EngineDown>(&event)) drop_all(index_of(down->engine));
  }

  void carry_out(Instant now, std::span<const Decision> decisions) override {
    watcher_.see(now, last_event_, decisions);
    log_.decisions({decisions.begin(), decisions.end()});
    for (const Decision& decision : decisions) {
      decisions_.emplace_back(now, decision);
      carry_out_one(now, decision);
    }
  }

 private:
  struct Entry {
    Instant at;
    std::uint64_t order;
    Event event;
    std::uint64_t run;  ///< of the request, when it is its end
    bool operator<(const Entry& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  struct Work {
    Duration left{};
    Instant since{};
    std::uint64_t run = 0;
    int engine = -1;
    bool runs = false;
    bool known = false;
  };

  bool is_stale(const Entry& entry) {
    const auto* done = std::get_if<RequestDone>(&entry.event);
    if (done == nullptr || entry.run == 0) return false;
    const Work& work = works_[number_in(done->request)];
    return !work.runs || work.run != entry.run;
  }

  void close(std::uint64_t id, Instant now, bool done, Reason reason) {
    Fate& fate = fates_[id];
    fate.ended = now;
    fate.done = done;
    fate.reason = reason;
  }

  /// Decisions take effect at the engine's next step.
  Instant next_step(Instant now, int engine) {
    const auto quantum = static_cast<std::int64_t>(specs_[engine].quantum / nanosecond);
    if (quantum <= 0) return now;
    return Instant((now.nanoseconds() + quantum - 1) / quantum * quantum);
  }

  void begin(Instant now, RequestId request, EngineId engine) {
    const std::uint64_t id = number_in(request);
    Work& work = works_[id];
    Fate& fate = fates_[id];
    if (!work.known) {
      const auto factor = factors_.find(id);
      work.left = (factor == factors_.end() ? 1.0 : factor->second) * fate.request.items * second;
      work.known = true;
    }
    work.since = next_step(now, index_of(engine));
    work.engine = index_of(engine);
    work.runs = true;
    ++work.run;
    if (fate.started == never) fate.started = work.since;
    future_.push({after(work.since, work.left), order_++, RequestDone{request}, work.run});
  }

  void stop(Instant now, std::uint64_t id) {
    Work& work = works_[id];
    if (!work.runs) return;
    work.runs = false;
    const Instant stopped = next_step(now, work.engine);
    if (stopped > work.since) {
      work.left = std::max(nanosecond, work.left - between(work.since, stopped));
    }
  }

  void drop_all(int engine) {
    for (auto& [id, work] : works_) {
      if (work.engine != engine) continue;
      if (work.runs) work.known = false;  // begins anew
      work.runs = false;
    }
  }

  void carry_out_one(Instant now, const Decision& decision) {
    if (const auto* reject = std::get_if<Reject>(&decision)) {
      close(number_in(reject->request), now, false, reject->reason);
      fates_[number_in(reject->request)].retry_after = reject->retry_after;
    } else if (const auto* admit = std::get_if<Admit>(&decision)) {
      fates_[number_in(admit->request)].admitted = true;
    } else if (const auto* ended = std::get_if<End>(&decision)) {
      stop(now, number_in(ended->request));
      close(number_in(ended->request), now, false, ended->reason);
    } else if (const auto* start = std::get_if<Start>(&decision)) {
      begin(now, start->request, start->engine);
    } else if (const auto* resume = std::get_if<Resume>(&decision)) {
      begin(now, resume->request, resume->engine);
    } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
      stop(now, number_in(preempt->request));
      ++fates_[number_in(preempt->request)].stops;
    } else if (const auto* load = std::get_if<LoadModel>(&decision)) {
      add(after(now, specs_[index_of(load->engine)].load_time),
          ModelLoaded{load->engine, load->model});
    } else if (const auto* turned = std::get_if<SwitchEngine>(&decision)) {
      if (!turned->on) return;
      const EngineSpec& spec = specs_[index_of(turned->engine)];
      add(after(now, spec.start_time), EngineUp{spec});
    }
  }

  FakeCosts costs_;
  std::string log_text_;
  DecisionLog log_;
  SchedulerSettings settings_;
  std::vector<WorkloadRule> workloads_;
  Scheduler scheduler_;
  Invariants watcher_;
  std::priority_queue<Entry> future_;
  std::uint64_t order_ = 0;
  Instant now_;
  Instant end_ = never;
  Event last_event_;
  std::map<int, EngineSpec> specs_;
  std::map<std::uint64_t, Work> works_;
  std::map<std::uint64_t, double> factors_;
  std::map<std::uint64_t, Fate> fates_;
  std::vector<std::pair<Instant, Decision>> decisions_;
};

}  // namespace islet
