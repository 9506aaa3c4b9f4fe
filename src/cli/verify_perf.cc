#include "cli/verify_perf.h"

#include <vector>

#include "accuracy/accuracy_run.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/accuracy_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/verify-perf/1";

}  // namespace

void VerifyPerf::declare(CLI::App& app) {
  app.add_option("DIR", folder_,
                 "folder of tables like data/measured, or one table; none: those that are shipped");
  catalog_.declare(app);
  output_.declare(app);
}

ExitCode VerifyPerf::run() const {
  if (const auto refusal = output_refusal(output_)) {
    return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
  }
  const LoadedCatalog loaded = load_catalog(catalog_);
  if (loaded.code != ExitCode::done) {
    return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
  }
  Faults faults;
  const std::string folder = folder_.empty() ? loaded.catalog.folder + "/measured" : folder_;
  const std::vector<MeasuredRow> rows = read_measured_folder(folder, faults);
  const Calibration calibration = read_shipped_calibration(loaded.catalog.folder, faults);
  if (faults.has_errors()) {
    const std::vector<Error> list = faults.sorted();
    return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
  }
  const RowPredictor predictor(calibration);
  const AccuracyRun run = accuracy_run(loaded.catalog, predictor, rows);
  switch (output_.chosen()) {
    case Format::json:
      return put_result(output_, accuracy_json(run), ExitCode::done);
    case Format::csv:
      return put_result(output_, csv_of(accuracy_table(run)), ExitCode::done);
    case Format::markdown:
      return put_result(output_, markdown_of(accuracy_page(run, calibration)), ExitCode::done);
    case Format::table:
      break;
  }
  return put_result(output_, text_of(accuracy_page(run, calibration), output_.console().canvas()),
                    ExitCode::done);
}

}  // namespace islet
