// The live site's loop: requests and engines' news go to the scheduler, its decisions go to the
// engines, outputs go to those who asked. The same scheduler and the same step of the loop as in
// simulation; every event and decision is logged.
#pragma once

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engines/engine_side.h"
#include "live/request_log.h"
#include "live/residency_audit.h"
#include "live/tail_watch.h"
#include "net/event_loop.h"
#include "serving/decision_log.h"
#include "serving/serve.h"

namespace islet {

/// How fast and at what draw an engine serves, as far as is known when it starts.
struct EngineFigures {
  double prompt_tokens_per_s = 1'000;
  double reply_tokens_per_s = 30;
  Power draw = 50.0 * watt;  ///< of one request beyond idle
};

/// From figures of the engines alone; a replay takes its answers from the log.
class LiveCosts final : public CostEstimate {
 public:
  void set(EngineId engine, const EngineFigures& figures) { figures_[engine] = figures; }
  Cost cost(const Request& request, const EngineSpec& engine) const override;

 private:
  std::map<EngineId, EngineFigures> figures_;
};

/// Who is told what comes of a request. Exactly one of `refused`, `ended` and an output with an end
/// comes, and nothing after it.
class AskerSide {
 public:
  AskerSide() = default;
  AskerSide(const AskerSide&) = delete;
  AskerSide& operator=(const AskerSide&) = delete;
  virtual ~AskerSide() = default;

  virtual void output(const EngineOutput& output) = 0;
  virtual void refused(Reason reason, Duration retry_after) = 0;
  virtual void ended(Reason reason) = 0;
  /// Outputs are sent on as they come.
  virtual bool streams() const { return false; }
};

/// Sees every step of the desk: event and what was decided.
class DeskObserver {
 public:
  DeskObserver() = default;
  DeskObserver(const DeskObserver&) = delete;
  DeskObserver& operator=(const DeskObserver&) = delete;
  virtual ~DeskObserver() = default;

  virtual void saw(Instant now, const Event& event, std::span<const Decision> decisions) = 0;
  /// Of a request that has just ended.
  virtual std::optional<RequestEnergy> energy_of(RequestId request, Instant now) = 0;
};

struct DeskSettings {
  SchedulerSettings scheduler;
  std::vector<WorkloadRule> ladders;  ///< by workload
  std::string policy{default_scheduling};
  std::string log_file;                     ///< of events and decisions; empty: none
  std::string request_file;                 ///< of requests that are over; empty: none
  std::string audit_file;                   ///< of requests that left the site; empty: none
  std::size_t log_bytes_max = 1ULL << 30U;  ///< then the log ends, and says so
};

class FrontDesk final : private Machines {
 public:
  /// All must outlive the desk.
  FrontDesk(EventLoop& loop, EngineSide& engines, const CostEstimate& costs,
            const DeskSettings& settings);
  ~FrontDesk() override;

  void start();
  /// `request.id` is set; its moments count from `now()`. The asker hears nothing before this
  /// returns.
  RequestId ask(Request request, AskedWork work, std::shared_ptr<AskerSide> asker);
  /// Of requests that are over nothing happens. The asker is told `ended`.
  void cancel(RequestId id);

  /// What meters and forecasts say: the scheduler hears of it at once, and what it decides is done
  /// before this returns.
  void notice(const Event& event);
  /// May be null; must outlive the desk.
  void observe(DeskObserver* observer) { observer_ = observer; }

  /// Moments count from the desk's start.
  Instant now() const;
  EventLoop& loop() { return loop_; }
  const Scheduler& scheduler() const { return scheduler_; }
  std::size_t open() const { return askers_.size(); }
  std::vector<EngineStanding> standings() const { return engines_.standings(); }
  std::int64_t events() const { return events_; }
  TailWatch& tails() { return tails_; }
  const TailWatch& tails() const { return tails_; }
  const ResidencyCounts& residency() const { return audit_.counts(); }
  /// Requests for that model that are not over.
  std::size_t open_for(ModelId model) const { return audit_.open_for(model); }
  /// What clients call a model, for the file of requests.
  void name(ModelId model, const std::string& name) {
    if (requests_ != nullptr) requests_->name(model, name);
  }
  /// Writes out what the logs hold.
  void flush_log();

 private:
  void apply(Instant now, const Event& event) override;
  void carry_out(Instant now, std::span<const Decision> decisions) override;
  void handle(const Event& event);
  void tell(const Decision& decision);
  void tell(const EngineOutput& output);
  std::shared_ptr<AskerSide> let_go(RequestId id);
  void pump();
  void arrange();

  EventLoop& loop_;
  EngineSide& engines_;
  DeskSettings settings_;
  std::string log_text_;
  DecisionLog log_;
  ResidencyAudit audit_;
  TailWatch tails_;
  std::unique_ptr<RequestLog> requests_;
  Scheduler scheduler_;
  DeskObserver* observer_ = nullptr;
  LoopTimer timer_;
  std::map<int, std::unique_ptr<LoopWatch>> watches_;
  std::map<RequestId, std::shared_ptr<AskerSide>> askers_;
  std::vector<std::pair<std::shared_ptr<AskerSide>, Decision>> untold_;
  std::vector<Decision> decisions_;
  std::ofstream log_stream_;
  std::size_t log_bytes_ = 0;
  Instant start_;
  Instant last_;
  std::uint64_t next_id_ = 1;
  std::int64_t events_ = 0;
  bool pumps_ = false;
  bool is_posted_ = false;
};

}  // namespace islet
