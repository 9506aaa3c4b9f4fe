// Fuzzes the reader of requests: however the bytes are cut, the same requests come out, or a
// refusal; paths stay within the root and bodies within their limit.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz_must.h"
#include "net/http_parser.h"

namespace islet {
namespace {

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
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string whole = islet::requests_in(text, 4'096);
  const std::string pieces = islet::requests_in(text, 7);
  const auto is_open = [](const std::string& one) { return one == "refused" || one == "more"; };
  islet::must(whole == pieces || is_open(whole) || is_open(pieces));
  return 0;
}
