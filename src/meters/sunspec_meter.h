// A SunSpec device over Modbus TCP: finds its models, then reads those that are understood, a block
// in one question, so that values and scale factors belong together.
#pragma once

#include "meters/modbus_frame.h"
#include "meters/poll_round.h"
#include "meters/sunspec_block.h"

namespace islet {

class SunSpecMeter final : public MeterProtocol {
 public:
  explicit SunSpecMeter(const PollPace& pace, std::uint8_t unit = 1) : round_(pace), unit_(unit) {}

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return round_.next(); }

 private:
  enum class Stage { marker, walk, poll };
  struct Model {
    std::uint16_t number = 0;
    std::uint16_t address = 0;
    std::uint16_t length = 0;  ///< with number and length
  };
  static constexpr std::size_t models_max = 64;

  void ask(Instant now, std::uint16_t address, std::size_t count);
  void ask_next(Instant now);
  void take(Instant now, const ModbusReply& reply, std::vector<Sample>& samples);
  void take_marker(Instant now, const ModbusReply& reply);
  void take_model(Instant now, const ModbusReply& reply);
  void end_walk(Instant now);

  PollRound round_;
  std::uint8_t unit_;
  ModbusReader reader_;
  Stage stage_ = Stage::marker;
  std::size_t base_ = 0;  ///< of the places where a marker may be
  std::uint16_t at_ = 0;  ///< of the walk
  std::vector<Model> models_;
  std::size_t polled_ = 0;  ///< model that is asked for
  SunSpecDevice device_;
  std::uint16_t transaction_ = 0;
};

}  // namespace islet
