#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "accuracy/calibration_file.h"
#include "accuracy/csv_rows.h"
#include "accuracy/fit_calibration.h"
#include "base/written_file.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
#include "cli/result_output.h"
#include "report/calibration_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/calibrate/1";
constexpr std::size_t table_bytes_max = 64U << 20U;

/// (table, id) of a row.
using RowName = std::pair<std::string, std::string>;

/// Columns of a list of distrusted rows; -1 where one is missing.
struct ListColumns {
  int file = -1;
  int id = -1;
  int severity = -1;
};

ListColumns columns_of(const CsvRow& head) {
  ListColumns columns;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at].text == "file") columns.file = static_cast<int>(at);
    if (head[at].text == "source_id") columns.id = static_cast<int>(at);
    if (head[at].text == "severity") columns.severity = static_cast<int>(at);
  }
  return columns;
}

/// Rows of severity `high`, or all where the list grades none.
std::set<RowName> distrusted_rows(const std::string& path, Faults& faults) {
  std::set<RowName> names;
  if (path.empty()) return names;
  const Result<std::string> text = read_file(path, table_bytes_max);
  if (!text) {
    faults.add(text.error());
    return names;
  }
  const std::vector<CsvRow> rows = csv_rows(*text, path, faults);
  const ListColumns columns = rows.empty() ? ListColumns{} : columns_of(rows.front());
  if (columns.file < 0 || columns.id < 0) {
    faults.add({{path, 1, 1},
                "the list needs the columns file and source_id",
                "One row for each measurement to leave out; severity is high where it counts.",
                "S3",
                ""});
    return names;
  }
  const auto field = [](const CsvRow& row, int at) {
    return static_cast<std::size_t>(at) < row.size() ? row[static_cast<std::size_t>(at)].text : "";
  };
  for (std::size_t at = 1; at < rows.size(); ++at) {
    const bool counts = columns.severity < 0 || field(rows[at], columns.severity) == "high";
    if (counts) names.insert({field(rows[at], columns.file), field(rows[at], columns.id)});
  }
  return names;
}

class CalibrateCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("DIR", folder_, "folder of tables like data/measured, or one table")->required();
    app.add_option("--leave-out", leave_out_,
                   "table of rows to leave out (file, source_id, severity: high counts)");
    app.add_option("--date", date_, "day of the fit, such as 2026-11-21")->required();
    app.add_option("--write", write_, "file to keep the calibration in");
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    return on_catalog({output_, schema}, catalog_,
                      [&](const Catalog& catalog) { return calibrate(catalog); });
  }

 private:
  ExitCode calibrate(const Catalog& catalog) const {
    Faults faults;
    const std::set<RowName> distrusted = distrusted_rows(leave_out_, faults);
    std::vector<MeasuredRow> rows = read_measured_folder(folder_, faults);
    if (faults.has_errors()) return failure(faults);
    std::erase_if(rows, [&](const MeasuredRow& row) {
      return distrusted.contains({row.file, row.source_id});
    });
    for (MeasuredRow& power : stated_powers(rows)) rows.push_back(std::move(power));
    std::vector<SkippedRow> skipped;
    std::vector<KnownRow> known = known_rows(catalog, rows, skipped);
    std::erase_if(known, [&](const KnownRow& row) {
      if (!is_beyond_peak(row)) return false;
      skipped.push_back({row.joined.row, "beyond what the device can compute"});
      return true;
    });
    CalibrationOrigin origin{date_, tables_of(known, faults)};
    if (faults.has_errors()) return failure(faults);
    const Result<CalibrationFit> fit = fit_calibration(known, std::move(origin));
    if (!fit) return put_failure(output_, schema, {fit.error()}, 0, ExitCode::wrong_input);
    if (!write_.empty()) {
      if (const auto error = write_calibration(write_, fit->calibration)) {
        return put_failure(output_, schema, {*error}, 0, ExitCode::outside_failed);
      }
    }
    tell_left_out(skipped);
    return put(*fit);
  }

  /// Tells on stderr what was left out because it cannot be.
  static void tell_left_out(const std::vector<SkippedRow>& skipped) {
    for (const SkippedRow& row : skipped) {
      if (!row.reason.starts_with("beyond")) continue;
      write_message(
          fmt::format("note: {} {} left out: {}\n", row.row->file, row.row->source_id, row.reason));
    }
  }

  ExitCode failure(const Faults& faults) const {
    const std::vector<Error> list = faults.sorted();
    return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
  }

  ExitCode put(const CalibrationFit& fit) const {
    return put_result(output_,
                      in_form(output_, {[&] { return calibration_json(fit); },
                                        [&] { return csv_of(cross_rows_table(fit)); },
                                        [&] { return calibration_page(fit); }}),
                      ExitCode::done);
  }

  /// Tables that rows were fitted from, in the order of their names.
  std::vector<CalibratedTable> tables_of(const std::vector<KnownRow>& known, Faults& faults) const {
    std::map<std::string, int> counts;
    for (const KnownRow& row : known) ++counts[row.joined.row->file];
    std::vector<CalibratedTable> tables;
    for (const auto& [file, count] : counts) {
      const bool one = folder_.ends_with(".csv");
      const Result<std::string> text =
          read_file(one ? folder_ : folder_ + "/" + file, table_bytes_max);
      if (!text) {
        faults.add(text.error());
        continue;
      }
      tables.push_back({file, count, content_hash(*text)});
    }
    return tables;
  }

  std::string folder_;
  std::string leave_out_;
  std::string date_;
  std::string write_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_calibrate_command() { return std::make_unique<CalibrateCommand>(); }

}  // namespace islet
