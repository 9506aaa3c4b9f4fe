// The other side of Modbus: registers of one or several units that clients read. It opens no
// socket.
#pragma once

#include <map>
#include <set>

#include "meters/modbus_frame.h"

namespace islet {

/// Registers by unit and address. What was never set cannot be read.
class RegisterBank {
 public:
  void set(std::uint8_t unit, std::uint16_t address, std::uint16_t value);
  void set(std::uint8_t unit, std::uint16_t address, const std::vector<std::uint16_t>& values);
  /// Clients may write so many from there on; all else they can only read.
  void let_write(std::uint8_t unit, std::uint16_t address, std::uint16_t count);
  /// What stands there; 0 where nothing was set.
  std::uint16_t at(std::uint8_t unit, std::uint16_t address) const;
  ModbusReply answer(const ModbusRequest& request);

 private:
  bool may_write(const ModbusRequest& request) const;

  std::set<std::uint32_t> writable_;
  std::map<std::uint32_t, std::uint16_t> registers_;
};

/// One connection to the bank.
class ModbusConversation {
 public:
  explicit ModbusConversation(RegisterBank& bank) : bank_(bank) {}
  /// Answers to what the bytes complete. Empty and at an end after a fault.
  std::string answer(std::string_view bytes);
  bool is_over() const { return !reader_.fault().empty(); }

 private:
  RegisterBank& bank_;
  ModbusReader reader_;
};

}  // namespace islet
