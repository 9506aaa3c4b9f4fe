#include "engines/kserve.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "engines/tensor_batch.h"
#include "net/json.h"

namespace islet {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t most_tensors = 64;
constexpr std::size_t most_extents = 16;
constexpr std::int64_t most_elements = 64LL << 20U;

Error wrong(const std::string& what) {
  return Error{{}, what, "See the Open Inference Protocol, and its binary extension.", "G5", ""};
}

/// Elements of a shape, with every step looked at before it is multiplied.
std::optional<std::int64_t> elements_of(const JsonValue& shape) {
  if (!shape.is(Kind::list) || shape.items.size() > most_extents) return std::nullopt;
  std::int64_t all = 1;
  for (const JsonValue& extent : shape.items) {
    if (!extent.is_integer || extent.integer < 0 || extent.integer > most_elements)
      return std::nullopt;
    if (extent.integer != 0 && all > most_elements / extent.integer) return std::nullopt;
    all *= extent.integer;
  }
  return all;
}

template <class T>
void append_bytes(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <class T>
bool append_whole(std::string& out, const JsonValue& value) {
  if (!value.is_integer || value.integer < std::numeric_limits<T>::min() ||
      value.integer > std::numeric_limits<T>::max()) {
    return false;
  }
  append_bytes(out, static_cast<T>(value.integer));
  return true;
}

/// One element, in range, behind the others.
bool append_element(std::string& out, TensorKind kind, const JsonValue& value) {
  switch (kind) {
    case TensorKind::f32: {
      const auto narrow = static_cast<float>(value.number);
      if (!value.is(Kind::number) || !std::isfinite(narrow)) return false;
      append_bytes(out, narrow);
      return true;
    }
    case TensorKind::u8:
      return append_whole<std::uint8_t>(out, value);
    case TensorKind::i32:
      return append_whole<std::int32_t>(out, value);
    case TensorKind::i64:
      return append_whole<std::int64_t>(out, value);
  }
  return false;
}

/// Flat or nested lists, row by row. False for an element that does not fit.
bool append_all(std::string& out, TensorKind kind, const JsonValue& value) {
  if (!value.is(Kind::list)) return append_element(out, kind, value);
  for (const JsonValue& one : value.items) {
    if (!append_all(out, kind, one)) return false;
  }
  return true;
}

const JsonValue* parameter(const JsonValue& object, std::string_view name) {
  const JsonValue* all = object.find("parameters");
  return all == nullptr ? nullptr : all->find(name);
}

bool is_true(const JsonValue* value) { return value != nullptr && value->truth; }

/// Reads one input; takes its bytes from `blobs` when it is binary.
std::optional<Error> take_input(const JsonValue& value, std::string_view& blobs, Tensor& tensor) {
  const JsonValue* name = value.find("name");
  const JsonValue* datatype = value.find("datatype");
  const JsonValue* shape = value.find("shape");
  if (name == nullptr || !name->is(Kind::text) || datatype == nullptr || shape == nullptr) {
    return wrong("an input needs name, datatype and shape");
  }
  tensor.name = name->text;
  const auto kind = tensor_kind(datatype->text);
  if (!kind) return wrong("datatype must be FP32, UINT8, INT32 or INT64");
  const auto elements = elements_of(*shape);
  if (!elements) return wrong("shape must be a list of whole numbers that is not too large");
  tensor.kind = *kind;
  for (const JsonValue& extent : shape->items) tensor.shape.push_back(extent.integer);
  const std::size_t size = static_cast<std::size_t>(*elements) * bytes_of(*kind);
  const JsonValue* binary = parameter(value, "binary_data_size");
  const JsonValue* data = value.find("data");
  if (binary != nullptr) {
    const bool fits = data == nullptr && binary->is_integer && binary->integer >= 0 &&
                      static_cast<std::uint64_t>(binary->integer) == size && size <= blobs.size();
    if (!fits) return wrong("binary_data_size does not fit the shape or the body");
    tensor.bytes = blobs.substr(0, size);
    blobs.remove_prefix(size);
    return std::nullopt;
  }
  if (data == nullptr || !append_all(tensor.bytes, *kind, *data) || tensor.bytes.size() != size) {
    return wrong("data of input " + json_text(tensor.name) +
                 " does not fit its datatype and shape");
  }
  return std::nullopt;
}

std::optional<Error> take_settings(const JsonValue& value, InferRequest& request) {
  if (const JsonValue* id = value.find("id")) request.id = id->text.substr(0, 256);
  request.all_binary = is_true(parameter(value, "binary_data_output"));
  if (const JsonValue* priority = parameter(value, "priority")) {
    if (!priority->is_integer || priority->integer < 0 || priority->integer > 1'000'000) {
      return wrong("priority must be a whole number from 0 to 1000000");
    }
    request.priority = priority->integer;
  }
  if (const JsonValue* timeout = parameter(value, "timeout")) {
    if (!timeout->is_integer || timeout->integer < 0 || timeout->integer > 604'800'000'000) {
      return wrong("timeout must be 0 to 604800000000 microseconds");
    }
    if (timeout->integer > 0)
      request.timeout = static_cast<double>(timeout->integer) * 1e-6 * second;
  }
  const JsonValue* outputs = value.find("outputs");
  if (outputs == nullptr) return std::nullopt;
  if (outputs->items.size() > most_tensors) return wrong("too many outputs are asked for");
  for (const JsonValue& one : outputs->items) {
    const JsonValue* name = one.find("name");
    if (name == nullptr || !name->is(Kind::text)) return wrong("an output needs a name");
    request.outputs.push_back(
        {name->text, request.all_binary || is_true(parameter(one, "binary_data"))});
  }
  return std::nullopt;
}

std::string numbers_in(const Tensor& tensor) {
  std::string out = "[";
  const std::size_t width = bytes_of(tensor.kind);
  for (std::size_t at = 0; at + width <= tensor.bytes.size(); at += width) {
    if (at > 0) out += ',';
    const char* from = tensor.bytes.data() + at;
    const auto append = [&](auto value) {
      std::memcpy(&value, from, sizeof value);
      if constexpr (std::is_floating_point_v<decltype(value)>) {
        // JSON knows no infinity and no NaN.
        if (!std::isfinite(value)) return void(out += "null");
      }
      fmt::format_to(std::back_inserter(out), "{}", value);
    };
    switch (tensor.kind) {
      case TensorKind::f32:
        append(float());
        break;
      case TensorKind::u8:
        append(std::uint8_t());
        break;
      case TensorKind::i32:
        append(std::int32_t());
        break;
      case TensorKind::i64:
        append(std::int64_t());
        break;
    }
  }
  return out + "]";
}

}  // namespace

std::optional<TensorKind> tensor_kind(std::string_view datatype) {
  if (datatype == "FP32") return TensorKind::f32;
  if (datatype == "UINT8") return TensorKind::u8;
  if (datatype == "INT32") return TensorKind::i32;
  if (datatype == "INT64") return TensorKind::i64;
  return std::nullopt;
}

std::string_view datatype_of(TensorKind kind) {
  switch (kind) {
    case TensorKind::f32:
      return "FP32";
    case TensorKind::u8:
      return "UINT8";
    case TensorKind::i32:
      return "INT32";
    case TensorKind::i64:
      return "INT64";
  }
  return "";
}

Result<InferRequest> read_infer(std::string_view body, std::optional<std::size_t> json_bytes) {
  if (json_bytes && *json_bytes > body.size()) {
    return wrong("Inference-Header-Content-Length is larger than the body");
  }
  if (json_bytes && *json_bytes == 0) return wrong("a raw body without a header is not taken");
  std::string_view blobs = json_bytes ? body.substr(*json_bytes) : std::string_view();
  const Result<JsonValue> value = read_json(body.substr(0, json_bytes.value_or(body.size())),
                                            {.depth = 24, .values = 16'000'000});
  if (!value) return wrong(value.error().what);
  const JsonValue* inputs = value->find("inputs");
  if (inputs == nullptr || !inputs->is(Kind::list) || inputs->items.empty() ||
      inputs->items.size() > most_tensors) {
    return wrong("inputs must be a list of 1 to 64 tensors");
  }
  InferRequest request;
  if (auto fault = take_settings(*value, request)) return *fault;
  std::set<std::string> names;
  for (const JsonValue& one : inputs->items) {
    Tensor& tensor = request.inputs.emplace_back();
    if (auto fault = take_input(one, blobs, tensor)) return *fault;
    if (!names.insert(tensor.name).second) return wrong("an input comes twice");
  }
  if (!blobs.empty()) return wrong("the body is longer than its inputs say");
  return request;
}

Result<std::vector<Tensor>> read_infer_reply(std::string_view body, std::string_view header) {
  std::size_t json_bytes = body.size();
  if (!header.empty()) {
    const auto got = std::from_chars(header.data(), header.data() + header.size(), json_bytes);
    if (got.ec != std::errc() || got.ptr != header.data() + header.size() ||
        json_bytes > body.size()) {
      return wrong("the reply's Inference-Header-Content-Length does not fit it");
    }
  }
  std::string_view blobs = body.substr(json_bytes);
  const Result<JsonValue> value =
      read_json(body.substr(0, json_bytes), {.depth = 24, .values = 16'000'000});
  if (!value) return wrong(value.error().what);
  const JsonValue* outputs = value->find("outputs");
  if (outputs == nullptr || !outputs->is(Kind::list) || outputs->items.size() > most_tensors) {
    return wrong("the reply has no list of outputs");
  }
  std::vector<Tensor> tensors;
  for (const JsonValue& one : outputs->items) {
    if (auto fault = take_input(one, blobs, tensors.emplace_back())) return *fault;
  }
  return tensors;
}

InferReply infer_reply(const std::string& model, const InferRequest& request,
                       const std::vector<Tensor>& outputs) {
  InferReply reply;
  std::string blobs;
  std::string body = "{\"model_name\":" + json_text(model) + ",\"model_version\":\"1\"";
  if (!request.id.empty()) body += ",\"id\":" + json_text(request.id);
  body += ",\"outputs\":[";
  bool is_first = true;
  for (const Tensor& tensor : outputs) {
    bool is_wanted = request.outputs.empty();
    bool is_binary = request.all_binary;
    for (const InferOutput& one : request.outputs) {
      if (one.name != tensor.name) continue;
      is_wanted = true;
      is_binary = one.is_binary;
    }
    if (!is_wanted) continue;
    if (!std::exchange(is_first, false)) body += ',';
    body += fmt::format("{{\"name\":{},\"datatype\":\"{}\",\"shape\":[{}]", json_text(tensor.name),
                        datatype_of(tensor.kind), fmt::join(tensor.shape, ","));
    if (is_binary) {
      reply.is_binary = true;
      body += fmt::format(",\"parameters\":{{\"binary_data_size\":{}}}}}", tensor.bytes.size());
      blobs += tensor.bytes;
    } else {
      body += ",\"data\":" + numbers_in(tensor) + "}";
    }
  }
  body += "]}";
  reply.json_bytes = body.size();
  reply.body = std::move(body) + blobs;
  return reply;
}

}  // namespace islet
