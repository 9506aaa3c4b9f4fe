#include "live/front_desk.h"

#include <algorithm>
#include <utility>

#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t log_piece = 65'536;
constexpr int rounds_at_once = 64;  // before sockets get their turn again

}  // namespace

/// Time by rates alone.
///
///     first token = prompt / prompt rate; service = first token + reply / reply rate
///
/// Valid for   engines whose rates were measured near the load at hand
/// Leaves out  other requests on the engine, caches of prefixes
/// Source      definition
Cost LiveCosts::cost(const Request& request, const EngineSpec& engine) const {
  const auto found = figures_.find(engine.id);
  const EngineFigures figures = found == figures_.end() ? EngineFigures() : found->second;
  Cost cost;
  cost.first_token = request.prompt / token / figures.prompt_tokens_per_s * second;
  cost.service = cost.first_token + request.reply / token / figures.reply_tokens_per_s * second;
  cost.energy = figures.draw * cost.service;
  cost.cache = request.prompt + request.reply;
  return cost;
}

FrontDesk::FrontDesk(EventLoop& loop, EngineSide& engines, const CostEstimate& costs,
                     const DeskSettings& settings)
    : loop_(loop),
      engines_(engines),
      settings_(settings),
      log_(costs, log_text_),
      audit_(settings.audit_file),
      scheduler_(settings.scheduler, make_policies(settings.policy), settings.ladders, log_),
      timer_(loop),
      start_(monotonic_now()) {
  if (!settings.log_file.empty()) log_stream_.open(settings.log_file, std::ios::trunc);
  if (!settings.request_file.empty()) {
    requests_ = std::make_unique<RequestLog>(settings.request_file);
  }
  log_.begin(settings.policy);
}

FrontDesk::~FrontDesk() { flush_log(); }

Instant FrontDesk::now() const {
  return Instant(monotonic_now().nanoseconds() - start_.nanoseconds());
}

void FrontDesk::start() {
  engines_.start(monotonic_now());
  pump();
}

RequestId FrontDesk::ask(Request request, AskedWork work, std::shared_ptr<AskerSide> asker) {
  request.id = RequestId{next_id_++};
  engines_.meet(request);
  engines_.add(request.id, request.work_class, std::move(work), asker->streams());
  askers_.emplace(request.id, std::move(asker));
  handle(RequestArrives{request});
  if (!std::exchange(is_posted_, true)) {
    loop_.post([this] {
      is_posted_ = false;
      pump();
    });
  }
  return request.id;
}

void FrontDesk::cancel(RequestId id) {
  if (!askers_.contains(id)) return;
  handle(RequestCancelled{id});
  if (!pumps_) pump();
}

void FrontDesk::notice(const Event& event) {
  handle(event);
  if (!pumps_) pump();
}

void FrontDesk::apply(Instant now, const Event& event) {
  ++events_;
  log_.event(now, event);
}

void FrontDesk::carry_out(Instant now, std::span<const Decision> decisions) {
  log_.decisions({decisions.begin(), decisions.end()});
  engines_.carry_out(after(start_, between(Instant(), now)), decisions);
  for (const Decision& decision : decisions) tell(decision);
  if (log_text_.size() >= log_piece) flush_log();
}

void FrontDesk::handle(const Event& event) {
  last_ = std::max(last_, now());
  std::vector<Decision> decisions = std::move(decisions_);
  serve_one({last_, event}, *this, scheduler_, decisions);
  audit_.saw(event, decisions);
  tails_.saw(last_, event, decisions);
  if (requests_ != nullptr) requests_->saw(last_, event, decisions);
  if (observer_ != nullptr) observer_->saw(last_, event, decisions);
  decisions_ = std::move(decisions);
}

/// Askers may ask or cancel when they are told, so they are told after the step.
void FrontDesk::tell(const Decision& decision) {
  RequestId id{};
  if (const auto* reject = std::get_if<Reject>(&decision)) {
    id = reject->request;
  } else if (const auto* end = std::get_if<End>(&decision)) {
    id = end->request;
  } else {
    return;
  }
  if (auto asker = let_go(id)) untold_.emplace_back(std::move(asker), decision);
}

void FrontDesk::tell(const EngineOutput& output) {
  if (requests_ != nullptr) requests_->put_out(last_, output);
  const auto found = askers_.find(output.request);
  if (found == askers_.end()) return;
  const std::shared_ptr<AskerSide> asker = found->second;
  if (output.end != SequenceEnd::none) askers_.erase(found);
  asker->output(output);
}

std::shared_ptr<AskerSide> FrontDesk::let_go(RequestId id) {
  const auto found = askers_.find(id);
  if (found == askers_.end()) return nullptr;
  std::shared_ptr<AskerSide> asker = std::move(found->second);
  askers_.erase(found);
  return asker;
}

void FrontDesk::pump() {
  if (std::exchange(pumps_, true)) return;
  std::vector<Event> events;
  std::vector<EngineOutput> outputs;
  for (int round = 0; round < rounds_at_once; ++round) {
    events.clear();
    outputs.clear();
    engines_.look(monotonic_now(), events, outputs);
    if (scheduler_.next_wake() <= now()) events.emplace_back(Tick{});
    // Why an engine gave a request up is told before the scheduler ends it.
    for (const EngineOutput& output : outputs) {
      if (output.end == SequenceEnd::failed) tell(output);
    }
    for (const Event& event : events) handle(event);
    for (EngineOutput& output : outputs) {
      if (output.end == SequenceEnd::failed) continue;
      if (output.end != SequenceEnd::none && observer_ != nullptr) {
        output.energy = observer_->energy_of(output.request, last_);
      }
      tell(output);
    }
    const auto told = std::move(untold_);
    untold_.clear();
    for (const auto& [asker, decision] : told) {
      if (const auto* reject = std::get_if<Reject>(&decision)) {
        asker->refused(reject->reason, reject->retry_after);
      } else if (const auto* end = std::get_if<End>(&decision)) {
        asker->ended(end->reason);
      }
    }
    if (events.empty() && outputs.empty() && told.empty()) break;
  }
  pumps_ = false;
  arrange();
}

/// Asks to be woken when something is due.
void FrontDesk::arrange() {
  const std::vector<EngineSide::Descriptor> wanted = engines_.descriptors();
  std::erase_if(watches_, [&](const auto& one) {
    return std::none_of(wanted.begin(), wanted.end(),
                        [&](const auto& other) { return other.number == one.first; });
  });
  for (const EngineSide::Descriptor& one : wanted) {
    auto& watch = watches_[one.number];
    if (watch == nullptr) {
      watch = std::make_unique<LoopWatch>(loop_, one.number, [this] { pump(); });
    }
    if (one.wants_write) watch->want_write();
  }
  Instant wake = engines_.next_look();
  const Instant tick = scheduler_.next_wake();
  if (tick != never) wake = std::min(wake, after(start_, between(Instant(), tick)));
  if (wake == never) return timer_.cancel();
  timer_.set(std::max(wake, Instant()), [this] { pump(); });
}

void FrontDesk::flush_log() {
  if (requests_ != nullptr) requests_->flush();
  const std::string text = std::exchange(log_text_, {});
  if (!log_stream_.is_open() || log_bytes_ > settings_.log_bytes_max) return;
  log_stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
  log_stream_.flush();
  log_bytes_ += text.size();
}

}  // namespace islet
