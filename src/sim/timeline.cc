#include "sim/timeline.h"

#include <fmt/format.h>

namespace islet {
namespace {

double seconds_at(Instant instant) { return between(Instant(), instant) / second; }
double microseconds_at(Instant instant) { return between(Instant(), instant) / microsecond; }

}  // namespace

RequestTimeline::RequestTimeline()
    : text_(
          "request,state,arrival_s,started_s,first_token_s,ended_s,prompt_tokens,output_tokens,"
          "reused_tokens,preemptions,energy_j\n") {}

void RequestTimeline::request_ended(const RequestOutcome& outcome) {
  if (text_.size() > bytes_max) {
    is_cut_ = true;
    return;
  }
  text_ += fmt::format("{},{},{:.9f},{:.9f},{:.9f},{:.9f},{},{},{},{},{:.6g}\n", outcome.number,
                       name_of(outcome.state), seconds_at(outcome.submitted),
                       seconds_at(outcome.started), seconds_at(outcome.first_token),
                       seconds_at(outcome.ended), outcome.prompt_tokens, outcome.output_tokens,
                       outcome.reused_tokens, outcome.preemptions, outcome.energy / joule);
}

ChromeTimeline::ChromeTimeline() : text_("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[") {}

void ChromeTimeline::add(const std::string& event) {
  if (text_.size() > RequestTimeline::bytes_max) {
    is_cut_ = true;
    return;
  }
  text_ += is_first_ ? "\n" : ",\n";
  text_ += event;
  is_first_ = false;
}

void ChromeTimeline::request_ended(const RequestOutcome& outcome) {
  const auto span = [&](const char* name, Instant begin, Instant end) {
    if (end <= begin) return;
    // Requests overlap: each is a track of its own.
    for (const char* phase : {"b", "e"}) {
      const Instant at = *phase == 'b' ? begin : end;
      add(fmt::format(R"({{"ph":"{}","cat":"request","id":{},"pid":1,"tid":1,"name":"{}",)"
                      R"("ts":{:.3f}}})",
                      phase, outcome.number, name, microseconds_at(at)));
    }
  };
  span("waiting", outcome.submitted, outcome.started);
  if (outcome.state != EndState::finished) return;
  span("prompt", outcome.started, outcome.first_token);
  span("reply", outcome.first_token, outcome.ended);
}

void ChromeTimeline::step_begun(const StepRecord& step) {
  const int process = 2 + step.replica;
  const double begin = microseconds_at(step.begin);
  add(fmt::format(R"({{"ph":"X","pid":{},"tid":{},"name":"step","ts":{:.3f},"dur":{:.3f},)"
                  R"("args":{{"decode":{},"prefill_tokens":{}}}}})",
                  process, step.rank, begin, between(step.begin, step.end) / microsecond,
                  step.decode_sequences, step.prefill_tokens));
  add(fmt::format(R"({{"ph":"C","pid":{},"name":"rank {}","ts":{:.3f},"args":{{"decode":{},)"
                  R"("waiting":{},"free_blocks":{},"power_w":{:.1f}}}}})",
                  process, step.rank, begin, step.decode_sequences, step.waiting, step.free_blocks,
                  step.power / watt));
}

}  // namespace islet
