// The generator set behind the site, by what it does when it is wanted: one that does not come is
// no longer counted on until it has run.
#pragma once

#include <optional>

#include "base/instant.h"
#include "energy/generator.h"

namespace islet {

/// How long a set may take from the wish to its power.
///
///     patience = 2 * time to the first load by the last of all cranks
///
/// Valid for   sets that are started by a controller or a transfer switch
/// Leaves out  sets that somebody has to walk to
/// Source      three cranks of 10 s with rests (NFPA 110-2022, 5.6.4); twice that, own choice
Duration set_patience(const Generator& set);

class SetWatch {
 public:
  explicit SetWatch(Duration patience) : patience_(patience) {}

  /// Moments do not fall. `wanted`: asked for, or nothing else carries the site. `runs`: by a meter
  /// that can be believed; without one nothing is learnt.
  void follow(Instant now, bool wanted, std::optional<bool> runs);

  /// It was wanted for longer than its patience and did not run; it has not run since.
  bool is_out() const { return out_since_ != never; }
  /// When it was found out; `never` while it is not.
  Instant out_since() const { return out_since_; }

 private:
  Duration patience_;
  Instant wanted_since_ = never;
  Instant out_since_ = never;
};

}  // namespace islet
