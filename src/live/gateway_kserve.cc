// The routes of the Open Inference Protocol. A model that is not ready answers 400, as Triton does.
#include <charconv>

#include <fmt/format.h>

#include "engines/kserve.h"
#include "live/gateway.h"

namespace islet {
namespace {

HttpReply kserve_fault(int status, const std::string& what) {
  HttpReply reply;
  reply.status = status;
  reply.body = "{\"error\":" + json_text(what) + "}";
  return reply;
}

HttpReply kserve_refusal(Reason reason, Duration retry_after) {
  const ApiFault fault = fault_of(reason, retry_after);
  HttpReply reply = kserve_fault(fault.status, fault.message);
  reply.headers.push_back({"x-islet-reason", std::string(name_of(reason))});
  return reply;
}

std::string tensors_text(const std::vector<Tensor>& tensors) {
  std::string out = "[";
  for (const Tensor& one : tensors) {
    if (out.size() > 1) out += ',';
    out += fmt::format("{{\"name\":{},\"datatype\":\"{}\",\"shape\":[{}]}}", json_text(one.name),
                       datatype_of(one.kind), fmt::join(one.shape, ","));
  }
  return out + "]";
}

/// The outputs of a network, on their way to a connection.
class TensorAnswer final : public AskerSide {
 public:
  using Answer = std::function<void(HttpReply)>;
  TensorAnswer(std::string model, InferRequest request, Answer answer)
      : model_(std::move(model)), request_(std::move(request)), answer_(std::move(answer)) {
    request_.inputs.clear();
  }

  void output(const EngineOutput& output) override {
    if (output.end == SequenceEnd::none) return;
    if (output.end == SequenceEnd::failed) {
      return answer_(kserve_fault(output.is_refused ? 400 : 500, output.fault));
    }
    InferReply made = infer_reply(model_, request_, output.outputs);
    HttpReply reply;
    reply.body = std::move(made.body);
    if (made.is_binary) {
      reply.type = "application/octet-stream";
      reply.headers.push_back({"Inference-Header-Content-Length", std::to_string(made.json_bytes)});
    }
    answer_(std::move(reply));
  }
  void refused(Reason reason, Duration retry_after) override {
    answer_(kserve_refusal(reason, retry_after));
  }
  void ended(Reason reason) override { refused(reason, {}); }

 private:
  std::string model_;
  InferRequest request_;
  Answer answer_;
};

}  // namespace

void Gateway::kserve_server(GatewayCall& call) {
  answer(call, 200,
         "{\"name\":\"islet\",\"version\":" + json_text(settings_.version) +
             ",\"extensions\":[\"binary_tensor_data\"]}");
}

void Gateway::kserve_live(GatewayCall& call) { answer(call, 200, "{\"live\":true}"); }

void Gateway::kserve_ready(GatewayCall& call) {
  const bool ready = can_serve();
  answer(call, ready ? 200 : 400, fmt::format("{{\"live\":true,\"ready\":{}}}", ready));
}

void Gateway::kserve_model(GatewayCall& call) {
  const ServedModel* model = models_.find(call.names[0]);
  if (model == nullptr) return answer(call, kserve_fault(404, "there is no such model"));
  // What goes in and out is known by the engine, once it is up.
  const std::optional<EngineStanding> standing = standing_of(*model);
  const std::vector<Tensor> none;
  answer(
      call, 200,
      fmt::format(
          "{{\"name\":{},\"versions\":[\"1\"],\"platform\":\"{}\",\"inputs\":{},\"outputs\":{}}}",
          json_text(model->name), model->is_tensor ? "onnx_onnxv1" : "language",
          tensors_text(standing ? standing->inputs : none),
          tensors_text(standing ? standing->outputs : none)));
}

void Gateway::kserve_model_ready(GatewayCall& call) {
  const ServedModel* model = models_.find(call.names[0]);
  if (model == nullptr) return answer(call, kserve_fault(404, "there is no such model"));
  const std::optional<EngineStanding> standing = standing_of(*model);
  const bool ready = standing && standing->is_up && !winds_down_;
  answer(call, ready ? 200 : 400,
         fmt::format("{{\"name\":{},\"ready\":{}}}", json_text(model->name), ready));
}

void Gateway::kserve_infer(GatewayCall& call) {
  const ServedModel* model = models_.find(call.names[0]);
  if (model == nullptr) return answer(call, kserve_fault(404, "there is no such model"));
  if (!model->is_tensor) return answer(call, kserve_fault(400, "the model does not take tensors"));
  std::optional<std::size_t> json_bytes;
  const std::string_view header = call.request.header("inference-header-content-length");
  if (!header.empty() || call.request.count("inference-header-content-length") > 0) {
    std::size_t value = 0;
    const auto got = std::from_chars(header.data(), header.data() + header.size(), value);
    if (header.empty() || got.ec != std::errc() || got.ptr != header.data() + header.size()) {
      return answer(call, kserve_fault(400, "Inference-Header-Content-Length must be a number"));
    }
    json_bytes = value;
  }
  Result<InferRequest> read = read_infer(call.request.body, json_bytes);
  if (!read) return answer(call, kserve_fault(400, read.error().what));
  Request request;
  request.tenant = call.tenant->id;
  request.model = model->id;
  request.work_class = read->priority == 0   ? model->usual
                       : read->priority == 1 ? WorkClass::high
                                             : WorkClass::low;
  request.work_class = std::max(request.work_class, call.tenant->best);
  if (lacks_room(request.work_class)) {
    return answer(call, kserve_refusal(Reason::queue_full, patience_without_room));
  }
  request.residency = call.tenant->residency;
  if (const std::string_view named = call.request.header("x-islet-residency"); !named.empty()) {
    const std::optional<Residency> asked = residency_named(named);
    if (!asked)
      return answer(call, kserve_fault(400, "x-islet-residency must be site, country or anywhere"));
    request.residency = std::min(request.residency, *asked);
  }
  if (const auto& timeout = read->timeout) {
    request.deadline = after(desk_.now(), *timeout);
    request.ends_at_deadline = true;
  }
  StartTensors work;
  work.inputs = read->inputs;
  auto kept = std::make_shared<GatewayCall>(std::move(call));
  const auto asker = std::make_shared<TensorAnswer>(
      model->name, std::move(*read),
      [this, kept](HttpReply reply) { answer(*kept, std::move(reply)); });
  const RequestId id = desk_.ask(request, std::move(work), asker);
  kept->exchange->on_gone([this, id] { desk_.cancel(id); });
}

}  // namespace islet
