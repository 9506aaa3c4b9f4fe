// What a site was asked, from its own log of requests or from any trace that `simulate` reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "serving/work_class.h"

namespace islet {

struct RequestRow {
  double at_s = 0;    ///< by the file's own clock
  std::string model;  ///< as clients call it; empty where the file names none
  std::string tenant;
  WorkClass work_class = WorkClass::normal;
  double prompt = 0;  ///< tokens
  double reply = 0;
  std::optional<double> first_token_s;  ///< what was seen, from its arrival
  std::optional<double> whole_s;
  std::optional<double> first_token_within_s;  ///< what was promised
  std::optional<double> within_s;
  bool is_done = true;
};

struct RequestRows {
  std::vector<RequestRow> rows;  ///< by time; those that were asked, done or not
  bool is_of_day = false;        ///< `at_s` counts from 1970, so that hours of the day are known
};

/// Reads `requests.csv` of a folder, or a file. Columns in any order; the time is one of `unix_ms`,
/// `t_s`, `t_ms`, `arrived_at`, `arrival_s`, tokens are `prompt_tokens` and `output_tokens` or
/// `num_prefill_tokens` and `num_decode_tokens`. Faults D1, D3, V9: with any of them there are no
/// rows. At most ten million rows.
RequestRows read_request_rows(const std::string& path, Faults& faults);

/// As `simulate --trace` reads it: seconds from the first request on. Only what was done: others
/// have no length.
std::string trace_text(const RequestRows& rows);

}  // namespace islet
