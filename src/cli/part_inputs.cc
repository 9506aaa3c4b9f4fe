#include "cli/part_inputs.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/quantity_text.h"
#include "base/text.h"
#include "catalog/weather_file.h"
#include "cli/word_reader.h"
#include "energy/sun_table.h"
#include "energy/wind_year.h"
#include "plan/gear_choice.h"
#include "plan/place_weather.h"
#include "report/part_sheets.h"

namespace islet {
namespace {

struct PlaceYear {
  WeatherYear weather;
  std::string basis;
};

Result<PlaceYear> weather_of(const PartContext& context) {
  const PartWords& words = context.words;
  if (words.at.empty() == words.weather.empty()) {
    return Error{{},
                 "a part that depends on the weather needs either `--at` or `--weather`",
                 "Write for example --at '31.8 N, 106.4 W'.",
                 "V1",
                 ""};
  }
  Result<WeatherYear> year = Error{};
  if (words.at.empty()) {
    year = read_weather_year(words.weather);
  } else {
    const Result<ParsedValue> value = parse_value(words.at);
    if (!value || value->form != ValueForm::position) {
      return Error{{},
                   "--at is \"" + words.at + "\", must be a latitude and a longitude",
                   "Write for example --at '31.8 N, 106.4 W'.",
                   "V5",
                   ""};
    }
    year = place_weather(context.catalog.folder, {value->latitude_deg, value->longitude_deg, {}},
                         context.seed);
  }
  if (!year) return year.error();
  PlaceYear out{std::move(*year), ""};
  out.basis = out.weather.name;
  for (const std::string& note : out.weather.notes) out.basis += "; " + note;
  if (out.weather.grade == Grade::d) out.basis += " (" + out.weather.source + ")";
  return out;
}

Length altitude_of(const PartWords& words, WordReader& reader, Length standard) {
  const AskedWord asked{"--altitude", "m", "a height between -400 m and 6000 m"};
  return Length(reader.number(words.altitude, asked, standard / metre, -400, 6000));
}

PanelMount mount_of(const PartWords& words, const PlaceYear& place,
                    std::span<const SunPosition> sun, const PanelModel& model, WordReader& reader) {
  PanelMount mount;
  const double latitude_deg = place.weather.position.latitude_deg;
  if (words.mount == "tracker") {
    mount.surface.azimuth_deg = equator_azimuth_deg(latitude_deg);
    mount.tracker = Tracker{.axis_azimuth_deg = mount.surface.azimuth_deg};
    mount.row_ground_cover = mount.tracker->ground_cover;
    if (!words.tilt.empty() || !words.azimuth.empty()) {
      reader.fail({{},
                   "`--tilt` and `--azimuth` are of a fixed mount, but `--mount` is tracker",
                   "Leave them out, or write --mount fixed.",
                   "V3",
                   ""});
    }
    return mount;
  }
  if (words.tilt.empty()) mount = best_mount(place.weather, sun, model, TiltGoal::whole_year);
  // Degrees are counts to the reader of quantities.
  const auto plain = [&](const std::string& text, const char* option, double standard,
                         double most) {
    const std::string number = text.substr(0, text.find("°"));
    if (text.empty()) return standard;
    const Result<ParsedValue> value = parse_value(number);
    if (value && value->form == ValueForm::known && !value->has_unit && value->typical >= 0 &&
        value->typical <= most) {
      return value->typical;
    }
    reader.fail({{},
                 fmt::format("{} is \"{}\", must be degrees from 0 to {:.0f}", option, text, most),
                 fmt::format("Write for example {} 25.", option),
                 "V5",
                 ""});
    return standard;
  };
  mount.surface.tilt_deg = plain(words.tilt, "--tilt", mount.surface.tilt_deg, 90);
  mount.surface.azimuth_deg =
      plain(words.azimuth, "--azimuth", equator_azimuth_deg(latitude_deg), 360);
  return mount;
}

/// Panels that look away from the sun's half of the sky; "" where they do not.
std::string azimuth_note(const PanelMount& mount, double latitude_deg) {
  if (mount.tracker || mount.surface.tilt_deg < 5 || std::abs(latitude_deg) < 5) return "";
  const double to = equator_azimuth_deg(latitude_deg);
  const double off = std::abs(std::remainder(mount.surface.azimuth_deg - to, 360.0));
  if (off <= 90) return "";
  return fmt::format(
      "These panels look away from the equator: at {:.0f}° of latitude the sun "
      "stands at azimuth {:.0f} at noon.",
      latitude_deg, to);
}

Result<PartSheet> panels(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  PanelPlant plant;
  plant.rated = reader.quantity(words.panels, {"--pv", "kWp", "a power above 0"}, Power());
  const AskedWord dirt{"--soiling", "%", "a share from 0 % to 90 %"};
  const double soiling = reader.number(words.soiling, dirt, 0.03, 0, 0.9);
  const PvModule* module = words.module.empty()
                               ? panel_kind(context.catalog)
                               : record_of(context.catalog.pv_modules, words.module);
  if (module == nullptr) return no_record("--module", words.module, context.catalog.pv_modules);
  plant.model = panel_model(*module, soiling);
  if (words.inverter != "none") {
    PvInverter inverter;
    inverter.corrects_clipping = true;
    const Power rated =
        reader.quantity(words.inverter, {"--inverter", "kW", "a power above 0, or none"},
                        plant.rated / inverter.panels_over_rating);
    inverter.panels_over_rating = plant.rated / rated;
    plant.inverter = inverter;
  }
  if (reader.has_fault()) return reader.fault();
  const Result<PlaceYear> place = weather_of(context);
  if (!place) return place.error();
  SunTable suns;
  const std::vector<SunPosition>& sun = suns.year_of(place->weather);
  plant.mount = mount_of(words, *place, sun, plant.model, reader);
  if (reader.has_fault()) return reader.fault();
  PartSheet sheet = panel_sheet(plant, panel_account(plant, place->weather, sun), place->basis);
  sheet.notes.push_back(
      fmt::format("{}, {:.3g} % of the light lost to dirt.", module->name, 100 * soiling));
  const std::string away = azimuth_note(plant.mount, place->weather.position.latitude_deg);
  if (!away.empty()) sheet.notes.push_back(away);
  return sheet;
}

Result<PartSheet> turbine(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  const Power rated = reader.quantity(words.wind, {"--wind", "kW", "a power above 0"}, Power());
  WindSite stand;
  stand.hub = reader.quantity(words.hub, {"--hub", "m", "a height above 0"}, stand.hub);
  if (reader.has_fault()) return reader.fault();
  const Result<PlaceYear> place = weather_of(context);
  if (!place) return place.error();
  stand.altitude = altitude_of(words, reader, place->weather.position.altitude);
  if (reader.has_fault()) return reader.fault();
  PartSheet sheet = wind_sheet(rated, wind_year(WindCurve{}, stand, place->weather), place->basis);
  sheet.notes.push_back(
      fmt::format("Hub at {:.0f} m, wind measured at {:.0f} m, open land; 300 W/m² of swept area; "
                  "{:.0f} % lost "
                  "to outages and wiring (assumed).",
                  stand.hub / metre, stand.mast / metre, 100 * stand.losses));
  return sheet;
}

Result<PartSheet> battery(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  BatteryRun run;
  run.capacity =
      reader.quantity(words.battery, {"--battery", "kWh", "an energy above 0"}, Energy());
  run.duty.cells = reader.degrees(words.air, "--air", celsius(25));
  const std::string chemistry = words.chemistry.empty() ? "lfp" : words.chemistry;
  run.module = battery_kind(context.catalog, chemistry, {run.duty.cells, run.duty.cells});
  if (run.module == nullptr) {
    return Error{{},
                 "--chemistry is \"" + chemistry + "\", must be lfp, nmc, agm or opzv",
                 "Leave it out for LFP.",
                 "V5",
                 ""};
  }
  // Emptied in ten hours of the night, filled in five of the day.
  run.duty.load =
      reader.quantity(words.load, {"--load", "kW", "a power above 0"}, run.capacity / (10 * hour));
  run.duty.charge = reader.quantity(words.charge, {"--charge", "kW", "a power above 0"},
                                    run.capacity / (5 * hour));
  const Duration life =
      reader.quantity(words.life, {"--life", "years", "a duration up to 40 years"}, 15 * year);
  constexpr int years_max = 40;
  const int years = static_cast<int>(std::lround(life / year));
  if (years < 1 || years > years_max) {
    reader.fail(wrong_word({"--life", "years", "a duration up to 40 years"}, words.life));
  }
  if (reader.has_fault()) return reader.fault();
  run.day = battery_day(*run.module, run.capacity, run.duty);
  run.years = battery_years(*run.module, run.capacity, run.duty, years);
  return battery_sheet(run);
}

/// What `--fuel` says; diesel where it says nothing.
std::string fuel_of(const PartWords& words) { return words.fuel.empty() ? "diesel" : words.fuel; }

/// The smallest set of that fuel that gives so much.
Result<const GeneratorSet*> set_for(const PartContext& context, Power rated) {
  const std::string fuel = fuel_of(context.words);
  const GeneratorSet* record = set_of_size(context.catalog.generators, fuel, rated);
  if (record != nullptr) return record;
  return Error{{},
               "--fuel is \"" + fuel + "\", must be diesel, propane or natural_gas",
               "Leave it out for diesel.",
               "V5",
               ""};
}

Result<PartSheet> generator_set(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  GeneratorDuty duty;
  duty.rated = reader.quantity(words.generator, {"--generator", "kW", "a power above 0"}, Power());
  duty.altitude = altitude_of(words, reader, Length());
  duty.intake = reader.degrees(words.air, "--air", celsius(25));
  const AskedWord hours{"--hours", "h", "a duration up to 8760 h"};
  duty.running = Duration(reader.number(words.hours, hours, 1000 * 3600.0, 0, 8760 * 3600.0));
  if (reader.has_fault()) return reader.fault();
  const Result<const GeneratorSet*> found = set_for(context, duty.rated);
  if (!found) return found.error();
  const GeneratorSet* record = *found;
  return generator_page_sheet(*record, duty, generator_sheet(*record, duty));
}

Result<PartSheet> cooler(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  const CoolingUnit* unit = record_of(context.catalog.coolers, words.cooling);
  if (unit == nullptr) {
    for (const CoolingUnit& each : context.catalog.coolers) {
      if (unit == nullptr && each.kind == words.cooling) unit = &each;
    }
  }
  if (unit == nullptr) return no_record("--cooling", words.cooling, context.catalog.coolers);
  const Power heat =
      reader.quantity(words.heat, {"--heat", "kW", "a power above 0"}, unit->heat_max);
  const Temperature inside = reader.degrees(words.inside, "--inside", celsius(45));
  if (reader.has_fault()) return reader.fault();
  const Result<PlaceYear> place = weather_of(context);
  if (!place) return place.error();
  std::vector<Temperature> air;
  for (const WeatherHour& now : place->weather.hours) air.push_back(now.air);
  const double units = std::max(1.0, std::ceil(heat / unit->heat_max - 1e-9));
  Cooling loop = cooling(*unit, inside);
  loop.heat_max = units * loop.heat_max;
  PartSheet sheet = cooling_sheet(*unit, heat, cooling_account(loop, heat, air), place->basis);
  sheet.notes.push_back(fmt::format("{:.0f} of it; machines bear {:.0f} °C at their inlet.", units,
                                    inside.in_celsius()));
  return sheet;
}

/// The other classes share evenly what is not safety work.
ClassShares shares_of(double acute) {
  const double other = (1 - acute) / 3;
  return {acute, other, other, other};
}

Result<PartSheet> bridge_part(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  BridgeRun run;
  run.load = reader.quantity(words.bridge, {"--bridge", "kW", "a power above 0"}, Power());
  run.store.usable = reader.quantity(words.store, {"--store", "kWh", "an energy above 0"},
                                     run.load * (15.0 * minute));
  run.store.power = reader.quantity(words.store_power, {"--store-power", "kW", "a power above 0"},
                                    1.2 * run.load);
  run.set.rated =
      reader.quantity(words.backup, {"--backup", "kW", "a power above 0"}, 1.25 * run.load);
  const AskedWord share{"--acute", "%", "a share from 0 % to 100 %"};
  const double acute = reader.number(words.acute, share, 0.25, 0, 1);
  if (reader.has_fault()) return reader.fault();
  const Result<const GeneratorSet*> found = set_for(context, run.set.rated);
  if (!found) return found.error();
  const GeneratorSet* record = *found;
  run.set_name = record->name;
  run.set.crank = record->start;
  run.set.start_failure = record->start_failure.typical;
  run.set.warm_up = std::max(Duration(), record->full_load - record->start);
  run.bridge = bridge(run.set, run.store, run.load);
  run.needed = store_needed(run.set, run.store.efficiency, run.load);
  run.held = failed_start(run.store, run.load, shares_of(acute));
  return bridge_sheet(run);
}

Result<PartSheet> several_sets(const PartContext& context) {
  const PartWords& words = context.words;
  WordReader reader;
  const std::string fuel = fuel_of(words);
  SetsRun run;
  for (const std::string_view word : split(words.sets, ',')) {
    const Power rated =
        reader.quantity(std::string(trimmed(word)), {"--sets", "kW", "powers above 0"}, Power());
    if (reader.has_fault()) return reader.fault();
    const GeneratorSet* record = set_of_size(context.catalog.generators, fuel, rated);
    if (rated <= Power() || run.sets.size() == committed_sets_max || record == nullptr) {
      return wrong_word({"--sets", "kW, 8 kW", "1 to 10 powers of a fuel in the catalogue"},
                        words.sets);
    }
    run.sets.push_back(scaled_to(generator(*record, Volume(), Duration()), rated));
  }
  Power all;
  for (const Generator& set : run.sets) all += set.rated;
  run.load = reader.quantity(words.load, {"--load", "kW", "a power above 0"}, 0.5 * all);
  if (reader.has_fault()) return reader.fault();
  run.account = sets_account(run.sets, run.load);
  return sets_sheet(run);
}

}  // namespace

Result<PartSheet> part_sheet(const PartContext& context) {
  const PartWords& words = context.words;
  if (!words.panels.empty()) return panels(context);
  if (!words.wind.empty()) return turbine(context);
  if (!words.battery.empty()) return battery(context);
  if (!words.generator.empty()) return generator_set(context);
  if (!words.bridge.empty()) return bridge_part(context);
  if (!words.sets.empty()) return several_sets(context);
  return cooler(context);
}

}  // namespace islet
