#include "cli/rehearse.h"

#include <fmt/format.h>

#include "cli/console.h"
#include "cli/input.h"
#include "cli/site_to_run.h"
#include "net/clock.h"
#include "report/table.h"
#include "twin/rehearsal_text.h"

namespace islet {
namespace {

ExitCode fail(const std::vector<Error>& list, ExitCode code) {
  show(console_for(ColourChoice::automatic), list);
  return code;
}

std::string table_text(const RehearsalOutcome& outcome) {
  Table table;
  table.columns = {{"workload"},
                   {"class"},
                   {"asked", Align::right},
                   {"served", Align::right},
                   {"late", Align::right},
                   {"degraded", Align::right},
                   {"lost", Align::right},
                   {"open", Align::right}};
  for (const RehearsedWork& work : outcome.work) {
    if (work.asked == 0) continue;
    table.add({work.name, std::string(name_of(work.work_class)), fmt::format("{}", work.asked),
               fmt::format("{}", work.served), fmt::format("{}", work.late),
               fmt::format("{}", work.degraded), fmt::format("{}", work.lost),
               fmt::format("{}", work.open)});
  }
  const StepFlows& flows = outcome.plant.total;
  std::string out = text_of(table, console_for(ColourChoice::automatic).canvas());
  for (const RehearsedWork& work : outcome.work) {
    for (const auto& [why, many] : work.lost_by) {
      fmt::format_to(std::back_inserter(out), "{}: {} lost, {}\n", work.name, many, why);
    }
  }
  fmt::format_to(
      std::back_inserter(out),
      "\nsun {:.2f} kWh, generator {:.2f} kWh, grid {:.2f} kWh, machines {:.2f} kWh, not "
      "delivered {:.3f} kWh\n",
      flows.panels / kilowatt_hour, flows.generator / kilowatt_hour, flows.grid / kilowatt_hour,
      outcome.plant.machines / kilowatt_hour, flows.shortfall / kilowatt_hour);
  if (outcome.plant.shed > 1 * watt_hour) {
    fmt::format_to(std::back_inserter(out), "other loads held back, as planned: {:.2f} kWh\n",
                   outcome.plant.shed / kilowatt_hour);
  }
  fmt::format_to(std::back_inserter(out),
                 "joules of {} requests; the ledger misses {:.2f} % of the plant's meter in {} h\n",
                 outcome.ledger.rows, 100 * outcome.residual, outcome.hours);
  fmt::format_to(std::back_inserter(out), "longest above its envelope: {:.2f} s; bridges: {}\n",
                 outcome.longest_over / second, outcome.standing.bridges);
  if (outcome.heat_stage > 0) {
    fmt::format_to(std::back_inserter(out),
                   "air at the machines at most {:.1f} of {:.1f} C, held to heat stage {} of {}\n",
                   outcome.hottest.in_celsius(), outcome.inlet_max.in_celsius(), outcome.heat_stage,
                   HeatStages::stages);
  }
  for (const auto& [alarm, seen] : outcome.alarms) {
    fmt::format_to(std::back_inserter(out), "alarm: {}{}{}, first at {:.1f} s\n", alarm,
                   seen.how.empty() ? "" : ": ", seen.how, seen.first / second);
  }
  return out;
}

}  // namespace

void RehearsePart::declare(CLI::App& app) {
  const char* group = "Rehearsal";
  app.add_option("--rehearse", site_.file, "a site file: its plant and machines are simulated")
      ->type_name("SITE.yaml")
      ->group(group);
  app.add_option("--set", site_.set, "use another value for a key of the site file")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--speed", speed_, "how much faster than the world")
      ->check(CLI::Range(1.0, 3'600.0).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--days", days_, "days to rehearse")
      ->check(CLI::Range(1, 365).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--seconds", seconds_, "rehearse so long instead, by the site's clock")
      ->group(group);
  app.add_option("--from", from_, "first day, such as 06-21")->capture_default_str()->group(group);
  app.add_option("--seed", seed_, "of the load and of the generator's luck")
      ->capture_default_str()
      ->group(group);
  app.add_option("--fault", faults_, "draw troubles from this seed")
      ->type_name("SEED")
      ->group(group);
  app.add_option("--trouble", troubles_, "a trouble, such as mains_lost@20s+60s")
      ->type_name("KIND@START+LENGTH")
      ->allow_extra_args(false)
      ->group(group);
  app.add_flag("--broker", has_broker_,
               "the plant also speaks Victron's topics through an MQTT broker, mosquitto")
      ->group(group);
  app.add_flag("--no-load", quiet_load_, "ask nothing but what clients ask")->group(group);
  output_.declare(app);
}

/// The troubles asked for and those drawn.
Result<std::vector<Trouble>> RehearsePart::troubles(Duration span) const {
  std::vector<Trouble> out;
  for (const std::string& text : troubles_) {
    const Result<Trouble> one = trouble_in(text);
    if (!one) return one.error();
    out.push_back(*one);
  }
  if (faults_ > 0) {
    const std::vector<Trouble> drawn = draw_troubles(span, faults_);
    out.insert(out.end(), drawn.begin(), drawn.end());
  }
  for (const Trouble& one : out) {
    write_message(fmt::format("trouble: {} at {:.0f} s for {:.0f} s\n", name_of(one.kind),
                              between(Instant(), one.at) / second, one.length / second));
  }
  return out;
}

ExitCode RehearsePart::run(ServeSettings settings) {
  const Result<int> first_day = first_day_in(from_);
  if (!first_day) return fail({first_day.error()}, ExitCode::wrong_use);
  const Duration span = seconds_ > 0 ? seconds_ * second : days_ * day;
  const Result<std::vector<Trouble>> wanted = troubles(span);
  if (!wanted) return fail({wanted.error()}, ExitCode::wrong_use);
  LoadedSite loaded = load_site(site_);
  if (loaded.code != ExitCode::done) return fail(loaded.list, loaded.code);
  SiteToRun planned = site_to_run(loaded, PlanOptions(), *first_day);
  if (!planned.made) return fail(planned.list, planned.code);
  RehearsalWish wish;
  wish.run = std::move(planned.made->run);
  wish.nameplate = planned.nameplate;
  wish.inlet_max = planned.inlet_max;
  wish.troubles = *wanted;
  wish.span = span;
  return rehearse(std::move(wish), std::move(settings),
                  loaded.site.name + " with " + planned.title);
}

ExitCode RehearsePart::rehearse(RehearsalWish wish, ServeSettings settings,
                                const std::string& what) const {
  wish.run.seed = seed_;
  wish.run.days = days_;
  wish.speed = speed_;
  wish.loads = !quiet_load_;
  wish.has_broker = has_broker_;
  // From here on the clock runs at the rehearsal's rate.
  if (speed_ > 1) run_clock_at(speed_);
  auto rehearsal = Rehearsal::open(settings, std::move(wish));
  if (!rehearsal) return fail({rehearsal.error()}, ExitCode::outside_failed);
  write_message(fmt::format("rehearsing {} on http://{}:{}, {} times as fast\n", what,
                            settings.http.address, (*rehearsal)->site().port(), speed_));
  (*rehearsal)->run();
  const RehearsalOutcome outcome = (*rehearsal)->outcome();
  const bool is_json = output_.chosen() == Format::json;
  const std::string text =
      is_json ? "{\"schema\":\"islet/rehearse/1\",\"ok\":true,\"diagnostics\":[],\"result\":" +
                    json_of(outcome) + "}\n"
              : table_text(outcome);
  return write_result(text) ? ExitCode::outside_failed : ExitCode::done;
}

}  // namespace islet
