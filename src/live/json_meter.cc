#include "live/json_meter.h"

#include <fmt/format.h>

#include "net/json.h"

namespace islet {

void JsonMeter::open(Instant now) {
  fault_.clear();
  output_.clear();
  peer_ = map_.registers.name.empty() ? host_ + map_.path : map_.registers.name;
  round_.open(now);
  look(now);
}

void JsonMeter::look(Instant now) {
  if (!round_.is_due(now, fault_)) return;
  reader_ = {};
  body_.clear();
  output_ += fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n\r\n",
                         map_.path, host_);
  round_.asked(now);
}

void JsonMeter::receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) {
  if (!fault_.empty() || !round_.waits()) return;
  if (!reader_.feed(bytes, body_) || body_.size() > body_most) {
    fault_ = "what answers is no HTTP server, or says too much";
    return;
  }
  if (!reader_.is_done()) return;
  round_.answered();
  if (reader_.status() != 200) {
    fault_ = fmt::format("it answers with status {}", reader_.status());
    return;
  }
  take(samples);
  round_.rest(now);
}

/// A member that is not there, or is no number, is a figure that the device does not have now.
void JsonMeter::take(std::vector<Sample>& samples) const {
  const Result<JsonValue> whole = read_json(body_);
  for (const MemberPoint& point : map_.members) {
    const JsonValue* at = whole ? &*whole : nullptr;
    for (const std::string& name : point.way) at = at == nullptr ? nullptr : at->find(name);
    const bool is_number = at != nullptr && at->is(JsonValue::Kind::number);
    samples.push_back({point.what, is_number
                                       ? std::optional(point.factor * at->number + point.offset)
                                       : std::nullopt});
  }
}

}  // namespace islet
