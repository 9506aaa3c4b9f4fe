// How the gateway is: probes, metrics, status.
#include <fmt/format.h>

#include "live/gateway.h"
#include "live/plant_watch.h"
#include "net/clock.h"

namespace islet {
namespace {

/// One line of the text form of Prometheus, with its type before the first of a name.
class MetricText {
 public:
  void head(const char* name, const char* kind, const char* what) {
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, what, name,
                   kind);
  }
  void line(std::string_view name, std::string_view labels, double value) {
    fmt::format_to(std::back_inserter(text_), "{}{}{}{} {}\n", name, labels.empty() ? "" : "{",
                   labels, labels.empty() ? "" : "}", value);
  }
  void quantiles(std::string_view name, const std::string& labels, const Histogram& times) {
    for (const double p : {0.5, 0.9, 0.99}) {
      line(name, fmt::format("{},quantile=\"{}\"", labels, p), times.quantile(p));
    }
    line(fmt::format("{}_sum", name), labels, times.mean() * static_cast<double>(times.count()));
    line(fmt::format("{}_count", name), labels, static_cast<double>(times.count()));
  }
  std::string text() { return std::move(text_); }

 private:
  std::string text_;
};

std::string label_of(WorkClass work_class) {
  return fmt::format("class=\"{}\"", name_of(work_class));
}

}  // namespace

void Gateway::account(const AnswerFigures& figures) {
  Account& account = accounts_[index_of(figures.work_class)];
  account.prompt_tokens += figures.usage.prompt_tokens;
  account.reply_tokens += figures.usage.reply_tokens;
  // Outcomes are names of reasons: as many as the code has.
  ++outcomes_[figures.outcome];
  if (figures.outcome != "done") return;
  ++account.done;
  account.first_output.record(figures.first_output / second);
  account.whole.record(figures.whole / second);
}

bool Gateway::can_serve() const {
  for (const EngineStanding& one : desk_.standings()) {
    if (one.is_up) return !winds_down_;
  }
  return false;
}

std::optional<EngineStanding> Gateway::standing_of(const ServedModel& model) const {
  std::optional<EngineStanding> found;
  for (EngineStanding& one : desk_.standings()) {
    if (one.model_id != model.id || (found && found->is_up)) continue;
    found = std::move(one);
  }
  return found;
}

void Gateway::health(GatewayCall& call) { answer(call, 200, "{\"status\":\"ok\"}"); }

void Gateway::ready(GatewayCall& call) {
  const bool acknowledges = journal_ == nullptr || journal_->state().acknowledges;
  answer(call, can_serve() ? 200 : 503,
         fmt::format("{{\"ready\":{},\"durable_work\":{}}}", can_serve(),
                     journal_ != nullptr && acknowledges));
}

void Gateway::metrics(GatewayCall& call) {
  MetricText text;
  text.head("islet_requests_total", "counter", "Requests that were answered, by outcome.");
  for (const auto& [outcome, count] : outcomes_) {
    text.line("islet_requests_total", fmt::format("outcome=\"{}\"", outcome),
              static_cast<double>(count));
  }
  text.head("islet_first_output_seconds", "summary", "From the request to its first output.");
  for (int i = 0; i < work_class_count; ++i) {
    text.quantiles("islet_first_output_seconds", label_of(work_class_at(i)),
                   accounts_[static_cast<std::size_t>(i)].first_output);
  }
  text.head("islet_request_seconds", "summary", "From the request to the end of its answer.");
  for (int i = 0; i < work_class_count; ++i) {
    text.quantiles("islet_request_seconds", label_of(work_class_at(i)),
                   accounts_[static_cast<std::size_t>(i)].whole);
  }
  text.head("islet_tokens_total", "counter", "Tokens read and said.");
  for (int i = 0; i < work_class_count; ++i) {
    const Account& one = accounts_[static_cast<std::size_t>(i)];
    const std::string label = label_of(work_class_at(i));
    text.line("islet_tokens_total", label + ",kind=\"prompt\"",
              static_cast<double>(one.prompt_tokens));
    text.line("islet_tokens_total", label + ",kind=\"reply\"",
              static_cast<double>(one.reply_tokens));
  }
  const std::vector<TailStanding> tails = desk_.tails().standings();
  const auto of_tails = [&](const char* name, const char* kind, const char* what, auto value) {
    if (tails.empty()) return;
    text.head(name, kind, what);
    for (const TailStanding& one : tails) {
      text.line(name, fmt::format("model={}", json_text(one.name)), value(one));
    }
  };
  of_tails("islet_tail_alarms_total", "counter", "Windows with an answer too late or much jitter.",
           [](const TailStanding& one) { return static_cast<double>(one.report.alarms); });
  of_tails("islet_tail_misses_total", "counter", "Answers that came too late.",
           [](const TailStanding& one) { return static_cast<double>(one.report.misses); });
  of_tails("islet_jitter_seconds", "gauge", "Greatest jitter of the window under way.",
           [](const TailStanding& one) { return one.window.jitter / second; });
  const Tally& tally = desk_.scheduler().tally();
  text.head("islet_requests_in_house", "gauge", "Requests admitted and not over.");
  text.line("islet_requests_in_house", "", static_cast<double>(tally.in_house));
  text.head("islet_preemptions_total", "counter", "Requests stopped for others.");
  text.line("islet_preemptions_total", "", static_cast<double>(tally.parked + tally.dropped));
  text.head("islet_engine_up", "gauge", "Whether an engine is up.");
  int number = 0;
  for (const EngineStanding& one : desk_.standings()) {
    text.line("islet_engine_up", fmt::format("engine=\"{}\"", number++), one.is_up ? 1 : 0);
  }
  if (server_ != nullptr) {
    text.head("islet_connections", "gauge", "Open connections.");
    text.line("islet_connections", "", server_->counts().connections);
  }
  if (journal_ != nullptr) {
    const JournalState state = journal_->state();
    text.head("islet_journal_acknowledges", "gauge", "1 while durable work is taken.");
    text.line("islet_journal_acknowledges", "", state.acknowledges ? 1 : 0);
    text.head("islet_journal_steps_total", "counter", "Steps that are durable.");
    text.line("islet_journal_steps_total", "", static_cast<double>(state.written));
  }
  HttpReply reply;
  reply.type = "text/plain; version=0.0.4; charset=utf-8";
  reply.body = text.text();
  if (plant_ != nullptr) reply.body += plant_->metrics();
  answer(call, std::move(reply));
}

void Gateway::status(GatewayCall& call) {
  std::string body = fmt::format(
      "{{\"version\":{},\"policy\":{},\"ready\":{},\"fell_back\":{},\"open_requests\":{},"
      "\"events\":{},"
      "\"engines\":[",
      json_text(settings_.version), json_text(settings_.policy), can_serve(),
      settings_.fell_back.empty() ? "null" : json_text(settings_.fell_back), desk_.open(),
      desk_.events());
  bool is_first = true;
  for (const EngineStanding& one : desk_.standings()) {
    if (!std::exchange(is_first, false)) body += ',';
    fmt::format_to(std::back_inserter(body),
                   "{{\"engine\":{},\"model\":{},\"up\":{},\"running\":{},\"parked\":{},"
                   "\"failures\":{},\"last_fault\":{},\"resident_bytes\":{},\"tokens\":{}}}",
                   json_text(one.engine), json_text(one.model), one.is_up, one.running, one.parked,
                   one.failures, one.last_fault.empty() ? "null" : json_text(one.last_fault),
                   one.resident_bytes, one.tokens);
  }
  const ResidencyCounts& residency = desk_.residency();
  fmt::format_to(std::back_inserter(body),
                 "],\"residency\":{{\"kept\":{},\"left\":{},\"refused\":{},\"breaches\":{}}}",
                 residency.kept, residency.left, residency.refused, residency.breaches);
  body += ",\"tails\":" + tails_json(desk_.tails().standings());
  body += ",\"plant\":" + (plant_ == nullptr ? std::string("null") : plant_->status());
  body += ",\"journal\":";
  if (journal_ == nullptr) {
    body += "null}";
  } else {
    const JournalState state = journal_->state();
    fmt::format_to(std::back_inserter(body),
                   "{{\"acknowledges\":{},\"why\":{},\"written\":{},\"synced\":{},\"open_jobs\":{},"
                   "\"damaged_rows\":{},\"alarms\":[",
                   state.acknowledges, state.why.empty() ? "null" : json_text(state.why),
                   state.written, state.synced, journal_->reader().open_count(),
                   state.damaged_rows);
    for (std::size_t i = 0; i < state.alarms.size(); ++i) {
      body += (i > 0 ? "," : "") + json_text(state.alarms[i]);
    }
    body += "]}}";
  }
  answer(call, 200, std::move(body));
}

}  // namespace islet
