#include "cli/verify_power.h"

#include <filesystem>
#include <vector>

#include "accuracy/power_run.h"
#include "cli/data_folder.h"
#include "cli/result_output.h"
#include "report/power_page.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = "islet/verify-power/1";

/// Where weather years of cases are looked for, in this order.
std::vector<std::string> weather_folders(const std::string& asked, const std::string& cases,
                                         const std::string& shipped) {
  std::vector<std::string> folders;
  if (!asked.empty()) folders.push_back(asked);
  for (const char* beside : {"../weather", "weather", "."}) {
    folders.push_back((fs::path(cases) / beside).lexically_normal().string());
  }
  folders.push_back(shipped + "/weather/years");
  return folders;
}

}  // namespace

void VerifyPower::declare(CLI::App& app) {
  app.add_option("DIR", folder_, "folder of cases, or one file of them")->required();
  app.add_option("--weather", weather_,
                 "folder of weather years that cases name; then DIR/../weather, DIR/weather, DIR "
                 "and the years that are shipped are looked through")
      ->type_name("DIR");
  output_.declare(app);
}

ExitCode VerifyPower::run() const {
  if (const auto refusal = output_refusal(output_)) {
    return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
  }
  const auto fail = [this](const Error& error) {
    return put_failure(output_, schema, {error}, 0, exit_code_for({error}));
  };
  const Result<std::string> shipped = find_data_folder();
  if (!shipped) return fail(shipped.error());
  std::error_code unknown;
  const fs::path given(folder_);
  const bool is_file = fs::is_regular_file(given, unknown);
  const std::string folder = is_file ? (given.parent_path() / ".").string() : folder_;
  CaseSurroundings surroundings{
      folder,
      WeatherShelf(weather_folders(weather_, folder, *shipped)),
      {(fs::path(folder) / "../power_vectors").lexically_normal().string(), *shipped + "/studies"}};
  const Result<PowerRun> run = power_run(folder_, surroundings);
  if (!run) return fail(run.error());
  const bool passes = run->all_within() && !run->figures.empty();
  const ExitCode code = passes ? ExitCode::done : ExitCode::check_failed;
  return put_result(
      output_,
      in_form(output_, {[&] { return power_json(*run); }, [&] { return csv_of(power_table(*run)); },
                        [&] { return power_page(*run); }}),
      code);
}

}  // namespace islet
