#include "cli/energy_parts.h"

#include <utility>

#include "cli/input.h"
#include "cli/result_output.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/energy-part/1";

struct PartOption {
  const char* name;
  std::string PartWords::*word;
  const char* type;
  const char* line;
};

constexpr PartOption parts[] = {
    {"--pv", &PartWords::panels, "POWER", "panels of that peak power"},
    {"--wind", &PartWords::wind, "POWER", "a wind turbine"},
    {"--battery", &PartWords::battery, "ENERGY", "a battery: a day's trace, its ageing"},
    {"--generator", &PartWords::generator, "POWER", "a generator: fuel, derating, upkeep"},
    {"--cooling", &PartWords::cooling, "NAME", "a cooler, by id or kind: draw, PUE, derating"},
    {"--bridge", &PartWords::bridge, "POWER", "a load carried by a store until a set has started"},
    {"--sets", &PartWords::sets, "POWERS", "unequal sets together, which run: '3 kW, 8 kW'"},
};

constexpr PartOption settings[] = {
    {"--at", &PartWords::at, "POSITION", "place of panels, turbine or cooler: '31.8 N, 106.4 W'"},
    {"--weather", &PartWords::weather, "FILE", "its weather year, in place of --at"},
    {"--altitude", &PartWords::altitude, "HEIGHT", "of generator or turbine; bare: m"},
    {"--tilt", &PartWords::tilt, "DEGREES", "of panels; left out: the best for the year"},
    {"--azimuth", &PartWords::azimuth, "DEGREES", "of panels, from north; left out: the equator"},
    {"--mount", &PartWords::mount, "KIND", "of panels: fixed or tracker"},
    {"--module", &PartWords::module, "NAME", "of panels: id in the catalogue"},
    {"--inverter", &PartWords::inverter, "POWER", "of panels, or none; left out: panels / 1.2"},
    {"--soiling", &PartWords::soiling, "SHARE", "of panels: light lost to dirt; left out: 3 %"},
    {"--hub", &PartWords::hub, "HEIGHT", "of a turbine; left out: 15 m"},
    {"--chemistry", &PartWords::chemistry, "KIND", "of a battery: lfp, nmc, agm or opzv"},
    {"--load", &PartWords::load, "POWER", "that empties a battery, or that sets must carry"},
    {"--charge", &PartWords::charge, "POWER", "that fills a battery"},
    {"--life", &PartWords::life, "YEARS", "that a battery is aged for; left out: 15"},
    {"--air", &PartWords::air, "DEGREES", "around battery or generator; left out: 25 °C"},
    {"--fuel", &PartWords::fuel, "KIND", "of a generator: diesel, propane or natural_gas"},
    {"--hours", &PartWords::hours, "HOURS", "that a generator runs a year; left out: 1000"},
    {"--heat", &PartWords::heat, "POWER", "that a cooler moves; left out: its rating"},
    {"--inside", &PartWords::inside, "DEGREES", "that machines bear; left out: 45 °C"},
    {"--store", &PartWords::store, "ENERGY", "usable, of a bridge; left out: 15 min of its load"},
    {"--store-power", &PartWords::store_power, "POWER", "of a bridge; left out: 1.2 of its load"},
    {"--backup", &PartWords::backup, "POWER", "set behind a bridge; left out: 1.25 of its load"},
    {"--acute", &PartWords::acute, "SHARE", "of a bridge's load, safety work; left out: 25 %"},
};

}  // namespace

void EnergyParts::declare(CLI::App& app) {
  for (const PartOption& each : parts) {
    app.add_option(each.name, words_.*each.word, each.line)
        ->type_name(each.type)
        ->group("One part on its own");
  }
  for (const PartOption& each : settings) {
    app.add_option(each.name, words_.*each.word, each.line)
        ->type_name(each.type)
        ->group("Of that part");
  }
  app.get_option("--mount")->check(CLI::IsMember({"fixed", "tracker"}).description(""));
}

bool EnergyParts::is_asked() const {
  for (const PartOption& each : parts) {
    if (!(words_.*each.word).empty()) return true;
  }
  return false;
}

ExitCode EnergyParts::run(const CatalogOptions& catalog, const OutputOptions& output,
                          std::uint64_t seed) {
  int named = 0;
  for (const PartOption& each : parts) named += (words_.*each.word).empty() ? 0 : 1;
  if (named > 1) {
    const Error several{{}, "`energy` shows one part at a time", "Name one of them.", "V1", ""};
    return put_failure(output, schema, {several}, 0, ExitCode::wrong_use);
  }
  const LoadedCatalog loaded = load_catalog(catalog);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  const Result<PartSheet> sheet = part_sheet({loaded.catalog, words_, seed});
  if (!sheet) {
    const bool of_words = sheet.error().place.file.empty();
    return put_failure(output, schema, {sheet.error()}, 0,
                       of_words ? ExitCode::wrong_use : exit_code_for({sheet.error()}));
  }
  return put_result(output,
                    in_form(output, {[&] { return part_json(*sheet, loaded.list); },
                                     [&] { return csv_of(part_table(*sheet)); },
                                     [&] { return part_page(*sheet); }}),
                    ExitCode::done);
}

}  // namespace islet
