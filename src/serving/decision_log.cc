#include "serving/decision_log.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "serving/event_fields.h"
#include "serving/log_text.h"

namespace islet {
namespace {

constexpr std::string_view log_version = "4";

constexpr std::array<std::string_view, 11> event_words = {"arrive", "output",   "done",   "cancel",
                                                          "up",     "down",     "loaded", "power",
                                                          "cap",    "forecast", "tick"};
static_assert(event_words.size() == std::variant_size_v<Event>);

constexpr std::array<std::string_view, 12> decision_words = {
    "admit", "reject",  "end", "start", "preempt", "resume",
    "defer", "degrade", "cap", "load",  "switch",  "generator"};
static_assert(decision_words.size() == std::variant_size_v<Decision>);

void write_fields(LogWriter& writer, ForecastMade& made) {
  writer(made.slots.size());
  for (ForecastSlot& slot : made.slots) fields_of(writer, slot);
}
template <class T>
void write_fields(LogWriter& writer, T& x) {
  fields_of(writer, x);
}

void read_fields(LogReader& reader, ForecastMade& made) {
  std::size_t count = 0;
  reader(count);
  for (std::size_t i = 0; i < count && reader.is_sound() && i < forecast_slots_max; ++i) {
    fields_of(reader, made.slots.emplace_back());
  }
}
template <class T>
void read_fields(LogReader& reader, T& x) {
  fields_of(reader, x);
}

/// The event of the kind with that number, with its fields read.
template <std::size_t I = 0>
Event event_read(std::size_t kind, LogReader& reader) {
  if constexpr (I < std::variant_size_v<Event>) {
    if (kind != I) return event_read<I + 1>(kind, reader);
    std::variant_alternative_t<I, Event> event{};
    read_fields(reader, event);
    return event;
  } else {
    return Tick{};
  }
}

Error bad_line(std::string_view line, std::string what) {
  Error error;
  error.what = std::move(what);
  error.hint = "the log is damaged here or was written by another version";
  error.line_text = std::string(line.substr(0, 200));
  return error;
}

/// Answers from the log, in the order in which they were asked for.
class RecordedCosts final : public CostEstimate {
 public:
  void add(const Cost& cost) { answers_.push_back(cost); }
  void clear() {
    answers_.clear();
    next_ = 0;
  }
  /// With no answer left the replay differs already; the comparison of lines finds it.
  Cost cost(const Request& /*request*/, const EngineSpec& /*engine*/) const override {
    return next_ < answers_.size() ? answers_[next_++] : Cost();
  }

 private:
  std::vector<Cost> answers_;
  mutable std::size_t next_ = 0;
};

/// The lines of a log, one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  bool ended() const { return rest_.empty(); }
  std::string_view next() {
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return line;
  }
  std::int64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

/// Compares what was recorded for one event with what came now; true when it differs.
bool differs(std::string_view recorded, std::string_view replayed, std::int64_t first_line,
             ReplayOutcome& outcome) {
  if (recorded == replayed) return false;
  Lines was(recorded);
  Lines is(replayed);
  outcome.line = first_line;
  while (!was.ended() || !is.ended()) {
    outcome.recorded = std::string(was.next());
    outcome.replayed = std::string(is.next());
    if (outcome.recorded != outcome.replayed) break;
    ++outcome.line;
  }
  return true;
}

}  // namespace

std::string_view LogReader::word() {
  const std::size_t end = rest_.find(' ');
  const std::string_view text = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  return text;
}

void DecisionLog::begin(std::string_view policies) {
  text_ += "islet-log " + std::string(log_version) + " ";
  text_ += policies;
  text_ += '\n';
}

void DecisionLog::event(Instant now, const Event& event) {
  text_ += 'e';
  LogWriter writer(text_);
  writer(now);
  text_ += ' ';
  text_ += event_words[event.index()];
  Event copy = event;
  std::visit([&](auto& x) { write_fields(writer, x); }, copy);
  text_ += '\n';
}

void DecisionLog::decisions(const std::vector<Decision>& decisions) {
  for (const Decision& decision : decisions) {
    text_ += "d ";
    text_ += decision_words[decision.index()];
    LogWriter writer(text_);
    Decision copy = decision;
    std::visit([&](auto& x) { write_fields(writer, x); }, copy);
    text_ += '\n';
  }
}

Cost DecisionLog::cost(const Request& request, const EngineSpec& engine) const {
  Cost cost = costs_.cost(request, engine);
  text_ += 'c';
  LogWriter writer(text_);
  fields_of(writer, cost);
  text_ += '\n';
  return cost;
}

Result<LogLine> read_log_line(std::string_view line) {
  LogReader reader(line);
  const std::string_view kind = reader.word();
  LogLine read;
  if (kind == "islet-log") {
    if (reader.word() != log_version) {
      return bad_line(line, "the log has a version other than " + std::string(log_version));
    }
    return read;
  }
  if (kind == "d") {
    read.kind = LogLine::Kind::decision;
    return read;
  }
  if (kind == "c") {
    read.kind = LogLine::Kind::cost;
    fields_of(reader, read.cost);
  } else if (kind == "e") {
    read.kind = LogLine::Kind::event;
    reader(read.event.at);
    const std::string_view word = reader.word();
    std::size_t number = 0;
    while (number < event_words.size() && event_words[number] != word) ++number;
    if (number == event_words.size()) {
      return bad_line(line, "the log has an event `" + std::string(word.substr(0, 40)) +
                                "`, must be one of its kinds");
    }
    read.event.event = event_read(number, reader);
  } else {
    return bad_line(line, "a line of the log begins with `" + std::string(kind.substr(0, 40)) +
                              "`, must begin with e, c or d");
  }
  if (!reader.is_sound() || !reader.is_at_end()) {
    return bad_line(line, "a line of the log has a field that cannot be read");
  }
  return read;
}

Result<ReplayOutcome> replay(std::string_view log, const SchedulerSettings& settings,
                             const std::vector<WorkloadRule>& workloads) {
  Lines lines(log);
  const std::string_view header = lines.next();
  const std::vector<std::string_view> words = split(header, ' ');
  if (words.size() != 3 || words[0] != "islet-log" || words[1] != log_version) {
    return bad_line(header, "the first line must be `islet-log " + std::string(log_version) +
                                "` and the policy");
  }
  Policies policies = make_policies(words[2]);
  if (policies.name.empty()) return bad_line(header, "the log names a policy that is not known");
  RecordedCosts recorded;
  std::string text;
  DecisionLog relog(recorded, text);
  Scheduler scheduler(settings, std::move(policies), workloads, relog);
  ReplayOutcome outcome;
  std::vector<Decision> decisions;
  std::string_view line = lines.ended() ? std::string_view() : lines.next();
  while (!line.empty()) {
    const Result<LogLine> event = read_log_line(line);
    if (!event) return event.error();
    if (event->kind != LogLine::Kind::event) return bad_line(line, "an event should stand here");
    const char* begin = line.data();
    const char* end = line.data() + line.size() + 1;
    const std::int64_t first_line = lines.number();
    recorded.clear();
    for (line = {}; !lines.ended();) {
      line = lines.next();
      const Result<LogLine> more = read_log_line(line);
      if (!more) return more.error();
      if (more->kind == LogLine::Kind::event) break;
      if (more->kind == LogLine::Kind::cost) recorded.add(more->cost);
      end = line.data() + line.size() + 1;
      line = {};
    }
    text.clear();
    decisions.clear();
    relog.event(event->event.at, event->event.event);
    scheduler.handle(event->event.at, event->event.event, decisions);
    relog.decisions(decisions);
    ++outcome.events;
    const std::size_t length =
        static_cast<std::size_t>(std::min(end, log.data() + log.size()) - begin);
    if (differs(std::string_view(begin, length), text, first_line, outcome)) return outcome;
  }
  outcome.is_same = true;
  return outcome;
}

}  // namespace islet
