#include "engines/onnx_model.h"

#include <utility>

#include <onnxruntime_cxx_api.h>

#include "engines/network_model.h"
#include "engines/tensor_batch.h"

namespace islet {
namespace {

/// Kinds have the numbers of the file format, which are also the library's.
NetworkPort port_of(const std::string& name, const Ort::TypeInfo& type) {
  const auto tensor = type.GetTensorTypeAndShapeInfo();
  return {name, TensorKind{static_cast<std::uint8_t>(tensor.GetElementType())}, tensor.GetShape()};
}

class OnnxNetwork final : public Network {
 public:
  /// Throws what the library throws.
  explicit OnnxNetwork(const LoadOrder& order) {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(network_threads(order));
    options.SetInterOpNumThreads(1);
    // Threads that wait must leave the cores to others.
    options.AddConfigEntry("session.intra_op.allow_spinning", "0");
    session_ = Ort::Session(environment_, order.file.c_str(), options);
    Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < session_.GetInputCount(); ++i) {
      inputs_.push_back(port_of(session_.GetInputNameAllocated(i, allocator).get(),
                                session_.GetInputTypeInfo(i)));
    }
    for (std::size_t i = 0; i < session_.GetOutputCount(); ++i) {
      outputs_.push_back(port_of(session_.GetOutputNameAllocated(i, allocator).get(),
                                 session_.GetOutputTypeInfo(i)));
    }
  }

  std::string engine() const override { return "ONNX Runtime " + Ort::GetVersionString(); }
  const std::vector<NetworkPort>& inputs() const override { return inputs_; }
  const std::vector<NetworkPort>& outputs() const override { return outputs_; }

  std::optional<std::vector<Tensor>> computed(std::vector<Tensor> inputs) override {
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
      for (const NetworkPort& port : outputs_) wanted.push_back(port.name.c_str());
      const std::vector<Ort::Value> results =
          session_.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(),
                       wanted.data(), wanted.size());
      std::vector<Tensor> outputs;
      for (std::size_t i = 0; i < results.size(); ++i) {
        const auto shape = results[i].GetTensorTypeAndShapeInfo();
        Tensor tensor{outputs_[i].name, outputs_[i].kind, shape.GetShape(), ""};
        const std::size_t bytes = shape.GetElementCount() * bytes_of(tensor.kind);
        tensor.bytes.assign(static_cast<const char*>(results[i].GetTensorRawData()), bytes);
        outputs.push_back(std::move(tensor));
      }
      return outputs;
    } catch (const Ort::Exception&) {
      return std::nullopt;
    }
  }

 private:
  Ort::Env environment_{ORT_LOGGING_LEVEL_ERROR, "islet"};
  Ort::Session session_{nullptr};
  std::vector<NetworkPort> inputs_;
  std::vector<NetworkPort> outputs_;
};

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_onnx_model(const LoadOrder& order) {
  try {
    return make_network_model(order, std::make_unique<OnnxNetwork>(order));
  } catch (const Ort::Exception& fault) {
    return Error{{},
                 "ONNX Runtime cannot load `" + order.file +
                     "`: " + std::string(fault.what()).substr(0, 400),
                 "",
                 "",
                 ""};
  }
}

}  // namespace islet
