// Runs whole years of PVWatts plants on cases with published results.
#include "accuracy/pvwatts_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "energy/pvwatts_sun.h"

namespace islet {
namespace {

constexpr int years_max = 100;

constexpr std::array<std::string_view, 19> known_inputs = {"system_capacity_kw",
                                                           "dc_ac_ratio",
                                                           "tilt",
                                                           "azimuth",
                                                           "gcr",
                                                           "losses_pct",
                                                           "inv_eff_pct",
                                                           "weather",
                                                           "module_type",
                                                           "array_type",
                                                           "model",
                                                           "lifetime_years",
                                                           "dc_degradation_pct_each_year",
                                                           "dc_degradation_pct",
                                                           "albedo",
                                                           "rotlim",
                                                           "max_angle",
                                                           "soiling_pct",
                                                           "system_use_lifetime_output"};

Error unknown_word(const PowerCase& one, std::string_view key) {
  return {one.inputs->place, fmt::format("`{}` is \"{}\", which is not known", key, one.text(key)),
          "See what the family takes in the reference of `islet verify`.", "D3", ""};
}

std::optional<PvwattsModule> module_of(const std::string& word) {
  if (word.empty() || word == "standard" || word == "0") return PvwattsModule::standard;
  if (word == "premium" || word == "1") return PvwattsModule::premium;
  if (word == "thin_film" || word == "thinfilm" || word == "2") return PvwattsModule::thin_film;
  return std::nullopt;
}

std::optional<PvwattsMount> mount_of(const std::string& word) {
  if (word.find("roof") != std::string::npos || word == "1") return PvwattsMount::roof;
  if (word.empty() || word.starts_with("fixed") || word == "0") return PvwattsMount::open_rack;
  if (word.starts_with("2axis") || word.starts_with("two") || word == "4") {
    return PvwattsMount::two_axis;
  }
  const bool turns_back = word.find("bt") != std::string::npos ||
                          word.find("backtrack") != std::string::npos || word == "3";
  const bool is_one = word.starts_with("1axis") || word.starts_with("one") || word == "2";
  if (!is_one && !turns_back) return std::nullopt;
  return turns_back ? PvwattsMount::one_axis_backtracking : PvwattsMount::one_axis;
}

std::optional<PvwattsVersion> version_of(const PowerCase& one) {
  const std::string word = one.text("model");
  if (word == "pvwattsv5" || (word.empty() && one.id.starts_with("v5"))) {
    return PvwattsVersion::five;
  }
  if (word == "pvwattsv8" || word.empty()) return PvwattsVersion::eight;
  return std::nullopt;
}

/// Power left in year `index` from 0: a list names every year; a single figure starts in year 2.
double power_left(const PowerCase& one, int index) {
  for (const char* key : {"dc_degradation_pct_each_year", "dc_degradation_pct"}) {
    const YamlNode* node = one.inputs->find(key);
    if (node == nullptr) continue;
    const auto single = node->items.size() == 1 ? figure_in(node->items.front()) : figure_in(*node);
    if (single) return 1 - *single / 100 * index;
    if (node->items.empty()) return 1;
    const auto last = static_cast<int>(node->items.size()) - 1;
    const auto place = static_cast<std::size_t>(std::min(index, last));
    return 1 - figure_in(node->items[place]).value_or(0) / 100;
  }
  return 1;
}

/// Cases "run_..." name the model and come from runs on the trimmed weather files, whose rows were
/// given with their minute. They do not state the calendar year; 2019 agrees best, months within
/// 0.1 % (2018: 0.3 %, leap years 0.9 %). Cases of SSC's own tests have means of hours.
PvwattsClock clock_of(const PowerCase& one) {
  PvwattsClock clock;
  if (one.has("model")) clock = {2019, true};
  return clock;
}

/// Sums of the twelve months.
template <class Value>
std::array<double, months_per_year> monthly(Value value) {
  std::array<double, months_per_year> sums{};
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    sums[static_cast<std::size_t>(month_of_day(static_cast<int>(i / 24)))] += value(i);
  }
  return sums;
}

double sum_of(const std::array<double, months_per_year>& months) {
  double sum = 0;
  for (const double month : months) sum += month;
  return sum;
}

void put_months(const char* key, const std::array<double, months_per_year>& months,
                std::vector<FoundFigure>& figures) {
  for (std::size_t m = 0; m < months.size(); ++m) {
    figures.push_back({fmt::format("{}[{}]", key, m), months[m]});
  }
}

}  // namespace

Result<PvwattsDesign> pvwatts_design(const PowerCase& one) {
  for (const YamlEntry& entry : one.inputs->entries) {
    if (std::find(known_inputs.begin(), known_inputs.end(), entry.key) == known_inputs.end()) {
      return Error{entry.key_place, fmt::format("no input `{}` is known", entry.key),
                   "Leave it out, or name one of the family's inputs.", "D3", ""};
    }
  }
  const auto version = version_of(one);
  if (!version) return unknown_word(one, "model");
  const auto module = module_of(one.text("module_type"));
  if (!module) return unknown_word(one, "module_type");
  const auto mount = mount_of(one.text("array_type"));
  if (!mount) return unknown_word(one, "array_type");
  PvwattsDesign design;
  design.version = *version;
  design.module = *module;
  design.mount = *mount;
  design.tilt_deg = one.number_or("tilt", 20);
  design.azimuth_deg = one.number_or("azimuth", 180);
  design.rotation_max_deg = one.number_or("max_angle", one.number_or("rotlim", 45));
  design.ground_cover = std::clamp(one.number_or("gcr", 0.4), 0.01, 0.99);
  design.albedo = std::clamp(one.number_or("albedo", 0.2), 0.0, 1.0);
  design.rating = one.number_or("system_capacity_kw", 4) * kilowatt;
  design.panels_over_inverter = one.number_or("dc_ac_ratio", 1.2);
  design.inverter_efficiency = one.number_or("inv_eff_pct", 96) / 100;
  design.losses = one.number_or("losses_pct", 14.0757) / 100;
  if (const YamlNode* soiling = one.inputs->find("soiling_pct")) {
    for (std::size_t m = 0; m < design.soiling.size(); ++m) {
      const bool has_months = soiling->items.size() == design.soiling.size();
      const auto share = figure_in(has_months ? soiling->items[m] : *soiling);
      design.soiling[m] = share.value_or(0) / 100;
    }
  }
  if (design.rating <= Power() || design.panels_over_inverter <= 0 ||
      design.inverter_efficiency <= 0) {
    return Error{one.inputs->place, "a rating, ratio or efficiency is not above 0",
                 "Sizes and efficiencies must be above 0.", "D3", ""};
  }
  return design;
}

Result<std::vector<FoundFigure>> solve_pvwatts_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings) {
  const Result<PvwattsDesign> design = pvwatts_design(one);
  if (!design) return design.error();
  const Result<const SiteYear*> site = surroundings.weather.year_of(one.text("weather"));
  if (!site) return site.error();
  const WeatherYear& weather = (*site)->weather;
  const std::vector<PvwattsOutput> outputs =
      pvwatts_year(*design, weather, pvwatts_sun_year(weather, clock_of(one)));
  const double rated_kw = design->rating / kilowatt;
  const auto months_at = [&](int index) {
    const double left = power_left(one, index);
    return monthly([&](std::size_t i) {
      return rated_kw * pvwatts_inverter(*design, left * outputs[i].direct);
    });
  };
  const auto first = months_at(0);
  const auto light =
      monthly([&](std::size_t i) { return outputs[i].light / (1000.0 * watt_per_square_metre); });
  const auto direct =
      monthly([&](std::size_t i) { return rated_kw * power_left(one, 0) * outputs[i].direct; });
  const double annual = sum_of(first);
  std::vector<FoundFigure> figures = {
      {"annual_kwh", annual},
      {"ac_annual_kwh", annual},
      {"dc_annual_kwh", sum_of(direct)},
      {"poa_annual_kwh_m2", sum_of(light)},
      {"kwh_per_kw", annual / rated_kw},
      {"cf_dc_pct", annual / rated_kw / 87.6},
      {"cf_ac_pct", annual / rated_kw / 87.6 * design->panels_over_inverter},
      {"capacity_factor_pct", annual / rated_kw / 87.6}};
  put_months("monthly_kwh", first, figures);
  put_months("dc_monthly_kwh", direct, figures);
  put_months("poa_monthly_kwh_m2", light, figures);
  const int years = std::clamp(static_cast<int>(one.number_or("lifetime_years", 1)), 1, years_max);
  for (int index = 0; index < years; ++index) {
    const double energy = sum_of(months_at(index));
    figures.push_back({fmt::format("year{}_kwh", index + 1), energy});
    figures.push_back({fmt::format("annual_kwh[{}]", index), energy});
  }
  return figures;
}

}  // namespace islet
