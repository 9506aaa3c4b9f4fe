#include "report/power_page.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "report/json.h"

namespace islet {
namespace {

constexpr std::size_t failures_shown = 200;

std::string figure(double value) { return fmt::format("{:.8g}", value); }

struct FileCount {
  std::string file;
  std::set<std::string> cases, failed_cases, skipped_cases;
  std::size_t figures = 0, failed = 0;
  double nearest_to_limit = 0;  ///< greatest error as a share of what is allowed
};

FileCount& count_of(std::vector<FileCount>& counts, const std::string& file) {
  for (FileCount& one : counts) {
    if (one.file == file) return one;
  }
  counts.push_back({file, {}, {}, {}, 0, 0, 0});
  return counts.back();
}

std::vector<FileCount> counts_of(const PowerRun& run) {
  std::vector<FileCount> counts;
  for (const ComparedFigure& one : run.figures) {
    FileCount& count = count_of(counts, one.file);
    count.cases.insert(one.case_id);
    ++count.figures;
    if (one.allowed > 0) {
      count.nearest_to_limit =
          std::max(count.nearest_to_limit, std::abs(one.error()) / one.allowed);
    }
    if (one.is_within()) continue;
    ++count.failed;
    count.failed_cases.insert(one.case_id);
  }
  for (const SkippedCase& one : run.skipped) {
    if (!one.case_id.empty()) count_of(counts, one.file).skipped_cases.insert(one.case_id);
  }
  return counts;
}

Table files_table(const std::vector<FileCount>& counts) {
  Table table;
  table.columns = {{"file"},
                   {"cases", Align::right},
                   {"passed", Align::right},
                   {"skipped", Align::right},
                   {"figures", Align::right},
                   {"outside", Align::right},
                   {"nearest", Align::right}};
  for (const FileCount& one : counts) {
    table.add({one.file,
               std::to_string(one.cases.size()),
               std::to_string(one.cases.size() - one.failed_cases.size()),
               std::to_string(one.skipped_cases.size()),
               std::to_string(one.figures),
               {std::to_string(one.failed), one.failed == 0 ? Tone::good : Tone::bad},
               fmt::format("{:.0f} %", 100 * one.nearest_to_limit)});
  }
  return table;
}

Table failures_table(const PowerRun& run) {
  Table table;
  table.columns = {{"case", Align::left, true},
                   {"figure"},
                   {"expected", Align::right},
                   {"found", Align::right},
                   {"allowed", Align::right}};
  for (const ComparedFigure& one : run.figures) {
    if (one.is_within() || table.rows.size() >= failures_shown) continue;
    table.add({one.case_id, one.key, figure(one.expected), figure(one.found),
               fmt::format("{:.3g}", one.allowed)});
  }
  return table;
}

/// Skips of one file for one reason stand together.
Table skipped_table(const PowerRun& run) {
  struct Group {
    const SkippedCase* first;
    int count;
  };
  std::vector<Group> groups;
  for (const SkippedCase& one : run.skipped) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.first->file == one.file && group.first->reason == one.reason;
    });
    if (same == groups.end()) {
      groups.push_back({&one, 1});
    } else {
      ++same->count;
    }
  }
  Table table;
  table.columns = {
      {"file", Align::left, true}, {"cases", Align::left, true}, {"reason", Align::left, true}};
  for (const Group& group : groups) {
    std::string cases = group.first->case_id;
    if (group.count > 1) cases += fmt::format(" and {} more", group.count - 1);
    table.add({group.first->file, cases, group.first->reason});
  }
  return table;
}

}  // namespace

Table power_table(const PowerRun& run) {
  Table table;
  for (const char* name : {"file", "id", "figure", "expected", "found", "tolerance", "pass"}) {
    table.columns.push_back({name});
  }
  for (const ComparedFigure& one : run.figures) {
    table.add({one.file, one.case_id, one.key, fmt::format("{}", one.expected),
               fmt::format("{}", one.found), fmt::format("{}", one.allowed),
               one.is_within() ? "yes" : "no"});
  }
  return table;
}

Document power_page(const PowerRun& run) {
  const std::vector<FileCount> counts = counts_of(run);
  std::size_t cases = 0;
  std::size_t failed = 0;
  for (const FileCount& one : counts) {
    cases += one.cases.size();
    failed += one.failed_cases.size();
  }
  Document page;
  page.title(
      "Power plant against published cases",
      fmt::format("{} of {} cases pass, {} skipped", cases - failed, cases, run.skipped.size()));
  page.paragraph(
      "Each figure is compared with what its case expects, within the tolerance that the case "
      "states. Nearest: the greatest error as a share of what is allowed.");
  page.table(files_table(counts));
  if (failed > 0) {
    page.heading("Outside their tolerance");
    page.table(failures_table(run));
  }
  if (!run.skipped.empty()) {
    page.heading("Skipped");
    page.table(skipped_table(run));
  }
  return page;
}

std::string power_json(const PowerRun& run) {
  Json cases = Json::array();
  for (const ComparedFigure& one : run.figures) {
    cases.push_back({{"file", one.file},
                     {"id", one.case_id},
                     {"figure", one.key},
                     {"expected", one.expected},
                     {"found", one.found},
                     {"tolerance", one.allowed},
                     {"pass", one.is_within()}});
  }
  Json skipped = Json::array();
  for (const SkippedCase& one : run.skipped) {
    skipped.push_back({{"file", one.file}, {"id", one.case_id}, {"reason", one.reason}});
  }
  const bool ok = run.all_within() && !run.figures.empty();
  return enveloped("islet/verify-power/1", {}, ok,
                   {{"cases", std::move(cases)}, {"skipped", std::move(skipped)}});
}

}  // namespace islet
