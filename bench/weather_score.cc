// Scores synthetic years against the real ones: prints the table of docs/MODELS.md, or with
// `--tiny` one place and one seed, and fails when a figure leaves loose physical bounds.
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/random.h"
#include "catalog/climate.h"
#include "catalog/weather_file.h"
#include "catalog/weather_station.h"
#include "energy/synthetic_weather.h"
#include "weather_measures.h"

namespace islet {
namespace {

/// Synthetic against real, means over the seeds.
struct Score {
  double annual_ghi_pct = 0, monthly_rms_pct = 0, annual_dni_pct = 0, plane_pct = 0;
  double hours_distance = 0, variance_ratio = 0, memory = 0;
  std::array<double, dark_spells.size()> darkest_ratio{};
  double air_mean_k = 0, range_k = 0, low_k = 0, high_k = 0;
};

double percent(double synthetic, double real) { return 100 * (synthetic / real - 1); }

void add(Score& score, const WeatherMeasures& made, const WeatherMeasures& real, double weight) {
  double squares = 0;
  for (std::size_t m = 0; m < months_per_year; ++m) {
    const double error = percent(made.monthly_ghi[m], real.monthly_ghi[m]);
    squares += error * error / months_per_year;
  }
  score.annual_ghi_pct += weight * percent(made.annual_ghi, real.annual_ghi);
  score.monthly_rms_pct += weight * std::sqrt(squares);
  score.annual_dni_pct += weight * percent(made.annual_dni, real.annual_dni);
  score.plane_pct += weight * percent(made.annual_plane, real.annual_plane);
  score.hours_distance += weight * distribution_distance(made.sunny_hours, real.sunny_hours);
  score.variance_ratio += weight * made.clearness_variance / real.clearness_variance;
  score.memory += weight * made.clearness_memory;
  for (std::size_t i = 0; i < dark_spells.size(); ++i) {
    score.darkest_ratio[i] += weight * made.darkest[i] / real.darkest[i];
  }
  score.air_mean_k += weight * (made.air_mean_c - real.air_mean_c);
  score.range_k += weight * (made.daily_range_k - real.daily_range_k);
  score.low_k += weight * (made.air_low_c - real.air_low_c);
  score.high_k += weight * (made.air_high_c - real.air_high_c);
}

Score score_of(const MonthlyClimate& climate, const WeatherYear& real, int seeds) {
  const WeatherMeasures truth = measures_of(real);
  Score score;
  for (int seed = 1; seed <= seeds; ++seed) {
    const RandomStream random(static_cast<std::uint64_t>(seed));
    const WeatherYear made = synthetic_year(climate, real.utc_offset, random);
    add(score, measures_of(made), truth, 1.0 / seeds);
  }
  return score;
}

void print_row(const std::string& name, const char* means, const Score& s, double real_memory) {
  std::printf(
      "| %s | %s | %+.1f | %.1f | %+.1f | %+.1f | %.3f | %.2f | %.2f / %.2f | %.2f | %.2f | %.2f | "
      "%+.1f | %+.1f | %+.1f | %+.1f |\n",
      name.c_str(), means, s.annual_ghi_pct, s.monthly_rms_pct, s.annual_dni_pct, s.plane_pct,
      s.hours_distance, s.variance_ratio, s.memory, real_memory, s.darkest_ratio[0],
      s.darkest_ratio[1], s.darkest_ratio[2], s.air_mean_k, s.range_k, s.low_k, s.high_k);
}

/// With the year's own means the sums must come out; the rest may be off, but not absurd.
bool is_sane(const Score& own) {
  return std::abs(own.annual_ghi_pct) < 0.5 && own.monthly_rms_pct < 1 &&
         std::abs(own.plane_pct) < 15 && own.hours_distance < 0.25 && own.variance_ratio > 0.2 &&
         own.variance_ratio < 5 && own.memory > -0.2 && own.memory < 0.8 &&
         std::abs(own.air_mean_k) < 0.05 && std::abs(own.range_k) < 4;
}

std::string short_name(const std::string& path) {
  const std::size_t from = path.rfind('/') + 1;
  return path.substr(from, path.size() - from - 4);
}

int run(bool tiny) {
  const std::string folder = "data/weather";
  const Result<std::vector<WeatherStation>> stations = list_weather_years(folder);
  if (!stations) return std::puts(stations.error().text().c_str()), 1;
  std::puts(
      "| place | means | GHI % | months rms % | DNI % | plane % | hours KS | variance ratio | "
      "memory made / real | darkest 3 d | 7 d | 14 d | air K | range K | 1 % air K | 99 % air K |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | "
      "--- |");
  bool sane = true;
  const int seeds = tiny ? 1 : 20;
  for (const WeatherStation& station : stations.value()) {
    const Result<WeatherYear> real = read_weather_year(station.path);
    if (!real) return std::puts(real.error().text().c_str()), 1;
    const Result<MonthlyClimate> table = climate_at(folder, real->position);
    if (!table) return std::puts(table.error().text().c_str()), 1;
    const double memory = measures_of(real.value()).clearness_memory;
    const Score own = score_of(climate_of(real.value()), real.value(), seeds);
    print_row(short_name(station.path), "own", own, memory);
    print_row("", "table", score_of(table.value(), real.value(), seeds), memory);
    sane = sane && is_sane(own);
    if (tiny) break;
  }
  return sane ? 0 : (std::puts("a figure left its bounds"), 1);
}

}  // namespace
}  // namespace islet

int main(int count, char** arguments) {
  const bool tiny = count > 1 && std::string_view(arguments[1]) == "--tiny";
  return islet::run(tiny);
}
