#include "engines/server_watch.h"

namespace islet {

void ServerWatch::hear(Instant now) {
  heard_ = now;
  missed_ = 0;
  probed_ = never;
}

bool ServerWatch::wants_probe(Instant now, bool is_busy) const {
  if (probed_ != never || is_lost()) return false;
  if (missed_ > 0) return true;
  return now >= after(heard_, is_busy ? silence_ * 0.2 : silence_);
}

void ServerWatch::begin_probe(Instant now) { probed_ = now; }

bool ServerWatch::probe_is_late(Instant now) const {
  return probed_ != never && now >= after(probed_, silence_ * 0.4);
}

void ServerWatch::miss_probe() {
  probed_ = never;
  ++missed_;
}

}  // namespace islet
