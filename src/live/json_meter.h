// A device that says its figures as JSON over HTTP, asked once a period.
#pragma once

#include "meters/point_map.h"
#include "meters/poll_round.h"
#include "net/http_reply_reader.h"

namespace islet {

class JsonMeter final : public MeterProtocol {
 public:
  /// `host`: what the question names; of `map` its path and members.
  JsonMeter(const PollPace& pace, std::string host, PointMap map)
      : round_(pace), host_(std::move(host)), map_(std::move(map)) {}

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return round_.next(); }

 private:
  static constexpr std::size_t body_most = std::size_t{1} << 20U;
  void take(std::vector<Sample>& samples) const;

  PollRound round_;
  std::string host_;
  PointMap map_;
  HttpReplyReader reader_;
  std::string body_;
};

}  // namespace islet
