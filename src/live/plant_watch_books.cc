// The watch over the plant as it keeps books: counters, what goes to disk, the ledger held against
// the plant's meter.
#include <filesystem>

#include "base/written_file.h"
#include "energy/cooling.h"
#include "live/plant_watch.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t hours_max = 9'600;

}  // namespace

/// The machines' counter, when it has moved on. Its own steps and ours are out of step: the draw is
/// the mean of about a second.
void PlantWatch::meter_energy(Instant now) {
  const auto energy = board_.fresh(Gauge::device_energy, now);
  if (!energy || (!device_.empty() && energy->taken <= device_.back().taken)) return;
  if (!device_.empty() && energy->value < device_.back().value) device_.clear();
  device_.push_back(*energy);
  const Instant from = after(now, -4.0 * settings_.look_every);
  while (device_.size() > 2 && device_[1].taken <= from) device_.pop_front();
  const GaugeReading& first = device_.front();
  if (first.taken < energy->taken) {
    device_power_ = (energy->value - first.value) * joule / between(first.taken, energy->taken);
    device_power_at_ = now;
  }
  ledger_.counted(now, energy->value * joule);
}

/// Whole or not at all: a plan may read it at any moment.
void PlantWatch::keep_state() {
  state_kept_ = desk_.now();
  if (state_file_.empty()) return;
  const std::string next = state_file_ + ".new";
  std::error_code fault;
  if (!write_file(next, status() + "\n")) std::filesystem::rename(next, state_file_, fault);
}

void PlantWatch::keep() {
  kept_ = desk_.now();
  const std::vector<LedgerRow> rows = ledger_.take_rows();
  const std::vector<KeptFigure> hours = forecast_.take_hours();
  if (store_ == nullptr) return;
  store_->keep(rows, wall_now().unix_ms);
  store_->keep(hours);
}

void PlantWatch::keep_in(LedgerStore* store) {
  store_ = store;
  if (store_ != nullptr && settings_.remembers) forecast_.remember(store_->figures());
}

/// By the air of the weather year: no meter says it.
double PlantWatch::cooling_per_heat(Instant now) const {
  if (settings_.air_year.empty()) return 0;
  const auto at = static_cast<std::size_t>(settings_.calendar.hour_of(now).of_year());
  return draw_per_heat(settings_.plant.cooling, settings_.air_year.at(at));
}

Energy PlantWatch::fixed_energy(const GaugeReading& load, bool closes) {
  const auto machines = board_.fresh(Gauge::device_energy, load.taken);
  fixed_account_.saw(load.taken, load.value * joule,
                     machines ? std::optional(machines->value * joule) : std::nullopt,
                     cooling_per_heat(load.taken), closes);
  return fixed_account_.energy();
}

/// Once an hour, when its counter has just spoken: what the plant says went to the machines, beside
/// the ledger. An old reading beside a new ledger would show the time between them as energy.
void PlantWatch::reconcile(Instant now) {
  const auto load = board_.fresh(Gauge::load_energy, now);
  if (!load) return;
  const bool is_due = !load_at_hour_ || now >= after(hour_began_, hour);
  const Energy fixed = fixed_energy(*load, is_due);
  if (!is_due) return;
  const LedgerSums& sums = ledger_.sums();
  const Energy ledger = sums.requests + sums.waiting + sums.standing;
  if (load_at_hour_ && load->value >= load_at_hour_->value) {
    Reconciled hour_row;
    hour_row.ended = now;
    hour_row.plant = (load->value - load_at_hour_->value) * joule - (fixed - fixed_at_hour_);
    hour_row.ledger = ledger - ledger_at_hour_;
    if (hours_.size() < hours_max) hours_.push_back(hour_row);
    if (store_ != nullptr) store_->keep({wall_now().unix_ms, hour_row.plant, hour_row.ledger});
  }
  load_at_hour_ = load;
  ledger_at_hour_ = ledger;
  fixed_at_hour_ = fixed;
  hour_began_ = now;
}

}  // namespace islet
