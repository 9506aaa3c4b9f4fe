#include "sim/trace_row.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

constexpr std::size_t columns_max = 256;
// Ten years: a trace that is longer counts in another unit.
constexpr double seconds_max = 10 * 365 * 86400.0;
constexpr std::size_t shown_max = 40;
constexpr std::int64_t prefix_id_max = 1'000'000'000'000;

/// One name that a column may have.
struct Meaning {
  std::string_view name;
  Duration unit;
};
constexpr std::array<Meaning, 4> time_names = {
    {{"t_s", second}, {"t_ms", millisecond}, {"arrived_at", second}, {"arrival_s", second}}};
constexpr std::array<Meaning, 2> prompt_names = {
    {{"prompt_tokens", second}, {"num_prefill_tokens", second}}};
constexpr std::array<Meaning, 2> output_names = {
    {{"output_tokens", second}, {"num_decode_tokens", second}}};
constexpr std::string_view prefix_name = "prefix_block_runs_512tok";
constexpr std::string_view class_name = "class";
constexpr std::string_view tenant_name = "tenant";
constexpr std::string_view adapter_name = "adapter";
constexpr std::string_view first_token_goal_name = "first_token_within_s";
constexpr std::string_view goal_name = "within_s";

std::string shown(std::string_view text) {
  if (text.size() <= shown_max) return std::string(text);
  return std::string(text.substr(0, shown_max)) + "...";
}

void cut_fields(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  while (fields.size() <= columns_max) {
    const std::size_t comma = line.find(',');
    const std::string_view field = trimmed(line.substr(0, comma));
    // An empty one keeps its place too.
    fields.push_back(field.empty() ? line.substr(0, 0) : field);
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

/// A number for a name.
///
/// Source      Fowler, Noll, Vo, "The FNV non-cryptographic hash algorithm", FNV-1a of 64 bits
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char each : name) {
    hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001b3U;
  }
  return hash;
}

int column_of(std::string_view line, std::string_view field) {
  return static_cast<int>(field.data() - line.data()) + 1;
}

struct Header {
  std::string_view line;
  std::vector<std::string_view> names;
  const LineStream& from;
  Faults& faults;

  Place place(std::string_view name) const {
    return {from.path(), from.line(), column_of(line, name), static_cast<int>(name.size())};
  }
  void add(Place place, const char* code, std::string what, std::string hint) const {
    faults.add({std::move(place), std::move(what), std::move(hint), code, std::string(line)});
  }
};

/// The column with one of the names, and the unit of that name.
template <std::size_t count>
std::optional<std::pair<std::size_t, Duration>> column_named(
    const Header& header, const std::array<Meaning, count>& names, std::string_view what) {
  std::optional<std::pair<std::size_t, Duration>> found;
  for (std::size_t column = 0; column < header.names.size(); ++column) {
    for (const Meaning& each : names) {
      if (header.names[column] != each.name) continue;
      if (found) {
        header.add(header.place(header.names[column]), "D4",
                   fmt::format("`{}` is a second column for {}, after `{}`", each.name, what,
                               header.names[found->first]),
                   "Leave one of them out.");
        return std::nullopt;
      }
      found = {column, each.unit};
    }
  }
  if (found) return found;
  std::string list;
  for (const Meaning& each : names) {
    list += fmt::format("{}`{}`", list.empty() ? "" : " or ", each.name);
  }
  header.add({header.from.path(), header.from.line(), 1}, "D3",
             fmt::format("no column holds {}", what), "Name one of the columns " + list + ".");
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> TraceColumns::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<TraceColumns> read_trace_header(std::string_view line, const LineStream& from,
                                              Faults& faults) {
  Header header{line, {}, from, faults};
  cut_fields(line, header.names);
  if (header.names.size() > columns_max) {
    header.add({from.path(), from.line(), 1}, "D8",
               fmt::format("the table has more than {} columns", columns_max),
               "Check that this is the file you mean.");
    return std::nullopt;
  }
  const auto time = column_named(header, time_names, "the time of arrival");
  const auto prompt = column_named(header, prompt_names, "the tokens of the prompt");
  const auto output = column_named(header, output_names, "the tokens of the reply");
  if (!time || !prompt || !output) return std::nullopt;
  TraceColumns columns;
  columns.time = time->first;
  columns.time_unit = time->second;
  columns.prompt = prompt->first;
  columns.output = output->first;
  for (const std::string_view name : header.names) columns.names.emplace_back(name);
  columns.prefix = columns.find(prefix_name);
  columns.work_class = columns.find(class_name);
  columns.tenant = columns.find(tenant_name);
  columns.adapter = columns.find(adapter_name);
  columns.first_token_within = columns.find(first_token_goal_name);
  columns.within = columns.find(goal_name);
  return columns;
}

Error TraceRowReader::fault_at(std::size_t column, const LineStream& from, const char* code,
                               std::string what) const {
  const std::string_view field = fields_[column];
  return {{from.path(), from.line(), column_of(line_, field), static_cast<int>(field.size())},
          std::move(what),
          "",
          code,
          std::string(line_)};
}

std::optional<double> TraceRowReader::number(std::size_t column, const LineStream& from,
                                             Faults& faults) const {
  const std::string_view text = fields_[column];
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = code == std::errc() && end == text.data() + text.size();
  if (!is_number || !std::isfinite(value)) {
    faults.add(fault_at(column, from, "V9",
                        fmt::format("`{}` is \"{}\", must be a number of at least 0",
                                    columns_.names[column], shown(text))));
    return std::nullopt;
  }
  if (value >= 0) return value;
  faults.add(
      fault_at(column, from, "V2",
               fmt::format("`{}` is {}, must be at least 0", columns_.names[column], shown(text))));
  return std::nullopt;
}

bool TraceRowReader::read_tokens(std::size_t column, const LineStream& from, int& out,
                                 Faults& faults) const {
  const std::string_view text = fields_[column];
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = code == std::errc() && end == text.data() + text.size();
  if (is_whole && value >= 0 && value <= trace_tokens_max) {
    out = static_cast<int>(value);
    return true;
  }
  faults.add(fault_at(
      column, from, is_whole ? "V2" : "V9",
      fmt::format("`{}` is {}, must be a whole number from 0 to {}", columns_.names[column],
                  is_whole ? shown(text) : "\"" + shown(text) + "\"", trace_tokens_max)));
  return false;
}

bool TraceRowReader::read_prefix(const LineStream& from, std::vector<PrefixRun>& out,
                                 Faults& faults) const {
  out.clear();
  if (!columns_.prefix) return true;
  const std::size_t column = *columns_.prefix;
  const std::string_view text = fields_[column];
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    PrefixRun run;
    auto result = std::from_chars(at, end, run.first);
    run.last = run.first;
    if (result.ec == std::errc() && result.ptr != end && *result.ptr == '-') {
      result = std::from_chars(result.ptr + 1, end, run.last);
    }
    const bool ends_well = result.ptr == end || (*result.ptr == ';' && result.ptr + 1 != end);
    if (result.ec != std::errc() || !ends_well || run.first < 0 || run.last < run.first ||
        run.last > prefix_id_max) {
      faults.add(fault_at(column, from, "V9",
                          fmt::format("`{}` is \"{}\", must be runs of block ids such as 0;14-27",
                                      prefix_name, shown(text))));
      return false;
    }
    out.push_back(run);
    at = result.ptr == end ? end : result.ptr + 1;
  }
  return true;
}

bool TraceRowReader::read_class(const LineStream& from, WorkClass& out, Faults& faults) const {
  out = WorkClass::normal;
  if (!columns_.work_class) return true;
  const std::string_view text = fields_[*columns_.work_class];
  for (int index = 0; index < work_class_count; ++index) {
    if (name_of(work_class_at(index)) != text) continue;
    out = work_class_at(index);
    return true;
  }
  faults.add(fault_at(*columns_.work_class, from, "V9",
                      fmt::format("`{}` is \"{}\", must be safety, high, normal, low or batch",
                                  class_name, shown(text))));
  return false;
}

/// An empty field is no goal.
bool TraceRowReader::read_goal(std::optional<std::size_t> column, const LineStream& from,
                               Duration& out, Faults& faults) const {
  out = no_goal;
  if (!column || fields_[*column].empty()) return true;
  const std::optional<double> seconds = number(*column, from, faults);
  if (seconds) out = *seconds * second;
  return seconds.has_value();
}

std::string_view TraceRowReader::tenant() const {
  return columns_.tenant ? fields_[*columns_.tenant] : std::string_view();
}

bool TraceRowReader::read(std::string_view line, const LineStream& from, TraceRequest& out,
                          Faults& faults) {
  line_ = line;
  cut_fields(line, fields_);
  if (fields_.size() != columns_.names.size()) {
    faults.add({{from.path(), from.line(), 1},
                fmt::format("the line has {} fields, the header has {}", fields_.size(),
                            columns_.names.size()),
                "",
                "D3",
                std::string(shown(line))});
    return false;
  }
  const std::optional<double> time = number(columns_.time, from, faults);
  const bool has_prompt = read_tokens(columns_.prompt, from, out.prompt_tokens, faults);
  const bool has_output = read_tokens(columns_.output, from, out.output_tokens, faults);
  const bool has_prefix = read_prefix(from, out.prefix, faults);
  const bool has_class = read_class(from, out.work_class, faults);
  const bool has_first =
      read_goal(columns_.first_token_within, from, out.first_token_within, faults);
  const bool has_goal = read_goal(columns_.within, from, out.within, faults);
  const bool is_whole = time && has_prompt && has_output && has_prefix;
  if (!is_whole || !has_class || !has_first || !has_goal) return false;
  out.tenant = 0;
  if (columns_.tenant) out.tenant = hash_of(fields_[*columns_.tenant]);
  out.adapter = 0;
  if (columns_.adapter && !fields_[*columns_.adapter].empty()) {
    out.adapter = hash_of(fields_[*columns_.adapter]);
  }
  const Duration arrival = *time * columns_.time_unit;
  if (arrival / second > seconds_max) {
    faults.add(fault_at(columns_.time, from, "V2",
                        fmt::format("`{}` is {}, must be at most ten years",
                                    columns_.names[columns_.time], fields_[columns_.time])));
    return false;
  }
  out.arrival = after(Instant(), arrival);
  return true;
}

}  // namespace islet
