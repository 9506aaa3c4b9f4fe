#include "meters/sunspec_block.h"

#include <array>
#include <cmath>

#include "meters/sunspec_points.h"

namespace islet {
namespace {

using Block = std::span<const std::uint16_t>;

constexpr std::uint16_t no_scale = 0x8000;
constexpr double no_power = 0.5;  // W, below which a direction means nothing

std::optional<std::uint16_t> word(Block block, std::size_t at) {
  return at < block.size() ? std::optional(block[at]) : std::nullopt;
}

std::optional<double> scale(Block block, std::size_t at) {
  const auto raw = word(block, at);
  if (!raw || *raw == no_scale) return std::nullopt;
  const int power = static_cast<std::int16_t>(*raw);
  if (power < -10 || power > 10) return std::nullopt;
  return std::pow(10.0, power);
}

std::optional<double> scaled(std::optional<double> raw, std::optional<double> factor) {
  return raw && factor ? std::optional(*raw * *factor) : std::nullopt;
}

std::optional<double> unsigned_at(Block block, std::size_t at) {
  const auto raw = word(block, at);
  return raw && *raw != 0xFFFF ? std::optional<double>(*raw) : std::nullopt;
}

std::optional<double> signed_at(Block block, std::size_t at) {
  const auto raw = word(block, at);
  if (!raw || *raw == 0x8000) return std::nullopt;
  return static_cast<std::int16_t>(*raw);
}

/// 32 and 64 bits, high word first. 0 of an accumulator says "not accumulated".
std::optional<double> counter_at(Block block, std::size_t at, std::size_t words) {
  if (at + words > block.size()) return std::nullopt;
  double value = 0;
  bool is_none = true;
  for (std::size_t i = 0; i < words; ++i) {
    value = value * 65'536 + block[at + i];
    is_none = is_none && block[at + i] == 0xFFFF;
  }
  return is_none ? std::nullopt : std::optional(value);
}

/// What an inverter's AC side says is sun, or what the loads get.
void add_ac(const SunSpecDevice& device, std::optional<double> power,
            std::vector<Sample>& samples) {
  if (device.has_storage) {
    samples.push_back({Gauge::load_power, power});
  } else if (!device.has_panels) {
    samples.push_back({Gauge::panel_power, power});
  }
}

void read_inverter(Block block, SunSpecDevice& device, std::vector<Sample>& samples) {
  add_ac(device,
         scaled(signed_at(block, InverterPoints::power), scale(block, InverterPoints::power_scale)),
         samples);
  if (device.has_storage) {
    const auto energy = scaled(counter_at(block, InverterPoints::energy, 2),
                               scale(block, InverterPoints::energy_scale));
    samples.push_back({Gauge::load_energy, energy ? std::optional(*energy * 3600) : std::nullopt});
  }
  if (const auto state = unsigned_at(block, InverterPoints::state)) {
    samples.push_back({Gauge::curtailed, *state == InverterPoints::throttled ? 1.0 : 0.0});
  }
}

void read_panels(Block block, std::vector<Sample>& samples) {
  constexpr std::size_t first = PanelPoints::first_input;
  constexpr std::size_t length = PanelPoints::input_length;
  const auto factor = scale(block, PanelPoints::power_scale);
  const auto many = unsigned_at(block, PanelPoints::inputs);
  std::optional<double> sum;
  for (std::size_t i = 0; many && i < static_cast<std::size_t>(*many); ++i) {
    if (first + (i + 1) * length > block.size()) break;
    // An input that is not connected says "not implemented", which is no power.
    const auto power =
        scaled(unsigned_at(block, first + i * length + PanelPoints::input_power), factor);
    if (power) sum = sum.value_or(0.0) + *power;
  }
  samples.push_back({Gauge::panel_power, sum});
}

void read_ac(Block block, SunSpecDevice& device, std::vector<Sample>& samples) {
  add_ac(device, scaled(signed_at(block, AcPoints::power), scale(block, AcPoints::power_scale)),
         samples);
  if (const auto throttle = unsigned_at(block, AcPoints::throttle)) {
    samples.push_back({Gauge::curtailed, *throttle > 0 && *throttle <= 100 ? 1.0 : 0.0});
  }
}

void read_storage(Block block, std::vector<Sample>& samples) {
  const auto percent = scale(block, StoragePoints::share_scale);
  const auto share = [&](std::size_t at) {
    const auto value = scaled(unsigned_at(block, at), percent);
    return value ? std::optional(*value / 100) : std::nullopt;
  };
  samples.push_back({Gauge::battery_charge, share(StoragePoints::charge)});
  if (const auto health = share(StoragePoints::health))
    samples.push_back({Gauge::battery_health, health});
}

/// Makers do not agree on the sign of W. The charge state of the same answer tells it.
std::optional<double> battery_power(Block block, SunSpecDevice& device) {
  const auto power =
      scaled(signed_at(block, BatteryPoints::power), scale(block, BatteryPoints::power_scale));
  if (!power || std::abs(*power) < no_power) return power;
  const auto state = unsigned_at(block, BatteryPoints::charge_state);
  if (state == BatteryPoints::discharging) device.battery_sign = *power > 0 ? -1 : 1;
  if (state == BatteryPoints::charging) device.battery_sign = *power > 0 ? 1 : -1;
  return device.battery_sign * *power;
}

void read_battery(Block block, SunSpecDevice& device, std::vector<Sample>& samples) {
  const auto charge =
      scaled(unsigned_at(block, BatteryPoints::charge), scale(block, BatteryPoints::charge_scale));
  samples.push_back({Gauge::battery_charge, charge ? std::optional(*charge / 100) : std::nullopt});
  if (const auto health = scaled(unsigned_at(block, BatteryPoints::health),
                                 scale(block, BatteryPoints::health_scale))) {
    samples.push_back({Gauge::battery_health, *health / 100});
  }
  if (const auto limit = scaled(unsigned_at(block, BatteryPoints::discharge_limit),
                                scale(block, BatteryPoints::limit_scale))) {
    samples.push_back({Gauge::discharge_limit, limit});
  }
  samples.push_back({Gauge::battery_power, battery_power(block, device)});
}

void append_text(Block block, std::size_t at, std::size_t words, std::string& out) {
  for (std::size_t i = at; i < at + words && i < block.size(); ++i) {
    for (const unsigned shift : {8U, 0U}) {
      const auto c = static_cast<char>(block[i] >> shift & 0xFFU);
      if (c == 0) return;
      if (c >= ' ' && c <= '~') out += c;
    }
  }
}

}  // namespace

bool knows_sunspec_model(std::uint16_t model) {
  for (const int one : {1, 101, 102, 103, 160, 701, 713, 802}) {
    if (model == one) return true;
  }
  return false;
}

std::string sunspec_name(std::span<const std::uint16_t> block) {
  std::string name;
  append_text(block, CommonPoints::maker, CommonPoints::text_words, name);
  name += ' ';
  append_text(block, CommonPoints::device, CommonPoints::text_words, name);
  return name;
}

void read_sunspec_block(std::span<const std::uint16_t> block, SunSpecDevice& device,
                        std::vector<Sample>& samples) {
  if (block.empty()) return;
  switch (block[0]) {
    case 101:
    case 102:
    case 103:
      return read_inverter(block, device, samples);
    case 160:
      return read_panels(block, samples);
    case 701:
      return read_ac(block, device, samples);
    case 713:
      return read_storage(block, samples);
    case 802:
      return read_battery(block, device, samples);
    default:
      return;
  }
}

}  // namespace islet
