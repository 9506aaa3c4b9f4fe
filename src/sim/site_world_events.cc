// What happens to requests in the site's world, and what the scheduler decides about them.
#include <algorithm>

#include "base/check.h"
#include "sim/site_log.h"
#include "sim/site_world.h"

namespace islet {
namespace {

std::size_t unit_of(EngineId engine) { return static_cast<std::size_t>(index_of(engine)) / 2; }

}  // namespace

/// What engines gave back. Those done become events; of others, what they had is kept.
void SiteWorld::collect(SiteDevice& device) {
  for (const DeviceOutcome& each : device.outcomes()) {
    Open* open = find(RequestId{each.request});
    if (open == nullptr) continue;
    open->energy += each.energy;
    if (each.generated > 0 && open->first_token == never) open->first_token = each.first_token;
    open->generated += each.generated;
    if (!each.done) continue;
    open->device = -1;
    count_running(static_cast<std::size_t>(index_of(open->request.workload)), -1);
    pending_.push_back({now_, RequestDone{RequestId{each.request}}});
  }
  device.outcomes().clear();
}

SiteWorld::Open* SiteWorld::find(RequestId id) {
  const std::uint32_t row = rows_.find(number_in(id));
  return row == IdTable::none ? nullptr : &open_[row];
}

void SiteWorld::see_running(Books& books) {
  books.running_s += books.running * (between(books.running_since, now_) / second);
  books.running_since = now_;
}

void SiteWorld::count_running(std::size_t workload, int more) {
  see_running(books_[workload]);
  books_[workload].running += more;
}

void SiteWorld::leave_device(RequestId id, Open& open) {
  if (open.device < 0) return;
  SiteDevice& device = *devices_[static_cast<std::size_t>(open.device)];
  open.device = -1;
  count_running(static_cast<std::size_t>(index_of(open.request.workload)), -1);
  device.take_out(number_in(id), now_);
  collect(device);
}

/// One that was done: its times, and whether it was in time.
void SiteWorld::count_done(const Open& open) {
  const auto w = static_cast<std::size_t>(index_of(open.request.workload));
  Books& books = books_[w];
  const Workload& spec = run_.workloads[w].spec;
  const double whole_s = between(open.arrived, now_) / second;
  books.computed += 1;
  // How fast the machines are says nothing of how long they were without power.
  const bool interrupted = met_a_stop(open);
  books.interrupted += interrupted ? 1 : 0;
  if (!interrupted) books.end_to_end.record(whole_s);
  const auto is_over = [](const std::vector<LatencyGoal>& goals, double time_s) {
    return std::ranges::any_of(goals,
                               [&](const auto& goal) { return time_s > goal.limit / second; });
  };
  bool late = is_over(spec.latency, whole_s);
  if (open.first_token != never) {
    const double first_s = std::max(0.0, between(open.arrived, open.first_token) / second);
    if (!interrupted) books.first_token.record(first_s);
    late = late || is_over(spec.first_token, first_s);
  }
  books.late_by_power += late && interrupted ? 1 : 0;
  (late ? books.counts.late : open.degraded ? books.counts.degraded : books.counts.served) += 1;
}

void SiteWorld::close(RequestId id, bool done, Reason reason) {
  Open* open = find(id);
  if (open == nullptr) return;
  leave_device(id, *open);
  Books& books = books_[static_cast<std::size_t>(index_of(open->request.workload))];
  books.energy += open->energy;
  if (done) {
    count_done(*open);
  } else {
    books.counts.lost += 1;
    ++books.lost_by[static_cast<std::size_t>(reason)];
  }
  mix(number_in(id) * 4 + (done ? 1 : 2));
  mix(static_cast<std::uint64_t>(now_.nanoseconds()));
  const std::uint32_t row = rows_.find(number_in(id));
  rows_.erase(number_in(id));
  unused_.push_back(row);
}

/// Whether want of power took it off its machines, or them away, since it came.
bool SiteWorld::met_a_stop(const Open& open) const {
  const auto w = static_cast<std::size_t>(index_of(open.request.workload));
  const auto group = static_cast<std::size_t>(run_.workloads[w].group);
  return open.was_stopped || std::max(dark_until_[group], books_[w].short_until) > open.arrived;
}

void SiteWorld::note_stop(RequestId id, Reason reason) {
  const bool by_power = reason == Reason::power_short || reason == Reason::bridging ||
                        reason == Reason::charge_low || reason == Reason::ladder;
  Open* open = by_power ? find(id) : nullptr;
  if (open != nullptr) open->was_stopped = true;
}

void SiteWorld::apply(Instant now, const Event& told) {
  now_ = now;
  if (log_ && log_text_.size() > site_log_bytes_max) {
    log_is_cut_ = true;
  }
  if (log_ && !log_is_cut_) log_->event(now, told);
  const Event& event = last_event_;
  if (const auto* arrival = std::get_if<RequestArrives>(&event)) {
    std::uint32_t row = 0;
    if (unused_.empty()) {
      row = static_cast<std::uint32_t>(open_.size());
      open_.emplace_back();
    } else {
      row = unused_.back();
      unused_.pop_back();
    }
    open_[row] = Open();
    open_[row].request = arrival->request;
    open_[row].arrived = now;
    rows_.insert(number_in(arrival->request.id), row);
  } else if (const auto* done = std::get_if<RequestDone>(&event)) {
    close(done->request, true, Reason::its_turn);
  } else if (const auto* gone = std::get_if<RequestCancelled>(&event)) {
    close(gone->request, false, Reason::cancelled);
  } else if (const auto* down = std::get_if<EngineDown>(&event)) {
    const bool language = index_of(down->engine) % 2 == 0;
    const std::size_t unit = unit_of(down->engine);
    devices_[unit]->clear(language, now);
    for (Open& open : open_) {
      if (open.device != static_cast<int>(unit)) continue;
      const UnitModel* model = devices_[unit]->model_of(open.model);
      if (model->language.has_value() != language) continue;
      count_running(static_cast<std::size_t>(index_of(open.request.workload)), -1);
      open.device = -1;
      open.generated = 0;
      open.first_token = never;
    }
  }
}

void SiteWorld::carry_out(Instant now, std::span<const Decision> decisions) {
  now_ = now;
  if (log_ && !log_is_cut_) {
    logged_.assign(decisions.begin(), decisions.end());
    log_->decisions(logged_);
  }
  if (watch_) watch_->see(now, last_event_, decisions);
  if (!drill_.is(Drill::none)) decisions = drill_.heard(decisions);
  for (const Decision& decision : decisions) carry_out_one(decision);
  // What has ended but has not been told yet is still held by the scheduler.
  if (watch_ && !decisions.empty() && pending_.empty()) watch_held();
}

void SiteWorld::place(RequestId id, EngineId engine) {
  Open* open = find(id);
  if (open == nullptr) return;
  Request request = open->request;
  request.model = open->model;
  open->device = static_cast<int>(unit_of(engine));
  count_running(static_cast<std::size_t>(index_of(request.workload)), 1);
  SiteDevice& device = *devices_[unit_of(engine)];
  if (device.submit(request, open->generated, now_)) return;
  device.outcomes().clear();
  pending_.push_back({now_, RequestCancelled{id}});
}

void SiteWorld::carry_out_one(const Decision& decision) {
  mix(decision.index());
  if (const auto* admit = std::get_if<Admit>(&decision)) {
    Open* open = find(admit->request);
    open->model = admit->model;
    open->degraded = admit->model != open->request.model;
  } else if (const auto* reject = std::get_if<Reject>(&decision)) {
    close(reject->request, false, reject->reason);
  } else if (const auto* ended = std::get_if<End>(&decision)) {
    close(ended->request, false, ended->reason);
  } else if (const auto* start = std::get_if<Start>(&decision)) {
    place(start->request, start->engine);
  } else if (const auto* resume = std::get_if<Resume>(&decision)) {
    place(resume->request, resume->engine);
  } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
    ++preempted_;
    note_stop(preempt->request, preempt->reason);
    if (Open* open = find(preempt->request)) leave_device(preempt->request, *open);
  } else if (const auto* degrade = std::get_if<Degrade>(&decision)) {
    const auto w = static_cast<std::size_t>(index_of(degrade->workload));
    books_[w].level = degrade->level;
    keep_move(*degrade);
    if (is_periodic(run_.workloads[w].spec.kind)) set_lanes(w, now_);
  } else if (const auto* cap = std::get_if<SetCap>(&decision)) {
    devices_[unit_of(cap->engine)]->set_cap(index_of(cap->engine) % 2 == 0, cap->cap);
  } else if (const auto* run = std::get_if<RunGenerator>(&decision)) {
    // At a low charge the plant's own policy decides.
    plant_->ask_for_generator(run->on && run->reason == Reason::power_short);
  } else if (const auto* load = std::get_if<LoadModel>(&decision)) {
    const std::size_t unit = unit_of(load->engine);
    const Duration length = run_.groups[group_of_unit_[unit]].load_time;
    ++model_loads_;
    load_energy_ += devices_[unit]->load_model(now_, length);
    plan(after(now_, length), {ModelLoaded{load->engine, load->model}});
  } else if (const auto* defer = std::get_if<Defer>(&decision)) {
    note_stop(defer->request, defer->reason);
  }
}

}  // namespace islet
