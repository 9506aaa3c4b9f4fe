// The options that commands share; no option means two things in two commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/quantity.h"
#include "cli/console.h"
#include "site/read_site.h"

namespace islet {

enum class Format { table, json, csv, markdown };

/// How the result is written and how the program talks.
struct OutputOptions {
  std::string format;  ///< as given; empty: from the ending of `file`, else table
  std::string file;    ///< empty or "-": stdout
  bool force = false;
  std::string colour = "auto";
  std::string diagnostics = "human";
  bool quiet = false;
  bool strict = false;

  void declare(CLI::App& app);
  Format chosen() const;
  bool to_stdout() const { return file.empty() || file == "-"; }
  Console console() const;
};

/// Which records of the user's own are laid over ours.
struct CatalogOptions {
  std::string folder;                 ///< as given; empty: ISLET_CATALOG or the usual folder
  std::vector<std::string> evidence;  ///< files that `islet measure` saved
  std::vector<std::string> texts;     ///< of records that stand in no file; no option

  void declare(CLI::App& app);
};

/// The site file and what is changed in it.
struct SiteOptions {
  std::string file;
  std::vector<std::string> files;  ///< of commands that take several
  CatalogOptions catalog;
  std::vector<std::string> set;  ///< KEY=VALUE, as given

  void declare(CLI::App& app);
  /// One site file or more.
  void declare_several(CLI::App& app);
  /// Error when one has no `=`.
  Result<std::vector<Override>> overrides() const;

 private:
  void declare_set(CLI::App& app);
};

/// How the search runs.
struct SearchOptions {
  std::string effort = "normal";
  int top = 5;
  int years = 10;
  std::uint64_t seed = 1;
  int jobs = 0;  ///< 0: one for each core
  std::string time_limit;
  std::string progress = "auto";

  void declare(CLI::App& app);
  /// None without a limit; an error when it is no duration above 0.
  Result<std::optional<Duration>> limit() const;
  int threads() const;
};

}  // namespace islet
