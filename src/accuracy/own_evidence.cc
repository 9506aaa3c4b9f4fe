#include "accuracy/own_evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "accuracy/row_physics.h"
#include "base/check.h"

namespace islet {
namespace {

// Assumed, 2026-11, grade D: nobody has measured many machines in many settings with this program.
constexpr double same_part = 0.9;
constexpr double other_part = 0.5;
constexpr double other_model = 0.6;
constexpr double other_engine = 0.5;
constexpr double other_format = 0.8;
constexpr double count_decay = 0.17;
constexpr double prompt_decay = 0.08;
constexpr double reply_decay = 0.18;
constexpr double devices_decay = 0.5;
/// Clocks, heat and neighbours move a machine by about this much from one day to the next.
constexpr double scatter_min = 0.03;
/// Less alike than this says nothing.
constexpr double likeness_min = 0.02;
/// "About these lengths": within a factor of two, the count within a tenth.
constexpr double near_count = 0.1;
constexpr double near_length = 0.6932;

enum class Part { prompt, decode, inputs, watts, joules };

Part part_of(Asked quantity) {
  switch (quantity) {
    case Asked::prompt_rate:
    case Asked::prompt_time:
    case Asked::first_token:
      return Part::prompt;
    case Asked::batch_time:
    case Asked::input_rate:
      return Part::inputs;
    case Asked::power:
    case Asked::prompt_power:
    case Asked::decode_power:
      return Part::watts;
    case Asked::energy:
      return Part::joules;
    default:
      return Part::decode;
  }
}

/// Residuals of rates and of times have opposite signs: both are turned into "slower".
double slowness(Asked quantity) {
  const bool is_rate = quantity == Asked::decode_rate || quantity == Asked::prompt_rate ||
                       quantity == Asked::served_rate || quantity == Asked::full_rate ||
                       quantity == Asked::input_rate;
  return is_rate ? -1 : 1;
}

double words_alike(const OwnPlace& a, const OwnPlace& b) {
  const Part one = part_of(a.quantity);
  const Part other = part_of(b.quantity);
  const auto is_time = [](Part part) { return part != Part::watts && part != Part::joules; };
  double alike = 1;
  if (one == other) {
    if (a.quantity != b.quantity || a.is_at_the_wall != b.is_at_the_wall) alike = same_part;
  } else {
    alike = is_time(one) && is_time(other) ? other_part : 0;
  }
  if (a.model != b.model) alike *= other_model;
  if (a.engine != b.engine) alike *= other_engine;
  if (a.format != b.format) alike *= other_format;
  return alike;
}

bool is_about(const OwnPlace& a, const OwnPlace& b) {
  // A prompt's own length is its count; the reply does not matter to it.
  const bool of_prompt = part_of(a.quantity) == Part::prompt;
  return part_of(a.quantity) == part_of(b.quantity) && a.model == b.model && a.engine == b.engine &&
         a.format == b.format && a.is_at_the_wall == b.is_at_the_wall &&
         std::abs(a.log_devices - b.log_devices) < near_count &&
         (of_prompt || std::abs(a.log_count - b.log_count) < near_count) &&
         std::abs(a.log_prompt - b.log_prompt) < near_length &&
         (of_prompt || std::abs(a.log_reply - b.log_reply) < 2 * near_length);
}

double log_or_0(double figure) { return figure > 0 ? std::log(figure) : 0; }

}  // namespace

OwnPlace own_place(const JoinedRow& joined, const RowSetup& setup) {
  const bool is_language = joined.model->shape.has_value();
  return {.device = joined.device->id,
          .model = joined.model->id,
          .engine = setup.engine,
          .format = setup.format,
          .quantity = setup.quantity,
          .is_at_the_wall = setup.words.is_at_the_wall,
          .log_count = log_or_0(running_batch(joined, setup)),
          .log_prompt = is_language ? log_or_0(setup.prompt) : 0,
          .log_reply = is_language ? log_or_0(setup.reply) : 0,
          .log_devices = log_or_0(setup.devices)};
}

double likeness(const OwnPlace& a, const OwnPlace& b) {
  if (a.device != b.device) return 0;
  const bool of_prompts =
      part_of(a.quantity) == Part::prompt && part_of(b.quantity) == Part::prompt;
  double far = prompt_decay * std::abs(a.log_prompt - b.log_prompt) +
               devices_decay * std::abs(a.log_devices - b.log_devices);
  if (!of_prompts) {
    far += count_decay * std::abs(a.log_count - b.log_count) +
           reply_decay * std::abs(a.log_reply - b.log_reply);
  }
  return words_alike(a, b) * std::exp(-far);
}

OwnEvidence::OwnEvidence(std::span<const OwnMeasurement> measurements) {
  std::map<std::string, Device, std::less<>> devices;
  for (const OwnMeasurement& one : measurements) {
    CHECK(one.width > 0);
    devices[one.place.device].measured.push_back(one);
  }
  for (auto& [name, device] : devices) {
    const std::size_t size = device.measured.size();
    double squares = 0;
    for (const OwnMeasurement& one : device.measured) {
      squares += std::pow(one.log_residual / one.width, 2) / static_cast<double>(size);
    }
    device.wide = std::max(1.0, std::sqrt(squares));
    device.inverse = SquareMatrix(size);
    std::vector<double> residuals;
    for (std::size_t row = 0; row < size; ++row) {
      const OwnMeasurement& one = device.measured[row];
      const double width = one.width * device.wide;
      for (std::size_t column = 0; column <= row; ++column) {
        device.inverse.at(row, column) = likeness(one.place, device.measured[column].place);
      }
      device.inverse.at(row, row) += std::pow(std::max(one.scatter, scatter_min) / width, 2);
      residuals.push_back(slowness(one.place.quantity) * one.log_residual / width);
    }
    CHECK(invert(device.inverse));
    device.weights = product(device.inverse, residuals);
    devices_.push_back(std::move(device));
  }
}

std::optional<OwnShift> OwnEvidence::at(const OwnPlace& place, double width) const {
  const auto device = std::lower_bound(
      devices_.begin(), devices_.end(), place.device,
      [](const Device& one, const std::string& id) { return one.measured[0].place.device < id; });
  if (device == devices_.end() || device->measured[0].place.device != place.device) {
    return std::nullopt;
  }
  std::vector<double> alike;
  std::size_t nearest = 0;
  OwnShift shift;
  double sum = 0;
  for (std::size_t index = 0; index < device->measured.size(); ++index) {
    const OwnMeasurement& one = device->measured[index];
    alike.push_back(likeness(place, one.place));
    sum += alike.back() * device->weights[index];
    if (alike.back() > alike[nearest]) nearest = index;
    shift.is_here = shift.is_here || is_about(place, one.place);
  }
  if (alike[nearest] < likeness_min) return std::nullopt;
  const double prior = width * device->wide;
  const double left = 1 - quadratic_form(device->inverse, alike);
  shift.log = slowness(place.quantity) * prior * sum;
  // Never surer than a day's scatter of the machine.
  shift.width = std::max(prior * std::sqrt(std::max(0.0, left)), scatter_min);
  shift.source =
      fmt::format("{} of {}", device->measured[nearest].source, device->measured[nearest].date);
  return shift;
}

}  // namespace islet
