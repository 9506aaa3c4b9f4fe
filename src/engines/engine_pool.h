// The site's engines: carries the scheduler's decisions out on them, plans each of their steps, and
// tells what came of it. Loses nothing when one of them fails: it is started again, and what it ran
// goes on after what was put out, or begins anew.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engines/engine.h"
#include "engines/step_plan.h"
#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

/// A model as one of the site's engines runs it.
struct PoolModel {
  ModelId id{};
  std::string program;  ///< of the worker
  LoadOrder load;
  Bytes memory{};          ///< that it is expected to take; see `expected_memory`
  bool is_remote = false;  ///< on another server, which comes back by itself
};

/// What loading takes: the file laid out for its engine, the cache, and work space. As much as
/// twice the file for one whose header is not known here. Error when the file cannot be read.
Result<Bytes> expected_memory(const LoadOrder& load);

struct PoolEngine {
  EngineSpec spec;
  std::vector<PoolModel> models;  ///< one; several with `spec.swaps`
};

/// Waits before a failed engine is started again; each failure in a row doubles it.
struct BackOff {
  Duration first = 0.5 * second;
  Duration longest = 60.0 * second;
  Duration healthy_after = 60.0 * second;  ///< up so long, the count begins anew
  /// Between looks whether another server is there again; it takes part as soon as it answers.
  Duration longest_look = 5.0 * second;
};

inline constexpr Bytes unlimited_memory{std::numeric_limits<double>::infinity()};

struct PoolSettings {
  EngineLimits limits;
  BackOff back_off;
  /// Of all engines together. One that would not fit beside those that are loaded is not started:
  /// it is tried again later, as one that failed.
  Bytes memory = unlimited_memory;
  std::uint32_t beside_acute = 32;  ///< see `StepLimits`
  int retries = 1;                  ///< of a request whose engine was lost, before it is given up
};

/// Of its time an engine steps at least so much, however low its cap: shedding is the scheduler's.
inline constexpr double least_share = 0.2;

/// What a request is, for the engine.
using WorkContent = std::variant<StartSequence, StartTensors>;

/// What came of a request, in order.
struct WorkOutput {
  RequestId request{};
  std::vector<std::int32_t> tokens;
  std::string text;  ///< bytes; a character may be cut between two outputs
  std::vector<Tensor> outputs;
  std::uint32_t prompt_tokens = 0;  ///< with the first output
  std::uint32_t reused_tokens = 0;
  bool begins_anew = false;  ///< what was put out before this is void
  SequenceEnd end = SequenceEnd::none;
  std::string fault;        ///< with `failed`: why
  bool is_refused = false;  ///< with `failed`: what was asked for is at fault, not the engine
};

/// One engine, for status and metrics.
struct EngineState {
  EngineId id{};
  ModelId model_id{};
  bool is_up = false;
  std::string engine;  ///< "llama.cpp v0.5.0"; empty before it was up
  std::string model;
  Duration load_time{};
  Bytes resident{};
  int running = 0;
  int parked = 0;
  int failures = 0;  ///< in all
  std::string last_fault;
  std::uint64_t steps = 0;
  std::uint64_t tokens = 0;
  std::uint64_t guessed = 0;
  std::uint64_t accepted = 0;
  Duration busy{};             ///< in steps, by the clock
  Duration processor{};        ///< of all threads of the worker that runs now
  std::vector<Tensor> inputs;  ///< of a network: names, kinds, shapes
  std::vector<Tensor> network_outputs;
};

/// Starts a worker; tests hand in another.
using EngineStarter =
    std::function<Result<std::unique_ptr<Engine>>(const PoolModel& model, Instant now)>;

class EnginePool {
 public:
  EnginePool(const PoolSettings& settings, const std::vector<PoolEngine>& engines,
             EngineStarter starter = {});
  EnginePool(const EnginePool&) = delete;
  EnginePool& operator=(const EnginePool&) = delete;
  ~EnginePool();

  /// Starts all. The scheduler, which hears of an engine when it is up, turns off what may be
  /// switched and is not needed.
  void start(Instant now);

  /// One more engine, with an id that no other has; it starts at once.
  void add_engine(const PoolEngine& engine, Instant now);
  /// Ends an engine that runs nothing. The scheduler is told by whoever asks for this.
  void drop_engine(EngineId id);

  /// What a request is; before the scheduler hears of it. Ids and sequence ids are ours to set.
  /// Of those that stream, what has put something out is not tried again when its engine is lost.
  /// The others are, and begin anew where the next engine cannot go on after what they said.
  void add(RequestId request, WorkClass work_class, WorkContent content, bool streams = false);
  /// The scheduler's decisions; those that are not about engines are let pass, ends of requests
  /// excepted.
  void carry_out(Instant now, std::span<const Decision> decisions);
  /// What happened since: events for the scheduler, outputs for those who asked.
  void look(Instant now, std::vector<Event>& events, std::vector<WorkOutput>& outputs);

  /// To be waited on; `look` is due when one is ready. Changes with every call of the others.
  struct Descriptor {
    int number = -1;
    bool wants_write = false;
  };
  std::vector<Descriptor> descriptors() const;
  /// `look` is due by then.
  Instant next_look() const;

  std::vector<EngineState> states() const;
  /// Requests that are known and not over.
  std::size_t open_requests() const;

 private:
  class Member;
  struct Work;
  class Works;

  Member* member(EngineId id) const;
  void forget(RequestId request);
  Bytes memory_beside(EngineId id) const;

  PoolSettings settings_;
  EngineStarter starter_;
  std::unique_ptr<Works> works_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace islet
