// Fuzzes what speaks the protocol of Network UPS Tools: the reader, and the server of the rehearsed
// UPS. The first byte says whose ears the rest reaches, the second how long the pieces are.
#include "meters/nut_meter.h"
#include "meters/nut_server.h"
#include "meter_ears.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace islet;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::size_t piece = 1U + bytes[1];
  if (bytes[0] % 3 < 2) {
    NutMeter meter(PollPace(), bytes[0] % 3 == 0 ? "" : "ups");
    hear(meter, text, piece, Framed::no);
  } else {
    NutBook book;
    book.variables["ups.status"] = "OL";
    NutConversation peer(book);
    for (std::size_t at = 0; at < text.size(); at += piece) peer.answer(text.substr(at, piece));
  }
  return 0;
}
