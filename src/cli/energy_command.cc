#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "base/check.h"
#include "cli/command.h"
#include "cli/energy_parts.h"
#include "cli/input.h"
#include "cli/planned_site.h"
#include "cli/result_output.h"
#include "plan/plant_outlook.h"
#include "report/energy_page.h"
#include "report/energy_plot.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/energy/1";

class EnergyCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    app.get_option("SITE")->required(false);  // a part needs none
    app.add_option("--design", design_, "which design of the plan, 1 is the best")
        ->check(CLI::Range(1, 50).description(""))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--plot", plot_, "also draw the year and its worst fortnight into this SVG file")
        ->type_name("FILE");
    parts_.declare(app);
    search_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) return refuse(*refusal);
    if (site_.file.empty() != parts_.is_asked()) {
      return refuse({{},
                     "`energy` takes either a SITE or one part: `--pv`, `--wind`, `--battery`, "
                     "`--generator` or `--cooling`",
                     "Write for example islet energy --pv 10 --at '31.8 N, 106.4 W'.",
                     "V1",
                     ""});
    }
    if (parts_.is_asked()) return parts_.run(site_.catalog, output_, search_.seed);
    search_.top = std::max(search_.top, design_);
    const PlannedSite planned = planned_site(site_, search_, output_, {});
    if (!planned.plan) {
      return put_failure(output_, schema, planned.list, planned.seen, planned.code);
    }
    const Plan& plan = *planned.plan;
    const auto wanted = static_cast<std::size_t>(design_ - 1);
    const DesignOutcome* design = nullptr;
    if (wanted < plan.designs.size()) design = &plan.designs[wanted];
    if (plan.designs.empty() && wanted == 0 && plan.nearest) design = &*plan.nearest;
    if (design == nullptr || !design->account) return put_none(plan);
    show(output_.console(), planned.list);
    return put(planned, *design);
  }

 private:
  ExitCode refuse(const Error& error) const {
    return put_failure(output_, schema, {error}, 0, ExitCode::wrong_use);
  }

  /// The design's year with what one year does not show.
  ExitCode put(const PlannedSite& planned, const DesignOutcome& design) const {
    const Catalog& catalog = planned.loaded.catalog;
    Faults unread;
    const Calibration calibration = read_calibration_of(catalog, planned.loaded.measured, unread);
    if (unread.has_errors()) {
      return put_failure(output_, schema, unread.sorted(), unread.count(), ExitCode::data_missing);
    }
    const CalibratedMakers calibrated(calibration);
    PlanOptions options;
    options.weather_years = search_.years;
    options.seed = search_.seed;
    options.data_folder = catalog.folder;
    options.makers = calibrated.makers();
    const Result<PlantOutlook> outlook =
        plant_outlook(planned.plan->site, catalog, options, design.design);
    if (!outlook) {
      return put_failure(output_, schema, {outlook.error()}, 0, exit_code_for({outlook.error()}));
    }
    if (!plot_.empty()) {
      OutputOptions other = output_;
      other.file = plot_;
      if (const auto refusal = output_refusal(other)) return refuse(*refusal);
      const ExitCode code =
          put_result(other, energy_plot(*planned.plan, design, *outlook), ExitCode::done);
      if (code != ExitCode::done) return code;
    }
    return put_result(output_, text_for(*planned.plan, design, *outlook, planned.list),
                      planned.code);
  }

  ExitCode put_none(const Plan& plan) const {
    if (plan.designs.empty()) {
      const Error none{{},
                       "no design meets the site's requirements, and none comes near",
                       "`islet plan` says what binds.",
                       "N3",
                       ""};
      return put_failure(output_, schema, {none}, 0, ExitCode::no_answer);
    }
    const Error beyond{
        {},
        fmt::format("--design is {}, must be at most {}, the designs that were found", design_,
                    plan.designs.size()),
        "`islet plan` lists them.",
        "N3",
        ""};
    return put_failure(output_, schema, {beyond}, 0, ExitCode::wrong_use);
  }

  std::string text_for(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook,
                       const std::vector<Error>& list) const {
    return in_form(output_, {[&] { return energy_json(plan, design, outlook, list); },
                             [&] {
                               CHECK(design.account.has_value());
                               return csv_of(energy_table(*design.account));
                             },
                             [&] { return energy_page(plan, design, outlook); }});
  }

  SiteOptions site_;
  EnergyParts parts_;
  SearchOptions search_;
  OutputOptions output_;
  int design_ = 1;
  std::string plot_;  ///< empty: none
};

}  // namespace

std::unique_ptr<Command> make_energy_command() { return std::make_unique<EnergyCommand>(); }

}  // namespace islet
