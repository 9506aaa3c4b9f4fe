// A device whose registers are known by a list: generator controllers, Victron's system registers,
// rack meters. The list is data; a site gives its own by `map`.
#pragma once

#include <span>

#include "meters/modbus_frame.h"
#include "meters/poll_round.h"

namespace islet {

/// How a register's bits are meant. 32 bits take two registers, the high word first.
enum class RegisterForm : std::uint8_t { u16, s16, u32, s32 };

struct RegisterPoint {
  Gauge what = Gauge::load_power;
  std::uint16_t address = 0;
  RegisterForm form = RegisterForm::u16;
  double factor = 1;  ///< from the register to the unit of the measure
  /// Set: the value is 1 where the register says this, else 0.
  std::optional<std::uint16_t> is_one_at;
};

struct RegisterMap {
  std::string name;
  std::uint8_t unit = 1;
  std::uint8_t function = 3;
  /// Values of the register from which on it says "no figure": FFF8 to FFFF of GenComm.
  std::uint32_t no_figures = 0;
  std::vector<RegisterPoint> points;
};

/// Deep Sea GenComm: engine state, power, fuel. Facts of the published register list.
RegisterMap gencomm_map();
/// Victron's system registers, unit 100.
RegisterMap victron_map();

/// What the registers of one point say; nothing for "no figure".
std::optional<double> read_point(const RegisterPoint& point, std::span<const std::uint16_t> words,
                                 std::uint32_t no_figures);

class RegisterMeter final : public MeterProtocol {
 public:
  RegisterMeter(const PollPace& pace, RegisterMap map) : round_(pace), map_(std::move(map)) {}

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return round_.next(); }

 private:
  void ask_next(Instant now);

  PollRound round_;
  RegisterMap map_;
  ModbusReader reader_;
  std::size_t asked_ = 0;
  std::uint16_t transaction_ = 0;
};

}  // namespace islet
