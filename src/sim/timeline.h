// What happened when, request by request or step by step, for spreadsheets and trace viewers.
#pragma once

#include <string>

#include "sim/engine_request.h"

namespace islet {

/// One row a request: when it came, started, gave its first token and ended.
class RequestTimeline : public EngineWatcher {
 public:
  RequestTimeline();
  void request_ended(const RequestOutcome& outcome) override;
  void step_begun(const StepRecord&) override {}
  bool wants_steps() const override { return false; }

  /// CSV with a line of names.
  const std::string& text() const { return text_; }
  bool is_cut() const { return is_cut_; }

  /// No timeline grows beyond.
  static constexpr std::size_t bytes_max = std::size_t{1} << 28U;

 private:
  std::string text_;
  bool is_cut_ = false;
};

/// The same with every step, for chrome://tracing and Perfetto: a request is three spans (waiting,
/// prompt, reply), a step one span and counters of sequences, queue, cache and watts.
class ChromeTimeline : public EngineWatcher {
 public:
  ChromeTimeline();
  void request_ended(const RequestOutcome& outcome) override;
  void step_begun(const StepRecord& step) override;
  bool wants_steps() const override { return true; }

  /// The whole JSON document.
  std::string text() const { return text_ + "\n]}\n"; }
  bool is_cut() const { return is_cut_; }

 private:
  void add(const std::string& event);

  std::string text_;
  bool is_first_ = true;
  bool is_cut_ = false;
};

}  // namespace islet
