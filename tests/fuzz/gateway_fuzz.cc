// Fuzzes the gateway's readers of what strangers send: JSON, tensors, forms, targets and requests,
// by the first byte. Whatever comes ends in a value or a refusal, and what is read can be written
// and read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "live/http_parser.h"
#include "live/json.h"
#include "live/kserve.h"
#include "live/multipart.h"

namespace islet {
namespace {

void must(bool holds) {
  if (!holds) __builtin_trap();
}

void fuzz_json(std::string_view text) {
  const Result<JsonValue> value = read_json(text, {.depth = 64, .values = 10'000});
  if (!value) return must(!value.error().what.empty());
  const Result<JsonValue> again = read_json(value->written());
  must(again.has_value() && again->written() == value->written());
}

void fuzz_tensors(std::string_view text) {
  if (text.size() < 2) return;
  const auto json_bytes = static_cast<std::size_t>(static_cast<unsigned char>(text[0]));
  const bool is_binary = text[1] % 2 != 0;
  const auto read =
      read_infer(text.substr(2), is_binary ? std::optional(json_bytes) : std::nullopt);
  if (!read) return;
  for (const Tensor& tensor : read->inputs) {
    std::size_t size = bytes_of_one(tensor.kind);
    for (const std::int64_t extent : tensor.shape) size *= static_cast<std::size_t>(extent);
    must(size == tensor.bytes.size());
  }
  must(!infer_reply("m", *read, read->inputs).body.empty());
}

void fuzz_form(std::string_view text) {
  const auto parts = read_form("multipart/form-data; boundary=b", text);
  if (!parts) return;
  for (const FormPart& part : *parts) {
    must(part.bytes.data() >= text.data() &&
         part.bytes.data() + part.bytes.size() <= text.data() + text.size());
  }
}

/// However the bytes are cut, the same request comes out, or a refusal.
std::string requests_in(std::string_view text, std::size_t piece) {
  HttpParser parser({.head_bytes = 512, .target_bytes = 128, .headers = 8});
  std::string waiting, seen;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    waiting += text.substr(at, piece);
    for (int step = 0; step < 4; ++step) {
      const HttpParser::Fed fed = parser.feed(waiting);
      must(fed.taken <= waiting.size());
      waiting.erase(0, fed.taken);
      if (fed.step == HttpParser::Step::fault) return seen + "refused";
      if (fed.step == HttpParser::Step::more) break;
      const HttpRequest& request = parser.request();
      if (fed.step == HttpParser::Step::head) {
        must(request.path.starts_with('/') && request.path.find("/../") == std::string::npos);
        if (!parser.limit_body(256)) return seen + "refused";
        if (request.count("content-length") + request.count("transfer-encoding") > 0) continue;
      }
      must(request.body.size() <= 256);
      return request.method + request.path + request.body;
    }
  }
  return "more";
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0] % 4) {
    case 0:
      islet::fuzz_json(text);
      break;
    case 1:
      islet::fuzz_tensors(text);
      break;
    case 2:
      islet::fuzz_form(text);
      break;
    default: {
      const std::string whole = islet::requests_in(text, 4'096);
      const std::string pieces = islet::requests_in(text, 7);
      const auto is_open = [](const std::string& one) { return one == "refused" || one == "more"; };
      islet::must(whole == pieces || is_open(whole) || is_open(pieces));
    }
  }
  return 0;
}
