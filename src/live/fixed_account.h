// The energy that went to everything but the machines: other loads and the cooler. A site file says
// what those loads draw; while the plant delivers less, they got less.
#pragma once

#include <optional>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

class FixedAccount {
 public:
  /// `said`: what the site file says of their draw.
  explicit FixedAccount(Power said) : said_(said) {}

  /// Counters of the whole load and of the machines, both at `now`; moments do not fall. Looked at
  /// over an hour, for the two are never read together; at once where `closes`. `cooling`: watts
  /// that a cooler draws for each watt of the machines.
  ///
  ///     got = said * span + cooling * machines,
  ///           but load - machines (at least 0) where that is less by a twentieth
  ///
  /// Valid for   loads that draw what is said while there is power
  /// Leaves out  loads that draw more than is said: that goes to the machines' residual
  /// Source      balance of energy behind the inverter
  void saw(Instant now, Energy load, std::optional<Energy> machines, double cooling, bool closes);

  /// Up to the end of the last span.
  Energy energy() const { return energy_; }
  /// Of it, what was said beyond: not delivered.
  Energy missed() const { return missed_; }

 private:
  struct Counters {
    Instant at;
    Energy load;
    std::optional<Energy> machines;
  };

  Power said_;
  std::optional<Counters> begin_;
  Energy energy_;
  Energy missed_;
};

}  // namespace islet
