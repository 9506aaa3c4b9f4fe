// Fuzzes the reader of meters behind an MQTT broker. The first byte says whether the broker lets it
// in first, the second how long the pieces are.
#include "meters/mqtt_meter.h"
#include "meter_ears.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace islet;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::size_t piece = 1U + bytes[1];
  MqttMeter meter(PollPace(), victron_topics());
  std::string heard;
  if (bytes[0] % 2 == 0) {
    MqttPacket welcome;
    welcome.kind = MqttKind::connect_answer;
    heard = frame_of(welcome);
  }
  heard += text;
  hear(meter, heard, piece, Framed::no);
  return 0;
}
