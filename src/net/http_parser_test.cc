// Goal: requests are read whole however they are cut, and what two readers could read differently
// is refused.
#include "net/http_parser.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

/// Feeds in pieces of `piece` bytes. "GET /x [body]" or the status of the refusal.
std::string read_in(std::string_view text, std::size_t piece, std::uint64_t body_limit = 1000) {
  HttpParser parser((HttpLimits()));
  std::string waiting;
  for (std::size_t at = 0; at < text.size() || !waiting.empty();) {
    const std::string_view next = text.substr(std::min(at, text.size()), piece);
    waiting += next;
    at += next.size();
    for (;;) {
      const HttpParser::Fed fed = parser.feed(waiting);
      waiting.erase(0, fed.taken);
      if (fed.step == HttpParser::Step::head && !parser.limit_body(body_limit)) {
        return std::to_string(parser.refusal().status);
      }
      if (fed.step == HttpParser::Step::fault) return std::to_string(parser.refusal().status);
      const HttpRequest& got = parser.request();
      if (fed.step == HttpParser::Step::done) {
        return got.method + " " + got.path + " [" + got.body + "]";
      }
      if (fed.step == HttpParser::Step::head && waiting.empty() &&
          got.count("content-length") + got.count("transfer-encoding") == 0) {
        return got.method + " " + got.path + " []";
      }
      if (fed.step == HttpParser::Step::more) break;
    }
    if (next.empty()) return "more";
  }
  return "more";
}

std::string post(const std::string& headers, const std::string& body) {
  return "POST /v1/x?y=1 HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

TEST(HttpParser, ReadsARequestHoweverItIsCut) {
  const std::string plain = post("Content-Length: 5\r\n", "hello");
  const std::string chunked =
      post("Transfer-Encoding: chunked\r\n", "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n");
  for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
    EXPECT_EQ(read_in(plain, piece), "POST /v1/x [hello]");
    EXPECT_EQ(read_in(chunked, piece), "POST /v1/x [hello]");
    EXPECT_EQ(read_in("GET / HTTP/1.1\r\nHost: a\r\n\r\n", piece), "GET / []");
  }
}

struct Case {
  const char* what;
  std::string text;
  const char* answer;
};

TEST(HttpParser, RefusesWhatIsUnclearOrTooMuch) {
  const std::string chunk = "Transfer-Encoding: chunked\r\n";
  const std::vector<Case> cases = {
      {"length and chunks", post("Content-Length: 5\r\n" + chunk, "0\r\n\r\n"), "400"},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), "400"},
      {"the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "400"},
      {"negative length", post("Content-Length: -1\r\n", ""), "400"},
      {"signed length", post("Content-Length: +5\r\n", "hello"), "400"},
      {"huge length", post("Content-Length: 99999999999999999999\r\n", ""), "400"},
      {"unknown encoding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "400"},
      {"two encodings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "400"},
      {"negative chunk", post(chunk, "-5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"signed chunk", post(chunk, "+5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"chunk that overflows", post(chunk, "fffffffffffffffff\r\nx"), "400"},
      {"folded header", post("X: a\r\n b\r\n", ""), "400"},
      {"bare line feed", "GET / HTTP/1.1\nHost: a\n\n", "400"},
      {"blank before the colon", post("Content-Length : 5\r\n", "hello"), "400"},
      {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", post("Host: b\r\n", ""), "400"},
      {"dots", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"escaped dots", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"escaped slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"escaped NUL", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"whole address as a path", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"gzip", post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "\x1f\x8b"), "415"},
      {"long line", "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n\r\n", "414"},
      {"long headers", post("X: " + std::string(20'000, 'a') + "\r\n", ""), "431"},
      {"body above its limit", post("Content-Length: 1001\r\n", ""), "413"},
      {"chunks above the limit", post(chunk, "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n"),
       "413"},
      {"last chunk with a bare line end", post(chunk, "0\r\n\n"), "400"},
      {"chunk without its line end", post(chunk, "2\r\nhixx0\r\n\r\n"), "400"},
      {"trailer", post(chunk, "0\r\nX: y\r\n\r\n"), "400"},
      {"endless chunk line", post(chunk, "1;" + std::string(20'000, 'x')), "400"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(read_in(one.text, 1 << 20), one.answer) << one.what;
    EXPECT_EQ(read_in(one.text, 100), one.answer) << one.what << ", in pieces";
  }
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(read_in(post(many, ""), 1 << 20), "431");
}

}  // namespace
}  // namespace islet
