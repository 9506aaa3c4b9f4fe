// Solar peak and cheapest hours: deferred work runs where power costs least before it is due.
#include <algorithm>
#include <vector>

#include "base/clock_hour.h"
#include "serving/deferral.h"

namespace islet {

Instant latest_begin(const DeferralView& view) {
  // Measured on engines that were not full, it says nothing of full ones.
  const double slowness = std::max(1.0, view.slowness);
  Instant latest = never;
  Duration due;
  for (const auto& [number, service] : view.work.due_in_hour) {
    due += service;
    const Duration spread = (due + view.work.longest) / view.slots;
    const Duration needed = slowness * std::max(spread, 2 * view.work.longest);
    const Instant start = start_of_hour(number);
    latest = std::min(latest, after(start, -needed));
  }
  return latest;
}

namespace {

/// A part of a coming slot: how much work it can take, at what price.
struct Piece {
  double price = 0;
  Instant from;
  Duration work;
  bool is_free = false;
  bool is_now = false;
};

/// Cheapest first. Of free hours the first, because sun that is there is certain; of bought ones
/// the last, because sun may come before.
bool is_before(const Piece& a, const Piece& b) {
  if (a.price != b.price) return a.price < b.price;
  if (a.is_free != b.is_free) return a.is_free;
  return a.is_free ? a.from < b.from : a.from > b.from;
}

class CheapestHours final : public Deferral {
 public:
  std::string_view name() const override { return "cheapest-hours"; }
  bool defers() const override { return true; }

  /// Opens for the pieces of power that the work needs when the cheapest are taken first.
  ///
  ///     fill pieces (free at price 0, bought at its price) from the cheapest until their work
  ///     reaches the work that waits; open now if a piece of the present slot is among them
  ///     work of a piece = min(slots * time, power * time / energy per work)
  ///     must run from latest_begin on
  ///
  /// Valid for   work of one size; forecasts of expected values, made anew as they change
  /// Leaves out  storage: charging the battery with that sun instead, and its losses
  /// Source      threshold form of the fractional knapsack (Dantzig, 1957)
  GateSetting gate(const DeferralView& view) const override {
    GateSetting setting;
    setting.must_run_at = latest_begin(view);
    if (setting.must_run_at <= view.now) {
      setting.gate = DeferralGate::must_run;
      setting.reason = Reason::latest_start;
      setting.look_again = after(view.now, minute);
      return setting;
    }
    const auto last_hour = view.work.due_in_hour.rbegin()->first;
    const Instant horizon = start_of_hour(last_hour + 1);
    std::vector<Piece> pieces = pieces_until(view, horizon);
    std::sort(pieces.begin(), pieces.end(), is_before);
    Duration left = view.slowness * view.work.service;
    for (const Piece& piece : pieces) {
      if (left <= Duration()) break;
      left -= piece.work;
      if (!piece.is_now) continue;
      setting.gate = piece.is_free ? DeferralGate::free_power : DeferralGate::open;
      setting.reason = piece.is_free ? Reason::free_power : Reason::cheap_power;
    }
    // Sun that is there now is taken whatever the forecast says.
    if (setting.gate == DeferralGate::shut && view.free_now > Power()) {
      setting.gate = DeferralGate::free_power;
      setting.reason = Reason::free_power;
    }
    setting.look_again = std::min(setting.must_run_at, next_change(view));
    return setting;
  }

 private:
  static std::vector<Piece> pieces_until(const DeferralView& view, Instant horizon) {
    std::vector<Piece> pieces;
    const double joules_per_second =
        view.work.service > Duration() ? view.work.energy / view.work.service / watt : 0.0;
    const auto work_in = [&](Power power, Duration length) {
      const Duration by_slots = view.slots * length;
      if (!(power / watt < joules_per_second * view.slots)) return by_slots;
      return std::min(by_slots, power / watt / joules_per_second * length);
    };
    for (const ForecastSlot& slot : view.forecast) {
      const Instant end = std::min(horizon, after(slot.from, slot.length));
      const Instant begin = std::max(view.now, slot.from);
      if (end <= begin) continue;
      const Duration length = between(begin, end);
      const bool is_now = slot.from <= view.now;
      const Duration free = work_in(slot.free, length);
      const Duration all = work_in(slot.free + slot.bought, length);
      if (free > Duration()) pieces.push_back({0.0, begin, free, true, is_now});
      if (all > free) pieces.push_back({slot.price, begin, all - free, false, is_now});
    }
    return pieces;
  }

  /// The start of the next slot.
  static Instant next_change(const DeferralView& view) {
    for (const ForecastSlot& slot : view.forecast) {
      if (slot.from > view.now) return slot.from;
      const Instant end = after(slot.from, slot.length);
      if (end > view.now) return end;
    }
    return never;
  }
};

}  // namespace

std::unique_ptr<Deferral> make_cheapest_hours() { return std::make_unique<CheapestHours>(); }

}  // namespace islet
