// Goal: the gateway answers as its interfaces say, lets in only who may, and bears whatever is
// sent.
#include "live/gateway.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/site_server.h"
#include "net/clock.h"
#include "net/http_client.h"
#include "net/temp_folder.h"
#include "serving/decision_log.h"

namespace islet {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string boss = "islet-boss";
const std::string guest = "islet-guest";

/// A site with the engine that says words, two tenants, a journal, on a thread of its own.
class LiveSite {
 public:
  explicit LiveSite(bool keys = true, Duration word_time = {}, int connections = 2'048) {
    ServeSettings settings;
    settings.http.port = 0;
    settings.http.connections = connections;
    settings.http.head_time = 200.0 * millisecond;
    settings.state_folder = folder_.path();
    settings.word_time = word_time;
    if (keys) {
      settings.keys_file = folder_.path() + "/keys.json";
      std::ofstream(settings.keys_file)
          << "{\"tenants\":[{\"name\":\"boss\",\"best\":\"safety\",\"operates\":true,\"keys\":[\""
          << key_hash(boss) << "\"]},{\"name\":\"guest\",\"best\":\"low\",\"keys\":[\""
          << key_hash(guest) << "\"]}]}";
    }
    auto site = SiteServer::open(settings);
    EXPECT_TRUE(site) << site.error().text();
    site_ = std::move(*site);
    thread_ = std::thread([this] { site_->run(2.0 * second); });
  }
  ~LiveSite() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    site_->stop();
    thread_.join();
    site_.reset();
  }
  int port() const { return site_->port(); }
  const std::string& folder() const { return folder_.path(); }

  std::string ask(const std::string& method, const std::string& path, const std::string& key,
                  const std::string& body = "", const std::string& headers = "") {
    RawClient client(port());
    std::string text =
        method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers;
    if (!key.empty()) text += "Authorization: Bearer " + key + "\r\n";
    if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(text + "\r\n" + body);
    return client.receive_all();
  }
  std::string post(const std::string& path, const std::string& body,
                   const std::string& headers = "") {
    return ask("POST", path, boss, body, headers);
  }

 private:
  TempFolder folder_;
  std::unique_ptr<SiteServer> site_;
  std::thread thread_;
};

std::string status_of(const std::string& reply) {
  return reply.size() < 12 ? "none" : reply.substr(9, 3);
}
std::string body_of(const std::string& reply) {
  const std::size_t end = reply.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.substr(end + 4);
}
std::string text_of(const JsonValue* value) { return value == nullptr ? "none" : value->text; }

const std::string chat_path = "/v1/chat/completions";
std::string chat_body(const std::string& more = "") {
  return R"({"model":"words","messages":[{"role":"user","content":"hello there"}],"max_tokens":4)" +
         more + "}";
}

TEST(Gateway, EveryRouteAsksForAKey) {
  LiveSite site;
  for (const Route& route : Gateway::routes()) {
    std::string path = route.pattern;
    for (std::size_t at = path.find("{}"); at != std::string::npos; at = path.find("{}")) {
      path.replace(at, 2, "x");
    }
    const std::string place = std::string(route.method) + " " + path;
    const auto got = [&](const std::string& key, const std::string& headers = "") {
      return status_of(site.ask(route.method, path, key, "{}", headers));
    };
    if (route.access == RouteAccess::everybody) {
      EXPECT_EQ(got(""), "200") << place;
      continue;
    }
    EXPECT_EQ(got(""), "401") << place;
    EXPECT_EQ(got("islet-bos"), "401") << place;
    EXPECT_EQ(got("ISLET-BOSS"), "401") << place;
    EXPECT_EQ(got("' OR 1=1 --"), "401") << place;
    EXPECT_EQ(got(std::string(4000, 'k')), "401") << place;
    EXPECT_EQ(got(boss, "Authorization: Bearer " + boss + "\r\n"), "401") << place << ", two keys";
    EXPECT_EQ(got(guest) == "403", route.access == RouteAccess::operating) << place;
    EXPECT_NE(got(boss), "401") << place;
    EXPECT_EQ(status_of(site.ask("PATCH", path, boss)), "405") << place;
  }
  EXPECT_EQ(status_of(site.ask("GET", "/v1/nothing", "")), "401");
  EXPECT_EQ(status_of(site.ask("GET", "/v1/nothing", boss)), "404");
}

TEST(Gateway, AnswersAChat) {
  LiveSite site;
  const std::string reply =
      site.post(chat_path, chat_body(),
                "x-client-request-id: mine\r\n"
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n");
  EXPECT_EQ(status_of(reply), "200");
  EXPECT_THAT(reply, HasSubstr("x-request-id: req-"));
  EXPECT_THAT(reply, HasSubstr("x-client-request-id: mine"));
  EXPECT_THAT(reply, HasSubstr("traceparent: 00-0af7651916cd43dd8448eb211c80319c-"));
  EXPECT_THAT(reply, Not(HasSubstr("b7ad6b7169203331-01")));
  const auto body = read_json(body_of(reply));
  ASSERT_TRUE(body) << reply;
  EXPECT_EQ(text_of(body->find("object")), "chat.completion");
  const JsonValue& choice = body->find("choices")->items[0];
  EXPECT_EQ(text_of(choice.find("finish_reason")), "length");
  EXPECT_FALSE(text_of(choice.find("message")->find("content")).empty());
  EXPECT_EQ(body->find("usage")->find("completion_tokens")->integer, 4);
}

TEST(Gateway, StreamsAChat) {
  LiveSite site(true, 1.0 * millisecond);
  const std::string reply =
      site.post(chat_path, chat_body(R"(,"stream":true,"stream_options":{"include_usage":true})"));
  EXPECT_THAT(reply, HasSubstr("text/event-stream"));
  EXPECT_THAT(reply, HasSubstr(R"("delta":{"role":"assistant","content":""})"));
  EXPECT_THAT(reply, HasSubstr(R"("finish_reason":"length")"));
  EXPECT_THAT(reply, HasSubstr(R"("choices":[],"usage":{"prompt_tokens":2,"completion_tokens":4)"));
  EXPECT_THAT(reply, EndsWith("data: [DONE]\n\n\r\n0\r\n\r\n"));
}

TEST(Gateway, SaysWhatIsWrongWithARequest) {
  LiveSite site;
  struct Case {
    std::string body;
    const char* status;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"{", "400", "a name is missing"},
      {std::string(100'000, '['), "400", "nested too deeply"},
      {R"({"messages":[]})", "400", R"("param":"model")"},
      {R"({"model":"../../etc/passwd","messages":[]})", "404", R"("code":"model_not_found")"},
      {R"({"model":"words","messages":[]})", "400", R"("param":"messages")"},
      {R"({"model":"words","messages":[{"role":"boss","content":"x"}]})", "400",
       "messages[0].role"},
      {chat_body(R"(,"max_completion_tokens":-1)"), "400", R"("param":"max_completion_tokens")"},
      {chat_body(R"(,"max_completion_tokens":99999999999999999999)"), "400",
       "max_completion_tokens"},
      {chat_body(R"(,"temperature":-0.1)"), "400", R"("param":"temperature")"},
      {chat_body(R"(,"n":2)"), "400", R"("code":"unsupported_value")"},
      {chat_body(R"(,"tools":[{}])"), "400", R"("param":"tools")"},
      {chat_body(R"(,"service_tier":"gold")"), "400", R"("param":"service_tier")"},
      {chat_body(R"(,"priority":-9223372036854775808)"), "400", R"("param":"priority")"},
      {chat_body(R"(,"stop":["a","b","c","d","e"])"), "400", R"("param":"stop")"},
  };
  for (const Case& one : cases) {
    const std::string reply = site.post(chat_path, one.body);
    EXPECT_EQ(status_of(reply), one.status) << one.body.substr(0, 100);
    EXPECT_THAT(body_of(reply), StartsWith("{\"error\":{\"message\":"));
    EXPECT_THAT(reply, HasSubstr(one.says)) << one.body.substr(0, 100);
  }
}

TEST(Gateway, AClassIsBroughtDownToWhatTheKeyMayClaim) {
  LiveSite site;
  const std::string body = chat_body(R"(,"service_tier":"priority")");
  EXPECT_THAT(site.ask("POST", chat_path, guest, body), HasSubstr(R"("service_tier":"default")"));
  EXPECT_THAT(site.ask("POST", chat_path, boss, body), HasSubstr(R"("service_tier":"priority")"));
}

TEST(Gateway, ADeadlineFiresWhateverTheEngineDoes) {
  LiveSite site(true, 1000.0 * second);
  const Instant start = monotonic_now();
  const std::string reply = site.post(chat_path, chat_body(), "x-islet-deadline-ms: 300\r\n");
  EXPECT_EQ(status_of(reply), "504");
  EXPECT_GE(between(start, monotonic_now()), 290.0 * millisecond);
}

TEST(Gateway, WhoGoesAwayIsCancelled) {
  LiveSite site(true, 1000.0 * second);
  {
    RawClient client(site.port());
    const std::string body = chat_body();
    client.send("POST " + chat_path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + boss +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    wait_for(50.0 * millisecond);
    EXPECT_THAT(site.ask("GET", "/islet/status", boss), HasSubstr("\"open_requests\":1"));
  }
  wait_for(50.0 * millisecond);
  EXPECT_THAT(site.ask("GET", "/islet/status", boss), HasSubstr("\"open_requests\":0"));
}

// Of eight connections routine work that waits may have six: the seventh is told to come back, who
// is acute is let in.
TEST(Gateway, RoutineWorkLeavesConnectionsToAcuteWork) {
  LiveSite site(true, 1000.0 * second, 8);
  const auto request = [](const std::string& more) {
    const std::string body = chat_body(",\"stream\":true");
    return "POST " + chat_path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + boss + "\r\n" +
           more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  std::vector<std::unique_ptr<RawClient>> waiting;
  for (int i = 0; i < 6; ++i) {
    waiting.push_back(std::make_unique<RawClient>(site.port()));
    waiting.back()->send(request(""));
    wait_for(20.0 * millisecond);
  }
  const std::string refused = site.post(chat_path, chat_body());
  EXPECT_EQ(status_of(refused), "429");
  EXPECT_THAT(refused, HasSubstr("queue_full"));
  EXPECT_THAT(refused, HasSubstr("Retry-After: 5"));
  waiting.push_back(std::make_unique<RawClient>(site.port()));
  waiting.back()->send(request("x-islet-class: safety\r\n"));
  wait_for(50.0 * millisecond);
  EXPECT_THAT(site.ask("GET", "/islet/status", boss), HasSubstr("\"open_requests\":7"));
}

std::string form(const std::string& lines) {
  return "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
         "Content-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n"
         "Content-Type: application/octet-stream\r\n\r\n" +
         lines + "\r\n--b--\r\n";
}
const std::string form_type = "Content-Type: multipart/form-data; boundary=b\r\n";

std::string batch_line(int number, const std::string& model = "words") {
  return R"({"custom_id":"c)" + std::to_string(number) +
         R"(","method":"POST","url":"/v1/chat/completions","body":{"model":")" + model +
         R"(","messages":[{"role":"user","content":"hi"}],"max_tokens":3}})" + "\n";
}

std::string member_of(const std::string& reply, const std::string& name) {
  const auto value = read_json(body_of(reply));
  return value ? text_of(value->find(name)) : reply;
}

TEST(Gateway, RunsABatchToItsFiles) {
  LiveSite site;
  const std::string file =
      member_of(site.post("/v1/files", form(batch_line(1) + batch_line(2) + batch_line(3, "other")),
                          form_type),
                "id");
  EXPECT_EQ(status_of(site.ask("GET", "/v1/files/" + file, guest)), "404") << "another's file";
  const std::string order = R"({"input_file_id":")" + file +
                            R"(","endpoint":"/v1/chat/completions","completion_window":"24h"})";
  const std::string key = "Idempotency-Key: once\r\n";
  const std::string batch = member_of(site.post("/v1/batches", order, key), "id");
  EXPECT_EQ(member_of(site.post("/v1/batches", order, key), "id"), batch);
  EXPECT_EQ(status_of(site.ask("GET", "/v1/batches/" + batch, guest)), "404");
  EXPECT_EQ(status_of(site.ask("POST", "/v1/batches", guest, order)), "400") << "another's file";
  std::string now;
  for (int i = 0; i < 500; ++i) {
    now = site.ask("GET", "/v1/batches/" + batch, boss);
    if (member_of(now, "status") == "completed") break;
    wait_for(10.0 * millisecond);
  }
  EXPECT_THAT(now, HasSubstr(R"("request_counts":{"total":3,"completed":2,"failed":1})"));
  const std::string output =
      site.ask("GET", "/v1/files/" + member_of(now, "output_file_id") + "/content", boss);
  EXPECT_THAT(output, HasSubstr(R"("custom_id":"c1","response":{"status_code":200)"));
  const std::string errors =
      site.ask("GET", "/v1/files/" + member_of(now, "error_file_id") + "/content", boss);
  EXPECT_THAT(errors, HasSubstr("model_not_found"));
}

/// Every route that names a thing, so that a new one is held to it as well.
TEST(Gateway, WhatBelongsToAnotherTenantIsNotThere) {
  LiveSite site;
  const std::string file = member_of(site.post("/v1/files", form(batch_line(1)), form_type), "id");
  const std::string batch =
      member_of(site.post("/v1/batches", R"({"input_file_id":")" + file +
                                             R"(","endpoint":"/v1/chat/completions",)"
                                             R"("completion_window":"24h"})"),
                "id");
  ASSERT_NE(batch, "none");
  int looked_at = 0;
  for (const Route& route : Gateway::routes()) {
    std::string path = route.pattern;
    const std::size_t at = path.find("{}");
    const bool is_file = path.starts_with("/v1/files/");
    if (at == std::string::npos || (!is_file && !path.starts_with("/v1/batches/"))) continue;
    path.replace(at, 2, is_file ? file : batch);
    EXPECT_EQ(status_of(site.ask(route.method, path, guest, "{}")), "404") << path;
    ++looked_at;
  }
  EXPECT_EQ(looked_at, 5);
  EXPECT_THAT(site.ask("GET", "/v1/files", guest), HasSubstr(R"("data":[])"));
  EXPECT_THAT(site.ask("GET", "/v1/batches", guest), HasSubstr(R"("data":[])"));
  EXPECT_EQ(status_of(site.ask("GET", "/v1/files/" + file, boss)), "200");
}

TEST(Gateway, ItsLogReplaysToTheSameDecisions) {
  LiveSite site(true, 0.2 * millisecond);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(status_of(site.post(chat_path,
                                  chat_body(i % 3 == 0 ? R"(,"service_tier":"priority")" : ""))),
              "200");
  }
  site.stop();
  std::ifstream in(site.folder() + "/decisions.log");
  const std::string log{std::istreambuf_iterator<char>(in), {}};
  const auto outcome = replay(log, SchedulerSettings(), {});
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_TRUE(outcome->is_same) << outcome->recorded << "\n" << outcome->replayed;
  EXPECT_GT(outcome->events, 40);
}

TEST(Gateway, ShowsHowItIs) {
  LiveSite site;
  site.post(chat_path, chat_body());
  EXPECT_THAT(site.ask("GET", "/readyz", ""), HasSubstr("\"ready\":true"));
  EXPECT_THAT(site.ask("GET", "/metrics", boss),
              HasSubstr("islet_requests_total{outcome=\"done\"} 1\n"));
  EXPECT_THAT(site.ask("GET", "/islet/status", boss), HasSubstr("\"policy\":\"acute-first\""));
  EXPECT_THAT(site.ask("GET", "/v1/models", boss), HasSubstr("\"id\":\"words\""));
  EXPECT_THAT(site.ask("GET", "/v2", boss), HasSubstr("binary_tensor_data"));
}

TEST(Gateway, NeedsKeysOnAnAddressThatOthersReach) {
  ServeSettings settings;
  settings.http.address = "0.0.0.0";
  const auto site = SiteServer::open(settings);
  ASSERT_FALSE(site);
  EXPECT_THAT(site.error().text(), HasSubstr("an address that others reach needs keys"));
}

}  // namespace
}  // namespace islet
