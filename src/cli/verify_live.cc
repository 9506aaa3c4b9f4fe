#include "cli/verify_live.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/result_output.h"
#include "live/live_drill.h"
#include "report/drill_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/verify-live/1";

DrilledRow drilled(const LiveDrill& drill) {
  DrilledRow row{std::string(drill.name), std::string(drill.what), "", {}};
  const Result<DrillFigures> figures = drill.run();
  if (!figures) {
    row.fault = figures.error().what;
    return row;
  }
  for (const DrillFigure& one : *figures) row.figures.push_back({one.name, one.value, one.text});
  return row;
}

}  // namespace

void VerifyLive::declare(CLI::App& app) {
  std::vector<std::string> known;
  for (const LiveDrill& drill : live_drills()) known.emplace_back(drill.name);
  app.add_option("DRILL", names_, fmt::format("only these, of {}", fmt::join(known, ", ")))
      ->check(CLI::IsMember(known).description(""));
  output_.declare(app);
}

ExitCode VerifyLive::run() const {
  if (const auto refusal = output_refusal(output_)) {
    return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
  }
  std::vector<DrilledRow> rows;
  for (const LiveDrill& drill : live_drills()) {
    const bool is_wanted =
        names_.empty() || std::find(names_.begin(), names_.end(), drill.name) != names_.end();
    if (is_wanted) rows.push_back(drilled(drill));
  }
  const bool is_whole = std::all_of(rows.begin(), rows.end(),
                                    [](const DrilledRow& one) { return one.fault.empty(); });
  return put_result(
      output_,
      in_form(output_, {[&] { return drill_json(rows); }, [&] { return csv_of(drill_table(rows)); },
                        [&] { return drill_page(rows); }}),
      is_whole ? ExitCode::done : ExitCode::check_failed);
}

}  // namespace islet
