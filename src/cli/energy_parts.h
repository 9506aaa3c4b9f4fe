// `islet energy` for one part of a plant on its own: --pv, --wind, --battery, --generator,
// --cooling.
#pragma once

#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/part_inputs.h"

namespace islet {

class EnergyParts {
 public:
  void declare(CLI::App& app);
  /// Some part was named.
  bool is_asked() const;
  ExitCode run(const CatalogOptions& catalog, const OutputOptions& output, std::uint64_t seed);

 private:
  PartWords words_;
};

}  // namespace islet
