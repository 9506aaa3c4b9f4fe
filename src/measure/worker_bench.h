// A worker program with its model under measurement, the machine's sensors looked at meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engines/engine.h"
#include "measure/bench.h"
#include "measure/meter_log.h"

namespace islet {

class WorkerBench final : public Bench {
 public:
  /// `log` and what `stopped` holds live longer than this.
  static Result<std::unique_ptr<WorkerBench>> open(const std::string& program,
                                                   const LoadOrder& order, MeterLog& log,
                                                   std::function<bool()> stopped);

  Instant now() const override;
  void wait_until(Instant moment) override;
  std::optional<Error> start(const BenchWork& work) override;
  Result<StepDone> step(const std::vector<StepItem>& items) override;
  bool is_stopped() const override { return stopped_ && stopped_(); }

  const Loaded& loaded() const { return loaded_; }
  /// Of the worker, now.
  Result<std::uint64_t> resident_bytes();
  /// Processor time of the worker, as of its last step.
  std::uint64_t cpu_ns() const { return cpu_ns_; }

 private:
  WorkerBench(std::unique_ptr<Engine> engine, MeterLog& log, std::function<bool()> stopped)
      : engine_(std::move(engine)), log_(log), stopped_(std::move(stopped)) {}

  /// The next report that is no pong, or an error when the engine has gone.
  Result<EngineReport> next(bool wants_pong);
  /// Waits until something can be read, or at most so long.
  void wait(Duration at_most);

  std::unique_ptr<Engine> engine_;
  MeterLog& log_;
  std::function<bool()> stopped_;
  Loaded loaded_;
  std::vector<EngineReport> reports_;
  std::uint64_t steps_ = 0;
  std::uint64_t cpu_ns_ = 0;
};

}  // namespace islet
