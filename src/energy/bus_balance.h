// The balance of one step on the direct-current bus: who feeds whom, in which order, through which
// converter. Shared by the step and by the quick hours of a year.
#pragma once

#include "base/lesser.h"
#include "base/quantity.h"
#include "energy/plant.h"

namespace islet {

/// Efficiencies of the converters and their inverses, which spare the loops their divisions.
struct BusRates {
  explicit BusRates(const Conversion& conversion)
      : load_per_bus(conversion.bus_to_load),
        bus_per_load(1.0 / conversion.bus_to_load),
        bus_per_source(conversion.source_to_bus),
        source_per_bus(1.0 / conversion.source_to_bus),
        load_per_source(conversion.source_to_load),
        source_per_load(1.0 / conversion.source_to_load) {}

  double load_per_bus, bus_per_load;
  double bus_per_source, source_per_bus;
  double load_per_source, source_per_load;
};

/// What a step begins with.
struct BusOffer {
  Power panels;    ///< on the bus
  Power must_run;  ///< the running generator's minimum
  Power may_run;   ///< what it can give beyond that
  Power grid;
  Power charger, inverter;  ///< what they carry at most
  Power own;                ///< draw of the plant itself
  Power load;
};

/// The books of one step while they are filled, as powers.
class BusBalance {
 public:
  BusBalance(const BusRates& rates, const BusOffer& offer)
      : rates_(rates),
        panels_(offer.panels),
        must_run_(offer.must_run),
        may_run_(offer.may_run),
        grid_(offer.grid),
        charger_(offer.charger),
        inverter_(offer.inverter),
        own_(offer.own),
        load_(offer.load) {}

  /// The waiting inverter comes first, beside a battery that could feed it.
  [[gnu::always_inline]] void feed_own_by_panels() {
    const Power from_panels = lesser(own_, panels_);
    panels_ -= from_panels;
    book_own(from_panels);
  }

  /// The waiting inverter comes first: from the panels, and what the battery could not give, from
  /// outside.
  [[gnu::always_inline]] void feed_own(Power battery) {
    feed_own_by_panels();
    if (own_ <= battery) return;
    const Power uncovered = own_ - battery;
    Power fed = through_charger(must_run_, uncovered);
    fed += through_charger(grid_, uncovered - fed);
    fed += through_charger(may_run_, uncovered - fed);
    book_own(fed);
  }

  /// The generator's minimum first (it burns its fuel anyway), then sun, grid, more generator.
  [[gnu::always_inline]] void feed_load() {
    if (must_run_ > Power()) to_load(must_run_);
    if (panels_ > Power()) panels_ -= through_inverter(panels_);
    if (must_run_ > Power() && own_ > Power()) book_own(through_charger(must_run_, own_));
    if (grid_ > Power()) {
      to_load(grid_);
      book_own(through_charger(grid_, own_));
    }
    if (may_run_ > Power() && (load_ > Power() || own_ > Power())) {
      to_load(may_run_);
      // A running set spares the battery, so that it can be charged.
      book_own(through_charger(may_run_, own_));
    }
  }

  /// What is still missing comes from the battery; returns the power at its terminals.
  Power feed_from_battery(Power battery) {
    const Power for_own = lesser(own_, battery);
    book_own(for_own);
    return for_own + through_inverter(battery - for_own);
  }

  /// Fills heater and battery with what is left over; returns the power into both.
  [[gnu::always_inline]] Power charge(Power sink, bool by_grid, Power generator_aim) {
    Power filled;
    if (must_run_ > Power()) filled = through_charger(must_run_, sink);
    const Power by_sun = lesser(panels_, sink - filled);
    panels_ -= by_sun;
    filled += by_sun;
    if (by_grid) filled += through_charger(grid_, sink - filled);
    if (generator_aim > Power()) {
      const Power aim = lesser(may_run_, generator_aim);
      Power aim_left = aim;
      filled += through_charger(aim_left, sink - filled);
      may_run_ -= aim - aim_left;
    }
    return filled;
  }

  Power panels_left() const { return panels_; }
  Power must_run_left() const { return must_run_; }
  Power may_run_left() const { return may_run_; }
  Power grid_left() const { return grid_; }
  Power load_left() const { return load_; }
  Power own_left() const { return own_; }
  Power conversion_loss() const { return loss_; }

 private:
  void book_own(Power fed) { own_ -= fed; }

  [[gnu::always_inline]] void to_load(Power& source) {
    const Passed through = passed(source, load_, rates_.load_per_source, rates_.source_per_load);
    source -= through.taken;
    load_ -= through.arrived;
  }

  /// Bus power used to serve the load, at most `available`.
  [[gnu::always_inline]] Power through_inverter(Power available) {
    const Passed through =
        passed(available, lesser(load_, inverter_), rates_.load_per_bus, rates_.bus_per_load);
    load_ -= through.arrived;
    inverter_ -= through.arrived;
    return through.taken;
  }

  /// Bus power made from an outside source, at most `wanted`.
  [[gnu::always_inline]] Power through_charger(Power& source, Power wanted) {
    const Passed through =
        passed(source, lesser(wanted, charger_), rates_.bus_per_source, rates_.source_per_bus);
    source -= through.taken;
    charger_ -= through.arrived;
    return through.arrived;
  }

  struct Passed {
    Power taken;
    Power arrived;
  };

  /// Through a converter: all that is wanted, to the last bit, when there is enough.
  [[gnu::always_inline]] Passed passed(Power available, Power wanted, double efficiency,
                                       double inverse) {
    const Passed result{lesser(available, wanted * inverse),
                        lesser(available * efficiency, wanted)};
    loss_ += result.taken - result.arrived;
    return result;
  }

  const BusRates& rates_;
  Power panels_, must_run_, may_run_, grid_;
  Power charger_, inverter_;
  Power own_, load_;
  Power loss_;
};

}  // namespace islet
