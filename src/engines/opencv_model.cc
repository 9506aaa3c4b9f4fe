#include "engines/opencv_model.h"

#include <cstring>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "base/written_file.h"
#include "engines/network_model.h"
#include "engines/onnx_reader.h"
#include "engines/tensor_batch.h"

namespace islet {
namespace {

constexpr std::size_t largest_file = std::size_t{2} << 30U;

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

std::vector<int> extents_of(const Tensor& tensor) {
  return {tensor.shape.begin(), tensor.shape.end()};
}

class OpencvNetwork final : public Network {
 public:
  /// Throws what the library throws.
  OpencvNetwork(const std::string& bytes, OnnxPorts ports)
      : net_(cv::dnn::readNetFromONNX(bytes.data(), bytes.size())), ports_(std::move(ports)) {
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  }

  std::string engine() const override { return "OpenCV DNN " + cv::getVersionString(); }
  const std::vector<NetworkPort>& inputs() const override { return ports_.inputs; }
  const std::vector<NetworkPort>& outputs() const override { return ports_.outputs; }

  std::optional<std::vector<Tensor>> computed(std::vector<Tensor> inputs) override {
    try {
      for (Tensor& one : inputs) {
        net_.setInput(cv::Mat(extents_of(one), CV_32F, one.bytes.data()), one.name);
      }
      std::vector<cv::String> wanted;
      for (const NetworkPort& port : ports_.outputs) wanted.push_back(port.name);
      std::vector<cv::Mat> results;
      net_.forward(results, wanted);
      std::vector<Tensor> outputs;
      for (std::size_t i = 0; i < results.size(); ++i) {
        const cv::Mat whole = results[i].isContinuous() ? results[i] : results[i].clone();
        Tensor tensor{ports_.outputs[i].name, TensorKind::f32, {}, ""};
        for (int axis = 0; axis < whole.dims; ++axis) tensor.shape.push_back(whole.size[axis]);
        tensor.bytes.assign(reinterpret_cast<const char*>(whole.data),
                            whole.total() * whole.elemSize());
        outputs.push_back(std::move(tensor));
      }
      return outputs;
    } catch (const cv::Exception&) {
      return std::nullopt;
    }
  }

 private:
  cv::dnn::Net net_;
  OnnxPorts ports_;
};

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_opencv_model(const LoadOrder& order) {
  Result<std::string> bytes = read_file(order.file, largest_file);
  if (!bytes) return refused("cannot load `" + order.file + "`: " + bytes.error().what);
  Result<OnnxPorts> ports = read_onnx_ports(*bytes);
  if (!ports) return refused("cannot load `" + order.file + "`: " + ports.error().what);
  for (const auto* list : {&ports->inputs, &ports->outputs}) {
    for (const NetworkPort& port : *list) {
      if (port.kind == TensorKind::f32) continue;
      return refused("OpenCV's engine takes FP32 only; `" + port.name + "` is of another kind");
    }
  }
  try {
    cv::setNumThreads(network_threads(order));
    return make_network_model(order, std::make_unique<OpencvNetwork>(*bytes, std::move(*ports)));
  } catch (const cv::Exception& fault) {
    return refused("OpenCV cannot load `" + order.file + "`: " + fault.what());
  }
}

}  // namespace islet
