#include "sim/recorded_runs.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/trace_row.h"

namespace islet {
namespace {

constexpr std::size_t rows_max = 1'000'000;
constexpr std::size_t runs_max = 1000;

struct RecordedColumns {
  std::size_t hardware = 0;
  std::size_t model = 0;
  std::size_t first_token = 0;
  std::size_t end_to_end = 0;
};

std::optional<RecordedColumns> recorded_columns(const TraceColumns& columns,
                                                const LineStream& lines, Faults& faults) {
  std::array<std::size_t, 4> found{};
  constexpr std::array<std::string_view, 4> names = {"hardware", "model", "ttft_s", "e2e_s"};
  bool has_all = true;
  for (std::size_t each = 0; each < names.size(); ++each) {
    if (const auto column = columns.find(names[each])) {
      found[each] = *column;
      continue;
    }
    has_all = false;
    faults.add({{lines.path(), lines.line(), 1},
                fmt::format("no column is called `{}`", names[each]),
                "A recorded run has hardware, model, ttft_s and e2e_s beside arrival and tokens.",
                "D3",
                ""});
  }
  if (!has_all) return std::nullopt;
  return RecordedColumns{found[0], found[1], found[2], found[3]};
}

RecordedRun& run_of(std::vector<RecordedRun>& runs, std::string_view hardware,
                    std::string_view model) {
  for (RecordedRun& run : runs) {
    if (run.hardware == hardware && run.model == model) return run;
  }
  runs.push_back({std::string(hardware), std::string(model), {}, {}, {}});
  return runs.back();
}

/// What the rows are read into.
struct Reading {
  std::vector<RecordedRun>& runs;
  Faults& faults;
};

void read_rows(TraceRowReader reader, const RecordedColumns& columns, LineStream& lines,
               const Reading& into) {
  TraceRequest row;
  std::size_t count = 0;
  while (const auto line = lines.next()) {
    if (!reader.read(*line, lines, row, into.faults)) continue;
    const auto first = reader.number(columns.first_token, lines, into.faults);
    const auto end = reader.number(columns.end_to_end, lines, into.faults);
    if (!first || !end) continue;
    RecordedRun& run =
        run_of(into.runs, reader.field(columns.hardware), reader.field(columns.model));
    run.requests.push_back(row);
    run.first_token_s.record(*first);
    run.end_to_end_s.record(*end);
    if (++count <= rows_max && into.runs.size() <= runs_max) continue;
    into.faults.add({{lines.path(), lines.line(), 1},
                     fmt::format("more than {} rows or {} runs", rows_max, runs_max),
                     "Cut the table into parts.",
                     "D8",
                     ""});
    return;
  }
}

}  // namespace

std::vector<RecordedRun> read_recorded_runs(const std::string& path, Faults& faults) {
  std::vector<RecordedRun> runs;
  LineStream lines(path);
  if (const auto header = lines.next()) {
    const auto columns = read_trace_header(*header, lines, faults);
    const auto more = columns ? recorded_columns(*columns, lines, faults) : std::nullopt;
    if (columns && more) read_rows(TraceRowReader(*columns), *more, lines, {runs, faults});
  }
  if (const std::optional<Error>& failure = lines.failure()) {
    faults.add(*failure);
  } else if (!faults.has_errors() && runs.empty()) {
    faults.add({Place{path}, "the table holds no requests",
                "Each line below the header is one request.", "V8", ""});
  }
  for (RecordedRun& run : runs) {
    std::stable_sort(
        run.requests.begin(), run.requests.end(),
        [](const TraceRequest& a, const TraceRequest& b) { return a.arrival < b.arrival; });
  }
  return runs;
}

// Settings as LLMServingSim publishes them beside its runs of vLLM 0.19 (MIT), read 2026-11-20.
EngineSettings recorded_settings(const RecordedRun& run) {
  EngineSettings settings;
  if (run.model != "Llama-3.1-8B") return settings;
  if (run.hardware == "RTX4090") settings.cache_blocks = 2588;
  if (run.hardware == "RTXPRO6000") settings.max_sequences = 128;
  return settings;
}

bool RecordedRequests::next(TraceRequest& out) {
  if (at_ == run_.requests.size()) return false;
  out = run_.requests[at_++];
  return true;
}

}  // namespace islet
