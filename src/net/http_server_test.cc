// Goal: the server answers, streams, keeps connections, notices who went away, and bears clients
// that are slow, greedy or many.
#include "net/http_server.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/clock.h"
#include "net/http_client.h"

namespace islet {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Echoes; `/stream` says three parts; `/hold` never answers; `/closed` is refused before the body.
class Echo final : public HttpService {
 public:
  std::variant<std::size_t, HttpReply> judge(const HttpRequest& head) override {
    if (head.path != "/closed") return std::size_t{1000};
    HttpReply refusal;
    refusal.status = 401;
    return refusal;
  }
  void serve(HttpRequest request, std::shared_ptr<HttpExchange> exchange) override {
    if (request.path == "/hold") {
      held.push_back(exchange);
      exchange->on_gone([this] { ++gone; });
      ++holds;
      return;
    }
    HttpReply reply;
    reply.type = "text/plain";
    if (request.path == "/stream") {
      exchange->begin(reply);
      for (const char* part : {"one", "two", "three"}) exchange->send(part);
      return exchange->end();
    }
    reply.body = request.method + request.path + request.body;
    exchange->reply(reply);
  }
  std::vector<std::shared_ptr<HttpExchange>> held;
  std::atomic<int> gone = 0;
  std::atomic<int> holds = 0;
};

class Server : public ::testing::Test {
 protected:
  void open(HttpSettings settings = {}) {
    settings.port = 0;
    auto opened = HttpServer::open(loop_, settings, echo_);
    ASSERT_TRUE(opened);
    server_ = std::move(*opened);
    thread_ = std::thread([this] { loop_.run(); });
  }
  void TearDown() override {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    echo_.held.clear();
  }
  std::string ask(const std::string& text) {
    RawClient client(server_->port());
    client.send(text);
    return client.receive_reply();
  }

  EventLoop loop_;
  Echo echo_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

const std::string host = " HTTP/1.1\r\nHost: a\r\n";

TEST_F(Server, KeepsTheConnectionAndTakesPipelinedRequestsInOrder) {
  open();
  RawClient client(server_->port());
  client.send("GET /a" + host + "\r\nGET /b" + host + "\r\n");
  std::string got;
  while (got.find("GET/b") == std::string::npos) {
    const std::string more = client.receive();
    ASSERT_FALSE(more.empty());
    got += more;
  }
  EXPECT_LT(got.find("GET/a"), got.find("GET/b"));
  client.send("POST /c" + host + "Content-Length: 2\r\n\r\nhi");
  EXPECT_THAT(client.receive_reply(), EndsWith("POST/chi"));
}

TEST_F(Server, StreamsInChunks) {
  open();
  RawClient client(server_->port());
  client.send("GET /stream" + host + "Connection: close\r\n\r\n");
  const std::string got = client.receive_all();
  EXPECT_THAT(got, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(got, EndsWith("3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"));
}

TEST_F(Server, RefusesBeforeTheBodyIsSent) {
  open();
  EXPECT_THAT(ask("POST /closed" + host + "Content-Length: 900\r\n\r\n"),
              StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(ask("POST /a" + host + "Content-Length: 10000000000\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(ask("POST /a" + host + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"),
              StartsWith("HTTP/1.1 100"));
}

TEST_F(Server, NoticesWhoWentAway) {
  open();
  {
    RawClient client(server_->port());
    client.send("GET /hold" + host + "\r\n");
    wait_for(20.0 * millisecond);
  }
  for (int i = 0; i < 1000 && echo_.gone == 0; ++i) wait_for(1.0 * millisecond);
  EXPECT_EQ(echo_.gone, 1);
}

TEST_F(Server, EndsConnectionsThatAreTooSlow) {
  HttpSettings settings;
  settings.head_time = 50.0 * millisecond;
  settings.body_time = 50.0 * millisecond;
  settings.body_bytes_per_s = 1e9;
  open(settings);
  EXPECT_THAT(ask("GET /a HTTP/1.1\r\nHo"), StartsWith("HTTP/1.1 408"));
  EXPECT_THAT(ask("POST /a" + host + "Content-Length: 5\r\n\r\nhe"), StartsWith("HTTP/1.1 408"));
}

TEST_F(Server, TurnsAwayWhatItHasNoRoomFor) {
  HttpSettings settings;
  settings.connections = 2;
  open(settings);
  RawClient one(server_->port()), two(server_->port());
  one.send("GET /hold" + host + "\r\n");
  two.send("GET /hold" + host + "\r\n");
  while (echo_.holds < 2) wait_for(1.0 * millisecond);
  EXPECT_EQ(ask("GET /c" + host + "\r\n"), "");
}

TEST_F(Server, WhoAsksNothingMakesRoomForTheNext) {
  HttpSettings settings;
  settings.connections = 2;
  open(settings);
  RawClient one(server_->port()), two(server_->port());
  one.send("GET /a" + host + "\r\n");
  EXPECT_THAT(one.receive_reply(), EndsWith("GET/a"));
  two.send("GET /b" + host + "\r\n");
  EXPECT_THAT(two.receive_reply(), EndsWith("GET/b"));
  EXPECT_THAT(ask("GET /c" + host + "\r\n"), EndsWith("GET/c"));
  EXPECT_EQ(one.receive(), "");
  two.send("GET /d" + host + "\r\n");
  EXPECT_THAT(two.receive_reply(), EndsWith("GET/d"));
}

TEST_F(Server, AnswersOldClientsWithoutChunks) {
  open();
  RawClient client(server_->port());
  client.send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.receive_all(), EndsWith("\r\n\r\nonetwothree"));
}

}  // namespace
}  // namespace islet
