#include "live/charge_lever.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "live/modbus_call.h"
#include "meters/sunspec_points.h"

namespace islet {
namespace {

using Points = StorageControlPoints;
using Registers = std::vector<std::uint16_t>;

constexpr int models_max = 64;
/// After so long without a word the device is free again. Own choice, 2026-11-22.
constexpr std::uint16_t falls_back_after_s = 60;

Error refused(const std::string& what) { return Error{{}, what, "", "G2", ""}; }

double scale_of(std::uint16_t raw) {
  const auto power = static_cast<std::int16_t>(raw);
  return power < -10 || power > 10 ? 1.0 : std::pow(10.0, power);
}

class ChargeLever final : public Lever {
 public:
  explicit ChargeLever(ModbusPlace place) : place_(std::move(place)) {}

  /// "MODE RATE SECONDS", the registers as they are.
  Result<std::string> standing() override {
    const Result<Registers> block = controls();
    if (!block) return block.error();
    return fmt::format("{} {} {}", (*block)[Points::mode], (*block)[Points::charge_rate],
                       (*block)[Points::falls_back]);
  }

  std::optional<Error> set(double value) override {
    const Result<Registers> block = controls();
    if (!block) return block.error();
    const double most = (*block)[Points::charge_max] * scale_of((*block)[Points::max_scale]);
    if (!(most > 0)) return refused("the inverter does not say what it charges with at most");
    const double percent = 100 * std::clamp(value / most, 0.0, 1.0);
    const double raw = std::round(percent / scale_of((*block)[Points::rate_scale]));
    if (!(raw <= 32'767)) return refused("the inverter's scale of rates is none");
    const auto mode = static_cast<std::uint16_t>((*block)[Points::mode] | Points::limits_charging);
    return written(mode, static_cast<std::uint16_t>(raw), falls_back_after_s);
  }

  std::optional<Error> set_back(const std::string& standing) override {
    std::array<std::uint16_t, 3> was{};
    const char* at = standing.data();
    const char* end = at + standing.size();
    for (std::uint16_t& each : was) {
      while (at != end && *at == ' ') ++at;
      const auto got = std::from_chars(at, end, each);
      if (got.ec != std::errc()) return refused("what stood there is not known");
      at = got.ptr;
    }
    return written(was[0], was[1], was[2]);
  }

 private:
  /// The rate before the mode that makes it count.
  std::optional<Error> written(std::uint16_t mode, std::uint16_t rate, std::uint16_t falls_back) {
    for (const auto& [point, value] :
         {std::pair(Points::falls_back, falls_back), std::pair(Points::charge_rate, rate),
          std::pair(Points::mode, mode)}) {
      const auto at = static_cast<std::uint16_t>(block_ + point);
      if (auto error = write_registers(place_, at, {value})) return error;
    }
    return std::nullopt;
  }

  /// Goes along the list of models to the first of that number.
  Result<Registers> controls() {
    if (block_ == 0) {
      std::uint32_t at = sunspec_first_model;
      for (int model = 0; model < models_max && at < 0xFFFF - 1; ++model) {
        const auto head = read_registers(place_, static_cast<std::uint16_t>(at), 2);
        if (!head) return head.error();
        if (head->front() == Points::model) block_ = static_cast<std::uint16_t>(at);
        if (head->front() == Points::model || head->front() == 0xFFFF) break;
        at += 2U + head->back();
      }
      if (block_ == 0) return refused("the inverter has no SunSpec model 124 (storage controls)");
    }
    return read_registers(place_, block_, Points::length + 2);
  }

  ModbusPlace place_;
  std::uint16_t block_ = 0;  ///< where the model begins; 0: not found yet
};

}  // namespace

Result<std::unique_ptr<Lever>> charge_lever(const std::string& place) {
  constexpr std::uint8_t usual_unit = 1;
  Result<ModbusPlace> found = modbus_place(place, usual_unit);
  if (!found) return found.error();
  return std::unique_ptr<Lever>(new ChargeLever(std::move(*found)));
}

}  // namespace islet
