#include "base/check.h"
#include "cli/chain_run.h"
#include "cli/command.h"
#include "cli/from_site.h"
#include "cli/plan_files.h"
#include "cli/planned_site.h"
#include "cli/result_output.h"
#include "report/plan_csv.h"
#include "report/plan_json.h"
#include "report/plan_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/plan/1";

class PlanCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    search_.declare(app);
    app.add_flag("--pareto", extras_.pareto,
                 "also the designs that no other beats in cost, energy, served, ride-through, mass")
        ->group("Search");
    app.add_flag("--what-if", extras_.what_if, "also try the values of the site's `what_if`")
        ->group("Search");
    app.add_flag("--what-if-quick", extras_.what_if_quick,
                 "the same for the chosen design over one year, nothing planned anew")
        ->group("Search");
    extras_.declare_map(app);
    from_site_.declare(app);
    files_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    Faults faults;
    if (const auto chain = chain_of(site_, faults)) {
      return run_chain(*chain, site_, search_, output_);
    }
    if (faults.has_errors()) {
      return put_failure(output_, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
    }
    PlanExtras extras = extras_;
    extras.have = true;
    extras.hashes = output_.chosen() == Format::json || files_.needs_hashes();
    std::optional<SiteSeen> seen;
    if (from_site_.is_asked()) {
      if (const auto code = look_at_site(seen)) return *code;
    }
    PlannedSite planned = planned_site(site_, search_, output_, extras);
    if (!planned.plan) {
      return put_failure(output_, schema, planned.list, planned.seen, planned.code);
    }
    planned.notes.seen = std::move(seen);
    if (const auto failed = files_.write(planned, site_)) {
      const ExitCode code =
          failed->code == "N4" ? ExitCode::check_failed : ExitCode::outside_failed;
      return put_failure(output_, schema, {*failed}, 1, code);
    }
    show(output_.console(), planned.list);
    return put_result(output_, text_for(planned), planned.code);
  }

 private:
  /// Plans the file alone, then sets what the live site knows better; a code where that fails.
  std::optional<ExitCode> look_at_site(std::optional<SiteSeen>& seen) {
    const PlannedSite filed = planned_site(site_, search_, output_, {});
    if (!filed.plan) return put_failure(output_, schema, filed.list, filed.seen, filed.code);
    Result<SiteSeen> found = from_site_.seen(filed.loaded.site);
    if (!found) {
      return put_failure(output_, schema, {found.error()}, 1, exit_code_for({found.error()}));
    }
    found->as_filed = brief_of(*filed.plan);
    set_seen(*found, site_);
    seen = std::move(*found);
    return std::nullopt;
  }

  std::string text_for(const PlannedSite& planned) const {
    CHECK(planned.plan.has_value());
    return in_form(output_, {[&] { return plan_json(*planned.plan, planned.notes, planned.list); },
                             [&] { return plan_csv(*planned.plan); },
                             [&] { return plan_page(*planned.plan, planned.notes); }});
  }

  SiteOptions site_;
  SearchOptions search_;
  PlanExtras extras_;
  FromSite from_site_;
  PlanFiles files_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_plan_command() { return std::make_unique<PlanCommand>(); }

}  // namespace islet
