#include "live/onnx_model.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>

#include "base/check.h"
#include "live/tensor_batch.h"

namespace islet {
namespace {

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

/// An input or output of the network; extents below 1 are open.
struct Port {
  std::string name;
  TensorKind kind = TensorKind::f32;
  std::vector<std::int64_t> shape;
};

/// Kinds have the numbers of the file format, which are also the library's.
Port port_of(const std::string& name, const Ort::TypeInfo& type) {
  const auto tensor = type.GetTensorTypeAndShapeInfo();
  return {name, TensorKind{static_cast<std::uint8_t>(tensor.GetElementType())}, tensor.GetShape()};
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t extent : shape) {
    text += (text.empty() ? "" : " x ") + (extent < 1 ? "any" : std::to_string(extent));
  }
  return text;
}

std::optional<Error> fault_of(const Tensor& tensor, const Port& port) {
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

struct Network {
  Ort::Env environment{ORT_LOGGING_LEVEL_ERROR, "islet"};
  Ort::Session session{nullptr};
  std::vector<Port> inputs;
  std::vector<Port> outputs;
};

class OnnxModel final : public LoadedModel {
 public:
  OnnxModel(const LoadOrder& order, std::unique_ptr<Network> network)
      : order_(order), network_(std::move(network)) {}

  Loaded figures() const override {
    Loaded loaded;
    loaded.engine = "ONNX Runtime " + Ort::GetVersionString();
    loaded.model = order_.file.substr(order_.file.rfind('/') + 1);
    loaded.sequences = order_.sequences;
    const Port& first = network_->outputs.front();
    loaded.width = static_cast<std::uint32_t>(
        first.shape.empty() ? 0 : std::max<std::int64_t>(0, first.shape.back()));
    loaded.threads = order_.threads;
    loaded.can_park = true;
    return loaded;
  }

  Result<SequenceStarted> start(const StartSequence& /*start*/) override {
    return refused("a network takes tensors, not text");
  }

  Result<SequenceStarted> start(StartTensors start) override {
    if (requests_.contains(start.id)) return refused("the sequence is there already");
    if (requests_.size() >= order_.sequences) return refused("every place is taken");
    std::vector<Tensor> inputs;
    for (const Port& port : network_->inputs) {
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
    for (std::size_t i = 0; i < network_->inputs.size(); ++i) {
      std::vector<const Tensor*> parts;
      for (const SequenceId id : batch) parts.push_back(&requests_.at(id)[i]);
      inputs.push_back(joined(parts));
    }
    return inputs;
  }

  /// None when the network fails on them.
  std::optional<std::vector<Tensor>> computed(std::vector<Tensor> inputs) {
    try {
      const Ort::MemoryInfo memory =
          Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
      std::vector<Ort::Value> values;
      std::vector<const char*> names;
      for (Tensor& one : inputs) {
        values.push_back(Ort::Value::CreateTensor(
            memory, one.bytes.data(), one.bytes.size(), one.shape.data(), one.shape.size(),
            ONNXTensorElementDataType(static_cast<int>(one.kind))));
        names.push_back(one.name.c_str());
      }
      std::vector<const char*> wanted;
      for (const Port& port : network_->outputs) wanted.push_back(port.name.c_str());
      const std::vector<Ort::Value> results =
          network_->session.Run(Ort::RunOptions{nullptr}, names.data(), values.data(),
                                values.size(), wanted.data(), wanted.size());
      std::vector<Tensor> outputs;
      for (std::size_t i = 0; i < results.size(); ++i) {
        const auto shape = results[i].GetTensorTypeAndShapeInfo();
        Tensor tensor{network_->outputs[i].name, network_->outputs[i].kind, shape.GetShape(), ""};
        const std::size_t bytes = shape.GetElementCount() * bytes_of(tensor.kind);
        tensor.bytes.assign(static_cast<const char*>(results[i].GetTensorRawData()), bytes);
        outputs.push_back(std::move(tensor));
      }
      return outputs;
    } catch (const Ort::Exception&) {
      return std::nullopt;
    }
  }

  bool run(const std::vector<SequenceId>& batch, StepDone& done) {
    std::vector<Tensor> inputs = joined_inputs(batch);
    const std::int64_t rows = inputs[0].shape[0];
    const std::optional<std::vector<Tensor>> outputs = computed(std::move(inputs));
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

int threads_for(const LoadOrder& order) {
  const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
  return static_cast<int>(std::clamp(order.threads, 1U, cores - 1));
}

void read_ports(Network& network) {
  Ort::AllocatorWithDefaultOptions allocator;
  for (std::size_t i = 0; i < network.session.GetInputCount(); ++i) {
    network.inputs.push_back(port_of(network.session.GetInputNameAllocated(i, allocator).get(),
                                     network.session.GetInputTypeInfo(i)));
  }
  for (std::size_t i = 0; i < network.session.GetOutputCount(); ++i) {
    network.outputs.push_back(port_of(network.session.GetOutputNameAllocated(i, allocator).get(),
                                      network.session.GetOutputTypeInfo(i)));
  }
}

std::optional<Error> fault_of_ports(const Network& network) {
  if (network.inputs.empty() || network.outputs.empty()) {
    return refused("the network has no inputs or no outputs");
  }
  for (const std::vector<Port>* ports : {&network.inputs, &network.outputs}) {
    for (const Port& port : *ports) {
      if (bytes_of(port.kind) != 0) continue;
      return refused(fmt::format("`{}` is of kind {}, which is not served", port.name,
                                 static_cast<int>(port.kind)));
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_onnx_model(const LoadOrder& order) {
  if (order.sequences < 1 || order.sequences > 1024) return refused("sequences must be 1 to 1024");
  auto network = std::make_unique<Network>();
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(threads_for(order));
    options.SetInterOpNumThreads(1);
    // Threads that wait must leave the cores to others.
    options.AddConfigEntry("session.intra_op.allow_spinning", "0");
    network->session = Ort::Session(network->environment, order.file.c_str(), options);
    read_ports(*network);
  } catch (const Ort::Exception& fault) {
    return refused("ONNX Runtime cannot load `" + order.file +
                   "`: " + std::string(fault.what()).substr(0, 400));
  }
  if (auto fault = fault_of_ports(*network)) return *fault;
  return std::unique_ptr<LoadedModel>(std::make_unique<OnnxModel>(order, std::move(network)));
}

}  // namespace islet
