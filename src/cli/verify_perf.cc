#include "cli/verify_perf.h"

#include <vector>

#include "accuracy/accuracy_run.h"
#include "cli/on_catalog.h"
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
  const Opening opening{output_, schema};
  return on_calibration(opening, catalog_,
                        [&](const Catalog& catalog, const Calibration& calibration) {
                          return verify(catalog, calibration);
                        });
}

ExitCode VerifyPerf::verify(const Catalog& catalog, const Calibration& calibration) const {
  Faults faults;
  const std::string folder = folder_.empty() ? catalog.folder + "/measured" : folder_;
  const std::vector<MeasuredRow> rows = read_measured_folder(folder, faults);
  if (faults.has_errors()) {
    const std::vector<Error> list = faults.sorted();
    return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
  }
  const AccuracyRun run = accuracy_run(catalog, RowPredictor(calibration), rows);
  return put_result(output_,
                    in_form(output_, {[&] { return accuracy_json(run); },
                                      [&] { return csv_of(accuracy_table(run)); },
                                      [&] { return accuracy_page(run, calibration); }}),
                    ExitCode::done);
}

}  // namespace islet
