// `islet serve --rehearse SITE.yaml`: plans the site, then runs the live site before the simulated
// plant and machines of the best design.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "twin/rehearsal.h"

namespace islet {

class RehearsePart {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !site_.file.empty(); }
  ExitCode run(ServeSettings settings);
  /// Those of `--set`, which `--site` shares.
  const std::vector<std::string>& overrides() const { return site_.set; }

 private:
  Result<std::vector<Trouble>> troubles(Duration span) const;
  ExitCode rehearse(RehearsalWish wish, ServeSettings settings, const std::string& what) const;

  SiteOptions site_;
  double speed_ = 60;
  int days_ = 1;
  double seconds_ = 0;
  std::string from_ = "01-01";
  std::uint64_t seed_ = 1;
  std::uint64_t faults_ = 0;
  bool quiet_load_ = false;
  bool has_broker_ = false;
  std::vector<std::string> troubles_;
  OutputOptions output_;
};

}  // namespace islet
