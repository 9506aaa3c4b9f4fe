// Kinds of engines beyond one that does everything: drafts, adapters, prompts apart, slots, and
// how long one takes to come up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "accuracy/run_question.h"
#include "catalog/catalog.h"
#include "cli/run_options.h"
#include "sim/serve_trace.h"

namespace islet {

class EngineKindOptions {
 public:
  /// --draft, --draft-length, --acceptance, --adapters, --adapter-slots, --adapter-rank,
  /// --prompt-replicas, --link, --slots, --start-up.
  void declare(CLI::App& app);

  /// Puts what was asked for on an engine; its cache must be known. A refusal where it cannot be.
  std::optional<RunRefusal> apply(const Catalog& catalog, const RunQuestion& question,
                                  ServingSetup& setup) const;
  /// Empty where none is read from the catalogue.
  std::string draft_model() const { return draft_ == "ngram" ? "" : draft_; }
  int adapters() const { return adapters_; }
  /// What a scheduler before the engines does not know of: the name of such an option; else null.

 private:
  std::optional<Error> apply_draft(const Catalog& catalog, const RunQuestion& question,
                                   EngineSettings& engine) const;
  std::optional<Error> apply_adapters(const RunQuestion& question, EngineSettings& engine) const;
  std::optional<Error> apply_slots(const RunQuestion& question, EngineSettings& engine) const;
  std::optional<Error> apply_prompts(const RunQuestion& question, ServingSetup& setup) const;

  std::string draft_;  ///< model, or "ngram"; empty: none
  int draft_length_ = 4;
  double acceptance_ = 0.7;
  int adapters_ = 0;
  int adapter_slots_ = 8;
  int adapter_rank_ = 16;
  int prompt_replicas_ = 0;
  std::string link_ = "25 GB/s";
  int slots_ = 0;
  double start_up_s_ = 0;
};

}  // namespace islet
