// `islet serve --site SITE.yaml`: the plant that the site file means, and the meters that it names,
// for the live site.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "live/site_server.h"

namespace islet {

class SitePart {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !site_.file.empty(); }
  /// Fills in plant and meters; `overrides` of `--set`. What is doubtful is said on stderr; faults
  /// are said too, and the code to end with is returned.
  ExitCode fill(const std::vector<std::string>& overrides, SiteParts& parts);

 private:
  SiteOptions site_;
};

}  // namespace islet
