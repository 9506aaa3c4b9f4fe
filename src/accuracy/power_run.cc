// Cases of the power plant with published results: a folder of them run and compared.
#include "accuracy/power_run.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 200;

void run_case(const PowerCase& one, const SheetFile& file, CaseSurroundings& surroundings,
              PowerRun& run) {
  const CaseFamily* family = case_family(one.family);
  if (family == nullptr) {
    run.skipped.push_back({file.name, one.id, fmt::format("no family `{}` is known", one.family)});
    return;
  }
  const Result<std::vector<FoundFigure>> found = family->solve(one, surroundings);
  if (!found) {
    run.skipped.push_back({file.name, one.id, found.error().what});
    return;
  }
  std::vector<std::string> missed;
  for (ComparedFigure& figure : compared(one, *found, missed)) {
    figure.file = file.name;
    figure.allowed = std::max(figure.allowed, family->least_share * std::abs(figure.expected));
    run.figures.push_back(std::move(figure));
  }
  for (const std::string& name : missed) {
    run.skipped.push_back({file.name, one.id, fmt::format("`{}` is not answered", name)});
  }
}

void run_file(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run) {
  if (const CaseSheet* kind = case_sheet(file.name)) {
    if (kind->solve != nullptr) {
      kind->solve(file, surroundings, run);
    } else {
      run.skipped.push_back({file.name, "", "holds no cases; others read it"});
    }
    return;
  }
  if (!file.name.ends_with(".yaml")) {
    run.skipped.push_back({file.name, "", "no table of this name is known"});
    return;
  }
  const Result<PowerCaseFile> cases = read_power_cases(file.path);
  if (!cases) {
    run.skipped.push_back({file.name, "", cases.error().what});
    return;
  }
  for (const PowerCase& one : cases->cases) run_case(one, file, surroundings, run);
}

Result<std::vector<std::string>> case_files(const std::string& folder) {
  std::error_code unknown;
  if (fs::is_regular_file(folder, unknown)) return std::vector<std::string>{folder};
  std::vector<std::string> paths;
  fs::directory_iterator entry(folder, unknown);
  for (; !unknown && entry != fs::directory_iterator() && paths.size() <= files_max;
       entry.increment(unknown)) {
    const fs::path ending = entry->path().extension();
    if (ending == ".csv" || ending == ".yaml") paths.push_back(entry->path().string());
  }
  if (unknown) {
    return Error{{folder}, "there is no such folder", "Name a folder of cases.", "D1", ""};
  }
  if (paths.empty() || paths.size() > files_max) {
    return Error{{folder},
                 paths.empty() ? "the folder holds no cases" : "the folder holds over 200 files",
                 "Cases stand in files that end in .yaml or .csv.",
                 paths.empty() ? "D1" : "D8",
                 ""};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

bool PowerRun::all_within() const {
  return std::all_of(figures.begin(), figures.end(),
                     [](const ComparedFigure& figure) { return figure.is_within(); });
}

Result<PowerRun> power_run(const std::string& folder, CaseSurroundings& surroundings) {
  const Result<std::vector<std::string>> paths = case_files(folder);
  if (!paths) return paths.error();
  PowerRun run;
  for (const std::string& path : *paths) {
    run_file({path, fs::path(path).filename().string()}, surroundings, run);
  }
  return run;
}

}  // namespace islet
