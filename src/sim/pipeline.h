// Stages that a request passes one after the other, or side by side: hearing, thinking, speaking;
// cut, look, stitch. What a stage has of its result can go on before the rest is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "base/random.h"
#include "perf/input_time.h"
#include "perf/step_time.h"
#include "serving/tail_monitor.h"
#include "sim/engine_rank.h"
#include "sim/generated_requests.h"
#include "sim/sample_summary.h"

namespace islet {

/// How long something takes.
struct StageTime {
  enum class Kind { uniform, lognormal };
  Kind kind = Kind::uniform;
  Duration first;   ///< the least; the median
  Duration second;  ///< the most; the P99

  bool is_bounded() const { return kind == Kind::uniform; }
  Duration draw(RandomStream& random) const;
};

/// A link that is open from time to time, and passes on what was kept.
struct ContactWindows {
  Duration every;
  Duration open;
  Duration first;   ///< the start of the first of them
  double lost = 0;  ///< share of them in which nothing is passed on
};

/// Work of others that takes a stage's places in its turn and is not stopped in the middle: the
/// steps of a chat on the cores that a camera's net runs on.
struct BesideWork {
  ArrivalLaw arrivals;
  StageTime time;  ///< of each on its place
};

/// What kind a stage is follows from what is set: an engine of the catalogue, windows, or `time`.
struct PipelineStage {
  std::string name;
  std::vector<int> after;       ///< stages that it needs; none: the request's arrival
  StageTime time;               ///< of a whole request; of each piece where they run side by side
  std::int64_t spike_each = 0;  ///< one request in so many takes `spike` in its place; 0: none
  Duration spike;
  int places = 1;             ///< at one time; 0: any number
  int pieces = 0;             ///< of what comes out; 0: as many as come in
  bool needs_all = false;     ///< begins when all pieces are there
  bool is_delay = false;      ///< every piece comes so much later; nothing is worked on
  bool side_by_side = false;  ///< pieces of one request run at the same time
  bool is_shuffled = false;   ///< and in an order by chance

  std::optional<InputDeployment> inputs;  ///< a batch of pieces at a time on each place
  int together = 1;
  Duration waits;  ///< for more to compute together

  std::optional<Deployment> language;  ///< by continuous batching on each place
  EngineSettings engine;
  LengthLaw prompt;
  LengthLaw reply;

  std::optional<BesideWork> beside;  ///< of stages with `time` or `inputs`

  std::optional<ContactWindows> windows;  ///< `time` is that of a whole request on the link
};

/// Something that must be in time.
struct PipelineGoal {
  bool to_first = false;    ///< piece that comes out; else the whole
  bool from_event = false;  ///< what a camera saw happened up to a period before
  int from_stage = -1;      ///< end of that stage; -1: arrival
  Duration within;
};

struct Pipeline {
  std::string name;
  std::vector<PipelineStage> stages;  ///< each after those that it needs; the last gives the result
  std::vector<PipelineGoal> goals;
  ArrivalLaw arrivals;
  int sources = 0;  ///< cameras, each with its own phase, in place of `arrivals`
  Duration every;   ///< of each camera
  std::int64_t requests = 1000;
  std::optional<TailLimits> watch;
};

struct StageFigures {
  std::string name;
  SampleSummary waits_s;  ///< of each piece, before it is worked on
  SampleSummary works_s;  ///< of each piece
  SampleSummary done_s;   ///< of each request, from arrival to its last piece
  double busy = 0;        ///< share of its places' time; 0 where any number fits
  int waiting_most = 0;   ///< pieces
  double mean_batch = 0;  ///< of `inputs`
  Energy energy;          ///< of the boards, where the catalogue says
};

struct GoalFigures {
  PipelineGoal goal;
  std::int64_t missed = 0;
  Duration worst;
  std::int64_t first_missed = -1;  ///< number of the request
  Instant came;                    ///< that one
  std::int64_t pass_missed = 0;    ///< contacts that were lost while it waited
};

struct PipelineRun {
  std::int64_t requests = 0;
  std::int64_t pieces = 0;  ///< of the results
  SampleSummary first_s;    ///< from arrival to the first piece of the result
  SampleSummary whole_s;
  std::vector<StageFigures> stages;
  std::vector<GoalFigures> goals;
  TailReport tail;  ///< with `watch`
  Energy energy;
  Duration span;
  std::uint64_t results = 0;      ///< a hash of all results: what was computed, not when
  std::uint64_t fingerprint = 0;  ///< of all moments
};

/// Least and most of the stages one after the other; the most is infinite where one has no bound.
struct SerialBudget {
  Duration least;
  Duration most;
};

/// The sum of the stages on the longest way through them.
///
///     most(stage) = max over those it needs of most(need) + most time of the stage
///
/// Valid for   stages with a least and a most time, no queue before any
/// Leaves out  waiting; pieces that go on before the rest is done
/// Source      longest way through a network of activities: Kelley and Walker, 1959
SerialBudget serial_budget(const Pipeline& pipeline);

/// Most pieces of all requests on all stages.
inline constexpr std::int64_t pipeline_pieces_max = 20'000'000;

/// Every request through every stage. `streams`: pieces go on as they are done; else each stage
/// waits for the whole before it. The same pipeline and seed, the same run.
PipelineRun run_pipeline(const Pipeline& pipeline, std::uint64_t seed, bool streams = true);

}  // namespace islet
