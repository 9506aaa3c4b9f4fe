#include "report/policy_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"

namespace islet {
namespace {

/// Figures of all acute classes or all routine ones in a run: that of the class with most requests.
const ClassFigures& largest(const ServingRun& run, bool acute) {
  const PerClass<ClassFigures>& classes = run.summary.classes;
  std::size_t best = index_of(acute ? WorkClass::high : WorkClass::normal);
  for (int index = 0; index < work_class_count; ++index) {
    const auto at = static_cast<std::size_t>(index);
    if (is_acute(work_class_at(index)) != acute) continue;
    if (classes[at].requests > classes[best].requests) best = at;
  }
  return classes[best];
}

struct PolicyRow {
  std::string policy;
  const ServingRun& run;
  const ClassFigures& acute;
  const ClassFigures& routine;
  double goodput = 0;  ///< requests a second
  double share = 0;    ///< of what the engines can carry, by requests
  double tokens = 0;   ///< a second, of prompts and replies in time
  double token_share = 0;
  double against = 0;  ///< P99 of the acute first token, times that of acute work alone; 0: none
};

double share_or_none(double of, double all) { return all > 0 ? of / all : 0.0; }

std::vector<PolicyRow> rows_of(const PolicyComparison& found) {
  std::vector<PolicyRow> rows;
  const double alone = largest(found.acute_alone, true).first_token_s.p99.value;
  const auto add = [&](std::string name, const ServingRun& run) {
    const double goodput = goodput_hz(run);
    const ClassFigures& acute = largest(run, true);
    rows.push_back({std::move(name), run, acute, largest(run, false), goodput,
                    share_or_none(goodput, found.capacity.requests_hz), goodput_tokens_hz(run),
                    share_or_none(goodput_tokens_hz(run), found.capacity.tokens_hz),
                    alone > 0 ? acute.first_token_s.p99.value / alone : 0.0});
  };
  if (found.acute_alone.summary.requests > 0) add("acute alone", found.acute_alone);
  for (const ServingRun& run : found.runs) add(run.policy, run);
  return rows;
}

std::string time_or_none(const SampledFigure& figure, std::int64_t count) {
  if (count == 0) return "-";
  return text_of(figure.value * second) + (figure.is_enough ? "" : " ?");
}

std::string count_of(std::int64_t count) { return count_text(static_cast<double>(count)); }

Json class_json(const ClassFigures& of) {
  return Json{
      {"requests", of.requests},
      {"finished", of.finished},
      {"late", of.late},
      {"turned_away", of.turned_away},
      {"preemptions", of.preemptions},
      {"first_token_s",
       {{"p50", of.first_token_s.p50.value},
        {"p99", of.first_token_s.p99.value},
        {"p99_low", of.first_token_s.p99.low},
        {"p99_high", of.first_token_s.p99.high},
        {"enough", of.first_token_s.p99.is_enough}}},
      {"end_to_end_s", {{"p50", of.end_to_end_s.p50.value}, {"p99", of.end_to_end_s.p99.value}}}};
}

/// A column a policy: there are fewer policies than figures.
Table side_by_side(const std::vector<PolicyRow>& rows) {
  using Show = std::string (*)(const PolicyRow&);
  struct Line {
    const char* label;
    Show cell;
  };
  constexpr std::array<Line, 10> lines = {{
      {"acute: first token P50",
       [](const PolicyRow& row) {
         return time_or_none(row.acute.first_token_s.p50, row.acute.finished);
       }},
      {"P99",
       [](const PolicyRow& row) {
         return time_or_none(row.acute.first_token_s.p99, row.acute.finished);
       }},
      {"P99 against alone",
       [](const PolicyRow& row) {
         return row.against > 0 ? number_text(row.against) + "x" : std::string("-");
       }},
      {"routine: first token P99",
       [](const PolicyRow& row) {
         return time_or_none(row.routine.first_token_s.p99, row.routine.finished);
       }},
      {"in time, a second", [](const PolicyRow& row) { return number_text(row.goodput); }},
      {"of capacity", [](const PolicyRow& row) { return share_text(row.share); }},
      {"of capacity, by tokens", [](const PolicyRow& row) { return share_text(row.token_share); }},
      {"late", [](const PolicyRow& row) { return count_of(row.acute.late + row.routine.late); }},
      {"turned away",
       [](const PolicyRow& row) { return count_of(row.run.summary.in(EndState::turned_away)); }},
      {"taken aside or stopped",
       [](const PolicyRow& row) { return count_of(row.run.tally.parked + row.run.tally.dropped); }},
  }};
  Table table;
  table.columns = {{"", Align::left, true}};
  for (const PolicyRow& row : rows) table.columns.push_back({row.policy, Align::right});
  for (const Line& line : lines) {
    std::vector<Cell> cells = {line.label};
    for (const PolicyRow& row : rows) cells.push_back(line.cell(row));
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace

Json scheduling_json(const ServingRun& run) {
  Json classes = Json::object();
  for (int index = 0; index < work_class_count; ++index) {
    const ClassFigures& of = run.summary.classes[static_cast<std::size_t>(index)];
    if (of.requests > 0) classes[std::string(name_of(work_class_at(index)))] = class_json(of);
  }
  Json turned_away = Json::object();
  for (int index = 0; index < reason_count; ++index) {
    const std::int64_t count = run.tally.rejected[static_cast<std::size_t>(index)];
    if (count > 0) turned_away[std::string(name_of(static_cast<Reason>(index)))] = count;
  }
  return Json{{"policy", run.policy},
              {"in_time", run.summary.in_time},
              {"goodput_hz", goodput_hz(run)},
              {"classes", std::move(classes)},
              {"turned_away", std::move(turned_away)},
              {"parked", run.tally.parked},
              {"stopped_to_compute_again", run.tally.dropped}};
}

Document policies_page(const ComparedPolicies& compared) {
  const PolicyComparison& found = compared.found;
  Document page;
  page.title(fmt::format("{} on {}", compared.model, compared.device), "policies compared");
  page.paragraph(
      fmt::format("{} requests a second come. Capacity is {} requests or {} tokens of prompts and "
                  "replies a second: {} times as many come.",
                  number_text(found.offered_hz), number_text(found.capacity.requests_hz),
                  number_text(found.capacity.tokens_hz),
                  number_text(share_or_none(found.offered_hz, found.capacity.requests_hz))));
  page.table(side_by_side(rows_of(found)));
  page.paragraph(
      "Capacity is what these engines finish, whoever asked, when all requests wait from the start "
      "and come first served: a queue that never empties. In time counts from the first arrival to "
      "the last end, so that a policy which takes in less than it could pays for it. Shares differ "
      "where a policy serves other lengths than were asked for; above 100 % by requests, it chose "
      "short ones. Late: finished after a goal. A `?` marks a P99 with too few samples.");
  page.paragraph(fmt::format("Seed {}. {}", compared.seed, compared.evidence));
  return page;
}

Table policies_table(const ComparedPolicies& compared) {
  Table table;
  for (const char* name : {"policy", "acute_first_token_p50_s", "acute_first_token_p99_s",
                           "against_alone", "routine_first_token_p99_s", "goodput_hz",
                           "share_of_capacity", "share_of_token_capacity", "late", "turned_away"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{:.6g}", value); };
  for (const PolicyRow& row : rows_of(compared.found)) {
    table.add({row.policy, number(row.acute.first_token_s.p50.value),
               number(row.acute.first_token_s.p99.value), number(row.against),
               number(row.routine.first_token_s.p99.value), number(row.goodput), number(row.share),
               number(row.token_share), std::to_string(row.acute.late + row.routine.late),
               std::to_string(row.run.summary.in(EndState::turned_away))});
  }
  return table;
}

std::string policies_json(const ComparedPolicies& compared, const std::vector<Error>& warnings) {
  Json list = Json::array();
  for (const PolicyRow& row : rows_of(compared.found)) {
    Json one = scheduling_json(row.run);
    one["policy"] = row.policy;
    one["share_of_capacity"] = row.share;
    one["goodput_tokens_hz"] = row.tokens;
    one["share_of_token_capacity"] = row.token_share;
    one["acute_p99_against_alone"] = row.against;
    one["fingerprint"] = fmt::format("{:016x}", row.run.summary.fingerprint);
    list.push_back(std::move(one));
  }
  Json result{{"model", compared.model},
              {"device", compared.device},
              {"seed", compared.seed},
              {"capacity_hz", compared.found.capacity.requests_hz},
              {"capacity_tokens_hz", compared.found.capacity.tokens_hz},
              {"offered_hz", compared.found.offered_hz},
              {"policies", std::move(list)},
              {"evidence", compared.evidence}};
  return enveloped("islet/simulate/1", warnings, true, std::move(result));
}

}  // namespace islet
