// `islet plan --from-site`: the state of a live site in place of what its file says.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "cli/options.h"
#include "report/site_seen.h"
#include "site/site.h"

namespace islet {

class FromSite {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !source_.empty(); }

  /// What the live site says against `site`, which was read from its file. Error G2 where nobody
  /// answers, D1 and D3 for a folder that holds no state.
  Result<SiteSeen> seen(const Site& site) const;

 private:
  std::string source_;  ///< state folder, or the address of a gateway on this machine
};

/// Sets what the site knows better, below what the user set.
void set_seen(const SiteSeen& seen, SiteOptions& options);

}  // namespace islet
