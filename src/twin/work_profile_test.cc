// Goal: what a site was asked becomes a site file that plan reads as it stands, and a trace that
// simulate reads: the models, how much, how long, how fast, when.
#include "twin/work_profile.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/random.h"
#include "sim/trace.h"
#include "site/read_site.h"

namespace islet {
namespace {

class Profiled : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    file_ = (std::filesystem::temp_directory_path() / "islet-profile-test.csv").string();
  }
  void TearDown() override { std::filesystem::remove(file_); }

  RequestRows rows_of(const std::string& text) {
    std::ofstream(file_) << text;
    return read_request_rows(file_, faults_);
  }

  /// Three days of a clinic: 20 chats an hour from 8 to 17 o'clock, promised within 4 s, and one
  /// safety question a night.
  static std::string three_days() {
    RandomStream stream(5);
    std::string text =
        "unix_ms,model,class,tenant,prompt_tokens,output_tokens,first_token_s,whole_s,"
        "first_token_within_s,within_s,outcome\n";
    constexpr std::int64_t midnight = 20'000LL * 86'400'000;
    for (std::int64_t day = 0; day < 3; ++day) {
      for (std::int64_t i = 0; i < 180; ++i) {
        const std::int64_t at = midnight + day * 86'400'000 + 8 * 3'600'000 + i * 180'000;
        text += std::to_string(at) + ",chat/8b-q4,normal,a1," +
                std::to_string(static_cast<int>(stream.uniform(400, 800))) + ",180,0.8,6.1,4,," +
                (i % 60 == 0 ? "refused" : "done") + "\n";
      }
      text += std::to_string(midnight + day * 86'400'000 + 3'600'000) +
              ",chat/8b-q4,safety,b2,100,20,0.2,1.1,,,done\n";
    }
    return text;
  }

  Site read(const std::string& text) {
    Site site = read_site(text, "profiled", catalog_, {}, faults_);
    for (const Error& error : faults_.sorted()) {
      if (error.severity == Severity::error) ADD_FAILURE() << error.text() << "\n" << text;
    }
    return site;
  }

  Faults faults_;
  Catalog catalog_;
  std::string file_;
};

TEST_F(Profiled, AWorkloadStandsForEachModelAndClass) {
  const WorkProfile profile = work_profile(rows_of(three_days()), 0);
  ASSERT_EQ(profile.work.size(), 2U);
  const ProfiledWork& chat = profile.work[1];
  EXPECT_EQ(chat.name, "chat_8b_q4_normal");
  EXPECT_EQ(chat.requests, 540);
  EXPECT_EQ(chat.done, 531);
  EXPECT_NEAR(chat.prompt, 600, 15);
  EXPECT_NEAR(chat.prompt_sd, 400 / std::sqrt(12.0), 10);
  EXPECT_EQ(chat.reply, 180);
  EXPECT_EQ(chat.from_hour, 8);
  EXPECT_EQ(chat.to_hour, 17);
  EXPECT_NEAR(chat.per_hour, 20, 1e-9);
  EXPECT_EQ(*chat.first_token_s, 4) << "as it was promised";
  EXPECT_TRUE(chat.is_promised);
  EXPECT_EQ(profile.work[0].name, "chat_8b_q4_safety");
  EXPECT_NEAR(*profile.work[0].first_token_s, 0.3, 1e-9) << "half as much again as was seen";
}

TEST_F(Profiled, TheSiteFileIsReadAsItStands) {
  const WorkProfile profile = work_profile(rows_of(three_days()), 0);
  SiteWish wish;
  wish.where = "14.02 S, 34.38 E";
  const Result<std::string> text = profiled_site(profile, wish);
  ASSERT_TRUE(text);
  const Site site = read(*text);
  ASSERT_EQ(site.workloads.size(), 2U);
}

TEST_F(Profiled, ABaseKeepsAllButItsWorkloads) {
  const WorkProfile profile = work_profile(rows_of(three_days()), 0);
  SiteWish wish;
  wish.base_name = "examples/clinic.yaml";
  std::ifstream in("examples/clinic.yaml");
  wish.base.assign(std::istreambuf_iterator<char>(in), {});
  const Result<std::string> text = profiled_site(profile, wish);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("# the vaccine fridge owns the last third"), std::string::npos);
  EXPECT_EQ(text->find("triage_helper"), std::string::npos);
  EXPECT_NE(text->find("chat_8b_q4_normal"), std::string::npos);
}

TEST_F(Profiled, TheTraceIsReadBySimulate) {
  const RequestRows rows = rows_of(three_days());
  std::ofstream(file_) << trace_text(rows);
  Faults faults;
  const auto trace = Trace::open(file_, faults);
  for (const Error& error : faults.sorted()) ADD_FAILURE() << error.text();
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->scan().requests, 534) << "what was refused has no length";
  EXPECT_TRUE(trace->scan().has_acute);
  EXPECT_TRUE(trace->scan().has_tenants);
}

TEST_F(Profiled, AnyTraceOfSimulateDoes) {
  RequestRows rows = rows_of(
      "arrived_at,num_prefill_tokens,num_decode_tokens\n0,100,10\n1800,200,20\n3600,300,30\n");
  for (RequestRow& row : rows.rows) row.model = "chat/8b-q4";
  const WorkProfile profile = work_profile(rows, 0);
  ASSERT_EQ(profile.work.size(), 1U);
  EXPECT_EQ(profile.work[0].model, "chat/8b-q4");
  EXPECT_NEAR(profile.work[0].per_hour, 3, 1e-9);
  EXPECT_FALSE(profile.knows_hours);
  EXPECT_FALSE(profile.work[0].first_token_s) << "nothing is known of its speed";
}

TEST_F(Profiled, AHostileFileIsRefusedWithItsPlace) {
  EXPECT_TRUE(rows_of("unix_ms,prompt_tokens,output_tokens\n1,-5,3\nx,1,1\n").rows.empty());
  EXPECT_EQ(faults_.count(), 2);
  Faults other;
  EXPECT_TRUE(read_request_rows("/no/such/folder", other).rows.empty());
  EXPECT_TRUE(other.has_errors());
}

}  // namespace
}  // namespace islet
