// The fields of events and decisions in the order in which the log holds them: one list for the
// writer and the reader. `f` is called with each field in turn.
#pragma once

#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

template <class F, class T>
void fields_of(F& f, T& x) requires requires {
  x.request.work_class;
}
{
  auto& r = x.request;
  f(r.id), f(r.work_class), f(r.tenant), f(r.workload), f(r.model), f(r.stream), f(r.residency);
  f(r.deferrable), f(r.ends_at_deadline), f(r.restartable);
  f(r.prompt), f(r.reply), f(r.items);
  f(r.not_before), f(r.latest_start), f(r.first_token_by), f(r.deadline);
}

/// Events that name a request and nothing else.
template <class F, class T>
void fields_of(F& f, T& x) requires(std::is_same_v<T, FirstOutput> ||
                                    std::is_same_v<T, RequestDone> ||
                                    std::is_same_v<T, RequestCancelled>) {
  f(x.request);
}

template <class F>
void fields_of(F& f, EngineUp& x) {
  EngineSpec& e = x.engine;
  f(e.id), f(e.models.bits), f(e.swaps), f(e.loaded), f(e.slots), f(e.cache), f(e.can_preempt);
  f(e.quantum), f(e.parked_max), f(e.parked_cache), f(e.where), f(e.idle), f(e.full);
  f(e.least_cap), f(e.switches), f(e.load_time), f(e.start_time);
}
template <class F>
void fields_of(F& f, EngineDown& x) {
  f(x.engine);
}
template <class F>
void fields_of(F& f, ModelLoaded& x) {
  f(x.engine), f(x.model);
}
template <class F>
void fields_of(F& f, PowerRead& x) {
  PowerReading& r = x.reading;
  f(r.available), f(r.for_safety), f(r.free), f(r.charge), f(r.counted_share), f(r.above_reserve),
      f(r.above_floor), f(r.fuel);
  f(r.bridging), f(r.generator_can_run), f(r.generator_running);
}
template <class F>
void fields_of(F& f, CapChanged& x) {
  f(x.cap);
}
template <class F>
void fields_of(F& f, ForecastSlot& x) {
  f(x.from), f(x.length), f(x.free), f(x.bought), f(x.withheld), f(x.price), f(x.engines);
}
template <class F>
void fields_of(F& /*f*/, Tick& /*x*/) {}

template <class F>
void fields_of(F& f, Admit& x) {
  f(x.request), f(x.model), f(x.reason);
}
template <class F>
void fields_of(F& f, Reject& x) {
  f(x.request), f(x.reason), f(x.retry_after);
}
template <class F>
void fields_of(F& f, End& x) {
  f(x.request), f(x.reason);
}
template <class F>
void fields_of(F& f, Start& x) {
  f(x.request), f(x.engine), f(x.draw), f(x.reason);
}
template <class F>
void fields_of(F& f, Preempt& x) {
  f(x.request), f(x.engine), f(x.parks), f(x.reason);
}
template <class F>
void fields_of(F& f, Resume& x) {
  f(x.request), f(x.engine), f(x.draw), f(x.reason);
}
template <class F>
void fields_of(F& f, Defer& x) {
  f(x.request), f(x.until), f(x.reason);
}
template <class F>
void fields_of(F& f, Degrade& x) {
  f(x.workload), f(x.level), f(x.action), f(x.rate), f(x.model), f(x.saved), f(x.reason);
}
template <class F>
void fields_of(F& f, SetCap& x) {
  f(x.engine), f(x.cap), f(x.reason);
}
template <class F>
void fields_of(F& f, LoadModel& x) {
  f(x.engine), f(x.model), f(x.reason);
}
template <class F>
void fields_of(F& f, SwitchEngine& x) {
  f(x.engine), f(x.on), f(x.reason);
}
template <class F>
void fields_of(F& f, RunGenerator& x) {
  f(x.on), f(x.reason);
}

template <class F>
void fields_of(F& f, Cost& x) {
  f(x.service), f(x.first_token), f(x.energy), f(x.cache);
}

}  // namespace islet
