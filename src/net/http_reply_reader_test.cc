// Goal: replies of other servers are read whole, in whatever pieces they come, and what is none is
// noticed.
#include "net/http_reply_reader.h"

#include <gtest/gtest.h>

#include "net/upstream.h"

namespace islet {
namespace {

struct Read {
  std::string body;
  int status = 0;
  bool is_done = false;
  bool is_broken = false;
};

Read read(const std::string& text, std::size_t piece, bool ends = true) {
  HttpReplyReader reader;
  Read result;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(std::string_view(text).substr(at, piece), result.body);
  }
  if (ends) reader.end();
  result.status = reader.status();
  result.is_done = reader.is_done();
  result.is_broken = reader.is_broken();
  return result;
}

TEST(HttpReplyReader, ReadsABodyByItsLengthItsPiecesOrTheEnd) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    const Read counted = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", piece, false);
    EXPECT_TRUE(counted.is_done);
    EXPECT_EQ(counted.body, "hello");
    const Read pieces = read(
        "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
        piece, false);
    EXPECT_TRUE(pieces.is_done);
    EXPECT_EQ(pieces.status, 503);
    EXPECT_EQ(pieces.body, "hello");
    const Read open = read("HTTP/1.0 200 OK\r\n\r\nhello", piece);
    EXPECT_TRUE(open.is_done);
    EXPECT_EQ(open.body, "hello");
    const Read late =
        read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", piece);
    EXPECT_EQ(late.status, 200);
    EXPECT_EQ(late.body, "ok");
  }
}

TEST(HttpReplyReader, NoticesWhatIsNoWholeReply) {
  for (const char* text : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                           "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    EXPECT_TRUE(read(text, 1000).is_broken) << text;
  }
  EXPECT_TRUE(read(std::string(HttpReplyReader::head_most + 10, 'x'), 4096).is_broken);
}

TEST(Upstream, ReadsAddresses) {
  const auto openai = read_upstream("http://10.0.0.7:8000/v1/#llama-3");
  ASSERT_TRUE(openai);
  EXPECT_EQ(openai->host + " " + openai->port + " " + openai->path + " " + openai->model,
            "10.0.0.7 8000 /v1 llama-3");
  const auto kserve = read_upstream("kserve+http://[::1]#xray");
  ASSERT_TRUE(kserve);
  EXPECT_TRUE(kserve->is_kserve);
  EXPECT_EQ(kserve->host + " " + kserve->port, "::1 80");
  for (const char* wrong : {"", "http://", "http://host/v1", "ftp://host#m", "http://a b/v1#m",
                            "http://host\r\nX: y/v1#m", "https://host/v1#m"}) {
    EXPECT_FALSE(read_upstream(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace islet
