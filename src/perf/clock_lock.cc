#include "perf/clock_lock.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

// A100 falls from its voltage at 1,410 MHz to the least it runs at by about 1,005 MHz, below which
// energy rises again (Voltana). The least voltage as a share is an assumption, grade D, 2026-11.
constexpr double clock_of_least_voltage = 0.71;
constexpr double least_voltage = 0.75;
// Clock below which the arithmetic's side of the chip no longer asks memory for all it can give.
// Assumption, grade D, 2026-11.
constexpr double memory_keeps_up = 0.6;
// Share of the draw of busy memory that is on the clock of the arithmetic: decoding on H200 keeps
// its speed and saves up to 32 % of its energy (arXiv 2605.11999), here 25 to 30 %.
constexpr double clocked_share = 0.6;

}  // namespace

/// Speed and draw under a lock of the clock f, as a share of the highest.
///
///     voltage  = from 1 at f = 1 straight to 0.75 at f = 0.71, 0.75 below
///     time     = arithmetic / f,  memory * max(1, 0.6 / f)
///     watts    = f voltage^2 of busy arithmetic,  0.4 + 0.6 f voltage^2 of busy memory
///
/// Valid for   GPUs; decoding, which a power limit does not reach because it draws far below it
/// Leaves out  clocks that fall by themselves under the board's power limit, memory clocks,
///             differences between kinds of chip
/// Source      dynamic power of CMOS, P = C V^2 f; energy against clock of A100 (Voltana) and H200
///             (arXiv 2605.11999), as cited at the constants; grade D
ClockEffect clock_effect(double clock) {
  CHECK(clock >= clock_min && clock <= 1);
  const double fallen = (1 - clock) / (1 - clock_of_least_voltage);
  const double voltage = std::max(least_voltage, 1 - (1 - least_voltage) * fallen);
  const double dynamic = clock * voltage * voltage;
  return {.compute = 1 / clock,
          .memory = std::max(1.0, memory_keeps_up / clock),
          .compute_draw = dynamic,
          .memory_draw = 1 - clocked_share + clocked_share * dynamic};
}

}  // namespace islet
