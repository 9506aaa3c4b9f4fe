// Fuzzes the reader of meters that say JSON over HTTP, and its file of points. The first byte says
// whether an answer's head is put before the bytes, the second how long the pieces are.
#include <string>

#include "live/json_meter.h"
#include "meter_ears.h"

namespace islet {
namespace {

PointMap points() {
  PointMap map;
  map.path = "/status";
  map.members = {{Gauge::load_power, {"load"}, 1, 0},
                 {Gauge::battery_charge, {"battery", "soc"}, 0.01, 0},
                 {Gauge::temperature, {"room", "deg"}, 1, -273.15}};
  return map;
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace islet;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::size_t piece = 1U + bytes[1];
  std::string heard;
  if (bytes[0] % 2 == 0) {
    heard = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n";
  }
  heard += text;
  JsonMeter meter(PollPace(), "192.0.2.5", points());
  hear(meter, heard, piece, Framed::no);
  if (bytes[0] % 4 == 3) (void)read_point_map(text, "points.yaml");
  return 0;
}
