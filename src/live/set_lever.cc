#include "live/set_lever.h"

#include "live/modbus_call.h"
#include "meters/gencomm_points.h"

namespace islet {
namespace {

class SetLever final : public Lever {
 public:
  explicit SetLever(ModbusPlace place) : place_(std::move(place)) {}

  /// A set that we did not start is none of ours to stop, and one that we did is let go.
  Result<std::string> standing() override { return std::string("let go"); }
  std::optional<Error> set(double value) override {
    const auto mode = read_registers(place_, GencommPoints::control_mode, 1);
    if (!mode) return mode.error();
    if (mode->front() != GencommPoints::automatic) {
      return Error{{}, "the set is not in automatic mode: somebody has it in hand", "", "G2", ""};
    }
    return press(value > 0.5 ? GencommPoints::key_start : GencommPoints::key_let_go);
  }
  std::optional<Error> set_back(const std::string& /*standing*/) override {
    return press(GencommPoints::key_let_go);
  }

 private:
  std::optional<Error> press(std::uint16_t key) {
    return write_registers(place_, GencommPoints::key,
                           {key, static_cast<std::uint16_t>(0xFFFF - key)});
  }

  ModbusPlace place_;
};

}  // namespace

Result<std::unique_ptr<Lever>> set_lever(const std::string& place) {
  Result<ModbusPlace> found = modbus_place(place, GencommPoints::unit);
  if (!found) return found.error();
  return std::unique_ptr<Lever>(new SetLever(std::move(*found)));
}

}  // namespace islet
