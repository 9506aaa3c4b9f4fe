// `islet verify plan`: plans held against simulations with weather and arrivals drawn anew.
#pragma once

#include <cstdint>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/trial_page.h"

namespace islet {

struct LoadedSite;

class VerifyPlan {
 public:
  /// Adds its operands and options to the subcommand.
  void declare(CLI::App& app);
  ExitCode run() const;

 private:
  Result<SiteTrials> tried(const LoadedSite& loaded, const std::string& file) const;
  ExitCode put(const std::vector<SiteTrials>& sites) const;

  SiteOptions site_;
  int seeds_ = 5;
  std::uint64_t first_seed_ = 1001;
  int days_ = 365;
  int years_ = 10;
  int jobs_ = 0;
  OutputOptions output_;
};

}  // namespace islet
