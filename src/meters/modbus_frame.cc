#include "meters/modbus_frame.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::size_t head_bytes = 7;      // transaction, protocol, length, unit
constexpr std::size_t longest_body = 254;  // unit and 253 bytes
constexpr std::size_t held_max = 65'536;

void put(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8U & 0xFFU);
  out += static_cast<char>(value & 0xFFU);
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint16_t word_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8U | byte_at(bytes, at + 1));
}

std::string framed(std::uint16_t transaction, std::uint8_t unit, const std::string& body) {
  std::string out;
  put(out, transaction);
  put(out, 0);
  put(out, static_cast<unsigned>(body.size() + 1));
  out += static_cast<char>(unit);
  return out + body;
}

std::vector<std::uint16_t> words_in(std::string_view bytes) {
  std::vector<std::uint16_t> words;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) words.push_back(word_at(bytes, at));
  return words;
}

}  // namespace

std::string frame_of(const ModbusRequest& request) {
  std::string body(1, static_cast<char>(request.function));
  put(body, request.address);
  if (request.function == 6) {
    CHECK(request.written.size() == 1);
    put(body, request.written[0]);
    return framed(request.transaction, request.unit, body);
  }
  put(body, request.count);
  if (request.function == 16) {
    CHECK(request.written.size() == request.count && request.count <= modbus_write_max);
    body += static_cast<char>(2 * request.count);
    for (const std::uint16_t one : request.written) put(body, one);
  }
  return framed(request.transaction, request.unit, body);
}

std::string frame_of(const ModbusReply& reply) {
  std::string body(1, static_cast<char>(reply.function | (reply.exception != 0 ? 0x80U : 0U)));
  if (reply.exception != 0) {
    body += static_cast<char>(reply.exception);
  } else if (reply.function == 6 || reply.function == 16) {
    put(body, reply.address);
    put(body, reply.function == 6 ? reply.registers.at(0) : reply.count);
  } else {
    CHECK(reply.registers.size() <= modbus_read_max);
    body += static_cast<char>(2 * reply.registers.size());
    for (const std::uint16_t one : reply.registers) put(body, one);
  }
  return framed(reply.transaction, reply.unit, body);
}

void ModbusReader::feed(std::string_view bytes) {
  if (!fault_.empty()) return;
  held_ += bytes;
  if (held_.size() > held_max) fault_ = "more bytes than answers were asked for";
}

std::optional<std::string> ModbusReader::next_frame(std::uint16_t& transaction) {
  if (!fault_.empty() || held_.size() < head_bytes) return std::nullopt;
  const std::size_t length = word_at(held_, 4);
  if (word_at(held_, 2) != 0 || length < 2 || length > longest_body) {
    fault_ = "these are no Modbus frames";
    return std::nullopt;
  }
  if (held_.size() < 6 + length) return std::nullopt;
  transaction = word_at(held_, 0);
  std::string frame = held_.substr(6, length);
  held_.erase(0, 6 + length);
  return frame;
}

std::optional<ModbusReply> ModbusReader::next_reply() {
  ModbusReply reply;
  const auto frame = next_frame(reply.transaction);
  if (!frame) return std::nullopt;
  reply.unit = static_cast<std::uint8_t>(byte_at(*frame, 0));
  const unsigned function = byte_at(*frame, 1);
  reply.function = static_cast<std::uint8_t>(function & 0x7FU);
  const std::string_view rest = std::string_view(*frame).substr(2);
  const auto broken = [&] {
    fault_ = "a Modbus reply is shorter or longer than it says";
    return std::nullopt;
  };
  if ((function & 0x80U) != 0) {
    if (rest.size() != 1 || rest[0] == 0) return broken();
    reply.exception = static_cast<std::uint8_t>(byte_at(rest, 0));
  } else if (reply.function == 6 || reply.function == 16) {
    if (rest.size() != 4) return broken();
    reply.address = word_at(rest, 0);
    reply.count = reply.function == 6 ? std::uint16_t{1} : word_at(rest, 2);
    if (reply.function == 6) reply.registers = {word_at(rest, 2)};
  } else {
    const std::size_t many = rest.empty() ? 0 : byte_at(rest, 0);
    if (rest.size() != 1 + many || many % 2 != 0 || many > 2 * modbus_read_max) return broken();
    reply.registers = words_in(rest.substr(1));
  }
  return reply;
}

std::optional<ModbusRequest> ModbusReader::next_request() {
  ModbusRequest request;
  const auto frame = next_frame(request.transaction);
  if (!frame) return std::nullopt;
  request.unit = static_cast<std::uint8_t>(byte_at(*frame, 0));
  request.function = static_cast<std::uint8_t>(byte_at(*frame, 1) & 0x7FU);
  const std::string_view rest = std::string_view(*frame).substr(2);
  if (rest.size() < 4) {
    fault_ = "a Modbus request is too short";
    return std::nullopt;
  }
  request.address = word_at(rest, 0);
  if (request.function == 6) {
    request.count = 1;
    request.written = {word_at(rest, 2)};
    return request;
  }
  request.count = word_at(rest, 2);
  if (request.function == 16) {
    const std::size_t many = rest.size() < 5 ? 0 : byte_at(rest, 4);
    if (many != std::size_t{2} * request.count || rest.size() != 5 + many ||
        request.count > modbus_write_max) {
      fault_ = "a Modbus write says another length than it has";
      return std::nullopt;
    }
    request.written = words_in(rest.substr(5));
  }
  return request;
}

}  // namespace islet
