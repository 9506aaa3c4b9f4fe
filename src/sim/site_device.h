// One unit of a site's machines: its engines and cameras take turns on the same cards.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "sim/batch_engine.h"
#include "sim/frame_server.h"
#include "sim/site_run.h"

namespace islet {

/// Inputs computed together at most.
inline constexpr int most_inputs_together = 8;

/// Inputs of routine work that a unit computes together.
///
///     fewest n <= 8 with rate(n) >= 0.98 of the best rate;
///     0.9 of it where acute work shares the unit and goes first
///
/// Valid for   batches that are not interrupted: who comes waits for one, the unit's quantum
/// Leaves out  batches that wait for more to come
/// Source      own choice of the two shares, grade D, 2026-11
int routine_inputs_together(const UnitGroup& group, const InputDeployment& inputs,
                            bool acute_first);

/// A request that left an engine: done, or taken out with what it had by then.
struct DeviceOutcome {
  std::uint64_t request = 0;
  bool done = false;
  Instant first_token;  ///< with language, where a token came out
  int generated = 0;
  Energy energy;  ///< of the boards, its share of the steps it was in
};

/// Frames go before everything; else the engines share the time evenly, step by step: the one that
/// has had least since it has work goes next. No step is interrupted.
/// A batch of inputs holds the cards for as long as it occupies them; its results come when it is
/// through, while the next is at work. When acute work goes first, it goes first in its engine too,
/// and with inputs in batches of its own.
class SiteDevice final : public EngineWatcher {
 public:
  /// `group` and `draws` must outlive it.
  SiteDevice(const UnitGroup& group, PowerBuckets& draws, bool closed_form, bool acute_first);
  SiteDevice(const SiteDevice&) = delete;
  SiteDevice& operator=(const SiteDevice&) = delete;

  FrameServer& frames() { return frames_; }
  const FrameServer& frames() const { return frames_; }

  /// Adds a request to the engine of its model; false when that engine can never serve it.
  bool submit(const Request& request, int generated, Instant now);
  /// Takes it out; what it had comes as an outcome. Other ids are let pass.
  void take_out(std::uint64_t request, Instant now);
  /// Everything of language (or of inputs) is lost.
  void clear(bool language, Instant now);
  /// Steps take so much longer from the next one on (a fault).
  void slow_down(double factor) { slowness_ = factor; }

  /// Books what a model's way into memory draws from now on; returns it.
  Energy load_model(Instant now, Duration length);

  /// What it may draw above idle from the next step of that kind on.
  void set_cap(bool language, Power cap) { cap_[language ? 0 : 1] = cap; }

  /// End of the step under way or of a batch that has left the cards, `never` when there is none.
  Instant step_end() const;
  /// Ends it.
  void end_step();
  /// Begins one when nothing is under way and there is work.
  void begin(Instant now);
  /// Frames up to `now`, where no step is under way.
  void run_to(Instant now);
  /// What left since the last call.
  std::vector<DeviceOutcome>& outcomes() { return outcomes_; }
  bool has_work() const;
  /// Requests of language (or of inputs) that were given to it and have not left.
  int held(bool language) const { return held_[language ? 0 : 1]; }
  /// Whether those of that kind are worked on, or will be.
  bool works(bool language) const;
  /// Of its engines, so far.
  Duration longest_step() const { return longest_step_; }
  Duration busy() const { return busy_ + frames_.busy(); }
  /// At the wall, above idle, of the engines.
  Energy engine_energy() const { return engine_energy_; }
  /// Of the boards, idle draw included, in steps of the engines that ended.
  Energy board_energy() const { return board_energy_; }
  const UnitGroup& group() const { return group_; }
  bool puts_acute_first() const { return acute_first_; }
  const UnitModel* model_of(ModelId model) const;
  /// Draw at the wall above idle when each card draws `board` and the host works.
  Power above_idle(Power board) const;

  void request_ended(const RequestOutcome& outcome) override;
  void step_begun(const StepRecord& step) override;
  bool wants_steps() const override { return true; }

 private:
  /// A model: language by continuous batching, others by whole batches of what waits.
  struct Source {
    const UnitModel* model = nullptr;
    std::unique_ptr<BatchEngine> engine;  ///< with language
    std::deque<std::uint64_t> acute;      ///< waits, when acute work goes first
    std::deque<std::uint64_t> waiting;
    std::vector<std::uint64_t> in_batch;
    Duration taken;  ///< of the cards' time; who comes back counts from where the others are
  };

  /// Left the cards, not through yet.
  struct Leaving {
    Instant through;
    std::vector<DeviceOutcome> outcomes;
  };

  void make_engine(Source& source);
  double stretch_for(bool language) const;
  Power step_draw() const;
  bool has_work(const Source& source) const;
  void join(Source& source);
  std::size_t next_in_turn() const;
  void begin_source(Source& source, Instant at);
  void fill_batch(Source& source) const;
  void end_batch(Source& source, Duration length);
  void end_leaving();

  const UnitGroup& group_;
  PowerBuckets& draws_;
  bool closed_form_;
  bool acute_first_;
  FrameServer frames_;
  std::vector<Source> sources_;
  std::deque<Leaving> leaving_;  ///< in the order in which they are through
  std::size_t running_ = 0;      ///< whose step is under way, or was last
  Duration reached_;             ///< `taken` of whose step began last, as it began
  Instant step_began_;
  Instant step_end_ = never;
  Instant through_ = never;  ///< when the results of the batch under way come
  Power step_power_;         ///< of all boards, as the engine says
  double stretch_ = 1;       ///< of the step under way, by its cap
  std::vector<DeviceOutcome> outcomes_;
  Duration busy_;
  Duration longest_step_;
  Energy engine_energy_;
  Energy board_energy_;
  double slowness_ = 1;
  // Of language, of inputs:
  int held_[2] = {0, 0};
  Power cap_[2] = {unlimited_power, unlimited_power};
};

}  // namespace islet
