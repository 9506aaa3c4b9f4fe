// The loop of a worker program: orders in, one loaded model, reports out.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "engines/engine_message.h"

namespace islet {

/// A model in memory, as each engine's worker program implements it. One thread calls it.
class LoadedModel {
 public:
  LoadedModel() = default;
  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;
  virtual ~LoadedModel() = default;

  virtual Loaded figures() const = 0;
  virtual Result<SequenceStarted> start(const StartSequence& start) = 0;
  virtual Result<SequenceStarted> start(StartTensors start) = 0;
  /// Ids that are not there, or cannot take part, are left out of the outputs.
  virtual StepDone step(const StepOrder& order) = 0;
  virtual void cancel(SequenceId id) = 0;
  /// Bytes that were set aside.
  virtual Result<std::uint64_t> park(SequenceId id) = 0;
  /// Why what it needs is not there any more; empty: it is. Said with each step and each ping, and
  /// its worker is to be started anew.
  virtual std::string why_gone() const { return {}; }
  /// Called every few seconds while nothing is asked of it; does not wait.
  virtual void rest() {}
  /// None, or why not.
  virtual std::optional<Error> resume(SequenceId id) = 0;
};

using ModelLoader = std::function<Result<std::unique_ptr<LoadedModel>>(const LoadOrder&)>;

/// Serves the socket until the other side closes it or says `Unload`. Returns what the program ends
/// with: 0 in order, 1 when the other side broke the protocol. The program is ended at once when
/// the other side goes away in the middle of a step.
int run_worker(int socket, const ModelLoader& loader);

/// Whether the step that runs is to stop: asked by the model while it computes. The other side says
/// so by a signal, because the socket is not read during a step. It carries the step's number, so
/// that one that comes before its step is not lost, and one that comes late stops no other.
bool is_in_a_hurry();
inline constexpr int hurry_signal = 10;  ///< SIGUSR1
constexpr int hurry_number(std::uint64_t step) { return static_cast<int>(step & 0x7FFF'FFFFU); }

/// The socket that a worker is started with.
inline constexpr int worker_socket = 3;

}  // namespace islet
