// `islet simulate` of a site or a plan: plans, then runs the best design request by request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/site_run_page.h"
#include "sim/site_run.h"

namespace islet {

struct LoadedSite;

class SiteSimulation {
 public:
  /// The operand and the options of the site's form. `output` and `catalog` are declared elsewhere.
  void declare(CLI::App& app);
  bool is_asked() const { return !site_.file.empty(); }
  /// A log of `islet serve`, where no form says of what it is.
  bool is_replay_alone() const { return site_.file.empty() && !replay_.empty(); }
  ExitCode run(const CatalogOptions& catalog, const OutputOptions& output);

  /// What both forms of the command share. The policy is empty where none is asked for.
  const std::string& policy() const { return policy_; }
  /// What `--timeline` of the command names.
  void keep_timeline(const std::string& file) { timeline_ = file; }
  bool compares() const { return compares_; }
  std::uint64_t seed() const { return seed_; }
  const std::string& log() const { return log_; }
  const std::string& replay() const { return replay_; }
  int threads() const;
  /// Why there is no such policy.
  std::optional<Error> policy_refusal() const { return refusal(); }

 private:
  std::optional<Error> refusal() const;
  std::vector<std::string> policies_to_run() const;
  std::optional<Error> read_plan_file();
  ExitCode replayed(const SiteRun* run, const OutputOptions& output) const;
  ExitCode write_records(const SiteOutcome& outcome, const SiteRun& run,
                         const OutputOptions& output) const;
  ExitCode simulate(LoadedSite& loaded, const OutputOptions& output);
  std::string again(std::uint64_t seed) const;
  ExitCode chaos(const SiteRun& run, const OutputOptions& output) const;
  ExitCode put(const std::vector<SimulatedRun>& runs, const std::vector<Error>& list,
               const OutputOptions& output) const;

  static constexpr int years_usual = 10;

  SiteOptions site_;
  std::string policy_;
  bool compares_ = false;
  bool bounds_ = false;
  bool by_frame_ = false;
  int chaos_ = 0;       ///< seeds; 0: none
  std::string drill_;   ///< empty: none
  std::string log_;     ///< to write; empty: none
  std::string replay_;  ///< to read; empty: none
  std::string timeline_;
  int days_ = 7;
  std::string from_ = "01-01";
  std::vector<std::string> tenants_;
  std::uint64_t seed_ = 1;
  int years_ = years_usual;
  int jobs_ = 0;
};

}  // namespace islet
