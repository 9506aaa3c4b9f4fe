// The simulated world of a site: where events come from, and what carries decisions out.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "serving/decision_log.h"
#include "serving/id_table.h"
#include "serving/serve.h"
#include "sim/frame_lanes.h"
#include "sim/plant_loop.h"
#include "sim/request_stream.h"
#include "sim/site_costs.h"
#include "sim/site_device.h"
#include "sim/site_drill.h"
#include "sim/site_outcome.h"
#include "sim/site_run.h"
#include "sim/site_watch.h"

namespace islet {

class SiteWorld final : public EventSource, public Machines {
 public:
  /// `run` must outlive it. `watched`: what must hold is checked after each event.
  SiteWorld(const SiteRun& run, bool watched);

  /// Runs the span. Once.
  SiteOutcome simulate();

  std::optional<TimedEvent> next(Instant wake) override;
  void apply(Instant now, const Event& told) override;
  void carry_out(Instant now, std::span<const Decision> decisions) override;

 private:
  struct Open {
    Request request;
    ModelId model{};  ///< that it runs on
    Instant arrived;
    Instant first_token = never;
    int generated = 0;
    int device = -1;  ///< that it is on
    bool degraded = false;
    bool was_stopped = false;  ///< for want of power: taken off its engine, or held by its ladder
    Energy energy;             ///< of the boards
  };
  struct Books {
    ServedCounts counts;
    SampleCollector first_token;
    SampleCollector end_to_end;
    double computed = 0;
    Energy energy;  ///< of the boards, of requests that have ended
    Energy wall;    ///< above idle
    PerReason lost_by{};
    double late_by_power = 0;
    double interrupted = 0;          ///< requests that ended after a loss of power
    Instant short_until = long_ago;  ///< it is stopped for want of power
    int running = 0;                 ///< requests on engines
    double running_s = 0;            ///< request-seconds in the plant's step
    Instant running_since;
    int changes = 0;      ///< of the rate of its frames
    int level = 0;        ///< told by the ladder
    int plant_level = 0;  ///< by the plant's policy
    Instant off_until = long_ago;
    Power full_draw;  ///< when last seen at full service
  };
  /// What happens at a moment that is known ahead.
  struct Planned {
    Event event;
    int workload = -1;  ///< frames of it come back
    int fault = -1;     ///< begins then
    bool ends = false;  ///< the fault does
    int engine = -1;    ///< has power or life again
  };

  int units_before(int group) const;
  EngineSpec spec_of(std::size_t unit, bool language) const;
  std::vector<PlantLoad> plant_loads() const;
  std::optional<TimedEvent> what_happens(Instant wake);
  SiteDevice* first_to_end() const;  ///< of a step; null without devices
  RequestStream* first_to_arrive();  ///< null without streams
  void carry_out_planned();
  void start();
  void plan(Instant at, const Planned& planned);
  void set_lanes(std::size_t workload, Instant now);
  void set_lane(std::size_t number, std::size_t unit, Instant now);
  void strike(const SiteFault& fault, bool ends);
  void stop_or_bring_up(std::size_t unit, bool language, bool up);
  void burst(const SiteFault& fault);
  bool is_struck_by(FaultKind kind) const;
  bool is_cut_off(std::size_t stream) const;
  void let_in();
  PowerReading as_metered(const PowerReading& reading) const;
  Power cap_now() const;
  Power lowest_of(FaultKind kind) const;
  void take_down(std::size_t unit, bool language);
  void bring_up(std::size_t engine);
  void begin_steps();
  void keep_hour();
  void keep_moment();
  void keep_move(const Degrade& degrade);
  void watch_held();
  void watch_step(std::span<const Energy> closed);
  void watch_end(SiteOutcome& out);
  void collect(SiteDevice& device);
  void plant_boundary();
  std::vector<double> weights_on(std::size_t unit);
  void share_unit(std::size_t unit, Energy closed);
  void book_draws(std::span<const Energy> closed);
  Power periodic_draw(std::size_t workload) const;
  void expect_draws();
  void follow_plant();
  void bridge_start(const GeneratorStart& start, const PowerReading& reading);
  void power_down(std::size_t group, Duration length);
  void see_running(Books& books);
  void count_running(std::size_t workload, int more);
  Open* find(RequestId id);
  void close(RequestId id, bool done, Reason reason);
  void count_done(const Open& open);
  bool met_a_stop(const Open& open) const;
  void note_stop(RequestId id, Reason reason);
  void leave_device(RequestId id, Open& open);
  void place(RequestId id, EngineId engine);
  void carry_out_one(const Decision& decision);
  void mix(std::uint64_t word);
  SiteOutcome outcome();
  void add_workload(std::size_t number, SiteOutcome& out) const;

  const SiteRun& run_;
  Instant begin_;
  Instant end_;
  Instant now_;
  bool over_ = false;
  SiteCosts costs_;
  FrameLanes lanes_;
  SchedulerSettings settings_;
  std::string log_text_;
  std::unique_ptr<DecisionLog> log_;
  std::vector<Decision> logged_;
  bool log_is_cut_ = false;
  std::unique_ptr<Scheduler> scheduler_;
  bool acute_first_ = false;
  std::unique_ptr<SiteWatch> watch_;
  DrillMaster drill_;
  Event last_event_;                ///< as it happened, whatever the scheduler was told
  std::deque<PowerBuckets> draws_;  ///< by unit
  std::vector<std::unique_ptr<SiteDevice>> devices_;  ///< by unit
  std::vector<std::size_t> group_of_unit_;
  std::vector<int> down_;              ///< by engine: reasons for which it is down
  std::vector<Energy> engine_energy_;  ///< by unit, until the last plant step
  std::vector<Energy> frame_energy_;   ///< by unit and workload, likewise
  std::vector<RequestStream> streams_;
  std::vector<Books> books_;  ///< by workload
  std::unique_ptr<PlantLoop> plant_;
  Instant plant_end_;
  std::vector<Power> drawn_;
  std::vector<double> idle_share_;  ///< by group, of the step under way
  std::vector<Open> open_;
  std::vector<std::uint32_t> unused_;
  IdTable rows_;
  std::uint64_t next_id_ = 0;
  std::deque<TimedEvent> pending_;
  std::deque<Request> outside_;  ///< that a cut link holds up
  std::map<std::pair<Instant, std::uint64_t>, Planned> planned_;
  std::uint64_t plan_order_ = 0;
  std::vector<SiteHour> hours_;
  std::vector<SiteMoment> moments_;
  PowerReading last_reading_;
  std::vector<LadderMove> ladder_;
  std::int64_t ladder_moves_ = 0;
  std::int64_t waiting_most_ = 0;
  Energy idle_energy_, other_energy_, work_energy_;
  std::vector<Instant> dark_until_;  ///< by group: end of its last loss of power
  Duration brown_out_, bridged_;
  std::int64_t preempted_ = 0;
  std::int64_t model_loads_ = 0;
  Energy load_energy_;  ///< of those
  std::uint64_t fingerprint_ = 0x9e3779b97f4a7c15U;
};

/// A site's span from its seed: the same run, the same bytes.
SiteOutcome simulate_site(const SiteRun& run, bool watched = false);

}  // namespace islet
