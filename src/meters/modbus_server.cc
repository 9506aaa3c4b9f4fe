#include "meters/modbus_server.h"

namespace islet {
namespace {

constexpr std::uint32_t key_of(std::uint8_t unit, std::uint32_t address) {
  return std::uint32_t{unit} << 16U | address;
}

}  // namespace

void RegisterBank::set(std::uint8_t unit, std::uint16_t address, std::uint16_t value) {
  registers_[key_of(unit, address)] = value;
}

void RegisterBank::set(std::uint8_t unit, std::uint16_t address,
                       const std::vector<std::uint16_t>& values) {
  std::uint32_t at = address;
  for (const std::uint16_t value : values) registers_[key_of(unit, at++)] = value;
}

void RegisterBank::let_write(std::uint8_t unit, std::uint16_t address, std::uint16_t count) {
  for (std::uint32_t i = 0; i < count; ++i) writable_.insert(key_of(unit, address + i));
}

std::uint16_t RegisterBank::at(std::uint8_t unit, std::uint16_t address) const {
  const auto found = registers_.find(key_of(unit, address));
  return found == registers_.end() ? std::uint16_t{0} : found->second;
}

bool RegisterBank::may_write(const ModbusRequest& request) const {
  if (request.written.empty()) return false;
  for (std::uint32_t i = 0; i < request.written.size(); ++i) {
    if (!writable_.contains(key_of(request.unit, (request.address + i) & 0xFFFFU))) return false;
  }
  return true;
}

ModbusReply RegisterBank::answer(const ModbusRequest& request) {
  ModbusReply reply;
  reply.transaction = request.transaction;
  reply.unit = request.unit;
  reply.function = request.function;
  if (request.function == 6 || request.function == 16) {
    reply.address = request.address;
    reply.count = request.count;
    if (!may_write(request)) {
      reply.exception = 2;
      return reply;
    }
    set(request.unit, request.address, request.written);
    reply.registers = request.written;
    return reply;
  }
  const bool reads = request.function == 3 || request.function == 4;
  if (!reads) {
    reply.exception = 1;
    return reply;
  }
  if (request.count == 0 || request.count > modbus_read_max) {
    reply.exception = 3;
    return reply;
  }
  for (std::uint32_t i = 0; i < request.count; ++i) {
    const auto found = registers_.find(key_of(request.unit, (request.address + i) & 0xFFFFU));
    if (found == registers_.end()) {
      reply.registers.clear();
      reply.exception = 2;
      return reply;
    }
    reply.registers.push_back(found->second);
  }
  return reply;
}

std::string ModbusConversation::answer(std::string_view bytes) {
  std::string out;
  reader_.feed(bytes);
  while (const auto request = reader_.next_request()) out += frame_of(bank_.answer(*request));
  return out;
}

}  // namespace islet
