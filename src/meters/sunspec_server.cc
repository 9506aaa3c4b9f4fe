#include "meters/sunspec_server.h"

#include <algorithm>
#include <cmath>
#include <string_view>

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

void put_text(Block& block, std::size_t at, std::size_t words, std::string_view text) {
  for (std::size_t i = 0; i < words; ++i) {
    const auto letter = [&](std::size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    block[at + i] = static_cast<std::uint16_t>(letter(2 * i) << 8U | letter(2 * i + 1));
  }
}

Block common() {
  Block block = block_of(1, 66, 0);
  put_text(block, 2, 16, "Islet");
  put_text(block, 18, 16, "rehearsed plant");
  put_text(block, 50, 16, "0");
  return block;
}

Block inverter(const HybridInverter& device) {
  Block block = block_of(103, 50, none_signed);
  const double power = device.loads / watt;
  const int scale = scale_for(power);
  block[14] = scaled(power, scale);
  block[15] = scale_of(scale);
  // Hundredths of a Wh, as a counter of 32 bits that wraps after 43 MWh.
  const auto energy = static_cast<std::uint64_t>(100 * (device.delivered / watt_hour));
  block[24] = static_cast<std::uint16_t>(energy >> 16U & 0xFFFFU);
  block[25] = static_cast<std::uint16_t>(energy & 0xFFFFU);
  block[26] = scale_of(-2);
  block[38] = device.curtailed ? 5 : 4;
  return block;
}

Block panels(const HybridInverter& device) {
  Block block = block_of(160, 28, none);
  const double power = device.panels / watt;
  const int scale = scale_for(power);
  for (std::size_t at = 2; at <= 5; ++at) block[at] = scale_of(0);
  block[4] = scale_of(scale);
  block[8] = 1;
  block[10 + 11] = scaled(power, scale);
  return block;
}

Block storage(const HybridInverter& device) {
  Block block = block_of(713, 7, none);
  const double capacity = device.capacity / watt_hour;
  const int scale = scale_for(capacity);
  block[2] = scaled(capacity, scale);
  block[3] = scaled(capacity * device.charge, scale);
  block[4] = scaled(100 * device.charge, -2);
  block[5] = scaled(100 * device.health, -2);
  block[6] = 0;
  block[7] = scale_of(scale);
  block[8] = scale_of(-2);
  return block;
}

Block battery(const HybridInverter& device) {
  Block block = block_of(802, 62, none);
  const double power = device.battery / watt;
  const double limit = device.discharge_limit / watt;
  const int scale = scale_for(std::max(std::abs(power), limit));
  block[5] = scaled(limit, scale);
  block[11] = scaled(100 * device.charge, -2);
  block[13] = scaled(100 * device.health, -2);
  block[16] = power > 0.5 ? 4 : power < -0.5 ? 3 : 6;
  block[22] = 3;
  // A maker for whom + is discharging: who reads it must look at the state.
  block[47] = scaled(-power, scale);
  block[54] = scale_of(scale);
  block[56] = scale_of(-2);
  block[58] = scale_of(-2);
  block[63] = scale_of(scale);
  return block;
}

}  // namespace

void lay_out(RegisterBank& bank, std::uint8_t unit, const HybridInverter& device) {
  std::uint16_t at = sunspec_base;
  bank.set(unit, at, {0x5375, 0x6E53});
  at = static_cast<std::uint16_t>(at + 2);
  for (const Block& block :
       {common(), inverter(device), panels(device), storage(device), battery(device)}) {
    bank.set(unit, at, block);
    at = static_cast<std::uint16_t>(at + block.size());
  }
  bank.set(unit, at, {0xFFFF, 0});
}

}  // namespace islet
