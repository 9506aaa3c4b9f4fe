// A network in memory and the requests that wait for it: inputs checked, requests that fit beside
// each other computed together, each given its own rows. What computes is an engine's own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/worker.h"

namespace islet {

/// An input or output of a network; extents below 1 are open.
struct NetworkPort {
  std::string name;
  TensorKind kind = TensorKind::f32;
  std::vector<std::int64_t> shape;
};

/// What an engine's worker implements.
class Network {
 public:
  Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network() = default;

  virtual std::string engine() const = 0;
  virtual const std::vector<NetworkPort>& inputs() const = 0;
  virtual const std::vector<NetworkPort>& outputs() const = 0;
  /// Inputs in the order of the ports, joined along the first extent. None when it fails on them.
  virtual std::optional<std::vector<Tensor>> computed(std::vector<Tensor> inputs) = 0;
};

/// Errors for orders and networks that cannot be served.
Result<std::unique_ptr<LoadedModel>> make_network_model(const LoadOrder& order,
                                                        std::unique_ptr<Network> network);

/// Cores that an order's network may use: one is left to others.
int network_threads(const LoadOrder& order);

}  // namespace islet
