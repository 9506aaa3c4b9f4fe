// Goal: chaos reports the same whatever its threads, and only what it ran.
#include "plan/chaos_days.h"

#include <gtest/gtest.h>

#include "sim/site_chaos.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

TEST(ChaosDays, SaysTheSameWhateverTheThreads) {
  SiteRun run = tiny_site();
  run.drill = Drill::unread_limit;
  const ChaosReport one = run_chaos(run, {.seeds = 2, .jobs = 1, .stop_asked = {}});
  const ChaosReport two = run_chaos(run, {.seeds = 2, .jobs = 2, .stop_asked = {}});
  EXPECT_EQ(one.failed, two.failed);
  EXPECT_EQ(one.first_failed, two.first_failed);
  EXPECT_EQ(one.why, two.why);
  // The seed alone repeats it.
  EXPECT_EQ(chaos_day(run, one.first_failed), one.why);
}

TEST(ChaosDays, CountsOnlyDaysThatWereRun) {
  int asked = 0;
  const ChaosReport report =
      run_chaos(tiny_site(), {.seeds = 5, .stop_asked = [&] { return ++asked > 2; }});
  EXPECT_EQ(report.days, 2);
}

}  // namespace
}  // namespace islet
