// The scenarios one after the other on one loaded model, and the figures that come of them.
#pragma once

#include <vector>

#include "measure/measured_run.h"
#include "measure/meter_log.h"
#include "measure/scenario.h"

namespace islet {

struct MeasureWish {
  std::vector<AskedAs> scenarios = {AskedAs::single_stream, AskedAs::multi_stream, AskedAs::offline,
                                    AskedAs::server};
  Duration time = 1.0 * minute;  ///< of all scenarios together; warming up comes on top
  int streams = 8;
  int prompt = 512;  ///< tokens; a network ignores both
  int reply = 64;
  double rate_per_s = 0;  ///< server; 0: six tenths of what the offline run kept up
  std::uint32_t step_tokens = 512;
  std::uint64_t seed = 1;
};

/// Adds figures, latencies and notes to `run`, whose engine, model and machine are set; `loaded`
/// says what the engine holds. Warms up until two queries differ by less than a twentieth, eight
/// at most.
std::optional<Error> measure_model(Bench& bench, const Loaded& loaded, const MeasureWish& wish,
                                   const MeterLog& log, MeasuredRun& run);

}  // namespace islet
