#include "sim/trace.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "sim/trace_row.h"

namespace islet {
namespace {

bool is_regular(const std::string& path) {
  struct stat state {};
  return path.find('\0') == std::string::npos && ::stat(path.c_str(), &state) == 0 &&
         S_ISREG(state.st_mode);
}

bool is_earlier(const TraceRequest& a, const TraceRequest& b) { return a.arrival < b.arrival; }

/// Rows as they are read once more; the first reading found no fault in them.
class FileRequests : public RequestSource {
 public:
  explicit FileRequests(const std::string& path) : lines_(path) {
    if (const auto header = lines_.next()) columns_ = read_trace_header(*header, lines_, faults_);
    if (columns_) reader_.emplace(std::move(*columns_));
  }

  bool next(TraceRequest& out) override {
    if (!reader_) return false;
    const auto line = lines_.next();
    return line && reader_->read(*line, lines_, out, faults_);
  }

 private:
  LineStream lines_;
  Faults faults_;
  std::optional<TraceColumns> columns_;
  std::optional<TraceRowReader> reader_;
};

class HeldRequests : public RequestSource {
 public:
  explicit HeldRequests(const std::vector<TraceRequest>& rows) : rows_(rows) {}

  bool next(TraceRequest& out) override {
    if (at_ == rows_.size()) return false;
    out = rows_[at_++];
    return true;
  }

 private:
  const std::vector<TraceRequest>& rows_;
  std::size_t at_ = 0;
};

void count(TraceScan& scan, const TraceRequest& row, Instant& before) {
  if (scan.requests == 0) {
    scan.first = scan.last = row.arrival;
  } else {
    scan.unsorted += row.arrival < before ? 1 : 0;
    scan.at_same_time += row.arrival == before ? 1 : 0;
    scan.first = std::min(scan.first, row.arrival);
    scan.last = std::max(scan.last, row.arrival);
  }
  before = row.arrival;
  ++scan.requests;
  scan.has_acute = scan.has_acute || is_acute(row.work_class);
  scan.prompt_tokens += row.prompt_tokens;
  scan.output_tokens += row.output_tokens;
  scan.longest_tokens = std::max(scan.longest_tokens, row.prompt_tokens + row.output_tokens);
}

/// Names for people to read; requests carry hashes.
void keep_name(TraceScan& scan, std::uint64_t tenant, std::string_view name) {
  constexpr std::size_t names_max = 4096;
  constexpr std::size_t length_max = 64;
  if (tenant == 0 || scan.tenant_names.size() >= names_max) return;
  scan.tenant_names.emplace(tenant, name.substr(0, length_max));
}

Error no_rows(const std::string& path) {
  return {Place{path}, "the trace holds no requests", "Each line below the header is one request.",
          "V8", ""};
}

Error too_many_rows(const std::string& path) {
  return {Place{path}, fmt::format("the trace holds more than {} requests", trace_rows_max),
          "Cut it into parts.", "D8", ""};
}

/// Reads all rows; with `rows` it keeps them.
TraceScan scanned(const std::string& path, std::vector<TraceRequest>* rows, Faults& faults) {
  TraceScan scan;
  LineStream lines(path);
  const auto header = lines.next();
  std::optional<TraceColumns> columns;
  if (header) columns = read_trace_header(*header, lines, faults);
  if (columns) {
    scan.has_adapters = columns->adapter.has_value();
    scan.has_tenants = columns->tenant.has_value();
    TraceRowReader reader(std::move(*columns));
    TraceRequest row;
    Instant before;
    while (const auto line = lines.next()) {
      if (!reader.read(*line, lines, row, faults)) continue;
      count(scan, row, before);
      keep_name(scan, row.tenant, reader.tenant());
      if (rows != nullptr) rows->push_back(row);
      if (scan.requests <= trace_rows_max) continue;
      faults.add(too_many_rows(path));
      break;
    }
  }
  if (const std::optional<Error>& failure = lines.failure()) {
    faults.add(*failure);
  } else if (!faults.has_errors() && scan.requests == 0) {
    faults.add(no_rows(path));
  }
  return scan;
}

}  // namespace

std::optional<Trace> Trace::open(const std::string& path, Faults& faults) {
  Trace trace;
  trace.path_ = path;
  trace.is_held_ = !is_regular(path);
  trace.scan_ = scanned(path, trace.is_held_ ? &trace.rows_ : nullptr, faults);
  if (faults.has_errors()) return std::nullopt;
  if (trace.scan_.unsorted > 0 && !trace.is_held_) {
    trace.is_held_ = true;
    trace.rows_.reserve(static_cast<std::size_t>(trace.scan_.requests));
    scanned(path, &trace.rows_, faults);
  }
  std::stable_sort(trace.rows_.begin(), trace.rows_.end(), is_earlier);
  return trace;
}

std::unique_ptr<RequestSource> Trace::requests() const {
  if (is_held_) return std::make_unique<HeldRequests>(rows_);
  return std::make_unique<FileRequests>(path_);
}

}  // namespace islet
