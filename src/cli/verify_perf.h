// `islet verify perf`: predictions held against published measurements.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "accuracy/calibration.h"
#include "catalog/catalog.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace islet {

class VerifyPerf {
 public:
  /// Adds its operand and options to the subcommand.
  void declare(CLI::App& app);
  ExitCode run() const;

 private:
  ExitCode verify(const Catalog& catalog, const Calibration& calibration) const;

  std::string folder_;  ///< as given; empty: the measurements that are shipped
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace islet
