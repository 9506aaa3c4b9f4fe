// What `islet plan` writes beside its result: the lock, and every table as CSV.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/planned_site.h"

namespace islet {

class PlanFiles {
 public:
  void declare(CLI::App& app);
  bool needs_hashes() const { return lock_ || frozen_; }

  /// Writes what was asked for. An error when a file cannot be written, or with --frozen when the
  /// lock is not that of this plan.
  std::optional<Error> write(const PlannedSite& planned, const SiteOptions& site) const;

 private:
  std::optional<Error> write_tables(const PlannedSite& planned) const;

  bool lock_ = false;
  bool frozen_ = false;
  std::string folder_;  ///< of the tables; empty: none
};

}  // namespace islet
