// How a simulated engine is set: split, batch, budget, cache; and what it runs.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "accuracy/run_question.h"
#include "catalog/catalog.h"
#include "cli/engine_kind_options.h"
#include "cli/run_options.h"
#include "sim/batch_engine.h"
#include "sim/serve_trace.h"

namespace islet {

/// An engine that can be simulated. The deployment is one rank.
struct SimulatedEngine {
  RunQuestion question;
  Deployment deployment;
  ServingSetup setup;
};

class EngineOptions {
 public:
  /// --tensor, --pipeline, --replicas, --data-parallel, --precision, --engine, --max-batch,
  /// --token-budget, --cache-blocks.
  void declare(CLI::App& app);
  /// Drafts, adapters, prompts apart, slots, start-up.
  void declare_kinds(CLI::App& app);

  /// With `usual` where no option says otherwise. Lives as long as `catalog`.
  std::variant<SimulatedEngine, RunRefusal> engine(const Catalog& catalog, const std::string& model,
                                                   const std::string& device,
                                                   EngineSettings usual) const;
  const EngineKindOptions& kinds() const { return kinds_; }

 private:
  std::vector<Error> faults(const EngineSettings& settings) const;

  RunOptions run_;
  int data_parallel_ = 1;
  std::optional<int> max_batch_;
  std::optional<int> token_budget_;
  std::optional<std::int64_t> cache_blocks_;
  EngineKindOptions kinds_;
};

}  // namespace islet
