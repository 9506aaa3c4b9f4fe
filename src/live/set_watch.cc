#include "live/set_watch.h"

#include "energy/bridging.h"

namespace islet {

Duration set_patience(const Generator& set) {
  const SetStart start = start_of(set);
  return 2.0 * first_load_after(start, start.cranks);
}

void SetWatch::follow(Instant now, bool wanted, std::optional<bool> runs) {
  if (!runs.has_value()) return;
  if (*runs) {
    wanted_since_ = out_since_ = never;
    return;
  }
  if (!wanted) {
    // One that has failed stays out: that nobody wants it proves nothing.
    wanted_since_ = never;
    return;
  }
  if (wanted_since_ == never) wanted_since_ = now;
  if (!is_out() && now > after(wanted_since_, patience_)) out_since_ = now;
}

}  // namespace islet
