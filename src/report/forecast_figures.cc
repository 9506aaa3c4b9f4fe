#include "report/forecast_figures.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"

namespace islet {
namespace {

template <class Q>
Estimate<double> counted(const Estimate<Q>& estimate, Q unit) {
  return {estimate.value / unit, estimate.low / unit, estimate.high / unit,
          estimate.level,        estimate.grade,      estimate.source};
}

std::vector<ForecastFigure> language_figures(const LanguageForecast& run, int batch) {
  const TokenRate rate = token / second;
  const EnergyPerToken energy = joule / token;
  const std::string users = batch == 1 ? "1 user" : fmt::format("{} users", batch);
  std::vector<ForecastFigure> list = {
      {"first_token_s", "first token, prompt alone", "s", counted(run.first_token, second)},
      {"step_one_s", "token to token, 1 user", "s", counted(run.step_one, second)},
      {"user_one_tokens_s", "speed, 1 user alone", "tokens/s", counted(run.user_one, rate)}};
  if (batch > 1) {
    list.push_back(
        {"step_batch_s", "token to token, " + users, "s", counted(run.step_batch, second)});
    list.push_back({"user_batch_tokens_s", "speed of each of " + users, "tokens/s",
                    counted(run.user_batch, rate)});
  }
  list.push_back(
      {"all_batch_tokens_s", "all replies, " + users, "tokens/s", counted(run.all_batch, rate)});
  list.push_back(
      {"greatest_tokens_s", "all replies, when full", "tokens/s", counted(run.greatest, rate)});
  list.push_back(
      {"board_prompt_w", "a board, reading prompts", "W", counted(run.board_prompt, watt)});
  list.push_back(
      {"board_decode_w", "a board, writing replies", "W", counted(run.board_decode, watt)});
  list.push_back({"wall_w", "at the wall, host and all", "W", counted(run.wall, watt)});
  list.push_back(
      {"boards_j_token", "energy, boards", "J/token", counted(run.energy_boards, energy)});
  list.push_back({"wall_j_token", "energy, wall", "J/token", counted(run.energy_wall, energy)});
  return list;
}

std::vector<ForecastFigure> input_figures(const InputForecast& run) {
  std::vector<ForecastFigure> list;
  for (const BatchForecast& batch : run.batches) {
    list.push_back({fmt::format("batch_{}_s", batch.batch),
                    fmt::format("time of a batch of {}", batch.batch), "s",
                    counted(batch.time, second)});
    list.push_back({fmt::format("batch_{}_inputs_s", batch.batch),
                    fmt::format("speed in batches of {}", batch.batch), "inputs/s",
                    counted(batch.rate, hertz)});
  }
  list.push_back({"board_w", "a board at work", "W", counted(run.board, watt)});
  list.push_back({"wall_w", "at the wall, host and all", "W", counted(run.wall, watt)});
  list.push_back(
      {"boards_j_input", "energy, boards", "J/input", counted(run.energy_boards, joule)});
  list.push_back({"wall_j_input", "energy, wall", "J/input", counted(run.energy_wall, joule)});
  return list;
}

/// Times and energies of small things read better in thousandths.
double shown_scale(const ForecastFigure& figure) {
  const bool scales = figure.unit == "s" || figure.unit.starts_with("J");
  return scales && figure.figure.value < 1 ? 1000 : 1;
}

}  // namespace

std::vector<ForecastFigure> forecast_figures(const RunForecast& run) {
  if (run.language) return language_figures(*run.language, run.question.batch);
  return run.inputs ? input_figures(*run.inputs) : std::vector<ForecastFigure>();
}

std::string shown_value(const ForecastFigure& figure) {
  const double scale = shown_scale(figure);
  return significant(figure.figure.value * scale) + (scale > 1 ? " m" : " ") + figure.unit;
}

std::string shown_range(const ForecastFigure& figure) {
  const double scale = shown_scale(figure);
  return significant(figure.figure.low * scale) + " .. " + significant(figure.figure.high * scale);
}

double speed_of(const RunForecast& run) {
  if (run.language) return run.language->all_batch.value * (second / token);
  if (!run.inputs) return 0;
  for (const BatchForecast& batch : run.inputs->batches) {
    if (batch.batch == run.question.batch) return batch.rate.value / hertz;
  }
  return 0;
}

}  // namespace islet
