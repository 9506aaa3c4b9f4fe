// Goal: what a site asks is held against what a design gives, with the room left.
#include "plan/requirements.h"

#include <gtest/gtest.h>

#include "plan/camp_site.h"
#include "plan/explain.h"

namespace islet {
namespace {

Requirement share(double bound, double found) {
  Requirement out;
  out.what = "served";
  out.measure = Measure::share;
  out.bound = bound;
  out.found.value = found;
  judge(out);
  return out;
}

TEST(Requirement, RoomOfAShareIsThatOfTheUnservedRest) {
  EXPECT_NEAR(share(0.999, 0.9995).slack, 0.5, 1e-9);
  EXPECT_NEAR(share(0.90, 0.85).slack, -0.5, 1e-9);
  EXPECT_TRUE(share(0.999, 0.999).met);
  EXPECT_FALSE(share(0.999, 0.998).met);
}

TEST(Requirement, ViolationAddsWhatIsMissed) {
  const Requirement list[] = {share(0.9, 0.95), share(0.9, 0.85), share(0.5, 0.25)};
  EXPECT_FALSE(all_met(list));
  EXPECT_NEAR(violation(list), 0.5 + 0.5, 1e-9);
}

struct BoundRow {
  Measure measure;
  Sense sense;
  const char* what;
  double bound;
  const char* text;
};

TEST(BoundText, IsWhatTheSiteFileWouldSay) {
  const BoundRow rows[] = {
      {Measure::duration, Sense::at_least, "ride-through", 36 * 3600.0, "at least 36 h"},
      {Measure::duration, Sense::at_most, "latency p99", 0.1, "p99 < 100 ms"},
      {Measure::share, Sense::at_least, "served", 0.999, "at least 99.9 %"},
      {Measure::money, Sense::at_most, "budget", 60000, "at most 60000 USD"},
      {Measure::token_rate, Sense::at_least, "speed", 10, "at least 10 tokens/s"},
      {Measure::mass, Sense::at_most, "mass", 45000, "at most 45 kg"},
  };
  for (const BoundRow& row : rows) {
    SCOPED_TRACE(row.text);
    Requirement requirement;
    requirement.measure = row.measure;
    requirement.sense = row.sense;
    requirement.what = row.what;
    EXPECT_EQ(bound_text(requirement, row.bound), row.text);
  }
}

TEST(BoundText, RoundsToTheSideThatStillPasses) {
  Requirement asked;
  asked.measure = Measure::duration;
  asked.what = "ride-through";
  asked.sense = Sense::at_least;
  EXPECT_EQ(bound_text(asked, 29.789 * 3600), "at least 29.7 h");
  asked.measure = Measure::money;
  asked.sense = Sense::at_most;
  EXPECT_EQ(bound_text(asked, 38915.6), "at most 39000 USD");
}

struct FoundRow {
  Measure measure;
  Sense sense;
  double bound, found;
  const char* text;
};

TEST(WantedAndFound, AreToldAsInTablesUnlessThatHidesWhichSideOfTheBoundItIs) {
  const FoundRow rows[] = {
      {Measure::share, Sense::at_least, 0.999, 0.999238, "at least 99.9 %, found 99.924 %"},
      {Measure::share, Sense::at_least, 0.97, 0.95217, "at least 97 %, found 95.2 %"},
      {Measure::share, Sense::at_least, 0.97, 0.96999, "at least 97 %, found 96.999 %"},
      {Measure::share, Sense::at_least, 0.999, 1, "at least 99.9 %, found 100 %"},
      {Measure::duration, Sense::at_most, 2, 1.5743, "at most 2 s, found 1.57 s"},
      {Measure::money, Sense::at_most, 38915, 38871, "at most 38 915 USD, found 38 900 USD"},
      {Measure::money, Sense::at_most, 60000, 60012, "at most 60 000 USD, found 60 010 USD"},
      {Measure::duration, Sense::at_least, 36 * 3600.0, 35.98 * 3600,
       "at least 36 h, found 35.98 h"},
  };
  for (const FoundRow& row : rows) {
    Requirement requirement;
    requirement.subject = "site";
    requirement.what = "figure";
    requirement.measure = row.measure;
    requirement.sense = row.sense;
    requirement.bound = row.bound;
    requirement.found = exactly(row.found, Grade::b, "test");
    judge(requirement);
    EXPECT_EQ(wanted_and_found(requirement), std::string("site figure: wanted ") + row.text);
  }
}

}  // namespace
}  // namespace islet
