// Columns of a table of requests and the reading of one row of it. Internal to sim.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "sim/line_stream.h"
#include "sim/trace.h"

namespace islet {

/// Where the columns stand, from 0.
struct TraceColumns {
  std::size_t time = 0;
  Duration time_unit = second;
  std::size_t prompt = 0;
  std::size_t output = 0;
  std::optional<std::size_t> prefix;
  std::optional<std::size_t> work_class;
  std::optional<std::size_t> tenant;
  std::optional<std::size_t> adapter;
  std::optional<std::size_t> first_token_within;
  std::optional<std::size_t> within;
  std::vector<std::string> names;  ///< of all of them, for messages

  /// The column of that name; none when there is none.
  std::optional<std::size_t> find(std::string_view name) const;
};

/// Faults: a column that is missing or has two names of the same meaning, or stands twice.
std::optional<TraceColumns> read_trace_header(std::string_view line, const LineStream& from,
                                              Faults& faults);

/// Reads rows into records; one for a whole file, so that it need not allocate.
class TraceRowReader {
 public:
  explicit TraceRowReader(TraceColumns columns) : columns_(std::move(columns)) {}

  const TraceColumns& columns() const { return columns_; }

  /// False when something is wrong with the row; each fault goes to `faults`.
  bool read(std::string_view line, const LineStream& from, TraceRequest& out, Faults& faults);

  /// A field of the row read last, without blanks around it.
  std::string_view field(std::size_t column) const { return fields_[column]; }

  /// Name of the tenant of the row read last; empty where there is none.
  std::string_view tenant() const;

  /// A figure of the row read last, at least 0; a fault when it is none.
  std::optional<double> number(std::size_t column, const LineStream& from, Faults& faults) const;

 private:
  Error fault_at(std::size_t column, const LineStream& from, const char* code,
                 std::string what) const;
  bool read_tokens(std::size_t column, const LineStream& from, int& out, Faults& faults) const;
  bool read_prefix(const LineStream& from, std::vector<PrefixRun>& out, Faults& faults) const;
  bool read_class(const LineStream& from, WorkClass& out, Faults& faults) const;
  bool read_goal(std::optional<std::size_t> column, const LineStream& from, Duration& out,
                 Faults& faults) const;

  TraceColumns columns_;
  std::string_view line_;
  std::vector<std::string_view> fields_;
};

}  // namespace islet
