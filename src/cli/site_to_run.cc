#include "cli/site_to_run.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "accuracy/own_rows.h"
#include "accuracy/run_tuning.h"
#include "catalog/weather.h"
#include "cli/interrupt.h"
#include "plan/advice.h"
#include "plan/gear_choice.h"

namespace islet {
namespace {

SiteToRun failed(std::vector<Error> list, ExitCode code) {
  SiteToRun out;
  out.list = std::move(list);
  out.code = code;
  return out;
}

/// Two digits; -1 for anything else.
int two_digits(std::string_view text) {
  int value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = end.ec == std::errc() && end.ptr == text.data() + text.size();
  return is_all && text.size() == 2 && value >= 0 ? value : -1;
}

}  // namespace

Result<int> first_day_in(const std::string& given) {
  const Error wrong{
      {},
      fmt::format("`--from` is \"{}\", must be a day of the year such as 06-21", given),
      "",
      "V1",
      ""};
  std::string_view text = given;
  if (text.size() == 10 && text[4] == '-') text.remove_prefix(5);
  if (text.size() != 5 || text[2] != '-') return wrong;
  const int month_index = two_digits(text.substr(0, 2)) - 1;
  const int day_index = two_digits(text.substr(3, 2)) - 1;
  if (month_index < 0 || month_index >= months_per_year) return wrong;
  if (day_index < 0 || day_index >= days_in_month(month_index)) return wrong;
  int sum = day_index;
  for (int each = 0; each < month_index; ++each) sum += days_in_month(each);
  return sum;
}

SiteToRun site_to_run(const LoadedSite& loaded, PlanOptions options, int first_day) {
  Faults unread;
  const Calibration calibration = read_calibration_of(loaded.catalog, loaded.measured, unread);
  if (unread.has_errors()) return failed(unread.sorted(), ExitCode::data_missing);
  const CalibratedMakers calibrated(calibration);
  options.data_folder = loaded.catalog.folder;
  options.makers = calibrated.makers();
  options.simulate = true;  // the design that a plan recommends, no finalist that it passes over
  options.stop_asked = [] { return interrupt_asked(); };
  const Result<Plan> plan = make_plan(loaded.site, loaded.catalog, options);
  if (!plan) return failed({plan.error()}, exit_code_for({plan.error()}));
  const DesignOutcome* best = advised_design(*plan);
  if (best == nullptr) {
    return failed({{Place{loaded.site.file}, "no design was found that can be run",
                    "`islet plan` says what binds.", "N2", ""}},
                  ExitCode::no_answer);
  }
  const Result<SiteWeather> weather =
      plan_weather(built_as(loaded.site, best->design), loaded.catalog, options);
  if (!weather) return failed({weather.error()}, exit_code_for({weather.error()}));
  const PlanContext context{loaded.site, loaded.catalog, *weather,
                            air_range(loaded.site, *weather)};
  Result<SimulatedSite> made = simulated_site(context, best->design, options.makers, first_day);
  if (!made) return failed({made.error()}, ExitCode::wrong_input);
  SiteToRun out;
  out.made = std::move(*made);
  out.title = best->title;
  out.nameplate = best->design.power.storage;
  out.inlet_max = inside_limit(loaded.site, best->design.compute);
  out.weather = weather->source;
  return out;
}

}  // namespace islet
