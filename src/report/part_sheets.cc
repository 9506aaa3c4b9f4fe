// Sheets of panels, turbine, battery, generator and cooler.
#include "report/part_sheets.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

constexpr const char* month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

PartRow month_row(std::size_t index, std::vector<double> values) {
  return {static_cast<double>(index + 1), month_names[index], std::move(values)};
}

double kwh(Energy energy) { return energy / kilowatt_hour; }

std::string mount_text(const PanelMount& mount) {
  if (mount.tracker) return "rows that follow the sun, level north-south axis";
  return fmt::format("tilt {:.0f}°, azimuth {:.0f}°", mount.surface.tilt_deg,
                     mount.surface.azimuth_deg);
}

PartGroup panel_losses(const PanelAccount& account) {
  const PanelLosses& lost = account.lost;
  return {
      "From light to power, kWh a year",
      {{"at_rating_kwh", "light on the plane at the panels' rating", kwh(account.at_rating), "kWh"},
       {"lost_glass_kwh", "turned back by the glass", kwh(lost.glass), "kWh"},
       {"lost_heat_kwh", "heat of the cells (below 0: cold gives more)", kwh(lost.heat), "kWh"},
       {"lost_weak_light_kwh", "weak light", kwh(lost.weak_light), "kWh"},
       {"lost_soiling_kwh", "dirt", kwh(lost.soiling), "kWh"},
       {"lost_snow_kwh", "snow", kwh(lost.snow), "kWh"},
       {"lost_wiring_kwh", "wiring, mismatch, outages", kwh(lost.wiring), "kWh"},
       {"lost_clipped_kwh", "clipped by the inverter", kwh(lost.clipped), "kWh"},
       {"lost_inverter_kwh", "inverter's own loss", kwh(lost.inverter), "kWh"},
       {"out_kwh", "what comes out", kwh(account.sum.out), "kWh"}}};
}

}  // namespace

PartSheet panel_sheet(const PanelPlant& plant, const PanelAccount& account,
                      const std::string& basis) {
  PartSheet sheet;
  sheet.part = "pv";
  sheet.title = fmt::format("{} of panels, {}", text_of(plant.rated), mount_text(plant.mount));
  sheet.basis = basis;
  sheet.row_heading = "By month";
  sheet.row_key = "month";
  sheet.columns = {{"light_kwh_per_m2", "light [kWh/m²]"},
                   {"direct_kwh", "direct [kWh]"},
                   {"clipped_kwh", "clipped [kWh]"},
                   {"out_kwh", "out [kWh]"}};
  const auto values = [](const PanelMonth& now) -> std::vector<double> {
    return {now.full_sun / hour, kwh(now.direct), kwh(now.clipped), kwh(now.out)};
  };
  for (std::size_t index = 0; index < months_per_year; ++index) {
    sheet.rows.push_back(month_row(index, values(account.months[index])));
  }
  sheet.sums = {{0, "year", values(account.sum)}};
  sheet.groups = {panel_losses(account)};
  const double rated_kw = plant.rated / kilowatt;
  sheet.groups.push_back(
      {"In short",
       {{"yield_kwh_per_kwp", "yield", kwh(account.sum.out) / rated_kw, "kWh/kWp"},
        {"used_share", "of the rating, through the year", account.used_share, "%"},
        {"most_kw", "highest hour", account.most / kilowatt, "kW"},
        {"tilt_deg", "tilt", plant.mount.tracker ? 0.0 : plant.mount.surface.tilt_deg, "°"},
        {"azimuth_deg", "azimuth", plant.mount.surface.azimuth_deg, "°"}}});
  if (!plant.inverter) sheet.notes.push_back("No inverter: the account ends at direct current.");
  return sheet;
}

PartSheet wind_sheet(Power rated, const std::vector<double>& shares, const std::string& basis) {
  PartSheet sheet;
  sheet.part = "wind";
  sheet.title = fmt::format("A wind turbine of {}", text_of(rated));
  sheet.basis = basis;
  sheet.row_heading = "By month";
  sheet.row_key = "month";
  sheet.columns = {{"out_kwh", "out [kWh]"},
                   {"used_share", "of the rating", true},
                   {"still_h", "still [h]"},
                   {"full_h", "full [h]"}};
  double year_sum = 0;
  double year_still = 0;
  double year_full = 0;
  std::size_t i = 0;
  for (std::size_t index = 0; index < months_per_year; ++index) {
    const int count = 24 * days_in_month(static_cast<int>(index));
    const double highest = *std::max_element(shares.begin(), shares.end());
    double sum = 0;
    double still = 0;
    double full = 0;
    for (int left = count; left > 0; --left, ++i) {
      sum += shares[i];
      still += shares[i] <= 0.01 ? 1 : 0;
      full += highest > 0 && shares[i] >= 0.99 * highest ? 1 : 0;
    }
    year_sum += sum;
    year_still += still;
    year_full += full;
    sheet.rows.push_back(month_row(index, {kwh(sum * hour * rated), sum / count, still, full}));
  }
  const double share = year_sum / hours_per_year;
  sheet.sums = {{0, "year", {kwh(year_sum * hour * rated), share, year_still, year_full}}};
  sheet.groups = {{"In short",
                   {{"out_kwh", "what comes out", kwh(year_sum * hour * rated), "kWh"},
                    {"used_share", "of the rating, through the year", share, "%"}}}};
  sheet.notes = {"Still: below 1 % of the rating. Full: within 1 % of the year's highest hour."};
  return sheet;
}

namespace {

PartGroup battery_life_group(const BatteryRun& run) {
  PartGroup group{"Ageing under such days", {}};
  double worn_out_year = 0;
  for (std::size_t y = 0; y < run.years.size(); ++y) {
    const bool is_last = y + 1 == run.years.size();
    const bool ends = run.years[y].worn_out && worn_out_year == 0;
    if (ends) worn_out_year = static_cast<double>(y + 1);
    const bool shown = y == 0 || (y + 1) % 5 == 0 || is_last || ends;
    if (!shown) continue;
    const BatteryAge& age = run.years[y];
    group.figures.push_back(
        {fmt::format("left_share_year_{}", y + 1),
         fmt::format("capacity left after year {}: time takes {}, {} cycles {}", y + 1,
                     share_text(age.by_time), number_text(age.cycles), share_text(age.by_cycles)),
         age.left, "%"});
  }
  if (worn_out_year > 0) {
    group.figures.push_back({"worn_out_year", "worn out in year", worn_out_year, ""});
  }
  return group;
}

}  // namespace

PartSheet battery_sheet(const BatteryRun& run) {
  PartSheet sheet;
  sheet.part = "battery";
  sheet.title = fmt::format("A battery of {}, {}", text_of(run.capacity), run.module->name);
  sheet.basis = fmt::format("filled at {} from {}:00 to {}:00, then {} drawn, cells at {:.0f} °C",
                            text_of(run.duty.charge), run.duty.fills_from, run.duty.fills_to,
                            text_of(run.duty.load), run.duty.cells.in_celsius());
  sheet.row_heading = "A day that ends as it began";
  sheet.row_key = "hour";
  sheet.columns = {{"in_kwh", "in [kWh]"},
                   {"out_kwh", "out [kWh]"},
                   {"lost_kwh", "lost [kWh]"},
                   {"charge_share", "charge", true}};
  for (std::size_t at = 0; at < run.day.hours.size(); ++at) {
    const BatteryHour& now = run.day.hours[at];
    sheet.rows.push_back({static_cast<double>(at),
                          fmt::format("{:02}:00", at),
                          {kwh(now.in), kwh(now.out), kwh(now.lost), now.charge}});
  }
  sheet.sums = {{0, "day", {kwh(run.day.in), kwh(run.day.out), kwh(run.day.lost)}}};
  const double back = run.day.in > Energy() ? run.day.out / run.day.in : 0.0;
  const double hours =
      run.duty.load > Power()
          ? run.capacity * (run.module->usable_max - run.module->usable_min) / run.duty.load / hour
          : 0.0;
  sheet.groups = {{"The day",
                   {{"in_kwh", "in", kwh(run.day.in), "kWh"},
                    {"out_kwh", "out", kwh(run.day.out), "kWh"},
                    {"round_trip_share", "of it back", back, "%"},
                    {"depth_share", "depth of the day's swing", run.day.depth, "%"},
                    {"stored_h", "hours of that load in the usable charge", hours, "h"}}},
                  battery_life_group(run)};
  if (run.day.in <= Energy()) {
    sheet.notes.push_back("It takes no charge: too cold, too hot, or nothing to fill it.");
  }
  return sheet;
}

PartSheet generator_page_sheet(const GeneratorSet& record, const GeneratorDuty& duty,
                               const GeneratorSheet& sheet) {
  PartSheet out;
  out.part = "generator";
  out.title = fmt::format("A {} generator of {}", record.fuel, text_of(duty.rated));
  out.basis = fmt::format("{}; at {:.0f} m and {:.0f} °C", record.name, duty.altitude / metre,
                          duty.intake.in_celsius());
  out.row_heading = "Fuel";
  out.row_key = "load_share";
  out.columns = {
      {"output_kw", "gives [kW]"}, {"fuel_l_per_h", "burns [L/h]"}, {"fuel_l_per_kwh", "[L/kWh]"}};
  for (const SheetFuel& point : sheet.fuel) {
    const double flow = point.flow * hour / litre;
    const double output = point.output / kilowatt;
    std::vector<double> values = {output, flow};
    if (output > 0) values.push_back(flow / output);
    out.rows.push_back({point.load, share_text(point.load), std::move(values)});
  }
  out.groups = {{"At its place",
                 {{"rated_kw", "gives at most", sheet.set.rated / kilowatt, "kW"},
                  {"rating_left_share", "of its nameplate", sheet.rating_left, "%"},
                  {"minimum_kw", "least it should carry", sheet.set.minimum() / kilowatt, "kW"},
                  {"start_s", "cold to rated voltage", record.start / second, "s"},
                  {"start_chance_share", fmt::format("starts within {} cranks", duty.cranks),
                   sheet.start_chance, "%"}}},
                {fmt::format("Upkeep, {} h a year", number_text(duty.running / hour)),
                 {{"services_per_year", "services a year", sheet.services, ""},
                  {"to_overhaul_years", "years to the overhaul", sheet.to_overhaul / year, ""},
                  {"upkeep_usd_per_year", "services and overhauls, in proportion",
                   sheet.upkeep / dollar, "USD"}}}};
  return out;
}

PartSheet cooling_sheet(const CoolingUnit& unit, Power heat, const CoolingAccount& account,
                        const std::string& basis) {
  PartSheet sheet;
  sheet.part = "cooling";
  sheet.title = fmt::format("{} of heat, moved out by: {}", text_of(heat), unit.name);
  sheet.basis = basis;
  sheet.row_heading = "By month";
  sheet.row_key = "month";
  sheet.columns = {{"air_c", "air [°C]"},
                   {"draw_kwh", "draws [kWh]"},
                   {"pue", "PUE"},
                   {"hottest_inside_c", "inside at most [°C]"},
                   {"derated_h", "stepped down [h]"},
                   {"work_share", "of full work", true}};
  const auto values = [](const CoolingMonth& now) -> std::vector<double> {
    return {now.air.in_celsius(),     kwh(now.draw),      now.pue(),
            now.hottest.in_celsius(), now.derated / hour, now.work};
  };
  for (std::size_t index = 0; index < months_per_year; ++index) {
    sheet.rows.push_back(month_row(index, values(account.months[index])));
  }
  sheet.sums = {{0, "year", values(account.sum)}};
  sheet.groups = {
      {"In short",
       {{"pue", "site's draw over the machines' (cooling alone)", account.sum.pue(), ""},
        {"draw_kwh", "the cooler draws", kwh(account.sum.draw), "kWh"},
        {"derated_h", "hours at a lower stage", account.sum.derated / hour, "h"},
        {"work_share", "of full work done", account.sum.work, "%"},
        {"hottest_at_work_c", "inside at most, while anything works",
         account.sum.hottest_at_work.in_celsius(), "°C"}}}};
  sheet.notes = {"Machines step down to 90, 75, 50, 25 or 0 % before the inlet passes its limit."};
  return sheet;
}

}  // namespace islet
