#include "accuracy/offgrid_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "accuracy/case_inputs.h"
#include "accuracy/number_table.h"
#include "accuracy/offgrid_study.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr EnergyPrice dollar_per_mwh = dollar / megawatt_hour;

/// The study's assumptions: the folder's, or those built in where it has none.
Result<StudyAssumptions> assumptions_in(const std::string& folder) {
  const std::string path = folder + "/offgridai_parameters.yaml";
  std::error_code unknown;
  if (!fs::is_regular_file(path, unknown)) return StudyAssumptions();
  return read_study_assumptions(path);
}

/// The profile `name`, or where none is named the first one that ends like a profile.
Result<std::vector<double>> profile_of(const CaseSurroundings& around, const std::string& name) {
  const Result<NumberTable> table = read_number_table(
      case_table(around, name.empty() ? TableName{"", "_pv_profile.csv"} : TableName{name, name}));
  if (!table) return table.error();
  std::span<const double> column = table->column("p_mp");
  if (column.empty()) column = table->column(table->names().back());
  return std::vector<double>(column.begin(), column.end());
}

std::vector<FoundFigure> figures_of(const StudyResult& result) {
  const PriorityYear& first = result.years.front();
  const PriorityYear& last = result.years.back();
  Energy life;
  for (const PriorityYear& one : result.years) life += one.generator;
  const auto mwh = [](Energy energy) { return energy / megawatt_hour; };
  const auto spent = [](Money worth) { return -worth / dollar / 1e6; };
  const ProjectWorth& worth = result.worth;
  return {{"lcoe_usd_mwh", result.price() / dollar_per_mwh},
          {"renewable_pct", 100 * result.renewable_share},
          {"y1_gen_mwh", mwh(first.generator)},
          {"y1_solar_net_mwh", mwh(first.sun_used + first.charged)},
          {"y1_curtailed_mwh", mwh(first.spilled)},
          {"y1_bess_charge_mwh", mwh(first.charged)},
          {"y1_bess_charged_mwh", mwh(first.charged)},
          {"y1_bess_discharge_mwh", mwh(first.discharged)},
          {"y1_bess_discharged_mwh", mwh(first.discharged)},
          {"y1_unmet_mwh", mwh(first.shed)},
          {"y20_gen_mwh", mwh(last.generator)},
          {"y20_solar_net_mwh", mwh(last.sun_used + last.charged)},
          {"y20_bess_discharged_mwh", mwh(last.discharged)},
          {"life_gen_mwh", mwh(life)},
          {"npv_musd.capex", spent(worth.capital)},
          {"npv_musd.fuel", spent(worth.fuel)},
          {"npv_musd.fixed_om", spent(worth.fixed_operation)},
          {"npv_musd.var_om", spent(worth.variable_operation)}};
}

/// What the calculator's table allows: 0.01 $/MWh; figures in MWh are rounded to 1 each year.
double allowed_for(const std::string& key) {
  if (key == "life_gen_mwh") return 20;
  return key.ends_with("_mwh") && key != "lcoe_usd_mwh" ? 1 : 0.01;
}

std::optional<double> figure_at(const YamlNode& row, std::string_view key) {
  const YamlNode* node = row.find(key);
  return node == nullptr ? std::nullopt : figure_in(*node);
}

/// The least price among designs with at least this share of sun, on a grid of sizes.
EnergyPrice best_price(const StudyAssumptions& study, std::span<const double> profile,
                       double share) {
  // Sun and battery fade, so that the first year has the greatest share.
  StudyAssumptions first_year = study;
  first_year.terms.operating_years = 1;
  std::optional<EnergyPrice> best;
  for (int sun_mw = 150; sun_mw <= 700; sun_mw += 25) {
    std::optional<EnergyPrice> smaller;
    for (int battery_mw = 0; battery_mw <= 600; battery_mw += 50) {
      StudyDesign design;
      design.load = 100.0 * megawatt;
      design.sets = 125.0 * megawatt;
      design.sun_dc = sun_mw * megawatt;
      design.battery = battery_mw * megawatt;
      if (study_result(first_year, design, profile).renewable_share < share) continue;
      const StudyResult result = study_result(study, design, profile);
      if (result.renewable_share < share) continue;
      // Once a further battery makes it dearer, still more does too.
      if (smaller && result.price() > *smaller) break;
      smaller = result.price();
      if (!best || *smaller < *best) best = smaller;
    }
  }
  return best.value_or(EnergyPrice());
}

}  // namespace

Result<std::vector<FoundFigure>> solve_offgrid_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings) {
  const Result<StudyAssumptions> study = assumptions_in(surroundings.folder);
  if (!study) return study.error();
  const Result<std::vector<double>> profile = profile_of(surroundings, one.text("pv_profile"));
  if (!profile) return profile.error();
  StudyDesign design;
  design.load = one.number_or("load_mw", 100) * megawatt;
  design.sun_dc = one.number_or("solar_mw_dc", 0) * megawatt;
  design.battery = one.number_or("bess_mw", 0) * megawatt;
  design.battery_time = one.number_or("bess_h", 4) * hour;
  design.sets = one.number_or("gen_mw", 125) * megawatt;
  design.turbines = one.text("gen_type").find("urbine") != std::string::npos;
  return figures_of(study_result(*study, design, *profile));
}

void solve_offgrid_designs(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run) {
  constexpr std::string_view ending = "designs.csv";
  const auto skip = [&](const Error& error) {
    run.skipped.push_back({file.name, "", error.text()});
  };
  const Result<StudyAssumptions> study = assumptions_in(surroundings.folder);
  if (!study) return skip(study.error());
  const Result<NumberTable> table = read_number_table(file.path);
  if (!table) return skip(table.error());
  const std::string site = file.name.substr(0, file.name.size() - ending.size());
  Result<std::vector<double>> profile = profile_of(surroundings, site + "pv_profile.csv");
  if (!profile) profile = profile_of(surroundings, "");
  if (!profile) return skip(profile.error());
  const bool all_turbines = file.name.find("turbine") != std::string::npos;
  const auto value = [&](std::string_view name, std::size_t row, double fallback) {
    const std::span<const double> column = table->column(name);
    return column.empty() ? fallback : column[row];
  };
  for (std::size_t row = 0; row < table->rows(); ++row) {
    StudyDesign design;
    design.load = value("load_mw", row, 100) * megawatt;
    design.sun_dc = value("solar_mw_dc", row, 0) * megawatt;
    design.battery = value("bess_mw", row, 0) * megawatt;
    design.battery_time = value("bess_h", row, 4) * hour;
    design.sets = value("gen_mw", row, 125) * megawatt;
    design.turbines = all_turbines;
    const std::string id = fmt::format("{:g}_{:g}_{:g}", design.sun_dc / megawatt,
                                       design.battery / megawatt, design.sets / megawatt);
    for (const FoundFigure& found : figures_of(study_result(*study, design, *profile))) {
      const std::span<const double> stated = table->column(found.key);
      if (stated.empty()) continue;
      run.figures.push_back(
          {file.name, id, found.key, stated[row], found.value, allowed_for(found.key)});
    }
  }
}

void solve_offgrid_points(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run) {
  constexpr double allowed_share = 0.04;
  const auto skip = [&](const std::string& id, const std::string& reason) {
    run.skipped.push_back({file.name, id, reason});
  };
  const Result<YamlDocument> document = read_yaml_file(file.path);
  if (!document) return skip("", document.error().text());
  const Result<StudyAssumptions> study = assumptions_in(surroundings.folder);
  if (!study) return skip("", study.error().text());
  const Result<std::vector<double>> profile = profile_of(surroundings, "");
  if (!profile) return skip("", profile.error().text());
  const YamlNode* rows = document->root.find("rows");
  if (rows == nullptr || !rows->is_list()) return skip("", "it has no `rows`");
  for (const YamlNode& row : rows->items) {
    const YamlNode* name = row.find("case");
    const std::string id = name == nullptr ? std::string() : name->text;
    const std::optional<double> percent = figure_at(row, "renewable_pct");
    const std::optional<double> stated = figure_at(row, "lcoe");
    if (!percent || !stated) {
      skip(id, "states no price for a share of sun");
      continue;
    }
    const double share = *percent / 100;
    StudyDesign gas;
    gas.load = 100.0 * megawatt;
    gas.sets = 125.0 * megawatt;
    gas.turbines = true;
    // Shares are published in whole per cent.
    const EnergyPrice found = share <= 0 ? study_result(*study, gas, *profile).price()
                                         : best_price(*study, *profile, share - 0.005);
    run.figures.push_back(
        {file.name, id, "lcoe", *stated, found / dollar_per_mwh, allowed_share * *stated});
  }
}

}  // namespace islet
