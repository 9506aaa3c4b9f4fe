#include "sim/site_device.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {

int routine_inputs_together(const UnitGroup& group, const InputDeployment& inputs,
                            bool acute_first) {
  // Who waits for a picture waits for the batch before it, too: one that is hardly faster for each
  // costs all of them time.
  const double enough = acute_first && group.importance <= Importance::high ? 0.9 : 0.98;
  const int most = std::min(most_inputs_together, inputs.batch_max());
  Frequency best;
  for (int n = 1; n <= most; ++n) best = std::max(best, inputs.rate(n));
  int n = 1;
  while (n < most && inputs.rate(n) < enough * best) ++n;
  return n;
}

SiteDevice::SiteDevice(const UnitGroup& group, PowerBuckets& draws, bool closed_form,
                       bool acute_first)
    : group_(group),
      draws_(draws),
      closed_form_(closed_form),
      acute_first_(acute_first),
      frames_(draws) {
  for (const UnitModel& model : group.models) {
    Source& source = sources_.emplace_back();
    source.model = &model;
    make_engine(source);
  }
}

void SiteDevice::make_engine(Source& source) {
  if (!source.model->language) return;
  source.engine =
      std::make_unique<BatchEngine>(*source.model->language, source.model->engine, *this);
}

const UnitModel* SiteDevice::model_of(ModelId model) const {
  for (const UnitModel& each : group_.models) {
    if (each.model == model) return &each;
  }
  return nullptr;
}

/// Draw of a unit at work, above what it draws idle.
///
///     draw = (cards * (board - board idle) + share of host's (serving - idle)) / supply efficiency
///
/// Valid for   units that share a host evenly
/// Leaves out  host work that grows with the requests
/// Source      as perf/power.h's `wall_power`, for the time in which the boards work
Power SiteDevice::above_idle(Power board) const {
  return (group_.cards_per_unit * (board - group_.board_idle) + group_.host_extra) /
         group_.supply_efficiency;
}

/// How much longer a step takes under a cap.
///
///     stretch = max(1, draw above idle / cap), at the same energy
///
/// Valid for   engines that pause between kernels until the mean draw is within the cap
/// Leaves out  clocks and voltages that a board lowers by itself, which costs less time
/// Source      energy of a step is what it computes; own choice of the cautious side
double SiteDevice::stretch_for(bool language) const {
  const Power cap = cap_[language ? 0 : 1];
  const Power draw = above_idle(step_power_ / group_.cards_per_unit);
  return cap < draw ? draw / cap : 1.0;
}

Power SiteDevice::step_draw() const {
  return above_idle(step_power_ / group_.cards_per_unit) / stretch_;
}

/// What a unit draws above idle while a model is read into its memory.
///
///     energy = share of host's (serving - idle) / supply efficiency * time of loading
///
/// Valid for   weights that the host reads from its disk
/// Leaves out  the boards: at a disk's rate their memory writes at a hundredth of its own
/// Source      own reckoning, grade D, 2026-11; time of loading: weights over the disk's rate,
///             plan/simulated_site.cc
Energy SiteDevice::load_model(Instant now, Duration length) {
  const Power draw = above_idle(group_.board_idle);
  draws_.add(now, after(now, length), draw);
  engine_energy_ += draw * length;
  return draw * length;
}

bool SiteDevice::has_work(const Source& source) const {
  if (source.engine) return source.engine->has_work();
  return !source.acute.empty() || !source.waiting.empty();
}

bool SiteDevice::has_work() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const Source& source) { return has_work(source); });
}

Instant SiteDevice::step_end() const {
  return leaving_.empty() ? step_end_ : std::min(step_end_, leaving_.front().through);
}

bool SiteDevice::works(bool language) const {
  if (!language && !leaving_.empty()) return true;
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    return (source.engine != nullptr) == language && (has_work(source) || !source.in_batch.empty());
  });
}

bool SiteDevice::submit(const Request& request, int generated, Instant now) {
  for (Source& source : sources_) {
    if (source.model->model != request.model) continue;
    join(source);
    const bool urgent = acute_first_ && is_acute(request.work_class);
    if (!source.engine) {
      (urgent ? source.acute : source.waiting).push_back(number_in(request.id));
      ++held_[1];
      return true;
    }
    const std::size_t before = outcomes_.size();
    const int prompt = static_cast<int>(request.prompt / token) + generated;
    const int reply = std::max(1, static_cast<int>(request.reply / token) - generated);
    EngineRequest asked{static_cast<std::int64_t>(number_in(request.id)), prompt, reply, {}};
    asked.urgent = urgent;
    source.engine->submit(std::move(asked), now);
    ++held_[0];
    return outcomes_.size() == before;
  }
  return false;
}

void SiteDevice::take_out(std::uint64_t request, Instant now) {
  for (Source& source : sources_) {
    if (source.engine) {
      if (source.engine->cancel(static_cast<std::int64_t>(request), now)) return;
      continue;
    }
    const std::size_t left =
        std::erase(source.acute, request) + std::erase(source.waiting, request);
    held_[1] -= static_cast<int>(left + std::erase(source.in_batch, request));
  }
  for (Leaving& each : leaving_) {
    held_[1] -= static_cast<int>(std::erase_if(
        each.outcomes, [&](const DeviceOutcome& outcome) { return outcome.request == request; }));
  }
}

void SiteDevice::clear(bool language, Instant now) {
  const bool stops_step = step_end_ != never && (sources_[running_].engine != nullptr) == language;
  if (stops_step) {
    // The step stops at once; what it drew until then is booked.
    const Power draw = step_draw();
    const Instant stop = std::max(now, step_began_);
    draws_.add(step_began_, stop, draw);
    engine_energy_ += draw * between(step_began_, stop);
    frames_.busy_until(stop);
    step_end_ = never;
  }
  for (Source& source : sources_) {
    if ((source.engine != nullptr) != language) continue;
    source.acute.clear();
    source.waiting.clear();
    source.in_batch.clear();
    make_engine(source);
  }
  if (!language) leaving_.clear();
  held_[language ? 0 : 1] = 0;
}

void SiteDevice::run_to(Instant now) {
  if (step_end_ == never) frames_.run(now, closed_form_);
}

/// Before it has work again.
void SiteDevice::join(Source& source) {
  const bool runs = step_end_ != never && &source == &sources_[running_];
  if (!runs && !has_work(source)) source.taken = std::max(source.taken, reached_);
}

/// Start-time fair queueing: the engine that has had least of the time; of those alike the next one
/// round. There is work.
///
/// Valid for   steps of any length: two engines that always have work get half of the time each,
///             but for a step
/// Leaves out  what a driver does by itself; those that give time slices do alike
/// Source      Goyal, Vin, Cheng, "Start-time fair queueing", SIGCOMM 1996
std::size_t SiteDevice::next_in_turn() const {
  std::size_t next = sources_.size();
  for (std::size_t i = 1; i <= sources_.size(); ++i) {
    const std::size_t at = (running_ + i) % sources_.size();
    if (!has_work(sources_[at])) continue;
    if (next == sources_.size() || sources_[at].taken < sources_[next].taken) next = at;
  }
  CHECK(next < sources_.size());
  return next;
}

void SiteDevice::begin(Instant now) {
  if (step_end_ != never || !has_work()) return;
  run_to(now);
  const Instant at = frames_.serve_waiting(now);
  running_ = next_in_turn();
  reached_ = sources_[running_].taken;
  begin_source(sources_[running_], at);
}

void SiteDevice::begin_source(Source& source, Instant at) {
  step_began_ = at;
  if (source.engine) {
    source.engine->begin(at);
    const std::optional<Instant> end = source.engine->next_event();
    CHECK(end);
    stretch_ = stretch_for(true);
    const double longer = slowness_ * stretch_;
    step_end_ = longer == 1 ? *end : after(at, longer * between(at, *end));
    return;
  }
  const std::optional<InputDeployment>& inputs = source.model->inputs;
  CHECK(inputs.has_value());
  fill_batch(source);
  const BatchCost cost = inputs->batch(static_cast<int>(source.in_batch.size()));
  step_power_ = cost.board_power * group_.cards_per_unit;
  stretch_ = stretch_for(false);
  const double longer = slowness_ * stretch_;
  step_end_ = after(at, longer * cost.occupied);
  through_ = std::max(step_end_, after(at, longer * cost.time));
}

/// Acute work alone, where some waits; else what waits, by its order.
void SiteDevice::fill_batch(Source& source) const {
  const InputDeployment& inputs = *source.model->inputs;
  const bool acute = !source.acute.empty();
  std::deque<std::uint64_t>& queue = acute ? source.acute : source.waiting;
  const int most = acute ? std::min(most_inputs_together, inputs.batch_max())
                         : routine_inputs_together(group_, inputs, acute_first_);
  while (!queue.empty() && static_cast<int>(source.in_batch.size()) < most) {
    source.in_batch.push_back(queue.front());
    queue.pop_front();
  }
}

void SiteDevice::end_batch(Source& source, Duration length) {
  const Energy each = step_power_ / stretch_ * length /
                      std::max<double>(1.0, static_cast<double>(source.in_batch.size()));
  const auto behind = std::upper_bound(
      leaving_.begin(), leaving_.end(), through_,
      [](Instant through, const Leaving& other) { return through < other.through; });
  Leaving& batch = *leaving_.insert(behind, {through_, {}});
  for (const std::uint64_t request : source.in_batch) {
    batch.outcomes.push_back({request, true, Instant(), 0, each});
  }
  source.in_batch.clear();
}

void SiteDevice::end_leaving() {
  const Leaving& batch = leaving_.front();
  held_[1] -= static_cast<int>(batch.outcomes.size());
  outcomes_.insert(outcomes_.end(), batch.outcomes.begin(), batch.outcomes.end());
  leaving_.pop_front();
}

void SiteDevice::end_step() {
  CHECK(step_end() != never);
  if (step_end() < step_end_) {
    end_leaving();
    return;
  }
  Source& source = sources_[running_];
  const Instant end = step_end_;
  step_end_ = never;
  const Power draw = step_draw();
  draws_.add(step_began_, end, draw);
  engine_energy_ += draw * between(step_began_, end);
  board_energy_ += step_power_ / stretch_ * between(step_began_, end);
  busy_ += between(step_began_, end);
  source.taken += between(step_began_, end);
  longest_step_ = std::max(longest_step_, between(step_began_, end));
  frames_.busy_until(end);
  if (source.engine) {
    const std::optional<Instant> next = source.engine->next_event();
    CHECK(next.has_value());
    source.engine->advance(*next);
  } else {
    end_batch(source, between(step_began_, end));
    if (leaving_.front().through <= end) end_leaving();
  }
}

void SiteDevice::step_begun(const StepRecord& step) { step_power_ = step.power; }

void SiteDevice::request_ended(const RequestOutcome& outcome) {
  --held_[0];
  outcomes_.push_back({static_cast<std::uint64_t>(outcome.number),
                       outcome.state == EndState::finished, outcome.first_token,
                       outcome.output_tokens, outcome.energy});
}

}  // namespace islet
