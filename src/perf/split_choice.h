// How to lay a model over a number of devices: every way of tensor splits, pipelines and copies,
// with its speed, the link it needs, and why some are out of the question.
#pragma once

#include <optional>
#include <vector>

#include "perf/deployment_maker.h"
#include "perf/layout.h"
#include "perf/link_need.h"

namespace islet {

/// What the devices are to do together.
struct SplitQuestion {
  int devices = 1;  ///< at most 4,096
  Precision weights = Precision::fp16;
  Precision cache = Precision::fp16;
  Tokens prompt{512};
  Tokens reply{256};
  bool realtime = false;
  DeploymentMaker maker = plain_deployment;
};

/// One way. Speeds are 0 where it is refused.
struct SplitChoice {
  int copies = 1;  ///< independent replicas of `layout`
  Layout layout;
  std::optional<Refusal> refused;
  LinkAdvice link;
  Bandwidth link_traffic;       ///< of the busiest device at `total`, one direction
  TokenRate one_user{};         ///< reply tokens of one user alone
  Duration first_token;         ///< of one prompt on idle devices
  TokenRate total{};            ///< greatest reply rate of all copies
  TokenRate total_over_pcie{};  ///< what a tensor split refused for want of NVLink would give
  int sequences = 0;            ///< that all copies hold
  Power board_power;            ///< of all boards when full
};

/// All ways that use every device, the greatest total first, then the refused ones. A model without
/// a language shape has none.
std::vector<SplitChoice> split_choices(const Model& model, const Accelerator& device,
                                       const SplitQuestion& question);

/// The fastest for one user alone; nullptr when all are refused.
const SplitChoice* fastest_for_one(const std::vector<SplitChoice>& choices);

}  // namespace islet
