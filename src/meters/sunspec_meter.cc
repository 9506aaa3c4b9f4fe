#include "meters/sunspec_meter.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::array<std::uint16_t, 3> bases = {40'000, 50'000, 0};
constexpr std::uint16_t marker_high = 0x5375;
constexpr std::uint16_t marker_low = 0x6E53;
constexpr std::uint16_t end_model = 0xFFFF;

}  // namespace

void SunSpecMeter::open(Instant now) {
  reader_ = {};
  fault_.clear();
  output_.clear();
  stage_ = Stage::marker;
  base_ = 0;
  models_.clear();
  device_ = {};
  round_.open(now);
  ask(now, bases[0], 2);
}

void SunSpecMeter::ask(Instant now, std::uint16_t address, std::size_t count) {
  ModbusRequest request;
  request.transaction = ++transaction_;
  request.unit = unit_;
  request.address = address;
  request.count = static_cast<std::uint16_t>(std::min(count, modbus_read_max));
  output_ += frame_of(request);
  round_.asked(now);
}

void SunSpecMeter::look(Instant now) {
  if (!round_.is_due(now, fault_)) return;
  polled_ = 0;
  ask_next(now);
}

/// The next model of this round; after the last one the round rests.
void SunSpecMeter::ask_next(Instant now) {
  while (polled_ < models_.size() && models_[polled_].number == 1) ++polled_;
  if (polled_ < models_.size()) {
    return ask(now, models_[polled_].address, models_[polled_].length);
  }
  round_.rest(now);
}

void SunSpecMeter::receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) {
  if (!fault_.empty()) return;
  reader_.feed(bytes);
  while (const auto reply = reader_.next_reply()) {
    // Late answers to what was asked before are let pass.
    if (!round_.waits() || reply->transaction != transaction_ || reply->unit != unit_) continue;
    round_.answered();
    take(now, *reply, samples);
    if (!fault_.empty()) return;
  }
  if (!reader_.fault().empty()) fault_ = reader_.fault();
}

void SunSpecMeter::take(Instant now, const ModbusReply& reply, std::vector<Sample>& samples) {
  if (stage_ == Stage::marker) return take_marker(now, reply);
  if (reply.exception != 0) {
    fault_ = fmt::format("the device refuses the question: exception {}", reply.exception);
    return;
  }
  if (stage_ == Stage::walk) return take_model(now, reply);
  const Model& model = models_[polled_];
  const bool is_same = !reply.registers.empty() && reply.registers[0] == model.number;
  if (!is_same) {
    fault_ = fmt::format("model {} is no longer where it was", model.number);
    return;
  }
  read_sunspec_block(reply.registers, device_, samples);
  ++polled_;
  ask_next(now);
}

void SunSpecMeter::take_marker(Instant now, const ModbusReply& reply) {
  const bool is_marker = reply.exception == 0 && reply.registers.size() == 2 &&
                         reply.registers[0] == marker_high && reply.registers[1] == marker_low;
  if (!is_marker) {
    if (++base_ == bases.size()) {
      fault_ = "no SunSpec marker at 40000, 50000 or 0";
      return;
    }
    return ask(now, bases[base_], 2);
  }
  stage_ = Stage::walk;
  at_ = static_cast<std::uint16_t>(bases[base_] + 2);
  ask(now, at_, 2);
}

void SunSpecMeter::take_model(Instant now, const ModbusReply& reply) {
  // Model 1 is asked for a second time, whole, for its names.
  if (reply.registers.size() > 2 && reply.registers[0] == 1) {
    peer_ = sunspec_name(reply.registers);
    return ask(now, at_, 2);
  }
  if (reply.registers.size() != 2) {
    fault_ = "the list of models is cut short";
    return;
  }
  const std::uint16_t number = reply.registers[0];
  const std::uint16_t length = reply.registers[1];
  if (number == end_model) return end_walk(now);
  const std::uint32_t next = std::uint32_t{at_} + 2U + length;
  if (length == 0 || next > 65'534 || models_.size() >= models_max) {
    fault_ = "the list of models has no end";
    return;
  }
  models_.push_back({number, at_, static_cast<std::uint16_t>(length + 2)});
  device_.has_storage = device_.has_storage || number == 713 || number == 802;
  device_.has_panels = device_.has_panels || number == 160;
  const std::uint16_t here = at_;
  at_ = static_cast<std::uint16_t>(next);
  if (number == 1) return ask(now, here, std::size_t{length} + 2);
  ask(now, at_, 2);
}

void SunSpecMeter::end_walk(Instant now) {
  std::erase_if(models_, [](const Model& model) { return !knows_sunspec_model(model.number); });
  const bool has_any = std::any_of(models_.begin(), models_.end(),
                                   [](const Model& model) { return model.number != 1; });
  if (!has_any) {
    fault_ = "none of its SunSpec models is understood";
    return;
  }
  stage_ = Stage::poll;
  round_.open(now);
  look(now);
}

}  // namespace islet
