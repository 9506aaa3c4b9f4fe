#include "engines/network_model.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "engines/tensor_batch.h"

namespace islet {
namespace {

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t extent : shape) {
    text += (text.empty() ? "" : " x ") + (extent < 1 ? "any" : std::to_string(extent));
  }
  return text;
}

std::optional<Error> fault_of(const Tensor& tensor, const NetworkPort& port) {
  bool fits = tensor.kind == port.kind && tensor.shape.size() == port.shape.size();
  for (std::size_t i = 0; fits && i < port.shape.size(); ++i) {
    fits = port.shape[i] < 1 || tensor.shape[i] == port.shape[i];
  }
  if (fits && is_whole(tensor)) return std::nullopt;
  return refused(fmt::format("input `{}` is {} of kind {} in {} bytes, must be {} of kind {}",
                             tensor.name, shape_text(tensor.shape), static_cast<int>(tensor.kind),
                             tensor.bytes.size(), shape_text(port.shape),
                             static_cast<int>(port.kind)));
}

class NetworkModel final : public LoadedModel {
 public:
  NetworkModel(const LoadOrder& order, std::unique_ptr<Network> network)
      : order_(order), network_(std::move(network)) {}

  Loaded figures() const override {
    Loaded loaded;
    loaded.engine = network_->engine();
    loaded.model = order_.file.substr(order_.file.rfind('/') + 1);
    loaded.sequences = order_.sequences;
    const NetworkPort& first = network_->outputs().front();
    loaded.width = static_cast<std::uint32_t>(
        first.shape.empty() ? 0 : std::max<std::int64_t>(0, first.shape.back()));
    loaded.threads = order_.threads;
    loaded.can_park = true;
    loaded.inputs = told(network_->inputs());
    loaded.outputs = told(network_->outputs());
    return loaded;
  }

  Result<SequenceStarted> start(const StartSequence& /*start*/) override {
    return refused("a network takes tensors, not text");
  }

  Result<SequenceStarted> start(StartTensors start) override {
    if (requests_.contains(start.id)) return refused("the sequence is there already");
    if (requests_.size() >= order_.sequences) return refused("every place is taken");
    std::vector<Tensor> inputs;
    for (const NetworkPort& port : network_->inputs()) {
      const auto found = std::find_if(start.inputs.begin(), start.inputs.end(),
                                      [&](const Tensor& one) { return one.name == port.name; });
      if (found == start.inputs.end()) return refused("input `" + port.name + "` is missing");
      if (auto fault = fault_of(*found, port)) return *fault;
      inputs.push_back(std::move(*found));
    }
    if (start.inputs.size() != inputs.size()) return refused("there are more inputs than it takes");
    for (const Tensor& one : inputs) {
      if (one.shape[0] != inputs[0].shape[0]) return refused("its inputs differ in their batch");
    }
    requests_.emplace(start.id, std::move(inputs));
    return SequenceStarted{start.id, 0, 0};
  }

  StepDone step(const StepOrder& order) override {
    StepDone done;
    std::vector<SequenceId> left;
    for (const StepItem& item : order.items) {
      const bool is_double = std::find(left.begin(), left.end(), item.id) != left.end();
      if (requests_.contains(item.id) && !is_double) left.push_back(item.id);
    }
    while (!left.empty()) {
      const std::vector<SequenceId> batch = take_batch(left);
      if (!run(batch, done)) {
        // One of them may be what the network cannot take: each for itself.
        for (const SequenceId id : batch) {
          if (batch.size() == 1 || !run({id}, done)) fail(id, done);
        }
      }
    }
    return done;
  }

  void cancel(SequenceId id) override { requests_.erase(id); }

  /// It has no progress that could be set aside: it waits as it is.
  Result<std::uint64_t> park(SequenceId id) override {
    if (!requests_.contains(id)) return refused("no such sequence");
    return std::uint64_t{0};
  }
  std::optional<Error> resume(SequenceId id) override {
    if (!requests_.contains(id)) return refused("no such sequence");
    return std::nullopt;
  }

 private:
  static std::vector<Tensor> told(const std::vector<NetworkPort>& ports) {
    std::vector<Tensor> list;
    for (const NetworkPort& port : ports) list.push_back({port.name, port.kind, port.shape, ""});
    for (Tensor& one : list) {
      for (std::int64_t& extent : one.shape) extent = extent < 1 ? -1 : extent;
    }
    return list;
  }

  /// The first of those left, and all that fit beside it.
  std::vector<SequenceId> take_batch(std::vector<SequenceId>& left) const {
    std::vector<SequenceId> batch;
    const std::vector<Tensor>& first = requests_.at(left.front());
    std::erase_if(left, [&](SequenceId id) {
      const std::vector<Tensor>& inputs = requests_.at(id);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!fits_beside(inputs[i], first[i])) return false;
      }
      batch.push_back(id);
      return true;
    });
    return batch;
  }

  std::vector<Tensor> joined_inputs(const std::vector<SequenceId>& batch) const {
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i < network_->inputs().size(); ++i) {
      std::vector<const Tensor*> parts;
      for (const SequenceId id : batch) parts.push_back(&requests_.at(id)[i]);
      inputs.push_back(joined(parts));
    }
    return inputs;
  }

  bool run(const std::vector<SequenceId>& batch, StepDone& done) {
    std::vector<Tensor> inputs = joined_inputs(batch);
    const std::int64_t rows = inputs[0].shape[0];
    const std::optional<std::vector<Tensor>> outputs = network_->computed(std::move(inputs));
    if (!outputs) return false;
    // What does not come by rows belongs to nobody in particular.
    const bool is_by_rows = std::all_of(outputs->begin(), outputs->end(), [&](const Tensor& one) {
      return !one.shape.empty() && one.shape[0] == rows;
    });
    if (!is_by_rows && batch.size() > 1) return false;
    std::int64_t from = 0;
    for (const SequenceId id : batch) {
      const std::int64_t count = requests_.at(id)[0].shape[0];
      SequenceOutput output;
      output.id = id;
      output.end = SequenceEnd::stop;
      for (const Tensor& one : *outputs) {
        output.outputs.push_back(is_by_rows ? rows_of(one, from, count) : one);
      }
      from += count;
      done.tokens += static_cast<std::uint32_t>(count);
      done.outputs.push_back(std::move(output));
      requests_.erase(id);
    }
    return true;
  }

  void fail(SequenceId id, StepDone& done) {
    SequenceOutput output;
    output.id = id;
    output.end = SequenceEnd::failed;
    done.outputs.push_back(std::move(output));
    requests_.erase(id);
  }

  LoadOrder order_;
  std::unique_ptr<Network> network_;
  std::map<SequenceId, std::vector<Tensor>> requests_;
};

std::optional<Error> fault_of_ports(const Network& network) {
  if (network.inputs().empty() || network.outputs().empty()) {
    return refused("the network has no inputs or no outputs");
  }
  for (const std::vector<NetworkPort>* ports : {&network.inputs(), &network.outputs()}) {
    for (const NetworkPort& port : *ports) {
      if (bytes_of(port.kind) != 0) continue;
      return refused(fmt::format("`{}` is of kind {}, which is not served", port.name,
                                 static_cast<int>(port.kind)));
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<LoadedModel>> make_network_model(const LoadOrder& order,
                                                        std::unique_ptr<Network> network) {
  if (order.sequences < 1 || order.sequences > 1024) return refused("sequences must be 1 to 1024");
  if (auto fault = fault_of_ports(*network)) return *fault;
  return std::unique_ptr<LoadedModel>(std::make_unique<NetworkModel>(order, std::move(network)));
}

int network_threads(const LoadOrder& order) {
  const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
  return static_cast<int>(std::clamp(order.threads, 1U, cores - 1));
}

}  // namespace islet
