// Fuzzes what speaks Modbus: readers of SunSpec and of plain registers, and the server of the
// rehearsed plant. The first byte says whose ears the rest reaches, the second how long the pieces
// are.
#include "meters/modbus_server.h"
#include "meters/register_meter.h"
#include "meters/sunspec_meter.h"
#include "meters/sunspec_server.h"
#include "meter_ears.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace islet;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::size_t piece = 1U + bytes[1];
  if (bytes[0] % 3 == 0) {
    SunSpecMeter meter{PollPace()};
    hear(meter, text, piece, Framed::modbus);
  } else if (bytes[0] % 3 == 1) {
    RegisterMeter meter(PollPace(), bytes[0] % 2 == 0 ? gencomm_map() : victron_map());
    hear(meter, text, piece, Framed::modbus);
  } else {
    RegisterBank bank;
    lay_out(bank, 1, HybridInverter());
    ModbusConversation peer(bank);
    for (std::size_t at = 0; at < text.size(); at += piece) peer.answer(text.substr(at, piece));
  }
  return 0;
}
