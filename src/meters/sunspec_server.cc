#include "meters/sunspec_server.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "meters/sunspec_points.h"

namespace islet {
namespace {

using Block = std::vector<std::uint16_t>;

constexpr std::uint16_t none = 0xFFFF;
constexpr std::uint16_t none_signed = 0x8000;

Block block_of(std::uint16_t model, std::size_t length, std::uint16_t filled_with) {
  Block block(length + 2, filled_with);
  block[0] = model;
  block[1] = static_cast<std::uint16_t>(length);
  return block;
}

std::uint16_t scale_of(int power) { return static_cast<std::uint16_t>(power); }

/// The least scale at which the figure fits into 15 bits.
int scale_for(double value) {
  int power = 0;
  while (power < 10 && std::abs(value) > 32'000 * std::pow(10.0, power)) ++power;
  return power;
}

std::uint16_t scaled(double value, int power) {
  const double raw = std::clamp(std::round(value / std::pow(10.0, power)), -32'767.0, 32'767.0);
  return static_cast<std::uint16_t>(static_cast<std::int16_t>(raw));
}

void put_text(Block& block, std::size_t at, std::string_view text) {
  for (std::size_t i = 0; i < CommonPoints::text_words; ++i) {
    const auto letter = [&](std::size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    block[at + i] = static_cast<std::uint16_t>(letter(2 * i) << 8U | letter(2 * i + 1));
  }
}

Block common() {
  using Points = CommonPoints;
  Block block = block_of(Points::model, Points::length, 0);
  put_text(block, Points::maker, "Islet");
  put_text(block, Points::device, "rehearsed plant");
  put_text(block, Points::serial, "0");
  return block;
}

/// Whole percents, as many devices have them; nothing limited.
Block storage_controls(const HybridInverter& device) {
  using Points = StorageControlPoints;
  Block block = block_of(Points::model, Points::length, none);
  const double most = device.charge_max / watt;
  const int scale = scale_for(most);
  block[Points::charge_max] = scaled(most, scale);
  block[Points::max_scale] = scale_of(scale);
  block[Points::mode] = 0;
  block[Points::charge_rate] = 100;
  block[Points::falls_back] = 0;
  block[Points::rate_scale] = scale_of(0);
  return block;
}

/// It follows the first model, which never changes its length.
constexpr std::uint16_t controls_at = sunspec_first_model + CommonPoints::length + 2;

Block inverter(const HybridInverter& device) {
  using Points = InverterPoints;
  Block block = block_of(Points::model, Points::length, none_signed);
  const double power = device.loads / watt;
  const int scale = scale_for(power);
  block[Points::power] = scaled(power, scale);
  block[Points::power_scale] = scale_of(scale);
  // Hundredths of a Wh, as a counter of 32 bits that wraps after 43 MWh.
  const auto energy = static_cast<std::uint64_t>(100 * (device.delivered / watt_hour));
  block[Points::energy] = static_cast<std::uint16_t>(energy >> 16U & 0xFFFFU);
  block[Points::energy + 1] = static_cast<std::uint16_t>(energy & 0xFFFFU);
  block[Points::energy_scale] = scale_of(-2);
  block[Points::state] = device.curtailed ? Points::throttled : Points::following_the_sun;
  return block;
}

Block panels(const HybridInverter& device) {
  using Points = PanelPoints;
  Block block = block_of(Points::model, Points::first_input + Points::input_length - 2, none);
  const double power = device.panels / watt;
  const int scale = scale_for(power);
  for (std::size_t at = 2; at <= 5; ++at) block[at] = scale_of(0);
  block[Points::power_scale] = scale_of(scale);
  block[Points::inputs] = 1;
  // 200 W below nothing, in two's complement, where nothing below 0 can be said.
  const std::uint16_t turned = 0xFF38;
  block[Points::first_input + Points::input_power] =
      device.is_absurd ? turned : scaled(power, scale);
  return block;
}

Block storage(const HybridInverter& device) {
  using Points = StoragePoints;
  Block block = block_of(Points::model, Points::length, none);
  const double capacity = device.capacity / watt_hour;
  const int scale = scale_for(capacity);
  block[Points::capacity] = scaled(capacity, scale);
  block[Points::available] = scaled(capacity * device.charge, scale);
  if (!device.is_absurd) block[Points::charge] = scaled(100 * device.charge, -2);
  block[Points::health] = scaled(100 * device.health, -2);
  block[Points::state] = 0;
  block[Points::energy_scale] = scale_of(scale);
  block[Points::share_scale] = scale_of(-2);
  return block;
}

Block battery(const HybridInverter& device) {
  using Points = BatteryPoints;
  Block block = block_of(Points::model, Points::length, none);
  const double power = device.battery / watt;
  const double limit = device.discharge_limit / watt;
  const int scale = scale_for(std::max(std::abs(power), limit));
  block[Points::discharge_limit] = scaled(limit, scale);
  if (!device.is_absurd) block[Points::charge] = scaled(100 * device.charge, -2);
  block[Points::health] = scaled(100 * device.health, -2);
  block[Points::charge_state] = power > 0.5    ? Points::charging
                                : power < -0.5 ? Points::discharging
                                               : Points::holding;
  block[Points::state] = Points::connected;
  // A maker for whom + is discharging: who reads it must look at the state.
  block[Points::power] = scaled(-power, scale);
  block[Points::limit_scale] = scale_of(scale);
  block[Points::charge_scale] = scale_of(-2);
  block[Points::health_scale] = scale_of(-2);
  block[Points::power_scale] = scale_of(scale);
  return block;
}

}  // namespace

void lay_out(RegisterBank& bank, std::uint8_t unit, const HybridInverter& device) {
  using Controls = StorageControlPoints;
  bank.set(unit, sunspec_base, {0x5375, 0x6E53});
  bank.set(unit, sunspec_first_model, common());
  if (bank.at(unit, controls_at) != Controls::model) {
    bank.set(unit, controls_at, storage_controls(device));
    for (const std::size_t point : {Controls::mode, Controls::charge_rate, Controls::falls_back}) {
      bank.let_write(unit, static_cast<std::uint16_t>(controls_at + point), 1);
    }
  }
  std::uint16_t at = controls_at + Controls::length + 2;
  for (const Block& block : {inverter(device), panels(device), storage(device), battery(device)}) {
    bank.set(unit, at, block);
    at = static_cast<std::uint16_t>(at + block.size());
  }
  bank.set(unit, at, {0xFFFF, 0});
}

double charge_share(const RegisterBank& bank, std::uint8_t unit) {
  using Controls = StorageControlPoints;
  const auto said = [&](std::size_t point) {
    return bank.at(unit, static_cast<std::uint16_t>(controls_at + point));
  };
  if ((said(Controls::mode) & Controls::limits_charging) == 0) return 1;
  return std::min(1.0, said(Controls::charge_rate) / 100.0);
}

}  // namespace islet
