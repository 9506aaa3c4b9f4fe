// Published measurements of inference: one row of a table of data/measured, and its reader.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

/// One measurement as published. Words are empty and numbers absent where nothing was published;
/// data/measured/README.md says what each column means.
struct MeasuredRow {
  std::string file;    ///< name of the table without its folder: "mlperf.csv"
  std::string origin;  ///< the collection it comes from (`origin_of`), whatever the file is called
  int line = 0;
  std::string source_id;  ///< unique inside one file
  std::string source;
  std::string system;
  std::string accelerator;
  std::optional<double> count;  ///< accelerators used; sockets of processors
  std::string form_factor;
  std::string precision;
  std::string engine;
  std::string model;
  std::optional<double> params_b;
  std::string scenario;
  std::optional<double> batch;
  std::optional<double> input_len;   ///< tokens
  std::optional<double> output_len;  ///< tokens
  std::string metric;
  double value = 0;  ///< in `unit`
  std::string unit;
  std::optional<double> power_w;
  std::string notes;
};

/// Reads one table. Every fault goes to `faults` with its line and column: columns that are
/// missing or stand twice, text in a number field, a value that is missing or not above 0 (a change
/// in % may be below), an id that stands twice. With any error the rows must not be used.
std::vector<MeasuredRow> read_measured_file(const std::string& path, Faults& faults);

/// Reads every `*.csv` of a folder in the order of their names, or one file.
std::vector<MeasuredRow> read_measured_folder(const std::string& folder, Faults& faults);

}  // namespace islet
