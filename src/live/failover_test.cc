// Goal: clients of a site before other servers notice nothing when one of these is lost, but those
// who saw a part of their answer already: they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/scripted_server.h"
#include "live/drill_site.h"

namespace islet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A site before these, one request on each at a time.
std::unique_ptr<DrillSite> site_before(const std::vector<const ScriptedServer*>& servers) {
  ServeSettings settings;
  for (const ScriptedServer* server : servers) {
    SiteModel model;
    model.name = "m";
    model.engine = "remote";
    model.program = std::string(ISLET_WORKERS) + "/islet-worker-remote";
    model.file = server->address();
    model.where = Residency::anywhere;
    model.slots = 1;
    settings.models.push_back(model);
  }
  auto site = DrillSite::open(settings);
  EXPECT_TRUE(site) << site.error().text();
  EXPECT_TRUE((*site)->wait_until_up(servers.size()));
  return std::move(*site);
}

/// Two at once, so that each server has one.
std::vector<std::string> two_answers(const DrillSite& site, bool streams) {
  const std::string body =
      std::string(R"({"model":"m","messages":[{"role":"user","content":"hi"}],"stream":)") +
      (streams ? "true}" : "false}");
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(std::make_unique<RawClient>(site.port(), 30));
    clients.back()->send(DrillSite::text_of("POST", "/v1/chat/completions", body));
  }
  std::vector<std::string> answers;
  for (const auto& one : clients) answers.push_back(one->receive_all());
  return answers;
}

TEST(Failover, AnswersWholeAndOnceWhatALostServerHadSaidInPart) {
  ScriptedServer dying;
  ScriptedServer other;
  dying.breaks_off_at = 3;
  dying.token_s = 0.01;  // so that its part has come here before it breaks off
  other.token_s = 0.02;  // so that each has one
  const auto site = site_before({&dying, &other});
  for (const std::string& answer : two_answers(*site, false)) {
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_THAT(answer, HasSubstr("\"content\":\"0 1 2 3 4 \""));
    EXPECT_THAT(answer, HasSubstr("\"completion_tokens\":5,"));
  }
  EXPECT_EQ(dying.requests, 1);
  EXPECT_EQ(other.requests, 2);
}

TEST(Failover, TellsAStreamThatBeganWhyItEnds) {
  ScriptedServer dying;
  ScriptedServer other;
  dying.breaks_off_at = 3;
  dying.token_s = 0.01;
  other.token_s = 0.02;
  const auto site = site_before({&dying, &other});
  std::vector<std::string> answers = two_answers(*site, true);
  if (answers[0].find("\"error\"") == std::string::npos) std::swap(answers[0], answers[1]);
  EXPECT_THAT(answers[0], HasSubstr("2 \""));
  EXPECT_THAT(answers[0], HasSubstr("the engine could not do it: its engine failed: the server's "
                                    "stream ended early"));
  EXPECT_THAT(answers[0], Not(HasSubstr("[DONE]")));
  EXPECT_THAT(answers[1], HasSubstr("4 \""));
  EXPECT_THAT(answers[1], HasSubstr("[DONE]"));
  EXPECT_EQ(other.requests, 1);
}

TEST(Failover, AsksALostServerAgainWhenItIsBack) {
  ScriptedServer lost;
  ScriptedServer other;
  const auto site = site_before({&lost, &other});
  lost.leave();
  for (const std::string& answer : two_answers(*site, false)) EXPECT_EQ(status_of(answer), "200");
  EXPECT_EQ(lost.requests, 0);
  lost.come_back();
  EXPECT_TRUE(site->wait_until_up(2));
  two_answers(*site, false);
  EXPECT_GT(lost.requests, 0);
}

}  // namespace
}  // namespace islet
