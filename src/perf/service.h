// What a workload gets from a deployment: waits, speed, share of the device, power.
#pragma once

#include <string>

#include "base/estimate.h"
#include "base/quantity.h"
#include "perf/device_time.h"
#include "perf/drafted_step.h"
#include "perf/input_time.h"
#include "perf/step_time.h"

namespace islet {

/// Times not exceeded by half, 95 % and 99 % of the requests.
struct Quantiles {
  Estimate<Duration> p50;
  Estimate<Duration> p95;
  Estimate<Duration> p99;
};

/// Length of prompts or replies.
struct TokenLength {
  Tokens mean;
  Tokens deviation;  ///< standard deviation
};

struct LanguageDemand {
  Frequency requests;  ///< at the peak, over all replicas
  TokenLength prompt;
  TokenLength reply;
  int replicas = 1;
  Tokens step_budget = 512 * token;  ///< most prompt tokens in one step; bounds how long it blocks
  const Drafting* drafting = nullptr;  ///< of the replies; nullptr: none
  double batch_most = 0;  ///< with `drafting`: sequences that memory holds beside the draft
  const LanguageDemand* mates = nullptr;  ///< others in the same engine, as one; nullptr: none
};

/// Two demands on one engine as one: requests of both, lengths of a request drawn from either; the
/// rest is that of `one`.
LanguageDemand together(const LanguageDemand& one, const LanguageDemand& other);

struct LanguageService {
  bool saturated = false;     ///< demand exceeds what the deployment gives; times mean nothing
  std::string limit;          ///< what ran out: "device time", "cache memory"; else empty
  double batch = 0;           ///< mean sequences in decoding on one replica while it works
  double own_batch = 0;       ///< of them those of this demand, without its mates
  double batch_max = 0;       ///< that memory holds
  double utilisation = 0;     ///< demand and mates / greatest a replica could carry; may exceed 1
  DeviceTime device_time;     ///< what it takes of each of the replica's devices, its part
  Quantiles first_token;      ///< from request to first token
  Quantiles response;         ///< from request to last token
  Estimate<TokenRate> speed;  ///< reply tokens a second as one user sees them, mean
  Estimate<TokenRate> speed_p95;  ///< 95 % of the replies are at least this fast
  TokenRate throughput;           ///< reply tokens a second at this demand, all replicas
  Estimate<TokenRate> greatest;   ///< reply tokens a second that all replicas could give
  Power board_power;              ///< of one device while it works
  EnergyPerToken board_energy;    ///< boards only, idle share included, per reply token
};

/// Continuous batching at a steady demand; `company` is what shares the replica's devices.
LanguageService language_service(const Deployment& deployment, const LanguageDemand& demand,
                                 const Company& company);

struct InputDemand {
  int sources = 1;       ///< cameras, microphones; 1 for a stream of single requests
  Frequency rate_each;   ///< inputs a second from one source
  bool periodic = true;  ///< fixed frame rate; false: by chance (Poisson)
  int batch_max = 8;
  int replicas = 1;  ///< devices the sources are shared out to
};

struct InputService {
  bool saturated = false;             ///< the times mean nothing
  int batch = 1;                      ///< batch size that gives the lowest P99
  double utilisation = 0;             ///< of the fullest device, others included; may exceed 1
  DeviceTime device_time;             ///< of the fullest device, what others do not get of it
  Quantiles response;                 ///< from arrival at the device's queue to the result
  Estimate<Duration> worst;           ///< periodic: all sources at the same instant
  Estimate<Frequency> greatest_rate;  ///< inputs a second at the share limit, all replicas
  Power board_power;                  ///< of one device while it works
  Energy board_energy;                ///< boards only, idle share included, per input
};

/// How one workload of inputs is served on its devices beside what shares them.
InputService input_service(const InputDeployment& deployment, const InputDemand& demand,
                           const Company& company);

}  // namespace islet
