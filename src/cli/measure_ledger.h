// `islet measure --from-ledger`: a site file and a trace of what a site was asked.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "catalog/catalog.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "twin/work_profile.h"

namespace islet {

class MeasureLedger {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !source_.empty(); }
  /// `model`: of requests whose model the catalogue does not know.
  ExitCode run(const std::string& model, const CatalogOptions& catalog,
               const OutputOptions& output) const;

 private:
  Result<std::string> site_text(const WorkProfile& profile) const;

  std::string source_;  ///< state folder of a site, or a trace
  std::string base_;    ///< a site file whose other sections are kept
  std::string where_;   ///< without one
  std::string trace_;   ///< file to write
  double offset_h_ = 0;
};

}  // namespace islet
