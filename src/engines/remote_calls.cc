#include "engines/remote_calls.h"

#include <fmt/format.h>

#include "engines/kserve.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr Duration load_patience = 10.0 * second;

std::string member(const char* name, const std::string& value) {
  return fmt::format(",\"{}\":{}", name, value);
}

}  // namespace

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

std::string model_path(const UpstreamAddress& address) {
  return address.is_kserve ? "/v2/models/" + address.model : "/models";
}

Result<JsonValue> whole_reply(const UpstreamAddress& address, const std::string& path) {
  UpstreamCall call(address, upstream_request(address, "GET", path, ""));
  std::string body;
  const Instant end = after(monotonic_now(), load_patience);
  while (!call.is_over() && monotonic_now() < end) {
    wait_for_calls({&call}, 50);
    call.look(body);
  }
  if (!call.is_over()) return refused(address.host + " gives no answer");
  if (!call.fault().empty()) return refused(call.fault());
  if (call.reply().status() != 200) {
    return refused(fmt::format("{}{} answers {}: {}", address.path, path, call.reply().status(),
                               body.substr(0, 200)));
  }
  return read_json(body);
}

std::string fault_in(int status, const std::string& body) {
  const Result<JsonValue> value = read_json(body);
  const JsonValue* error = value ? value->find("error") : nullptr;
  const JsonValue* message = error == nullptr ? nullptr : error->find("message");
  const std::string said = message != nullptr ? message->text : error != nullptr ? error->text : "";
  return fmt::format("the server answered {}{}{}", status, said.empty() ? "" : ": ",
                     said.substr(0, 500));
}

std::string text_request(const UpstreamAddress& address, const StartSequence& start) {
  std::string body = "{\"model\":" + json_text(address.model);
  if (start.turns.empty()) {
    if (start.tokens.empty()) {
      body += member("prompt", json_text(start.text));
    } else {
      body += member("prompt", fmt::format("[{}]", fmt::join(start.tokens, ",")));
    }
  } else {
    std::string turns = "[";
    for (const ChatTurn& turn : start.turns) {
      if (turns.size() > 1) turns += ',';
      turns +=
          "{\"role\":" + json_text(turn.role) + ",\"content\":" + json_text(turn.content) + "}";
    }
    body += member("messages", turns + "]");
  }
  body += member("max_tokens", std::to_string(start.most_tokens));
  body += member("temperature", fmt::format("{}", start.sampling.temperature));
  body += member("top_p", fmt::format("{}", start.sampling.top_p));
  body += member("seed", std::to_string(start.sampling.seed >> 1U));
  if (!start.ends_itself) body += member("ignore_eos", "true");
  return body + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
}

std::string vector_request(const UpstreamAddress& address, const StartSequence& start) {
  return "{\"model\":" + json_text(address.model) + ",\"encoding_format\":\"float\"" +
         member("input", start.tokens.empty() ? json_text(start.text)
                                              : fmt::format("[{}]", fmt::join(start.tokens, ","))) +
         "}";
}

TensorRequest tensor_request(const StartTensors& start) {
  TensorRequest request;
  request.head = "{\"inputs\":[";
  for (const Tensor& one : start.inputs) {
    if (!request.head.ends_with('[')) request.head += ',';
    request.head += fmt::format(
        "{{\"name\":{},\"datatype\":\"{}\",\"shape\":[{}],\"parameters\":{{\"binary_data_size\":{"
        "}}}}}",
        json_text(one.name), datatype_of(one.kind), fmt::join(one.shape, ","), one.bytes.size());
    request.blobs += one.bytes;
  }
  request.head += "],\"parameters\":{\"binary_data_output\":true}}";
  return request;
}

}  // namespace islet
