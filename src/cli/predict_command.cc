#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "accuracy/run_forecast.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "cli/run_options.h"
#include "report/forecast_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/predict/1";

class PredictCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    run_.declare(app);
    app.add_option("--on", device_, "device: id, name or alias")->required();
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = load_catalog(catalog_);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    Faults faults;
    const Calibration calibration = read_shipped_calibration(loaded.catalog.folder, faults);
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::data_missing);
    }
    const auto asked = run_.question(loaded.catalog, device_);
    if (const auto* refused = std::get_if<RunRefusal>(&asked)) {
      return put_failure(output_, schema, refused->list, 0, refused->code);
    }
    return put(run_forecast(RowPredictor(calibration), std::get<RunQuestion>(asked)));
  }

 private:
  ExitCode put(const RunForecast& run) const {
    const ExitCode code = run.memory.fits ? ExitCode::done : ExitCode::no_answer;
    switch (output_.chosen()) {
      case Format::json:
        return put_result(output_, forecast_json(run), code);
      case Format::csv:
        return put_result(output_, csv_of(forecast_table(run)), code);
      case Format::markdown:
        return put_result(output_, markdown_of(forecast_page(run)), code);
      case Format::table:
        break;
    }
    return put_result(output_, text_of(forecast_page(run), output_.console().canvas()), code);
  }

  RunOptions run_;
  std::string device_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_predict_command() { return std::make_unique<PredictCommand>(); }

}  // namespace islet
