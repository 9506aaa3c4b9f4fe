#include "cli/options.h"

#include <algorithm>
#include <thread>

#include "base/quantity_text.h"

namespace islet {
namespace {

/// The words allowed stand in the option's line of help, not in the name of its type.
CLI::Validator one_of(std::vector<std::string> words) {
  return CLI::IsMember(std::move(words)).description("");
}

CLI::Validator within(int low, int high) { return CLI::Range(low, high).description(""); }

Error wrong_use(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "", ""};
}

}  // namespace

void OutputOptions::declare(CLI::App& app) {
  app.add_option("-f,--format", format, "table, json, csv or markdown")
      ->check(one_of({"table", "json", "csv", "markdown"}))
      ->type_name("FORMAT")
      ->group("Output");
  app.add_option("-o,--output", file, "write there; format from its ending")
      ->type_name("FILE")
      ->group("Output");
  app.add_flag("--force", force, "let --output replace a file")->group("Output");
  app.add_option("--color", colour, "auto, always or never")
      ->check(one_of({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->group("Output");
  app.add_option("--diagnostics", diagnostics, "errors as human, short or json")
      ->check(one_of({"human", "short", "json"}))
      ->type_name("FORM")
      ->group("Output");
  app.add_flag("-q,--quiet", quiet, "no warnings, no progress")->group("Output");
  app.add_flag("--strict", strict, "end with 5 when there are warnings")->group("Output");
}

Format OutputOptions::chosen() const {
  if (format == "json" || (format.empty() && file.ends_with(".json"))) return Format::json;
  if (format == "csv" || (format.empty() && file.ends_with(".csv"))) return Format::csv;
  if (format == "markdown" || (format.empty() && file.ends_with(".md"))) return Format::markdown;
  return Format::table;
}

Console OutputOptions::console() const {
  const ColourChoice choice = colour == "always"  ? ColourChoice::on
                              : colour == "never" ? ColourChoice::off
                                                  : ColourChoice::automatic;
  Console console = console_for(choice);
  console.quiet = quiet;
  if (diagnostics == "short") console.form = DiagnosticForm::short_lines;
  if (diagnostics == "json") console.form = DiagnosticForm::json;
  if (!to_stdout()) {
    console.colour_out = false;
    console.width = 80;
  }
  return console;
}

void CatalogOptions::declare(CLI::App& app) {
  app.add_option("--catalog", folder, "your own records; none for ours alone")
      ->type_name("DIR")
      ->group("Catalogue");
  app.add_option("--evidence", evidence, "measurements that `islet measure --save` wrote")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group("Catalogue");
}

void SiteOptions::declare(CLI::App& app) {
  catalog.declare(app);
  app.add_option("SITE", file, "the site file; - reads standard input")->required();
  declare_set(app);
}

void SiteOptions::declare_several(CLI::App& app) {
  catalog.declare(app);
  app.add_option("SITE", files, "site files; - reads standard input")->required();
  declare_set(app);
}

void SiteOptions::declare_set(CLI::App& app) {
  app.add_option("--set", set, "use another value for a key")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

Result<std::vector<Override>> SiteOptions::overrides() const {
  std::vector<Override> list;
  for (const std::string& each : set) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos || equals == 0) {
      return wrong_use("--set is \"" + each + "\", must be KEY=VALUE",
                       "Write for example --set goals.ride_through='at least 24 h'.");
    }
    list.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  return list;
}

void SearchOptions::declare(CLI::App& app) {
  app.add_option("--top", top, "designs to keep")
      ->check(within(1, 50))
      ->capture_default_str()
      ->type_name("N")
      ->group("Search");
  app.add_option("--effort", effort, "quick, normal or deep: how near to the proven best")
      ->check(one_of({"quick", "normal", "deep"}))
      ->capture_default_str()
      ->type_name("WHICH")
      ->group("Search");
  app.add_option("--years", years, "weather years to check on")
      ->check(within(1, 100))
      ->capture_default_str()
      ->type_name("N")
      ->group("Search");
  app.add_option("--seed", seed, "of every random draw")
      ->capture_default_str()
      ->type_name("N")
      ->group("Search");
  app.add_option("--jobs", jobs, "threads; the result does not depend on it")
      ->check(within(1, 64))
      ->type_name("N")
      ->group("Search");
  app.add_option("--time-limit", time_limit, "stop then with the best so far")
      ->type_name("30s")
      ->group("Search");
  app.add_option("--progress", progress, "auto or none")
      ->check(one_of({"auto", "none"}))
      ->type_name("WHEN")
      ->group("Search");
}

Result<std::optional<Duration>> SearchOptions::limit() const {
  if (time_limit.empty()) return std::optional<Duration>();
  const Result<ParsedValue> value = parse_value(time_limit);
  if (!value || value->form != ValueForm::known || value->dimension != Duration::dimension ||
      !(value->typical > 0)) {
    return wrong_use("--time-limit is \"" + time_limit + "\", must be a duration above 0",
                     "Write for example --time-limit 30s.");
  }
  return std::optional<Duration>(Duration(value->typical));
}

int SearchOptions::threads() const {
  if (jobs > 0) return jobs;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 64);
}

}  // namespace islet
