// One question to a device over Modbus TCP, by somebody who may wait for the answer: the guard.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "meters/modbus_frame.h"

namespace islet {

/// Who is asked, written `ADDRESS:PORT` or `ADDRESS:PORT/UNIT`.
struct ModbusPlace {
  std::string address;
  int port = 0;
  std::uint8_t unit = 1;
};

/// Error G2 when it is none: ports 1 to 65535, units 0 to 247.
Result<ModbusPlace> modbus_place(const std::string& text, std::uint8_t unit);

/// Asks over a connection of its own: what is asked seldom keeps none open. Waits for two seconds
/// at most for each turn. Error G2: no connection, no answer, or an exception.
Result<ModbusReply> ask_modbus(const ModbusPlace& place, const ModbusRequest& request);

/// `count` registers from `address` on, at most 125.
Result<std::vector<std::uint16_t>> read_registers(const ModbusPlace& place, std::uint16_t address,
                                                  std::uint16_t count);
/// All in one piece, at most 123.
std::optional<Error> write_registers(const ModbusPlace& place, std::uint16_t address,
                                     std::vector<std::uint16_t> values);

}  // namespace islet
