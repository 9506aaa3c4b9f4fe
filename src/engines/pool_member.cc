#include "engines/pool_member.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

// Of engines on other servers that are silent while others answer.
constexpr int known_answers = 20;    // before what it needs is known
constexpr double times_slower = 10;  // than it ever was
constexpr double times_away = 3;     // of the least silence

}  // namespace

const PoolModel& EnginePool::Member::model() const {
  for (const PoolModel& one : setup_.models) {
    if (one.id == model_) return one;
  }
  return setup_.models.front();
}

void EnginePool::Member::start(Instant now) {
  life_ = Life::loads;
  steps_ = false;
  start_at_ = never;
  // What is too large must not begin to fill the memory that others need.
  const Bytes taken = pool_.memory_beside(id());
  if (taken + model().memory > settings_.memory) {
    state_.last_fault =
        fmt::format("it takes {:.0f} MB of memory, others hold {:.0f} of {:.0f} MB",
                    model().memory / megabyte, taken / megabyte, settings_.memory / megabyte);
    engine_.reset();
    return;
  }
  Result<std::unique_ptr<Engine>> engine = pool_.starter_(model(), now);
  if (!engine) {
    // Told of at the next look, as any other failure.
    state_.last_fault = engine.error().what;
    engine_.reset();
    return;
  }
  engine_ = std::move(*engine);
  engine_->order(model().load);
}

void EnginePool::Member::turn(bool on, Instant now) {
  if (on == (life_ != Life::off)) return;
  if (on) return start(now);
  // The worker's end gives its memory back; it is waited for here.
  engine_.reset();
  life_ = Life::off;
  start_at_ = never;
  running_.clear();
  parked_.clear();
  state_.is_up = false;
}

void EnginePool::Member::load(ModelId model_wanted, Instant now) {
  // Parked work is on the old model's cache: it begins again, after what it has said.
  for (const RequestId request : parked_) {
    if (Work* work = works_.find(request)) work->prompt_left = 1;
  }
  engine_.reset();  // the old one's memory is back before the new one's is taken
  running_.clear();
  parked_.clear();
  state_.is_up = false;
  model_ = model_wanted;
  tells_loaded_ = true;
  start(now);
}

void EnginePool::Member::begin(RequestId request, Instant now) {
  Work* work = works_.find(request);
  if (work == nullptr || engine_ == nullptr || life_ != Life::up) return;
  if (!can_continue_ && work->streams && work->has_output) {
    // What was sent on cannot be taken back, and this engine would say it again.
    beyond_it_.push_back(request);
    return;
  }
  if (!can_continue_) work->begin_anew();
  if (auto* text = std::get_if<StartSequence>(&work->content)) {
    StartSequence start = *text;
    start.said = work->said;
    engine_->order(start);
  } else {
    engine_->order(std::get<StartTensors>(work->content));
  }
  work->prompt_left = 1;
  work->begun = now;
  running_.push_back(request);
  hurry(*work);
  ask_for_step(now);
}

void EnginePool::Member::cap(Power most) {
  const Power range = setup_.spec.full - setup_.spec.idle;
  const bool is_free = most == unlimited_power || range <= Power();
  share_ = is_free ? 1.0 : std::clamp((most - setup_.spec.idle) / range, least_share, 1.0);
  if (share_ >= 1) rests_until_ = Instant();
}

void EnginePool::Member::stop(RequestId request, bool parks) {
  if (std::erase(running_, request) == 0 || engine_ == nullptr) return;
  started_.erase(request);
  if (parks) {
    parked_.insert(request);
    engine_->order(ParkSequence{sequence_of(request)});
  } else {
    engine_->order(CancelSequence{sequence_of(request)});
  }
}

void EnginePool::Member::resume(RequestId request, Instant now) {
  if (engine_ == nullptr || life_ != Life::up) return;
  if (parked_.erase(request) == 0) return begin(request, now);
  engine_->order(ResumeSequence{sequence_of(request)});
  running_.push_back(request);
  ask_for_step(now);
}

void EnginePool::Member::let_go(RequestId request) {
  const bool was_here = std::erase(running_, request) + parked_.erase(request) > 0;
  started_.erase(request);
  if (was_here && engine_ != nullptr) engine_->order(CancelSequence{sequence_of(request)});
}

/// One step at a time: the next is planned when the last is known.
void EnginePool::Member::ask_for_step(Instant now) {
  if (now < rests_until_) return;
  rests_until_ = Instant();
  if (steps_ || life_ != Life::up || engine_ == nullptr || running_.empty()) return;
  std::vector<StepCandidate> candidates;
  for (const RequestId request : running_) {
    const Work* work = works_.find(request);
    if (work == nullptr) continue;
    candidates.push_back({sequence_of(request), work->work_class, work->prompt_left});
  }
  // Before its first step nobody knows how long a prompt is; a task reads no more than there is.
  for (StepCandidate& one : candidates) {
    if (started_.contains(request_of(one.id)) || one.prompt_left != 1) continue;
    one.prompt_left = model().load.step_tokens;
  }
  StepOrder order;
  // Networks and vectors are computed together, texts go on for long after they were read.
  const bool says_texts = is_language_ && !model().load.embeds;
  order.items = step_plan(candidates, {.tokens = model().load.step_tokens,
                                       .routine = routine_tokens(),
                                       .beside_acute = std::max(settings_.beside_acute, granule_),
                                       .reads_in_turn = says_texts && !gathers_});
  if (order.items.empty()) return;
  std::uint32_t prompt_tokens = 0;
  for (const StepItem& item : order.items) prompt_tokens += item.prompt_tokens;
  step_reads_ = prompt_tokens >= 2 * order.items.size();
  order.number = ++step_number_;
  order.may_stop = std::none_of(candidates.begin(), candidates.end(), [](const auto& one) {
    return is_acute(one.work_class) && one.prompt_left > 0;
  });
  step_may_stop_ = order.may_stop;
  steps_ = true;
  engine_->order(order);
}

/// Tokens of routine prompts in a step: as many as the engine reads in its quantum, so that acute
/// work that comes in the middle of it waits for no longer. One that stops between pieces reads for
/// longer, so that more sequences speak together; never less than a piece, which is done best.
std::uint32_t EnginePool::Member::routine_tokens() const {
  constexpr std::uint32_t least = 16;
  constexpr std::uint32_t first_guess = 64;
  constexpr double quanta_with_pieces = 4;
  const std::uint32_t most = model().load.step_tokens;
  if (setup_.spec.quantum <= Duration()) return most;
  std::uint32_t tokens = first_guess;
  if (time_per_token_ > Duration()) {
    const double quanta = granule_ > 1 ? quanta_with_pieces : 1;
    tokens =
        static_cast<std::uint32_t>(std::min(quanta * setup_.spec.quantum / time_per_token_, 1e6));
  }
  tokens = std::max(granule_, tokens - tokens % granule_);
  return std::clamp(tokens, std::min(least, most), most);
}

/// Acute work has come while a step is under way that reads no acute prompt. Whether what it does
/// is nearly done, and worth waiting for, its worker knows.
void EnginePool::Member::hurry(const Work& work) {
  if (!steps_ || !step_may_stop_ || !is_acute(work.work_class)) return;
  step_may_stop_ = false;
  engine_->hurry();
}

void EnginePool::Member::learn_pace(const StepDone& done) {
  constexpr double newest = 0.2;  // weight of the last step
  if (!step_reads_ || done.tokens == 0) return;
  const Duration time = static_cast<double>(done.compute_ns) / done.tokens * nanosecond;
  const bool is_first = time_per_token_ <= Duration();
  time_per_token_ = is_first ? time : newest * time + (1 - newest) * time_per_token_;
}

void EnginePool::Member::look(Instant now, PoolNews news) {
  for (const RequestId request : std::exchange(beyond_it_, {})) {
    if (works_.find(request) == nullptr) continue;
    give_up(request, "its next engine cannot go on after the part that was sent", news);
  }
  if (life_ == Life::waits && now >= start_at_) start(now);
  if (life_ == Life::loads && engine_ == nullptr) return fail(now, state_.last_fault, news);
  if (engine_ == nullptr) return;
  std::vector<EngineReport> reports;
  engine_->look(now, reports);
  for (const EngineReport& report : reports) {
    if (engine_ != nullptr) take(now, report, news);
  }
  ask_for_step(now);
}

void EnginePool::Member::take(Instant now, const EngineReport& report, PoolNews news) {
  if (const auto* gone = std::get_if<EngineGone>(&report)) {
    fail(now, gone->why, news);
  } else if (const auto* loaded = std::get_if<Loaded>(&report)) {
    take_loaded(now, *loaded, news);
  } else if (const auto* done = std::get_if<StepDone>(&report)) {
    take_step(now, *done, news);
  } else if (const auto* begun = std::get_if<SequenceStarted>(&report)) {
    const RequestId request = request_of(begun->id);
    if (Work* work = works_.find(request)) {
      started_[request] = *begun;
      const auto said = static_cast<std::uint32_t>(work->said.size());
      work->prompt_left = std::max(1U, begun->prompt_tokens + said - begun->reused_tokens);
    }
  } else if (const auto* refused = std::get_if<OrderRefused>(&report)) {
    take_refusal(now, *refused, news);
  } else if (const auto* pong = std::get_if<Pong>(&report)) {
    state_.resident = static_cast<double>(pong->resident_bytes) * byte;
    state_.processor = static_cast<double>(pong->cpu_ns) * nanosecond;
    if (!pong->gone.empty()) fail(now, pong->gone, news);
  }
}

void EnginePool::Member::take_loaded(Instant now, const Loaded& loaded, PoolNews news) {
  life_ = Life::up;
  up_since_ = spoke_ = now;
  looks_in_row_ = 0;
  can_continue_ = loaded.can_continue;
  gathers_ = loaded.gathers;
  is_language_ = loaded.vocabulary > 0;
  granule_ = std::max(1U, loaded.granule);
  state_.is_up = true;
  state_.engine = loaded.engine;
  state_.model = loaded.model;
  state_.inputs = loaded.inputs;
  state_.network_outputs = loaded.outputs;
  state_.load_time = static_cast<double>(loaded.load_ns) * nanosecond;
  state_.resident = static_cast<double>(loaded.resident_bytes) * byte;
  if (tells_loaded_) {
    news.events.emplace_back(ModelLoaded{id(), model_});
    tells_loaded_ = false;
    return;
  }
  EngineSpec spec = setup_.spec;
  spec.loaded = model_;
  news.events.emplace_back(EngineUp{spec});
}

void EnginePool::Member::take_step(Instant now, const StepDone& done, PoolNews news) {
  steps_ = false;
  learn_pace(done);
  ++state_.steps;
  state_.tokens += done.tokens;
  state_.guessed += done.guessed;
  state_.accepted += done.accepted;
  state_.processor = static_cast<double>(done.cpu_ns) * nanosecond;
  const Duration time = static_cast<double>(done.compute_ns) * nanosecond;
  state_.busy += time;
  if (share_ < 1) rests_until_ = after(now, time * (1 / share_ - 1));
  for (const SequenceOutput& output : done.outputs) take_output(now, output, news);
  if (!done.gone.empty()) fail(now, done.gone, news);
}

void EnginePool::Member::take_output(Instant now, const SequenceOutput& output, PoolNews news) {
  const RequestId request = request_of(output.id);
  Work* work = works_.find(request);
  const bool is_ours = std::find(running_.begin(), running_.end(), request) != running_.end() ||
                       parked_.contains(request);
  if (work == nullptr || !is_ours) return;  // cancelled or stopped meanwhile
  work->prompt_left = output.prompt_left;
  const bool is_over = output.end != SequenceEnd::none;
  if (output.tokens.empty() && output.outputs.empty() && output.text.empty() && !is_over) return;
  spoke_ = now;
  work->said.insert(work->said.end(), output.tokens.begin(), output.tokens.end());
  WorkOutput out;
  out.request = request;
  out.tokens = output.tokens;
  out.text = output.text;
  out.outputs = output.outputs;
  out.end = output.end;
  if (const auto begun = started_.find(request); begun != started_.end()) {
    out.prompt_tokens = begun->second.prompt_tokens;
    out.reused_tokens = begun->second.reused_tokens;
    learn_wait(between(work->begun, now), begun->second.prompt_tokens);
    started_.erase(begun);
  }
  if (!work->has_output) news.events.emplace_back(FirstOutput{request});
  work->has_output = true;
  out.begins_anew = std::exchange(work->begins_anew, false);
  if (output.prompt_tokens > 0) out.prompt_tokens = output.prompt_tokens;
  if (output.end == SequenceEnd::failed) {
    out.fault = output.fault.empty() ? "the engine could not go on: out of cache" : output.fault;
  }
  news.outputs.push_back(std::move(out));
  if (!is_over) return;
  std::erase(running_, request);
  parked_.erase(request);
  works_.remove(request);
  news.events.emplace_back(RequestDone{request});
}

void EnginePool::Member::learn_wait(Duration wait, std::uint32_t prompt_tokens) {
  slowest_ = std::max(slowest_, wait / std::max(1U, prompt_tokens));
  answered_ = std::min(answered_ + 1, known_answers);
}

/// Of what it has now.
Instant EnginePool::Member::silent_since() const {
  Instant first = never;
  for (const RequestId request : running_) {
    if (const Work* work = works_.find(request)) first = std::min(first, work->begun);
  }
  return std::max(spoke_, first);
}

/// Since it fell silent.
bool EnginePool::Member::others_answer() const {
  const Instant since = silent_since();
  return std::any_of(pool_.members_.begin(), pool_.members_.end(), [&](const auto& one) {
    return one.get() != this && one->life_ == Life::up && one->model_ == model_ &&
           one->spoke_ > since;
  });
}

bool EnginePool::Member::is_overdue(Instant now) const {
  const Duration least = settings_.limits.answer;
  if (!model().is_remote || life_ != Life::up || running_.empty() || !parked_.empty()) return false;
  if (answered_ < known_answers || now < after(spoke_, least)) return false;
  double tokens = 0;
  for (const RequestId request : running_) {
    const Work* work = works_.find(request);
    if (work == nullptr || work->losses > 0 || (work->streams && work->has_output)) return false;
    const auto begun = started_.find(request);
    if (begun != started_.end()) tokens += begun->second.prompt_tokens;
  }
  const Duration borne = std::max(least, times_slower * tokens * slowest_);
  return now >= after(silent_since(), borne) && others_answer();
}

void EnginePool::Member::eject(Instant now, PoolNews news) {
  const Duration silence = between(silent_since(), now);
  fail(now,
       fmt::format("the server said nothing for {:.3g} s while others answered", silence / second),
       news);
  start_at_ = std::max(start_at_, after(now, times_away * settings_.limits.answer));
}

void EnginePool::Member::take_refusal(Instant now, const OrderRefused& refused, PoolNews news) {
  if (life_ == Life::loads) return fail(now, refused.why, news);
  const RequestId request = request_of(refused.id);
  // A sequence that ended while it was to be parked is known to be over.
  if (works_.find(request) == nullptr) return;
  give_up(request, refused.why, news);
  news.outputs.back().is_refused = true;
}

void EnginePool::Member::give_up(RequestId request, const std::string& why, PoolNews news) {
  let_go(request);
  works_.remove(request);
  WorkOutput out;
  out.request = request;
  out.end = SequenceEnd::failed;
  out.fault = why;
  news.outputs.push_back(std::move(out));
  news.events.emplace_back(RequestCancelled{request});
}

/// Doubles with each failure in a row. Looking for another server costs nothing, so that it is done
/// every few seconds; one that is there and fails again and again stays away for longer.
Duration EnginePool::Member::wait_after_failure() {
  const BackOff& back_off = settings_.back_off;
  const bool looks = model().is_remote && life_ == Life::loads;
  int& in_row = looks ? looks_in_row_ : failures_in_row_;
  const double doubled = std::ldexp(1.0, std::min(in_row++, 20));
  return std::min(looks ? back_off.longest_look : back_off.longest, doubled * back_off.first);
}

void EnginePool::Member::fail(Instant now, const std::string& why, PoolNews news) {
  const bool was_up = life_ == Life::up || tells_loaded_;
  engine_.reset();
  if (life_ == Life::off) return;
  ++state_.failures;
  state_.is_up = false;
  state_.last_fault = why;
  if (life_ == Life::up && between(up_since_, now) > settings_.back_off.healthy_after) {
    failures_in_row_ = 0;
  }
  start_at_ = after(now, wait_after_failure());
  life_ = Life::waits;
  steps_ = false;
  tells_loaded_ = false;
  std::vector<RequestId> lost = std::exchange(running_, {});
  lost.insert(lost.end(), parked_.begin(), parked_.end());
  parked_.clear();
  started_.clear();
  if (was_up) news.events.emplace_back(EngineDown{id()});
  for (const RequestId request : lost) {
    Work* work = works_.find(request);
    if (work == nullptr) continue;
    // What takes one engine after the other down with it is not tried for ever.
    const bool can_go_on = !work->has_output || !work->streams;
    if (++work->losses > settings_.retries || !can_go_on) {
      give_up(request, "its engine failed: " + why, news);
    }
  }
}

Instant EnginePool::Member::next_look() const {
  if (!beyond_it_.empty()) return Instant();
  if (life_ == Life::waits) return start_at_;
  if (life_ == Life::loads && engine_ == nullptr) return Instant();
  if (engine_ == nullptr) return never;
  const bool rests = !steps_ && !running_.empty() && rests_until_ > Instant();
  return rests ? std::min(rests_until_, engine_->next_look()) : engine_->next_look();
}

Bytes EnginePool::Member::memory() const {
  return engine_ == nullptr ? Bytes() : std::max(model().memory, state_.resident);
}

EnginePool::Descriptor EnginePool::Member::descriptor() const {
  if (engine_ == nullptr) return {};
  return {engine_->descriptor(), engine_->has_unsent()};
}

EngineState EnginePool::Member::state() const {
  EngineState state = state_;
  state.running = static_cast<int>(running_.size());
  state.parked = static_cast<int>(parked_.size());
  state.model_id = model_;
  return state;
}

}  // namespace islet
