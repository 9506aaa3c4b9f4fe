#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "accuracy/run_forecast.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
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
    return on_calibration({output_, schema}, catalog_,
                          [&](const Catalog& catalog, const Calibration& calibration) {
                            return predict(catalog, calibration);
                          });
  }

 private:
  ExitCode predict(const Catalog& catalog, const Calibration& calibration) const {
    const auto asked = run_.question(catalog, device_);
    if (const auto* refused = std::get_if<RunRefusal>(&asked)) {
      return put_failure(output_, schema, refused->list, 0, refused->code);
    }
    return put(run_forecast(RowPredictor(calibration), std::get<RunQuestion>(asked)));
  }

  ExitCode put(const RunForecast& run) const {
    const ExitCode code = run.memory.fits ? ExitCode::done : ExitCode::no_answer;
    return put_result(output_,
                      in_form(output_, {[&] { return forecast_json(run); },
                                        [&] { return csv_of(forecast_table(run)); },
                                        [&] { return forecast_page(run); }}),
                      code);
  }

  RunOptions run_;
  std::string device_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_predict_command() { return std::make_unique<PredictCommand>(); }

}  // namespace islet
