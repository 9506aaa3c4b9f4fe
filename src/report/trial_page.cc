#include "report/trial_page.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/json.h"

namespace islet {
namespace {

std::string figure(double value) { return fmt::format("{:.4g}", value); }

/// What the figures are told in.
struct Told {
  double size = 1;
  const char* unit = "";
};

Told told(const TrialFigure& one) {
  if (one.what == "fuel") return {1e-3, "L"};
  if (one.what == "served") return {0.01, "%"};
  return {1, "s"};
}

/// One figure of one site over all seeds.
struct Line {
  const TrialFigure* first = nullptr;
  std::vector<double> found;
  TrialCount count;
};

std::vector<Line> lines_of(const SiteTrials& site) {
  std::vector<Line> lines;
  for (const PlanTrial& trial : site.trials) {
    for (const TrialFigure& one : trial.figures) {
      auto same = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
        return line.first->subject == one.subject && line.first->what == one.what;
      });
      if (same == lines.end()) same = lines.insert(lines.end(), Line{&one, {}, {}});
      same->found.push_back(one.found);
      same->count.inside += one.inside ? 1 : 0;
      ++same->count.all;
    }
  }
  return lines;
}

void add_rows(const SiteTrials& site, Table& table) {
  for (const Line& line : lines_of(site)) {
    const TrialFigure& one = *line.first;
    const auto [size, unit] = told(one);
    const auto [low, high] = std::minmax_element(line.found.begin(), line.found.end());
    table.add({site.site,
               one.subject,
               fmt::format("{}, {}", one.what, unit),
               fmt::format("{} ({} .. {})", figure(one.promised.value / size),
                           figure(one.promised.low / size), figure(one.promised.high / size)),
               fmt::format("{} .. {}", figure(*low / size), figure(*high / size)),
               {fmt::format("{} of {}", line.count.inside, line.count.all),
                line.count.passes() ? Tone::good : Tone::bad}});
  }
}

}  // namespace

TrialCount count_of(const std::vector<SiteTrials>& sites) {
  TrialCount count;
  for (const SiteTrials& site : sites) {
    for (const PlanTrial& trial : site.trials) {
      for (const TrialFigure& one : trial.figures) {
        count.inside += one.inside ? 1 : 0;
        ++count.all;
      }
    }
  }
  return count;
}

Table trial_table(const std::vector<SiteTrials>& sites) {
  Table table;
  for (const char* name : {"file", "seed", "days", "subject", "figure", "promised", "low", "high",
                           "found", "inside"}) {
    table.columns.push_back({name});
  }
  for (const SiteTrials& site : sites) {
    for (const PlanTrial& trial : site.trials) {
      for (const TrialFigure& one : trial.figures) {
        table.add({site.file, std::to_string(trial.seed), std::to_string(trial.days), one.subject,
                   one.what, fmt::format("{:.8g}", one.promised.value),
                   fmt::format("{:.8g}", one.promised.low),
                   fmt::format("{:.8g}", one.promised.high), fmt::format("{:.8g}", one.found),
                   one.inside ? "yes" : "no"});
      }
    }
  }
  return table;
}

Document trial_page(const std::vector<SiteTrials>& sites) {
  const TrialCount count = count_of(sites);
  Document page;
  page.title("Plans against simulated years they did not know",
             fmt::format("{} of {} figures inside their 90 % ranges ({:.0f} %)", count.inside,
                         count.all, 100 * count.share()));
  page.paragraph(
      "Each design is simulated request by request through weather years and arrivals drawn anew. "
      "Promised: the plan's value and 90 % range. Found: the least and the most over the seeds.");
  Table table;
  table.columns = {{"site", Align::left, true}, {"", Align::left, true}, {"figure"},
                   {"promised", Align::right},  {"found", Align::right}, {"inside", Align::right}};
  for (const SiteTrials& site : sites) add_rows(site, table);
  page.table(std::move(table));
  return page;
}

std::string trial_json(const std::vector<SiteTrials>& sites) {
  Json list = Json::array();
  for (const SiteTrials& site : sites) {
    Json figures = Json::array();
    for (const PlanTrial& trial : site.trials) {
      for (const TrialFigure& one : trial.figures) {
        figures.push_back({{"seed", trial.seed},
                           {"subject", one.subject},
                           {"figure", one.what},
                           {"unit", one.what == "served" ? "share"
                                    : one.what == "fuel" ? "m3"
                                                         : "s"},
                           {"promised", one.promised.value},
                           {"low", one.promised.low},
                           {"high", one.promised.high},
                           {"found", one.found},
                           {"inside", one.inside}});
      }
    }
    list.push_back({{"site", site.site},
                    {"file", site.file},
                    {"design", site.design},
                    {"trials", site.trials.size()},
                    {"figures", std::move(figures)}});
  }
  const TrialCount count = count_of(sites);
  return enveloped("islet/verify-plan/1", {}, count.passes(),
                   {{"sites", std::move(list)},
                    {"inside", count.inside},
                    {"figures", count.all},
                    {"share_inside", count.share()},
                    {"share_wanted", 0.8}});
}

}  // namespace islet
