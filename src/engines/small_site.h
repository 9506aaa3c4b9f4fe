// A gateway without sockets for tests, which include GoogleTest before this: requests in, what came
// of them out.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <poll.h>

#include "engines/engine_pool.h"
#include "net/clock.h"
#include "serving/policies.h"
#include "serving/scheduler.h"

namespace islet {

class EvenCosts final : public CostEstimate {
 public:
  Cost cost(const Request& request, const EngineSpec& /*engine*/) const override {
    return {1.0 * second, 0.1 * second, 10.0 * joule, request.prompt + request.reply};
  }
};

inline PoolSettings quick() {
  PoolSettings settings;
  settings.limits.step = 0.3 * second;
  settings.back_off.first = 0.02 * second;
  settings.limits.answer = 0.5 * second;
  settings.limits.ping_every = 0.1 * second;
  return settings;
}

class SmallSite {
 public:
  explicit SmallSite(const std::vector<PoolEngine>& engines)
      : scheduler_(SchedulerSettings(), make_policies(default_scheduling), {}, costs_),
        pool_(quick(), engines) {
    pool_.start(monotonic_now());
    // Nothing is let in before there is an engine for it.
    EXPECT_TRUE(run([this] { return pool_.states()[0].is_up; }));
  }

  void ask(std::uint64_t id, WorkClass work_class, const std::string& text, std::uint32_t most,
           bool streams = false) {
    StartSequence start;
    start.text = text;
    start.most_tokens = most;
    start.ends_itself = false;
    pool_.add(RequestId{id}, work_class, start, streams);
    Request request;
    request.id = RequestId{id};
    request.work_class = work_class;
    handle(RequestArrives{request});
  }
  void cancel(std::uint64_t id) { handle(RequestCancelled{RequestId{id}}); }
  void limit(Power cap) { handle(CapChanged{cap}); }

  /// Runs until `is_enough`, at most half a minute.
  template <class Enough>
  bool run(Enough is_enough) {
    const Instant end = after(monotonic_now(), 30.0 * second);
    while (!is_enough()) {
      if (monotonic_now() > end) return false;
      wait();
      std::vector<Event> events;
      std::vector<WorkOutput> outputs;
      pool_.look(monotonic_now(), events, outputs);
      for (const WorkOutput& output : outputs) take(output);
      for (const Event& event : events) handle(event);
      if (monotonic_now() >= scheduler_.next_wake()) handle(Tick{});
    }
    return true;
  }
  bool run_to_end() {
    return run([this] { return pool_.open_requests() == 0; });
  }

  struct Answer {
    std::string text;
    std::size_t tokens = 0;
    SequenceEnd end = SequenceEnd::none;
    int ends = 0;
    std::string fault;
    int order = 0;
  };
  Answer& answer(std::uint64_t id) { return answers_[RequestId{id}]; }
  EnginePool& pool() { return pool_; }
  const std::vector<Decision>& decisions() const { return decisions_; }
  template <class D>
  int count() const {
    int found = 0;
    for (const Decision& one : decisions_) found += std::holds_alternative<D>(one) ? 1 : 0;
    return found;
  }

 private:
  void wait() {
    std::vector<struct pollfd> list;
    for (const EnginePool::Descriptor& one : pool_.descriptors()) {
      struct pollfd entry {};
      entry.fd = one.number;
      entry.events = static_cast<short>(POLLIN | (one.wants_write ? POLLOUT : 0));
      list.push_back(entry);
    }
    const Instant due = std::min(pool_.next_look(), scheduler_.next_wake());
    const double left = between(monotonic_now(), due) / millisecond;
    ::poll(list.data(), list.size(), static_cast<int>(std::clamp(left + 1, 0.0, 20.0)));
  }
  void take(const WorkOutput& output) {
    Answer& answer = answers_[output.request];
    if (output.begins_anew) {
      answer.text.clear();
      answer.tokens = 0;
    }
    answer.text += output.text;
    answer.tokens += output.tokens.size();
    if (output.end == SequenceEnd::none) return;
    answer.end = output.end;
    answer.fault = output.fault;
    ++answer.ends;
    answer.order = ++ended_;
  }
  void handle(const Event& event) {
    std::vector<Decision> decisions;
    const Instant now = monotonic_now();
    scheduler_.handle(now, event, decisions);
    pool_.carry_out(now, decisions);
    decisions_.insert(decisions_.end(), decisions.begin(), decisions.end());
  }

  EvenCosts costs_;
  Scheduler scheduler_;
  EnginePool pool_;
  std::map<RequestId, Answer> answers_;
  std::vector<Decision> decisions_;
  int ended_ = 0;
};

}  // namespace islet
