// `islet simulate --stages FILE`: requests through stages, streamed and stage after stage.
#pragma once

#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"

namespace islet {

class PipelineSimulation {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !file_.empty(); }
  ExitCode run(std::uint64_t seed, const CatalogOptions& catalog,
               const OutputOptions& output) const;

 private:
  std::string file_;
};

}  // namespace islet
