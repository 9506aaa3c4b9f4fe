// Modbus TCP frames, for both sides: a request or a reply made into bytes, and bytes cut into them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// Read holding registers (3), read input registers (4), write one (6), write several (16).
struct ModbusRequest {
  std::uint16_t transaction = 0;
  std::uint8_t unit = 1;
  std::uint8_t function = 3;
  std::uint16_t address = 0;
  std::uint16_t count = 0;             ///< of registers
  std::vector<std::uint16_t> written;  ///< with 6 and 16

  friend bool operator==(const ModbusRequest&, const ModbusRequest&) = default;
};

struct ModbusReply {
  std::uint16_t transaction = 0;
  std::uint8_t unit = 1;
  std::uint8_t function = 3;
  std::uint8_t exception = 0;  ///< 0: none; 1 function, 2 address, 3 value, 4 failure, 6 busy
  std::vector<std::uint16_t> registers;  ///< of what was read
  std::uint16_t address = 0;             ///< of what was written
  std::uint16_t count = 0;

  friend bool operator==(const ModbusReply&, const ModbusReply&) = default;
};

inline constexpr std::size_t modbus_read_max = 125;
inline constexpr std::size_t modbus_write_max = 123;

std::string frame_of(const ModbusRequest& request);
std::string frame_of(const ModbusReply& reply);

/// Cuts a stream into frames. After a fault nothing more comes: the stream is out of step.
class ModbusReader {
 public:
  void feed(std::string_view bytes);
  std::optional<ModbusReply> next_reply();
  std::optional<ModbusRequest> next_request();
  const std::string& fault() const { return fault_; }

 private:
  /// Unit and what follows of the next whole frame.
  std::optional<std::string> next_frame(std::uint16_t& transaction);

  std::string held_;
  std::string fault_;
};

}  // namespace islet
