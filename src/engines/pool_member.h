// One engine of the pool: its worker's life, what runs and is parked on it, and its steps. Internal
// to the pool.
#pragma once

#include <set>

#include "engines/pool_work.h"

namespace islet {

class EnginePool::Member {
 public:
  Member(const PoolEngine& setup, EnginePool& pool)
      : setup_(setup),
        settings_(pool.settings_),
        works_(*pool.works_),
        pool_(pool),
        model_(setup.spec.swaps ? setup.spec.loaded : setup.models.front().id) {
    state_.id = setup.spec.id;
  }

  EngineId id() const { return setup_.spec.id; }
  const EngineSpec& spec() const { return setup_.spec; }

  void turn(bool on, Instant now);
  void load(ModelId model_wanted, Instant now);
  void begin(RequestId request, Instant now);
  void stop(RequestId request, bool parks);
  void resume(RequestId request, Instant now);
  /// What it may draw, kept by rests between its steps.
  ///
  ///     rest  = time of the step before * (1 / share - 1)
  ///     share = (cap - idle) / (full - idle), `least_share` to 1; 1 where the draw is not known
  ///
  /// Valid for   steps that draw as much as the engine ever does, the mean over a few of them
  /// Leaves out  steps that draw less: then it rests for longer than it need
  /// Source      conservation of energy
  void cap(Power most);
  /// It is over, wherever it is.
  void let_go(RequestId request);

  void look(Instant now, PoolNews news);
  /// On another server, it has said nothing for far longer than it ever needed while others for its
  /// model answered, and all that it has can begin elsewhere: nothing of it was sent on, and
  /// nothing was lost before.
  ///
  ///     limit = max(answer, 10 * slowest * prompt tokens that wait there)
  ///     slowest = the most that a first output took, for a token of its prompt
  ///
  /// Valid for   servers that read prompts at an even pace, one after the other at worst
  /// Leaves out  prompts that it had read before: they make it look faster, so work moves once
  /// Source      definition; `answer` as for other orders, see `EngineLimits`
  bool is_overdue(Instant now) const;
  /// As if it had failed, but for three times as long as it may take at least: what it had is done
  /// before it is back.
  void eject(Instant now, PoolNews news);
  Instant next_look() const;
  Descriptor descriptor() const;
  EngineState state() const;
  /// That its worker takes, or is about to; 0 when there is none.
  Bytes memory() const;

 private:
  enum class Life { off, waits, loads, up };

  const PoolModel& model() const;
  void start(Instant now);
  void ask_for_step(Instant now);
  std::uint32_t routine_tokens() const;
  void learn_pace(const StepDone& done);
  void hurry(const Work& work);
  void fail(Instant now, const std::string& why, PoolNews news);
  Duration wait_after_failure();

  void take(Instant now, const EngineReport& report, PoolNews news);
  void take_loaded(Instant now, const Loaded& loaded, PoolNews news);
  void take_step(Instant now, const StepDone& done, PoolNews news);
  void take_output(Instant now, const SequenceOutput& output, PoolNews news);
  void learn_wait(Duration wait, std::uint32_t prompt_tokens);
  Instant silent_since() const;
  bool others_answer() const;
  void take_refusal(Instant now, const OrderRefused& refused, PoolNews news);
  void give_up(RequestId request, const std::string& why, PoolNews news);

  PoolEngine setup_;
  const PoolSettings& settings_;
  Works& works_;
  const EnginePool& pool_;
  ModelId model_;
  Life life_ = Life::off;
  bool tells_loaded_ = false;  ///< the scheduler asked for this model
  std::unique_ptr<Engine> engine_;
  Instant start_at_ = never;  ///< with `waits`
  Instant up_since_;
  int failures_in_row_ = 0;
  int looks_in_row_ = 0;  ///< for another server that is not there
  bool can_continue_ = true;
  bool gathers_ = false;  ///< the engine batches by itself
  bool is_language_ = false;
  std::uint32_t granule_ = 1;
  bool step_may_stop_ = false;  ///< the step under way
  bool steps_ = false;          ///< a step is under way
  double share_ = 1;            ///< of its time, that it may step
  Instant rests_until_;
  bool step_reads_ = false;    ///< mostly prompts
  Duration time_per_token_{};  ///< of steps that mostly read; 0: not known yet
  Instant spoke_;              ///< its last output
  Duration slowest_{};         ///< to a first output, for a token of the prompt
  int answered_ = 0;           ///< first outputs
  std::uint64_t step_number_ = 0;
  std::vector<RequestId> running_;  ///< in the order they were started
  std::set<RequestId> parked_;
  std::vector<RequestId> beyond_it_;              ///< given to it, and it cannot go on with them
  std::map<RequestId, SequenceStarted> started_;  ///< of those without output
  EngineState state_;
};

}  // namespace islet
