#include "sim/site_device.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

/// Inputs computed together at most.
constexpr int most_together = 8;

}  // namespace

SiteDevice::SiteDevice(const UnitGroup& group, PowerBuckets& draws, bool closed_form)
    : group_(group), draws_(draws), closed_form_(closed_form), frames_(draws) {
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

bool SiteDevice::has_work(const Source& source) const {
  return source.engine ? source.engine->has_work() : !source.waiting.empty();
}

bool SiteDevice::has_work() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const Source& source) { return has_work(source); });
}

bool SiteDevice::submit(const Request& request, int generated, Instant now) {
  for (Source& source : sources_) {
    if (source.model->model != request.model) continue;
    if (!source.engine) {
      source.waiting.push_back(number_in(request.id));
      return true;
    }
    const std::size_t before = outcomes_.size();
    const int prompt = static_cast<int>(request.prompt / token) + generated;
    const int reply = std::max(1, static_cast<int>(request.reply / token) - generated);
    source.engine->submit({static_cast<std::int64_t>(number_in(request.id)), prompt, reply, {}},
                          now);
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
    std::erase(source.waiting, request);
    std::erase(source.in_batch, request);
  }
}

void SiteDevice::clear(bool language, Instant now) {
  const bool stops_step = step_end_ != never && (sources_[running_].engine != nullptr) == language;
  if (stops_step) {
    // The step stops at once; what it drew until then is booked.
    const Power draw = above_idle(step_power_ / group_.cards_per_unit);
    const Instant stop = std::max(now, step_began_);
    draws_.add(step_began_, stop, draw);
    engine_energy_ += draw * between(step_began_, stop);
    frames_.busy_until(stop);
    step_end_ = never;
  }
  for (Source& source : sources_) {
    if ((source.engine != nullptr) != language) continue;
    source.waiting.clear();
    source.in_batch.clear();
    make_engine(source);
  }
}

void SiteDevice::run_to(Instant now) {
  if (step_end_ == never) frames_.run(now, closed_form_);
}

void SiteDevice::begin(Instant now) {
  if (step_end_ != never || !has_work()) return;
  run_to(now);
  const Instant at = frames_.serve_waiting(now);
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    Source& source = sources_[(turn_ + i) % sources_.size()];
    if (!has_work(source)) continue;
    running_ = (turn_ + i) % sources_.size();
    turn_ = running_ + 1;
    begin_source(source, at);
    return;
  }
}

void SiteDevice::begin_source(Source& source, Instant at) {
  step_began_ = at;
  if (source.engine) {
    source.engine->begin(at);
    const std::optional<Instant> end = source.engine->next_event();
    CHECK(end);
    step_end_ = slowness_ == 1 ? *end : after(at, slowness_ * between(at, *end));
    return;
  }
  const int most = std::min(most_together, source.model->inputs->batch_max());
  while (!source.waiting.empty() && static_cast<int>(source.in_batch.size()) < most) {
    source.in_batch.push_back(source.waiting.front());
    source.waiting.pop_front();
  }
  const BatchCost cost = source.model->inputs->batch(static_cast<int>(source.in_batch.size()));
  step_power_ = cost.board_power * group_.cards_per_unit;
  step_end_ = after(at, slowness_ * cost.time);
}

void SiteDevice::end_batch(Source& source) {
  const Energy each = step_power_ * between(step_began_, step_end_) /
                      std::max<double>(1.0, static_cast<double>(source.in_batch.size()));
  for (const std::uint64_t request : source.in_batch) {
    outcomes_.push_back({request, true, Instant(), 0, each});
  }
  source.in_batch.clear();
}

void SiteDevice::end_step() {
  CHECK(step_end_ != never);
  Source& source = sources_[running_];
  const Instant end = step_end_;
  step_end_ = never;
  const Power draw = above_idle(step_power_ / group_.cards_per_unit);
  draws_.add(step_began_, end, draw);
  engine_energy_ += draw * between(step_began_, end);
  busy_ += between(step_began_, end);
  frames_.busy_until(end);
  if (source.engine) {
    source.engine->advance(*source.engine->next_event());
  } else {
    end_batch(source);
  }
}

void SiteDevice::step_begun(const StepRecord& step) { step_power_ = step.power; }

void SiteDevice::request_ended(const RequestOutcome& outcome) {
  outcomes_.push_back({static_cast<std::uint64_t>(outcome.number),
                       outcome.state == EndState::finished, outcome.first_token,
                       outcome.output_tokens, outcome.energy});
}

}  // namespace islet
