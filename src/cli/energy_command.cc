#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/planned_site.h"
#include "cli/result_output.h"
#include "report/energy_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/energy/1";

class EnergyCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    app.add_option("--design", design_, "which design of the plan, 1 is the best")
        ->check(CLI::Range(1, 50))
        ->capture_default_str()
        ->type_name("N");
    search_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
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
    return put_result(output_, text_for(plan, *design, planned.list), planned.code);
  }

 private:
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

  std::string text_for(const Plan& plan, const DesignOutcome& design,
                       const std::vector<Error>& list) const {
    switch (output_.chosen()) {
      case Format::json:
        return energy_json(plan, design, list);
      case Format::csv:
        return csv_of(energy_table(*design.account));
      case Format::markdown:
        return markdown_of(energy_page(plan, design));
      case Format::table:
        break;
    }
    return text_of(energy_page(plan, design), output_.console().canvas());
  }

  SiteOptions site_;
  SearchOptions search_;
  OutputOptions output_;
  int design_ = 1;
};

}  // namespace

std::unique_ptr<Command> make_energy_command() { return std::make_unique<EnergyCommand>(); }

}  // namespace islet
