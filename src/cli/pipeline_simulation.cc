#include "cli/pipeline_simulation.h"

#include <utility>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/pipeline_page.h"
#include "sim/pipeline_file.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/simulate/1";

}  // namespace

void PipelineSimulation::declare(CLI::App& app) {
  app.add_option("--stages", file_, "stages that each request passes, with goals")
      ->type_name("FILE")
      ->group("Pipeline");
}

ExitCode PipelineSimulation::run(std::uint64_t seed, const CatalogOptions& catalog,
                                 const OutputOptions& output) const {
  const LoadedCatalog loaded = load_catalog(catalog);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  Faults faults;
  const Calibration calibration =
      read_calibration_of(loaded.catalog, measured_files_of(catalog), faults);
  if (faults.has_errors()) {
    return put_failure(output, schema, faults.sorted(), faults.count(), ExitCode::data_missing);
  }
  const CalibratedMakers calibrated(calibration);
  Pipeline pipeline = read_pipeline(file_, loaded.catalog, calibrated.makers(), faults);
  if (faults.has_errors()) {
    const std::vector<Error> list = faults.sorted();
    return put_failure(output, schema, list, faults.count(), exit_code_for(list));
  }
  SimulatedPipeline simulated{std::move(pipeline), file_, seed, {}, {}};
  simulated.streamed = run_pipeline(simulated.pipeline, seed);
  simulated.serial = run_pipeline(simulated.pipeline, seed, false);
  switch (output.chosen()) {
    case Format::json:
      return put_result(output, pipeline_json(simulated, {}), ExitCode::done);
    case Format::csv:
      return put_result(output, csv_of(pipeline_table(simulated)), ExitCode::done);
    case Format::markdown:
      return put_result(output, markdown_of(pipeline_page(simulated)), ExitCode::done);
    case Format::table:
      break;
  }
  return put_result(output, text_of(pipeline_page(simulated), output.console().canvas()),
                    ExitCode::done);
}

}  // namespace islet
