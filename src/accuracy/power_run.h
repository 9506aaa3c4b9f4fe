// Cases of the power plant with published results: a folder of them run and compared.
//
// To add a family of cases (a YAML file with `family` and `cases`): write `solve_NAME_case` in a
// file of its own, of the type CaseSolver; it answers every key of `expect` that it understands and
// returns an error, which becomes the reason of a skip, for inputs of no known kind. Then add it to
// `case_families` in power_families.cc. A file of another form (a table, a list of rows) gets a
// SheetSolver and a line in `sheet_kinds`; so does a file that other cases only read from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accuracy/power_case.h"
#include "accuracy/weather_shelf.h"
#include "base/error.h"

namespace islet {

/// A case, a row or a file that was not run, and why.
struct SkippedCase {
  std::string file;
  std::string case_id;  ///< empty: the whole file
  std::string reason;
};

struct PowerRun {
  std::vector<ComparedFigure> figures;  ///< in the order of files and cases
  std::vector<SkippedCase> skipped;

  bool all_within() const;
};

/// What cases may read beside their own inputs.
struct CaseSurroundings {
  std::string folder;  ///< of the case files, for tables that cases refer to
  WeatherShelf weather;
  std::vector<std::string> other_folders = {};  ///< looked through next for such tables
};

/// Our figures for a case. Error: its inputs are of no known kind, or a file it names is missing.
using CaseSolver = Result<std::vector<FoundFigure>> (*)(const PowerCase&, CaseSurroundings&);

/// Reads one file of another form and adds its figures and skips to the run.
struct SheetFile {
  std::string path;
  std::string name;  ///< without folder
};
using SheetSolver = void (*)(const SheetFile&, CaseSurroundings&, PowerRun&);

struct CaseFamily {
  std::string_view name;
  CaseSolver solve;
  /// Least that counts as agreement, as a share of the figure, where the case states less: its
  /// tolerance is then that of the reference program's own tests, with inputs that are not given.
  double least_share = 0;
};
struct CaseSheet {
  std::string_view starts;  ///< of the file's name
  std::string_view ends;
  SheetSolver solve;  ///< none: other cases read it
};

/// A family by its name; nullptr when nobody answers it.
const CaseFamily* case_family(std::string_view name);
/// What is known of a file by its name; nullptr when nothing is.
const CaseSheet* case_sheet(std::string_view file_name);

/// Runs every .yaml and .csv file of a folder, or one file. A file that cannot be read is skipped
/// with its fault. Errors: no such folder, nothing in it to run, too many files.
Result<PowerRun> power_run(const std::string& folder, CaseSurroundings& surroundings);

}  // namespace islet
