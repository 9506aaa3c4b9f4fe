#include "twin/rehearsed_load.h"

#include <algorithm>

#include "net/clock.h"

namespace islet {
namespace {

Instant moved(Instant moment, Duration by) {
  return moment == never || moment == long_ago ? moment : after(moment, by);
}

}  // namespace

/// Tells what became of one request of the load.
class RehearsedLoad::Asker final : public AskerSide {
 public:
  Asker(RehearsedWork& work, const Workload& spec, Instant arrived)
      : work_(work), spec_(spec), arrived_(arrived) {
    ++work_.asked;
    ++work_.open;
  }
  void output(const EngineOutput& output) override {
    if (output.end == SequenceEnd::none) return;
    --work_.open;
    if (output.end == SequenceEnd::failed) return lose("failed");
    const Duration took = between(arrived_, monotonic_now());
    bool is_late = false;
    for (const LatencyGoal& goal : spec_.latency) is_late = is_late || took > goal.limit;
    ++(is_late ? work_.late : work_.served);
  }
  void refused(Reason reason, Duration /*retry_after*/) override {
    --work_.open;
    lose(std::string(name_of(reason)));
  }
  void ended(Reason reason) override {
    --work_.open;
    lose(std::string(name_of(reason)));
  }

 private:
  void lose(const std::string& why) {
    ++work_.lost;
    ++work_.lost_by[why];
  }
  RehearsedWork& work_;
  const Workload& spec_;
  Instant arrived_;
};

RehearsedLoad::RehearsedLoad(const SiteRun& run, Instant start, bool asks)
    : run_(run), start_(start) {
  const RandomStream random(run.seed);
  const Instant end = after(start, run.days * day);
  for (std::size_t w = 0; w < run.workloads.size(); ++w) {
    const SiteWorkload& workload = run.workloads[w];
    RehearsedWork& work = work_.emplace_back();
    work.name = workload.spec.name;
    work.work_class = workload.work_class;
    if (!asks || is_periodic(workload.spec.kind)) continue;
    streams_.emplace_back(workload, static_cast<int>(w), random, start, end);
    stream_workload_.push_back(w);
  }
}

RehearsedLoad::~RehearsedLoad() = default;

void RehearsedLoad::begin(FrontDesk& desk) {
  desk_ = &desk;
  desk_start_ = desk.now();
  timer_ = std::make_unique<LoopTimer>(desk.loop());
  ask_due();
}

void RehearsedLoad::ask_due() {
  // It was due already as the load ended: the loop's last turn still calls it.
  if (timer_ == nullptr) return;
  const Duration since = between(desk_start_, desk_->now());
  const Instant now = after(start_, since);
  Instant next = never;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    constexpr int at_once = 500;  // the loop has other things to do
    for (int many = 0; many < at_once && streams_[i].next() <= now; ++many) {
      ask(stream_workload_[i], streams_[i].take());
    }
    next = std::min(next, streams_[i].next());
  }
  if (next == never) return;
  const Duration wait = std::max(Duration(), between(now, next));
  timer_->set(after(monotonic_now(), wait), [this] { ask_due(); });
}

void RehearsedLoad::ask(std::size_t workload, const Request& request) {
  const Duration shift = between(start_, desk_start_);
  Request one = request;
  one.not_before = moved(one.not_before, shift);
  one.latest_start = moved(one.latest_start, shift);
  one.first_token_by = moved(one.first_token_by, shift);
  one.deadline = moved(one.deadline, shift);
  const SiteWorkload& spec = run_.workloads[workload];
  desk_->ask(one, StartSequence(),
             std::make_unique<Asker>(work_[workload], spec.spec, monotonic_now()));
}

}  // namespace islet
