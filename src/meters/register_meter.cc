#include "meters/register_meter.h"

#include "meters/gencomm_points.h"

namespace islet {
namespace {

bool is_wide(RegisterForm form) { return form == RegisterForm::u32 || form == RegisterForm::s32; }
bool is_signed(RegisterForm form) { return form == RegisterForm::s16 || form == RegisterForm::s32; }

}  // namespace

RegisterMap gencomm_map() {
  RegisterMap map;
  map.name = "GenComm";
  using Points = GencommPoints;
  map.unit = Points::unit;
  map.no_figures = 8;
  map.points = {
      {Gauge::generator_runs, Points::engine_state, RegisterForm::u16, 1, Points::running},
      {Gauge::generator_power, Points::total_power, RegisterForm::s32, 1, {}},
      {Gauge::fuel, Points::fuel_percent, RegisterForm::u16, 0.01, {}},
  };
  return map;
}

RegisterMap victron_map() {
  RegisterMap map;
  map.name = "Victron GX";
  map.unit = 100;
  map.points = {
      {Gauge::battery_charge, 843, RegisterForm::u16, 0.01, {}},
      {Gauge::battery_power, 842, RegisterForm::s16, 1, {}},
      {Gauge::panel_power, 850, RegisterForm::u16, 1, {}},
      {Gauge::load_power, 902, RegisterForm::u32, 1, {}},
      {Gauge::grid_power, 908, RegisterForm::s32, 1, {}},
      {Gauge::generator_power, 914, RegisterForm::s32, 1, {}},
  };
  return map;
}

/// Sentinels stand at the top of the range, of a signed one at the top of its positive half.
std::optional<double> read_point(const RegisterPoint& point, std::span<const std::uint16_t> words,
                                 std::uint32_t no_figures) {
  const std::size_t needed = is_wide(point.form) ? 2 : 1;
  if (words.size() < needed) return std::nullopt;
  std::uint32_t raw = words[0];
  if (needed == 2) raw = raw << 16U | words[1];
  const bool has_sign = is_signed(point.form);
  const std::uint32_t top =
      needed == 2 ? (has_sign ? 0x7FFF'FFFFU : 0xFFFF'FFFFU) : (has_sign ? 0x7FFFU : 0xFFFFU);
  if (no_figures > 0 && raw <= top && raw > top - no_figures) return std::nullopt;
  if (point.is_one_at) return raw == *point.is_one_at ? 1.0 : 0.0;
  double value = raw;
  if (point.form == RegisterForm::s16) value = static_cast<std::int16_t>(raw);
  if (point.form == RegisterForm::s32) value = static_cast<std::int32_t>(raw);
  return point.factor * value;
}

void RegisterMeter::open(Instant now) {
  reader_ = {};
  fault_.clear();
  output_.clear();
  peer_ = map_.name;
  round_.open(now);
  look(now);
}

void RegisterMeter::look(Instant now) {
  if (!round_.is_due(now, fault_)) return;
  asked_ = 0;
  ask_next(now);
}

void RegisterMeter::ask_next(Instant now) {
  if (asked_ >= map_.points.size()) {
    round_.rest(now);
    return;
  }
  const RegisterPoint& point = map_.points[asked_];
  ModbusRequest request;
  request.transaction = ++transaction_;
  request.unit = map_.unit;
  request.function = map_.function;
  request.address = point.address;
  request.count = is_wide(point.form) ? 2 : 1;
  output_ += frame_of(request);
  round_.asked(now);
}

void RegisterMeter::receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) {
  if (!fault_.empty()) return;
  reader_.feed(bytes);
  while (const auto reply = reader_.next_reply()) {
    if (!round_.waits() || reply->transaction != transaction_ || reply->unit != map_.unit) continue;
    round_.answered();
    // A register that the device does not have leaves its measure absent; the others go on.
    if (reply->exception == 0) {
      const RegisterPoint& point = map_.points[asked_];
      samples.push_back({point.what, read_point(point, reply->registers, map_.no_figures)});
    }
    ++asked_;
    ask_next(now);
  }
  if (!reader_.fault().empty()) fault_ = reader_.fault();
}

}  // namespace islet
