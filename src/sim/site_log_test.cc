// Goal: the record of a site's run replays to the same decisions, and one that was changed does
// not; a timeline has a row for each step of the plant.
#include "sim/site_log.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "sim/site_timeline.h"
#include "sim/site_world.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

TEST(SiteLog, ReplaysToTheSameDecisions) {
  SiteRun run = tiny_site();
  run.keeps_log = true;
  run.faults = draw_faults(run, 5);
  const SiteOutcome outcome = simulate_site(run);
  ASSERT_FALSE(outcome.log.empty());
  const Result<ReplayOutcome> again = replay_site(run, outcome.log);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_TRUE(again->is_same) << again->line << ": " << again->recorded << " | " << again->replayed;
  EXPECT_GT(again->events, 1000);
}

TEST(SiteLog, TellsTheFirstLineThatDiffers) {
  SiteRun run = tiny_site();
  run.keeps_log = true;
  std::string log = simulate_site(run).log;
  const std::size_t at = log.find("\nd start ");
  ASSERT_NE(at, std::string::npos);
  const std::size_t end = log.find('\n', at + 1);
  log.erase(at, end - at);
  const Result<ReplayOutcome> again = replay_site(run, log);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_FALSE(again->is_same);
  EXPECT_EQ(again->line, 2 + std::count(log.begin(), log.begin() + static_cast<long>(at), '\n'));
}

TEST(SiteLog, ChangesNothingInTheRun) {
  SiteRun run = tiny_site();
  const std::uint64_t plain = simulate_site(run).fingerprint;
  run.keeps_log = run.keeps_moments = true;
  EXPECT_EQ(simulate_site(run).fingerprint, plain);
}

TEST(SiteTimeline, HasARowForEachStepOfThePlant) {
  SiteRun run = tiny_site();
  run.keeps_moments = true;
  const SiteOutcome outcome = simulate_site(run);
  EXPECT_EQ(outcome.moments.size(), 96U);
  const std::string csv = site_timeline_csv(outcome);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 97);
  const std::string json = site_timeline_json(outcome, run);
  EXPECT_EQ(json.substr(0, 15), "{\"traceEvents\":");
  Energy machines;
  for (const SiteMoment& each : outcome.moments) machines += each.machines * run.power.step;
  EXPECT_NEAR(machines / outcome.machines, 1.0, 1e-9);
}

}  // namespace
}  // namespace islet
