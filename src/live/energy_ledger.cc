#include "live/energy_ledger.h"

#include <algorithm>
#include <utility>

namespace islet {
namespace {

/// Of what is expected of a request's draw, before a meter has said. Assumption, grade D, 2026-11.
constexpr double expectation_error = 0.5;
/// A counter that has not moved for so long has counted nothing.
constexpr Duration still_at_most = 10.0 * minute;

}  // namespace

bool EnergyLedger::runs(WorkClass work_class) const {
  return std::any_of(open_.begin(), open_.end(), [&](const auto& each) {
    return each.second.runs && each.second.work_class == work_class;
  });
}

void EnergyLedger::start(RequestId request, EngineId engine, Power draw, Instant now) {
  Open& open = open_[request];
  if (open.runs || open.is_over) return;
  open.runs = true;
  open.draw = draw;
  open.engine = engine;
  open.since = now;
}

void EnergyLedger::stop(RequestId request, Instant now, bool is_over) {
  const auto found = open_.find(request);
  if (found == open_.end()) return;
  Open& open = found->second;
  if (std::exchange(open.runs, false)) open.in_span += between(open.since, now);
  if (is_over) {
    open.is_over = true;
    open.ended = now;
  }
}

void EnergyLedger::saw(Instant now, const Event& event, std::span<const Decision> decisions) {
  if (!std::exchange(has_begun_, true)) {
    span_begin_ = standing_since_ = now;
    standing_due_ = Energy();
  }
  if (const auto* up = std::get_if<EngineUp>(&event)) {
    idle_[up->engine.id] = up->engine.idle;
    off_.erase(up->engine.id);
  }
  if (const auto* down = std::get_if<EngineDown>(&event)) {
    idle_.erase(down->engine);
    for (auto& [id, open] : open_) {
      if (open.engine == down->engine) stop(id, now, false);
    }
  }
  if (const auto* arrives = std::get_if<RequestArrives>(&event)) {
    open_[arrives->request.id].work_class = arrives->request.work_class;
  }
  if (const auto* done = std::get_if<RequestDone>(&event)) stop(done->request, now, true);
  for (const Decision& decision : decisions) {
    if (const auto* one = std::get_if<Start>(&decision))
      start(one->request, one->engine, one->draw, now);
    if (const auto* one = std::get_if<Resume>(&decision))
      start(one->request, one->engine, one->draw, now);
    if (const auto* one = std::get_if<Preempt>(&decision)) stop(one->request, now, false);
    if (const auto* one = std::get_if<End>(&decision)) stop(one->request, now, true);
    if (const auto* one = std::get_if<SwitchEngine>(&decision)) follow_switch(*one);
    // What never ran has nothing to be told.
    if (const auto* one = std::get_if<Reject>(&decision)) open_.erase(one->request);
  }
}

/// From the moment that it is asked to start it draws again.
void EnergyLedger::follow_switch(const SwitchEngine& turned) {
  auto& from = turned.on ? off_ : idle_;
  auto& to = turned.on ? idle_ : off_;
  const auto found = from.find(turned.engine);
  if (found == from.end()) return;
  to[turned.engine] = found->second;
  from.erase(found);
}

void EnergyLedger::set_standing(Instant now, Power power) {
  const Instant since = std::max(standing_since_, span_begin_);
  standing_due_ += standing_ * std::max(Duration(), between(since, now));
  standing_since_ = now;
  standing_ = power;
}

Power EnergyLedger::idle() const {
  Power sum;
  for (const auto& [engine, power] : idle_) sum += power;
  return sum;
}

void EnergyLedger::counted(Instant now, Energy counter) {
  if (!has_begun_) return;
  const std::optional<Energy> before = std::exchange(counter_, counter);
  // The first reading says nothing of the span before it, nor one of a counter that began anew.
  if (!before || counter < *before) return share(now, std::nullopt);
  if (counter == *before && between(span_begin_, now) < still_at_most) return;
  share(now, counter - *before);
}

void EnergyLedger::share(Instant now, std::optional<Energy> counted) {
  const Duration span = between(span_begin_, now);
  Energy drawn;
  Duration ran;
  for (auto& [id, open] : open_) {
    if (open.runs) {
      open.in_span += between(open.since, now);
      open.since = now;
    }
    drawn += open.draw * open.in_span;
    ran += open.in_span;
  }
  const Energy idle_most = idle() * span;
  set_standing(now, standing_);
  const Energy standing_most = std::exchange(standing_due_, Energy());
  const Energy all = counted.value_or(standing_most + idle_most + drawn);
  const Energy standing = std::min(all, standing_most);
  const Energy whole = all - standing;
  const Energy idle_part = std::min(whole, idle_most);
  const Energy active = whole - idle_part;
  (counted ? sums_.metered : sums_.expected) += all;
  sums_.standing += standing;
  if (ran <= Duration()) sums_.waiting += whole;
  for (auto it = open_.begin(); it != open_.end();) {
    Open& open = it->second;
    if (open.in_span > Duration()) {
      const double by_time = open.in_span / ran;
      const double by_draw = drawn > Energy() ? open.draw * open.in_span / drawn : by_time;
      const Energy got = by_draw * active + by_time * idle_part;
      (counted ? open.metered : open.expected) += got;
      sums_.requests += got;
      sums_.by_class[index_of(open.work_class)] += got;
      open.ran += std::exchange(open.in_span, Duration());
    }
    if (!open.is_over) {
      ++it;
      continue;
    }
    if (open.ran > Duration()) {
      ++sums_.rows;
      rows_.push_back({it->first, open.work_class, open.ended, open.ran, energy_of(open, {})});
      if (rows_.size() > rows_max) rows_.pop_front();
    }
    it = open_.erase(it);
  }
  span_begin_ = now;
}

RequestEnergy EnergyLedger::energy_of(const Open& open, Energy tail) const {
  RequestEnergy out;
  const Energy guessed = open.expected + tail;
  out.energy = open.metered + guessed;
  const Energy doubt = meter_error_ * open.metered + expectation_error * guessed;
  out.low = out.energy - doubt;
  out.high = out.energy + doubt;
  out.is_metered = open.metered > guessed;
  return out;
}

/// What the meter has not counted yet is taken as expected, with its share of idle by heads.
std::optional<RequestEnergy> EnergyLedger::energy_of(RequestId request, Instant now) {
  const auto found = open_.find(request);
  if (found == open_.end()) return std::nullopt;
  const Open& open = found->second;
  Duration tail = open.in_span;
  if (open.runs) tail += between(open.since, now);
  Duration ran;
  for (const auto& [id, one] : open_)
    ran += one.in_span + (one.runs ? between(one.since, now) : Duration());
  const double part = ran > Duration() ? tail / ran : 0.0;
  return energy_of(open, open.draw * tail + part * idle() * between(span_begin_, now));
}

std::vector<LedgerRow> EnergyLedger::take_rows() {
  std::vector<LedgerRow> out(rows_.begin(), rows_.end());
  rows_.clear();
  return out;
}

}  // namespace islet
