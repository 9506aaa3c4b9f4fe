// `islet plan CHAIN.yaml`: all sites of a chain in one run.
#pragma once

#include <optional>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/chain_page.h"
#include "site/chain.h"

namespace islet {

/// The chain of the site file; none where it has no `sites`, cannot be read, or is standard input:
/// then it is read as one site, which tells its faults. A fault of the list itself goes to
/// `faults`.
std::optional<Chain> chain_of(const SiteOptions& site, Faults& faults);

/// The lines of all sites, or the faults; either way the code to end with.
struct PlannedChain {
  std::optional<ChainResult> result;
  std::vector<Error> list;
  int seen = 0;
  ExitCode code = ExitCode::done;
};
/// With `assumed`, also what the sites were read with. Codes as of `run_chain`.
PlannedChain planned_chain(const Chain& chain, const SiteOptions& site, const SearchOptions& search,
                           const OutputOptions& output, bool assumed);

/// Plans every site and writes the result. 0 when each has a design, else 3 where one has wrong
/// input, 4 where one has no design, 10 where the time was up before all were reached.
ExitCode run_chain(const Chain& chain, const SiteOptions& site, const SearchOptions& search,
                   const OutputOptions& output);

}  // namespace islet
