// A UPS over the protocol of Network UPS Tools: lines of text over TCP, asked once a period.
#pragma once

#include "meters/poll_round.h"

namespace islet {

/// One line cut into words: blanks part them, quotes hold them together, a backslash takes the next
/// character as it is. Nothing when a quote is left open.
std::optional<std::vector<std::string>> nut_words(std::string_view line);

/// What `ups.status` says. Words that are not known are let pass.
///
///     mains = 1 with OL, 0 with OB or FSD; low = 1 with LB or FSD
struct NutStatus {
  std::optional<double> mains;
  std::optional<double> low;
};
NutStatus read_nut_status(std::string_view text);

class NutMeter final : public MeterProtocol {
 public:
  /// `ups` empty: the first that is listed.
  explicit NutMeter(const PollPace& pace, std::string ups = "")
      : round_(pace), wanted_(std::move(ups)) {}

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return round_.next(); }

 private:
  static constexpr std::size_t line_max = 1024;

  void take_line(Instant now, std::string_view line, std::vector<Sample>& samples);
  void take_variable(const std::vector<std::string>& words, std::vector<Sample>& samples);
  void take_refusal(const std::vector<std::string>& words, std::vector<Sample>& samples);
  void ask_next(Instant now);

  PollRound round_;
  std::string wanted_;
  std::string ups_;
  std::string held_;
  bool lists_ = false;
  std::size_t asked_ = 0;  ///< variable
  unsigned unknown_ = 0;   ///< variables that it does not have, one bit each
  double nominal_w_ = 0;
};

}  // namespace islet
