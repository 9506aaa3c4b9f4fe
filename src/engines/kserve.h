// Requests and replies of the Open Inference Protocol (KServe v2) with its binary extension.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "engines/engine_message.h"

namespace islet {

struct InferOutput {
  std::string name;
  bool is_binary = false;
};

struct InferRequest {
  std::string id;
  std::vector<Tensor> inputs;
  std::vector<InferOutput> outputs;  ///< asked for; empty: all
  bool all_binary = false;
  std::int64_t priority = 0;  ///< 0: the model's own; 1 is the most urgent
  std::optional<Duration> timeout;
};

/// `json_bytes`: of the body, that are JSON, by `Inference-Header-Content-Length`; nothing: all.
Result<InferRequest> read_infer(std::string_view body, std::optional<std::size_t> json_bytes);

struct InferReply {
  std::string body;
  std::size_t json_bytes = 0;
  bool is_binary = false;
};
InferReply infer_reply(const std::string& model, const InferRequest& request,
                       const std::vector<Tensor>& outputs);

/// The tensors of another server's reply; `header` is its `Inference-Header-Content-Length`, empty
/// when all is JSON.
Result<std::vector<Tensor>> read_infer_reply(std::string_view body, std::string_view header);

/// "FP32"; nothing for names that no engine here computes with.
std::optional<TensorKind> tensor_kind(std::string_view datatype);
std::string_view datatype_of(TensorKind kind);

}  // namespace islet
