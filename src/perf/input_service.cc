// Cameras, microphones and single requests on a device: batch size, waits, share, power.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "perf/queueing.h"
#include "perf/service.h"

namespace islet {
namespace {

/// Demand on the fullest device.
struct Load {
  int sources = 1;
  Frequency rate_each;
  bool periodic = true;
  int servers = 1;  // devices that share one queue; 1 where sources are dealt out

  Frequency rate() const { return sources * rate_each; }
};

Load load_of(const InputDemand& demand) {
  if (!demand.periodic) return {demand.sources, demand.rate_each, false, demand.replicas};
  const int most = (demand.sources + demand.replicas - 1) / demand.replicas;
  return {most, demand.rate_each, true, 1};
}

double share_of(const Load& load, const InputDeployment& deployment, int batch) {
  return load.rate() / load.servers * (deployment.batch(batch).occupied / batch);
}

/// Share of a device's time that work behind these inputs does not get.
///
///     share = min(1, rate * time of a batch of one)
///
/// Batches are made of what waits when the device becomes free. Where single inputs do not keep
/// up, another always waits by then, so however much larger batches would save, there is no rest.
///
/// Valid for   strict order of importance, batches never held back
/// Leaves out  larger batches that form by chance below that rate: a little more is left
/// Source      fluid limit of a server in batches: the size b solves b = rate * time(b), and b >= 1
double taken_share(const Load& load, const InputDeployment& deployment) {
  return std::min(1.0, share_of(load, deployment, 1));
}

/// Time from arrival to result, not exceeded by a share `p` of the inputs.
///
///     periodic:  bridge wait at the speed that is left + rest of other units, at most the longest
///                stretch of what goes first + batch
///     by chance: M/G/k wait with priorities and turns + batch
///
/// Quantiles of the parts are added at the same level (see language_service).
///
/// Valid for   batches formed from what waits when the device becomes free, never held back
/// Leaves out  transport and decoding of the input
/// Source      queues in perf/queueing.cc
Duration response_quantile(const Load& load, const BatchCost& batch, int size,
                           const Company& company, double p) {
  const Duration each = batch.occupied / size;
  if (!load.periodic) {
    const QueueLoad queue{.arrivals = load.rate(), .service = each, .servers = load.servers};
    return shared_waiting_quantile(queue, company, p) + batch.time;
  }
  const double left = 1.0 - company.first.share;
  const PeriodicLoad periodic{load.sources, load.rate_each, each / left};
  Duration wait = periodic_waiting_quantile(periodic, p) + blocking_quantile(company.after, p);
  if (company.first.share > 0) {
    const Waiting ahead{.waits = company.first.share, .mean = company.first.residual / left};
    wait += std::min(ahead.quantile(p), longest_stretch(company.first));
  }
  return wait + batch.time;
}

/// Batch size of the lowest P99 among powers of two; 0 when none keeps up.
int best_batch(const InputDeployment& deployment, const Load& load, int batch_max,
               const Company& company) {
  int best = 0;
  Duration best_p99;
  for (int size = 1; size <= batch_max; size *= 2) {
    if (company.first.share + share_of(load, deployment, size) >= share_limit) continue;
    const Duration p99 = response_quantile(load, deployment.batch(size), size, company, 0.99);
    if (!std::isfinite(p99 / second)) continue;
    if (best == 0 || p99 < best_p99) {
      best = size;
      best_p99 = p99;
    }
  }
  return best;
}

}  // namespace

/// Service of a workload of inputs. See `response_quantile` for the waits.
///
///     worst = ceil(sources / batch) * batch time + longest units of the company
///
/// Valid for   sources dealt out evenly; the fullest device is reported
/// Leaves out  inputs dropped on purpose
/// Source      queues in perf/queueing.cc
InputService input_service(const InputDeployment& deployment, const InputDemand& demand,
                           const Company& company) {
  CHECK(demand.sources >= 1 && demand.replicas >= 1 && demand.batch_max >= 1);
  InputService service;
  const Load load = load_of(demand);
  int batch_max = std::min(demand.batch_max, deployment.batch_max());
  if (load.periodic) batch_max = std::min(batch_max, std::max(1, load.sources));
  const double left = std::max(0.0, share_limit - company.taken());
  const std::string source = "queue on " + deployment.name();
  const auto graded = [&](auto value) {
    return within_factor(value, deployment.range().inputs, deployment.range().grade, source);
  };

  int largest = 1;
  while (2 * largest <= batch_max) largest *= 2;
  service.greatest_rate = graded(demand.replicas * left * deployment.rate(largest));
  const int found = best_batch(deployment, load, batch_max, company);
  service.saturated = found == 0;
  service.batch = service.saturated ? largest : found;
  const BatchCost batch = deployment.batch(service.batch);
  const double own = share_of(load, deployment, service.batch);
  service.utilisation = company.taken() + own;
  const double taken = std::max(own, taken_share(load, deployment));
  service.device_time = {taken, 0.5 * taken * batch.occupied, batch.occupied};
  if (load.periodic) {
    service.device_time.period = 1.0 / load.rate_each;
    service.device_time.round = taken * service.device_time.period;
  }
  service.board_power = batch.board_power;
  if (service.saturated) return service;

  const auto response = [&](double p) {
    return graded(response_quantile(load, batch, service.batch, company, p));
  };
  service.response = {response(0.50), response(0.95), response(0.99)};
  const double rounds = std::ceil(static_cast<double>(load.sources) / service.batch);
  service.worst = graded(rounds * std::max(batch.time, batch.occupied) + company.first.longest +
                         std::max(company.beside.longest, company.after.longest));
  const double idle = std::max(0.0, 1.0 - service.utilisation);
  const Power mean = own * batch.board_power + idle * deployment.idle_power();
  if (load.rate() > Frequency{}) {
    service.board_energy = mean / (load.rate() / load.servers);
  }
  return service;
}

}  // namespace islet
