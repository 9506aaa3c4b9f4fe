// Goal: a window's alarm comes with the response that causes it, and rare spikes that percentiles
// pass over are counted.
#include "serving/tail_monitor.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at_s(double s) { return after(Instant(), s * second); }

TEST(TailMonitor, IsSilentWhileAllIsWell) {
  TailMonitor monitor({10 * second, 100 * millisecond, 1 * millisecond});
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(monitor.record(at_s(0.1 * i), 30 * millisecond));
  }
  const TailReport report = monitor.report();
  EXPECT_EQ(report.windows, 10);
  EXPECT_EQ(report.alarms, 0);
  EXPECT_EQ(report.misses, 0);
  EXPECT_EQ(report.jitter, Duration());
}

// Scenario SC45: mean 30 ms and one spike of 500 ms in a thousand frames; P99 is 30 ms.
TEST(TailMonitor, CountsTheSpikeThatPercentilesPassOver) {
  TailMonitor monitor({100 * second, 100 * millisecond, Duration()});
  int alarms = 0;
  for (int i = 0; i < 1000; ++i) {
    const bool spike = i == 500;
    if (monitor.record(at_s(0.05 * i), (spike ? 500 : 30) * millisecond)) {
      ++alarms;
      EXPECT_TRUE(spike);
    }
  }
  const TailWindow window = monitor.window();
  EXPECT_NEAR(window.p99 / millisecond, 30, 0.3);
  EXPECT_NEAR(window.p999 / millisecond, 30, 0.3);
  EXPECT_NEAR(window.most / millisecond, 500, 1e-9);
  EXPECT_EQ(alarms, 1);
  EXPECT_EQ(monitor.report().misses, 1);
}

// RFC 3550: one change of 32 ms after quiet moves the mean by a sixteenth of it, 2 ms.
TEST(TailMonitor, RaisesAnAlarmWhenJitterPasses) {
  TailMonitor monitor({10 * second, Duration(), 1 * millisecond});
  EXPECT_FALSE(monitor.record(at_s(0), 30 * millisecond));
  EXPECT_FALSE(monitor.record(at_s(1), 46 * millisecond));  // 16 / 16 = 1 ms: not above
  EXPECT_TRUE(monitor.record(at_s(2), 78 * millisecond));   // 1 + (32 - 1) / 16
  EXPECT_NEAR(monitor.window().jitter / millisecond, 1 + 31.0 / 16, 1e-9);
  EXPECT_FALSE(monitor.record(at_s(3), 110 * millisecond));  // once in a window
}

TEST(TailMonitor, RaisesOneAlarmOfAKindInEachWindow) {
  TailMonitor monitor({1 * second, 10 * millisecond, Duration()});
  int alarms = 0;
  for (int i = 0; i < 100; ++i) alarms += monitor.record(at_s(0.1 * i), 20 * millisecond) ? 1 : 0;
  EXPECT_EQ(alarms, 10);
  const TailReport report = monitor.report();
  EXPECT_EQ(report.alarms, 10);
  EXPECT_EQ(report.misses, 100);
}

}  // namespace
}  // namespace islet
