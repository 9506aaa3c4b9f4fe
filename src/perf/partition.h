// Hardware partitions of a device (MIG): what each part gets, what keeps them apart, and what a
// model does on one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "perf/deployment_maker.h"
#include "perf/layout.h"

namespace islet {

/// One size of part. Shares are of the whole device, 0 to 1.
struct Partition {
  std::string name;  ///< "3g.40gb"
  double compute_share = 1;
  double memory_share = 1;  ///< of memory, its bandwidth and its cache
  int count_max = 1;        ///< equal parts on one device
};

/// The sizes a device can be cut into, smallest first; none where it has no such hardware.
std::vector<Partition> partitions_of(const Accelerator& device);

/// Why a device cannot be cut (rule R154); none if it can.
std::optional<Refusal> partition_refusal(const Accelerator& device);

/// One part as a device of its own: for every model of this folder. The part draws its share of the
/// board's range; its idle draw is its share of the board's.
Accelerator partition_device(const Accelerator& device, const Partition& part);

/// What parts have of their own and what they share.
std::string_view partition_isolation();

/// A language model on equal parts of one device.
struct PartitionChoice {
  Partition part;
  std::optional<Refusal> refused;
  int sequences = 0;     ///< that one part holds
  TokenRate one_user{};  ///< on one part
  TokenRate total{};     ///< of all parts together
};

/// What the parts are to do.
struct PartitionQuestion {
  Precision weights = Precision::fp16;
  Tokens prompt{512};
  Tokens reply{256};
  DeploymentMaker maker = plain_deployment;
};

/// Every size, smallest part first. Empty where the device cannot be cut or the model has no
/// language shape.
std::vector<PartitionChoice> partition_choices(const Model& model, const Accelerator& device,
                                               const PartitionQuestion& question);

}  // namespace islet
