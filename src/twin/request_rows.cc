#include "twin/request_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace islet {
namespace {

constexpr std::size_t rows_max = 10'000'000;
constexpr std::size_t line_bytes_max = 65'536;
constexpr int faults_max = 20;

/// A name of a column and what one of its units is.
struct TimeColumn {
  std::string_view name;
  double seconds;
};
constexpr std::array<TimeColumn, 5> time_columns = {
    {{"unix_ms", 1e-3}, {"t_s", 1}, {"t_ms", 1e-3}, {"arrived_at", 1}, {"arrival_s", 1}}};

std::optional<WorkClass> class_named(std::string_view name) {
  for (int i = 0; i < work_class_count; ++i) {
    if (name == name_of(work_class_at(i))) return work_class_at(i);
  }
  return std::nullopt;
}

class RowReader {
 public:
  RowReader(const std::string& path, Faults& faults) : path_(path), faults_(faults) {}

  RequestRows read() {
    RequestRows out;
    std::ifstream in(path_, std::ios::binary);
    std::string line;
    if (!in || !std::getline(in, line)) {
      faults_.add({{path_},
                   "the file cannot be read, or is empty",
                   "Name the folder that `islet serve --state` wrote, or a trace.",
                   "D1",
                   ""});
      return out;
    }
    if (!read_names(line)) return out;
    out.is_of_day = places_.contains("unix_ms");
    while (std::getline(in, line) && out.rows.size() < rows_max && bad_ < faults_max) {
      ++line_;
      if (line.ends_with('\r')) line.pop_back();
      if (trimmed(line).empty()) continue;
      if (line.size() > line_bytes_max) {
        refuse("the row is longer than 64 KiB");
        continue;
      }
      RequestRow row;
      if (read_row(line, row)) out.rows.push_back(std::move(row));
    }
    std::stable_sort(out.rows.begin(), out.rows.end(),
                     [](const RequestRow& a, const RequestRow& b) { return a.at_s < b.at_s; });
    if (out.rows.empty() && bad_ == 0) {
      faults_.add({{path_}, "the file holds no request", "Serve some first.", "D3", ""});
    }
    return out;
  }

 private:
  void refuse(std::string what) {
    ++bad_;
    faults_.add({{path_, line_}, std::move(what), "", "V9", ""});
  }

  bool read_names(std::string line) {
    if (line.ends_with('\r')) line.pop_back();
    const std::vector<std::string_view> names = split(line, ',');
    for (std::size_t i = 0; i < names.size(); ++i) places_.emplace(trimmed(names[i]), i);
    for (const TimeColumn& column : time_columns) {
      if (!time_.empty() || !places_.contains(column.name)) continue;
      time_ = column.name;
      time_unit_ = column.seconds;
    }
    prompt_ = either("prompt_tokens", "num_prefill_tokens");
    reply_ = either("output_tokens", "num_decode_tokens");
    if (!time_.empty() && places_.contains(prompt_) && places_.contains(reply_)) return true;
    faults_.add({{path_, 1, 1},
                 "no column holds when requests came, or how long they were",
                 "Name columns such as t_s, prompt_tokens and output_tokens.",
                 "D3",
                 ""});
    return false;
  }

  const char* either(const char* name, const char* other) const {
    return places_.contains(name) ? name : other;
  }

  std::string_view field(std::string_view name) const {
    const auto place = places_.find(name);
    if (place == places_.end() || place->second >= fields_.size()) return {};
    return trimmed(fields_[place->second]);
  }

  /// None for an empty field; a fault for one that is no figure of at least 0.
  std::optional<double> number(std::string_view name, bool& good) {
    const std::string_view text = field(name);
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc() && end == text.data() + text.size() && value >= 0 && value < 1e15) {
      return value;
    }
    good = false;
    refuse(fmt::format("`{}` is \"{}\", must be a figure of at least 0", name, shown(text, 40)));
    return std::nullopt;
  }

  bool read_row(const std::string& line, RequestRow& row) {
    fields_ = split(line, ',');
    bool good = true;
    const std::optional<double> time = number(time_, good);
    row.at_s = time.value_or(0) * time_unit_;
    row.prompt = number(prompt_, good).value_or(0);
    row.reply = number(reply_, good).value_or(0);
    row.first_token_s = number(either("first_token_s", "ttft_s"), good);
    row.whole_s = number(either("whole_s", "e2e_s"), good);
    row.first_token_within_s = number("first_token_within_s", good);
    row.within_s = number("within_s", good);
    row.model = field("model");
    row.tenant = field("tenant");
    const std::string_view outcome = field("outcome");
    row.is_done = outcome.empty() || outcome == "done";
    const std::string_view word = field("class");
    if (const auto known = class_named(word)) row.work_class = *known;
    if (!time && good) refuse("the row has no time");
    return good && time.has_value();
  }

  const std::string& path_;
  Faults& faults_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::string time_;
  double time_unit_ = 1;
  std::string prompt_;
  std::string reply_;
  std::vector<std::string_view> fields_;
  int line_ = 1;
  int bad_ = 0;
};

std::string seconds_field(const std::optional<double>& seconds) {
  return seconds ? fmt::format("{:g}", *seconds) : "";
}

}  // namespace

RequestRows read_request_rows(const std::string& path, Faults& faults) {
  std::error_code unknown;
  const bool is_folder = std::filesystem::is_directory(path, unknown);
  const std::string file = is_folder ? path + "/requests.csv" : path;
  RequestRows rows = RowReader(file, faults).read();
  if (faults.has_errors()) rows.rows.clear();
  return rows;
}

std::string trace_text(const RequestRows& rows) {
  std::string text =
      "t_s,prompt_tokens,output_tokens,class,tenant,first_token_within_s,within_s,model\n";
  const double begin = rows.rows.empty() ? 0 : rows.rows.front().at_s;
  for (const RequestRow& row : rows.rows) {
    if (!row.is_done || row.prompt < 1 || row.reply < 1) continue;
    text += fmt::format("{:.3f},{:.0f},{:.0f},{},{},{},{},{}\n", row.at_s - begin, row.prompt,
                        row.reply, name_of(row.work_class), row.tenant,
                        seconds_field(row.first_token_within_s), seconds_field(row.within_s),
                        row.model);
  }
  return text;
}

}  // namespace islet
