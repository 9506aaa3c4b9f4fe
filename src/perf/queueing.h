// Bounds on waiting: many servers, priorities, and cameras that all send at a fixed rate.
#pragma once

#include <limits>

#include "base/quantity.h"
#include "perf/device_time.h"

namespace islet {

/// Requests that arrive by chance at equal servers. Variabilities are squared coefficients of
/// variation (variance / mean^2): 1 for Poisson arrivals, 0 for a fixed service time.
struct QueueLoad {
  Frequency arrivals;  ///< over all servers
  Duration service;    ///< mean, of one server
  double arrival_variability = 1;
  double service_variability = 0;
  int servers = 1;

  double utilisation() const { return arrivals * service / servers; }
};

/// Chance that an arrival must wait when `servers` serve an offered load of `erlangs` < servers.
double erlang_c(int servers, double erlangs);

/// How long an arrival waits before its service begins: 0 with chance 1 - `waits`, else
/// exponential.
struct Waiting {
  bool saturated = false;  ///< no steady state, or beyond `share_limit`; the times mean nothing
  double utilisation = 0;  ///< everything that goes first and this work, 0 to 1 and beyond
  double waits = 0;        ///< chance to wait at all
  Duration mean{};         ///< over all arrivals
  /// What goes first holds a server no longer at a stretch; infinite where that is not known. The
  /// wait is then also at most that and the wait `behind` for a server slowed by its share.
  Duration stretch{std::numeric_limits<double>::infinity()};
  double waits_behind = 0;
  Duration mean_behind{};

  /// Time not exceeded by a share `p` (0 <= p < 1) of the arrivals.
  Duration quantile(double p) const;
};

/// Waiting of work that shares its servers with what goes first and what must wait; what is beside
/// it is not looked at. `company` holds per-server shares.
Waiting waiting_time(const QueueLoad& load, const Company& company);

/// Sources that each send at a fixed rate, at phases nobody chose.
struct PeriodicLoad {
  int sources = 1;
  Frequency rate_each;
  Duration service;  ///< of one item on one server

  double utilisation() const { return sources * (rate_each * service); }
};

/// Time that a share `p` of the items does not exceed before its service begins, on one server;
/// never more than all sources at once. `utilisation()` must be below 1.
Duration periodic_waiting_quantile(const PeriodicLoad& load, double p);

/// Wait of work that shares its servers with other work, as met by a share `p` (0 <= p < 1) of the
/// arrivals; infinite where it is saturated.
Duration shared_waiting_quantile(const QueueLoad& load, const Company& company, double p);

/// Rest of a unit already begun by work that does not go first, as met by a share `p` of arrivals.
Duration blocking_quantile(const DeviceTime& begun, double p);

/// Value not exceeded with chance `p` by a lognormal time of that mean and squared coefficient of
/// variation.
Duration lognormal_quantile(Duration mean, double variability, double p);

}  // namespace islet
