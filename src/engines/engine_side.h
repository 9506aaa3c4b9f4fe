// What the gateway asks of the site's engines, whatever they are: workers in processes of their
// own, other servers, or the engine for speed trials.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engines/engine_message.h"
#include "engines/request_energy.h"
#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

/// What an engine is asked: to go on with a text, or to compute a network's outputs.
using AskedWork = std::variant<StartSequence, StartTensors>;

/// What came of a request, in order.
struct EngineOutput {
  RequestId request{};
  std::string text;  ///< bytes; a character may be cut between two outputs
  std::vector<Tensor> outputs;
  std::uint32_t tokens = 0;
  std::uint32_t prompt_tokens = 0;  ///< with the first output
  std::uint32_t reused_tokens = 0;
  bool begins_anew = false;  ///< what was put out before this is void
  SequenceEnd end = SequenceEnd::none;
  std::string fault;        ///< with `failed`: why
  bool is_refused = false;  ///< with `failed`: what was asked for is at fault, not the engine
  std::optional<RequestEnergy> energy;  ///< with an end, where joules are counted
};

/// One engine, for status and metrics.
struct EngineStanding {
  ModelId model_id{};
  std::string engine;  ///< "llama.cpp v0.5.0"
  std::string model;
  bool is_up = false;
  int running = 0;
  int parked = 0;
  int failures = 0;
  std::string last_fault;
  std::uint64_t resident_bytes = 0;
  std::uint64_t tokens = 0;
  Duration busy{};             ///< in steps, by the clock
  Duration processor{};        ///< of all threads of its worker, as of its last ping
  std::vector<Tensor> inputs;  ///< of a network: names, kinds, shapes
  std::vector<Tensor> outputs;
};

class EngineSide {
 public:
  EngineSide() = default;
  EngineSide(const EngineSide&) = delete;
  EngineSide& operator=(const EngineSide&) = delete;
  virtual ~EngineSide() = default;

  virtual void start(Instant now) = 0;
  /// The request as the scheduler sees it, before `add`. For engines that only simulate.
  virtual void meet(const Request& /*request*/) {}
  /// What a request is; before the scheduler hears of it.
  /// `streams`: outputs are sent on at once, so that what has begun cannot begin again.
  virtual void add(RequestId request, WorkClass work_class, AskedWork work, bool streams) = 0;
  /// Decisions that are not about engines are let pass; ends of requests are about them.
  virtual void carry_out(Instant now, std::span<const Decision> decisions) = 0;
  /// What happened since: events for the scheduler, outputs for those who asked.
  virtual void look(Instant now, std::vector<Event>& events,
                    std::vector<EngineOutput>& outputs) = 0;
  /// `look` is due when one of these can be read from, or by `next_look`.
  struct Descriptor {
    int number = -1;
    bool wants_write = false;
  };
  virtual std::vector<Descriptor> descriptors() const = 0;
  virtual Instant next_look() const = 0;
  virtual std::vector<EngineStanding> standings() const = 0;
};

}  // namespace islet
