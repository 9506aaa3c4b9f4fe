// Goal: a file of models says what clients may call each model, and how urgent that is.
#include "live/site_models.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(SiteModels, HaveOtherNamesWithAClassOfTheirOwn) {
  const auto models = read_site_models(
      R"({"models":[{"name":"chat","file":"fake","also":[{"name":"triage","class":"high"},)"
      R"({"name":"night","class":"batch"}],"switches":true,"start_s":5}]})",
      "models.json");
  ASSERT_TRUE(models) << models.error().text();
  EXPECT_TRUE(models->front().switches);
  EXPECT_EQ(models->front().start_time, 5.0 * second);
  const auto numbered = placed(*models, {});
  ASSERT_TRUE(numbered);
  const std::vector<ServedModel> served = served_models(*numbered);
  ASSERT_EQ(served.size(), 3U);
  EXPECT_EQ(served[0].usual, WorkClass::normal);
  EXPECT_EQ(served[1].name, "triage");
  EXPECT_EQ(served[1].usual, WorkClass::high);
  EXPECT_EQ(served[1].id, served[0].id);
  EXPECT_EQ(served[2].usual, WorkClass::batch);
}

TEST(SiteModels, SayHowLongAnotherServerMayBeSilent) {
  const auto read = [](const std::string& more) {
    return read_site_models(R"({"models":[{"name":"a","file":"http://far/v1#a")" + more + "}]}",
                            "models.json");
  };
  const auto load = [&](const std::string& more) {
    return pool_engine(placed(*read(more), {})->front()).models.front();
  };
  EXPECT_TRUE(load("").is_remote);
  EXPECT_EQ(load("").load.silence_ms, 5'000U);
  EXPECT_EQ(load("").load.answer_ms, 120'000U);
  EXPECT_EQ(load(R"(,"silence_s":20,"answer_s":600)").load.silence_ms, 20'000U);
  EXPECT_EQ(load(R"(,"silence_s":20,"answer_s":600)").load.answer_ms, 600'000U);
  EXPECT_EQ(read(R"(,"silence_s":0)").error().what,
            "`silence_s` must be a whole number from 1 to 3600");
}

TEST(SiteModels, AWatchHasALimit) {
  const auto read = [](const std::string& watch) {
    return read_site_models(R"({"models":[{"name":"a","file":"fake","watch":)" + watch + "}]}",
                            "models.json");
  };
  const auto models = read(R"({"window_s":5,"within_ms":100,"jitter_ms":1})");
  ASSERT_TRUE(models);
  EXPECT_EQ(models->front().watch,
            (TailLimits{5.0 * second, 100.0 * millisecond, 1.0 * millisecond}));
  EXPECT_EQ(read("{}").error().what, "`watch` needs `within_ms` or `jitter_ms`");
  EXPECT_EQ(read("7").error().what, "`watch` needs `within_ms` or `jitter_ms`");
  EXPECT_EQ(read(R"({"within_ms":-1})").error().what,
            "`within_ms` of a watch must be a number above 0");
  EXPECT_EQ(read(R"({"whithin_ms":1})").error().what, "`whithin_ms` is no member of a watch");
}

TEST(SiteModels, RefuseNamesThatTwoHaveAndClassesThatNobodyKnows) {
  const auto refusal = [](const std::string& more) {
    const auto models = read_site_models(
        R"({"models":[{"name":"a","file":"fake"},{"name":"b","file":"fake","also":[)" + more +
            "]}]}",
        "models.json");
    return models ? std::string("taken") : models.error().what;
  };
  EXPECT_EQ(refusal(R"({"name":"c"})"), "taken");
  EXPECT_EQ(refusal(R"({"name":"a"})"), "two models that are not alike are called \"a\"");
  EXPECT_EQ(refusal(R"({"name":"c","class":"urgent"})"),
            "`class` is \"urgent\", must be one of safety high normal low batch");
  EXPECT_EQ(refusal(R"({"class":"high"})"), "another name needs `name`");
}

}  // namespace
}  // namespace islet
