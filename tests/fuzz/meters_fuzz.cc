// Fuzzes the readers of meters and the servers of the rehearsed plant: any bytes, in any pieces,
// end in samples or in one fault. The first byte says whose ears they reach, the second how long
// the pieces are.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "meters/modbus_server.h"
#include "meters/mqtt_meter.h"
#include "meters/nut_meter.h"
#include "meters/nut_server.h"
#include "meters/register_meter.h"
#include "meters/sunspec_meter.h"
#include "meters/sunspec_server.h"

namespace {

using islet::after;
using islet::HybridInverter;
using islet::Instant;
using islet::lay_out;
using islet::MeterProtocol;
using islet::ModbusConversation;
using islet::MqttMeter;
using islet::NutBook;
using islet::NutConversation;
using islet::NutMeter;
using islet::PollPace;
using islet::RegisterBank;
using islet::RegisterMeter;
using islet::Sample;
using islet::second;
using islet::SunSpecMeter;

std::unique_ptr<MeterProtocol> meter_of(unsigned number) {
  switch (number % 4) {
    case 0:
      return std::make_unique<SunSpecMeter>(PollPace());
    case 1:
      return std::make_unique<NutMeter>(PollPace());
    case 2:
      return std::make_unique<MqttMeter>(PollPace(), islet::victron_topics());
    default:
      return std::make_unique<RegisterMeter>(PollPace(), islet::gencomm_map());
  }
}

/// Transaction numbers are set right half of the time, or hardly any reply would be looked at.
void hear(MeterProtocol& meter, std::string_view text, std::size_t piece, bool is_modbus) {
  Instant now;
  std::vector<Sample> samples;
  meter.open(now);
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string asked = meter.take_output();
    std::string bytes(text.substr(at, piece));
    if (is_modbus && asked.size() >= 2 && bytes.size() >= 7 && (bytes[6] & 1) != 0) {
      bytes[0] = asked[0];
      bytes[1] = asked[1];
      bytes[2] = bytes[3] = bytes[4] = 0;
      bytes[5] = static_cast<char>(bytes.size() - 6);
      bytes[6] = asked[6];
    }
    meter.receive(now, bytes, samples);
    now = after(now, 0.5 * second);
    meter.look(now);
  }
  if (samples.size() > 100'000) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::size_t piece = 1U + bytes[1];
  const unsigned who = bytes[0] % 10U;
  if (who < 8) {
    const auto meter = meter_of(who);
    hear(*meter, text, piece, who % 4 == 0 || who % 4 == 3);
  } else if (who == 8) {
    RegisterBank bank;
    lay_out(bank, 1, HybridInverter());
    ModbusConversation peer(bank);
    for (std::size_t at = 0; at < text.size(); at += piece) peer.answer(text.substr(at, piece));
  } else {
    NutBook book;
    book.variables["ups.status"] = "OL";
    NutConversation peer(book);
    for (std::size_t at = 0; at < text.size(); at += piece) peer.answer(text.substr(at, piece));
  }
  return 0;
}
