#include "cli/site_part.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/console.h"
#include "cli/site_to_run.h"
#include "engines/worker_program.h"
#include "net/clock.h"
#include "sim/site_log.h"
#include "twin/live_twin.h"
#include "twin/plant_settings.h"

namespace islet {
namespace {

ExitCode fail(const std::vector<Error>& list, ExitCode code) {
  show(console_for(ColourChoice::automatic), list);
  return code;
}

/// The clock on the wall as the site begins, by its own standard time.
std::int64_t local_ms(Duration utc_offset) {
  return wall_now().unix_ms + static_cast<std::int64_t>(utc_offset / millisecond);
}

bool speaks_of_energy(const MeterWish& wish) {
  return wish.kind != "folder" && wish.kind != "nut" && wish.kind != "gencomm" &&
         wish.kind != "nvml";
}

/// The first meter of the plant is to say what the plant has: nobody takes silence for a full
/// battery.
void expect_plant(const Plant& plant, std::vector<MeterWish>& meters) {
  const auto found = std::find_if(meters.begin(), meters.end(), speaks_of_energy);
  if (found == meters.end()) return;
  if (plant.battery.capacity > Energy()) found->says.push_back(Gauge::battery_charge);
  if (plant.panel_rated > Power()) found->says.push_back(Gauge::panel_power);
}

/// The machine's own sensors are read in any case, where it has some.
void add_own_sensors(std::vector<MeterWish>& meters) {
  const auto is_folder = [](const MeterWish& one) { return one.kind == "folder"; };
  if (std::any_of(meters.begin(), meters.end(), is_folder)) return;
  const std::string usual = "/sys";
  if (OwnSensors(usual, "libnvidia-ml.so.1").found().empty()) return;
  MeterWish own;
  own.name = "machine";
  own.kind = "folder";
  own.folder = usual;
  meters.push_back(own);
}

/// What the site enables is set by a program of its own.
std::optional<Error> take_controls(const LiveSettings& live, SiteParts& parts) {
  parts.controls = enabled_controls(live);
  if (parts.controls.empty()) return std::nullopt;
  Result<std::string> guard = worker_program("guard");
  if (!guard) return guard.error();
  parts.guard_program = std::move(*guard);
  for (const LeverWish& one : parts.controls) {
    write_message(fmt::format("control {}: {} at {}, {:g} to {:g}\n", one.name, one.kind, one.place,
                              one.least, one.most));
  }
  return std::nullopt;
}

}  // namespace

void SitePart::declare(CLI::App& app) {
  app.add_option("--site", site_.file,
                 "a site file: its meters are read, and the site keeps within its power")
      ->type_name("SITE.yaml");
}

ExitCode SitePart::fill(const std::vector<std::string>& overrides, SiteParts& parts) {
  site_.set = overrides;
  const LoadedSite loaded = load_site(site_);
  if (loaded.code != ExitCode::done) return fail(loaded.list, loaded.code);
  std::vector<Error> doubts = loaded.list;
  parts.meters = meters_of(loaded.site.live, loaded.site.file, doubts);
  if (std::none_of(parts.meters.begin(), parts.meters.end(), speaks_of_energy)) {
    doubts.push_back({Place{loaded.site.file},
                      "`live.readings` names no meter of the plant: it is taken to be as planned",
                      "Add one, such as `energy: {kind: sunspec, url: tcp://192.0.2.10:502}`.",
                      "S3", ""});
  }
  const Calendar calendar(local_ms(loaded.site.where.utc_offset));
  const int day_of_year = calendar.hour_of(Instant()).of_year() / hours_of_day;
  const SiteToRun planned = site_to_run(loaded, PlanOptions(), day_of_year);
  if (!planned.made) return fail(planned.list, planned.code);
  const SiteRun& run = planned.made->run;
  expect_plant(run.power.plant, parts.meters);
  add_own_sensors(parts.meters);
  parts.plant = plant_settings(run.power, day_of_year);
  parts.plant->calendar = calendar;
  parts.plant->inlet_max = planned.inlet_max;
  parts.twin = std::make_unique<LiveTwin>(run.power.plant, parts.plant->panel_year,
                                          parts.plant->calendar, planned.nameplate);
  take_marks(run.power, parts.scheduler);
  if (const auto error = take_controls(loaded.site.live, parts)) {
    return fail({*error}, ExitCode::wrong_input);
  }
  show(console_for(ColourChoice::automatic), doubts);
  write_message(fmt::format("the power of {} with {}; {} meters\n", loaded.site.name, planned.title,
                            parts.meters.size()));
  return ExitCode::done;
}

}  // namespace islet
