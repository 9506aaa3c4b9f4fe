// Goal: frames are those of the Modbus specification, byte by byte, and what is not a frame ends
// the stream.
#include "meters/modbus_frame.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

std::string bytes(std::initializer_list<int> list) {
  std::string out;
  for (const int one : list) out += static_cast<char>(one);
  return out;
}

// MODBUS Application Protocol Specification V1.1b3, 6.3: read registers 108 to 110.
TEST(ModbusFrame, ReadsAsInTheSpecification) {
  ModbusRequest request{
      .transaction = 0x0102, .unit = 0x11, .address = 0x6B, .count = 3, .written = {}};
  EXPECT_EQ(frame_of(request), bytes({1, 2, 0, 0, 0, 6, 0x11, 3, 0, 0x6B, 0, 3}));
  ModbusReader reader;
  reader.feed(bytes({1, 2, 0, 0, 0, 9, 0x11, 3, 6, 0x02, 0x2B, 0, 0, 0, 0x64}));
  const auto reply = reader.next_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->registers, (std::vector<std::uint16_t>{0x022B, 0, 0x64}));
}

// The same, 6.6, 6.12 and 7: write one, write several, an exception.
TEST(ModbusFrame, WritesAndExceptionsAsInTheSpecification) {
  ModbusRequest one{
      .transaction = 1, .unit = 1, .function = 6, .address = 1, .count = 1, .written = {3}};
  EXPECT_EQ(frame_of(one), bytes({0, 1, 0, 0, 0, 6, 1, 6, 0, 1, 0, 3}));
  ModbusRequest more{
      .transaction = 1, .unit = 1, .function = 16, .address = 1, .count = 2, .written = {10, 258}};
  EXPECT_EQ(frame_of(more), bytes({0, 1, 0, 0, 0, 11, 1, 16, 0, 1, 0, 2, 4, 0, 10, 1, 2}));
  ModbusReader reader;
  reader.feed(bytes({0, 1, 0, 0, 0, 3, 1, 0x83, 2}));
  EXPECT_EQ(reader.next_reply().value().exception, 2);
}

TEST(ModbusFrame, EveryFrameReadsBackInAnyPieces) {
  ModbusReply reply{.transaction = 7, .unit = 3, .function = 4, .registers = {1, 2, 65'535}};
  const std::string text = frame_of(reply) + frame_of(reply);
  ModbusReader reader;
  int many = 0;
  for (const char c : text) {
    reader.feed(std::string_view(&c, 1));
    while (const auto got = reader.next_reply()) {
      EXPECT_EQ(*got, reply);
      ++many;
    }
  }
  EXPECT_EQ(many, 2);
}

TEST(ModbusFrame, WhatIsNoFrameEndsTheStream) {
  const std::string streams[] = {
      "HTTP/1.1 200 OK\r\n",
      bytes({0, 1, 0, 0, 0, 0, 1}),
      bytes({0, 1, 0, 0, 4, 0, 1}),
      bytes({0, 1, 0, 0, 0, 5, 1, 3, 9, 0, 0}),     // says more than it has
      bytes({0, 1, 0, 0, 0, 6, 1, 3, 3, 0, 0, 0}),  // half a register
      bytes({0, 1, 0, 0, 0, 3, 1, 0x83, 0}),        // an exception that is none
  };
  for (const std::string& stream : streams) {
    ModbusReader reader;
    reader.feed(stream);
    EXPECT_FALSE(reader.next_reply());
    EXPECT_FALSE(reader.fault().empty()) << stream;
  }
}

}  // namespace
}  // namespace islet
