// `islet simulate` of a trace, or of requests by chance, on one kind of device.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/engine_options.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/scheduling_options.h"
#include "report/serving_page.h"
#include "sim/generated_requests.h"

namespace islet {

/// Options of the command that both of its forms have.
struct SharedRunOptions {
  std::string policy;  ///< empty: none is asked for
  bool compares = false;
  std::uint64_t seed = 1;
  int threads = 1;
  std::string log{};     ///< to write; empty: none
  std::string replay{};  ///< to read; empty: none
};

class TraceSimulation {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !trace_.empty() || !arrivals_.empty(); }
  /// What `--timeline` names, of either form.
  const std::string& timeline() const { return timeline_; }
  ExitCode run(const SharedRunOptions& shared, const CatalogOptions& catalog,
               const OutputOptions& output);

 private:
  /// Where requests come from: a trace, or laws with a seed for each run.
  struct Origin {
    std::optional<Trace> trace;
    GeneratedLoad generated;
    TraceScan scan;
  };

  std::optional<Error> refusal() const;
  std::optional<Error> record_refusal() const;
  std::optional<Error> timeline_refusal(const OutputOptions& output) const;
  std::optional<Error> read_laws();
  LoadedCatalog needed_records(const CatalogOptions& catalog) const;
  std::unique_ptr<RequestSource> requests(std::uint64_t seed) const;
  bool wants_steps() const { return timeline_.ends_with(".json"); }
  TraceScheduling scheduling() const;
  ServingRun one_run(const SimulatedEngine& engine, std::uint64_t seed,
                     EngineWatcher* watcher) const;
  ExitCode serve(const SimulatedEngine& engine, const OutputOptions& output);
  ExitCode compare(const SimulatedEngine& engine, const OutputOptions& output) const;
  ExitCode replayed(const SimulatedEngine& engine, const OutputOptions& output) const;
  ExitCode write_log(const ServingRun& run, const OutputOptions& output) const;
  bool is_scheduled() const;
  ExitCode put(const ServedTrace& served, const std::vector<Error>& notes,
               const OutputOptions& output) const;

  std::string trace_;
  std::string model_;
  std::string device_;
  std::string timeline_;  ///< empty: none
  std::string arrivals_;  ///< empty: a trace
  std::string hourly_;
  std::string prompt_ = "500";
  std::string reply_ = "250";
  std::int64_t count_ = 1000;
  int replications_ = 1;
  double warm_up_s_ = 0;
  SharedRunOptions shared_;
  SchedulingOptions scheduling_;
  EngineOptions engine_;
  Origin origin_;
};

}  // namespace islet
