// The other side of Modbus: registers of one or several units that clients read. It opens no
// socket.
#pragma once

#include <map>

#include "meters/modbus_frame.h"

namespace islet {

/// Registers by unit and address. What was never set cannot be read.
class RegisterBank {
 public:
  void set(std::uint8_t unit, std::uint16_t address, std::uint16_t value);
  void set(std::uint8_t unit, std::uint16_t address, const std::vector<std::uint16_t>& values);
  ModbusReply answer(const ModbusRequest& request) const;

 private:
  std::map<std::uint32_t, std::uint16_t> registers_;
};

/// One connection to the bank.
class ModbusConversation {
 public:
  explicit ModbusConversation(const RegisterBank& bank) : bank_(bank) {}
  /// Answers to what the bytes complete. Empty and at an end after a fault.
  std::string answer(std::string_view bytes);
  bool is_over() const { return !reader_.fault().empty(); }

 private:
  const RegisterBank& bank_;
  ModbusReader reader_;
};

}  // namespace islet
