// The four ways of asking a machine, after MLPerf's LoadGen: one after the other, several at one
// time, as people come, all at once.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "measure/bench.h"

namespace islet {

enum class AskedAs { single_stream, multi_stream, offline, server };
inline constexpr int asked_as_count = 4;
/// "single stream".
std::string_view name_of(AskedAs scenario);

struct ScenarioWish {
  AskedAs scenario = AskedAs::single_stream;
  int streams = 8;                  ///< multi-stream: of a query; offline, server: at one time
  double rate_per_s = 0;            ///< server: mean of the arrivals
  int requests = 0;                 ///< offline: how many there are
  Duration at_most;                 ///< nothing is begun after that
  int most = 1000;                  ///< queries of single and multi-stream, requests of a server
  std::uint32_t prompt_tokens = 0;  ///< 0: a network, which reads nothing
  std::uint32_t step_tokens = 512;  ///< of prompts in a step
  std::uint64_t seed = 1;
};

/// Moments of one request. All counts begin at `intended`: a request that had to wait because
/// others took long was late from then on, whenever it was sent.
struct MeasuredRequest {
  int query = 0;
  Instant intended;
  Instant begun;
  Instant first;  ///< first output
  Instant end;
  int outputs = 0;  ///< tokens, or 1
};

struct MeasuredStep {
  Duration time;
  int speaking = 0;                 ///< sequences that said a token, or networks' requests
  std::uint32_t prompt_tokens = 0;  ///< read in it
  Instant end;
};

struct ScenarioRun {
  AskedAs scenario = AskedAs::single_stream;
  int streams = 1;
  double rate_per_s = 0;
  std::vector<MeasuredRequest> requests;  ///< those that ended
  std::vector<MeasuredStep> steps;
  Instant begin;
  Instant end;
};

/// One request; `id` is set by the scenario.
using WorkMaker = std::function<BenchWork(std::uint64_t number)>;

/// Runs it to the end of what was begun. Error when the engine fails.
///
/// Server: moments of a Poisson stream, drawn before it begins, so that a slow answer cannot put
/// off the next question.
Result<ScenarioRun> run_scenario(Bench& bench, const ScenarioWish& wish, const WorkMaker& maker);

/// Latencies, seconds: of requests, and of whole queries in multi-stream.
std::vector<double> first_output_seconds(const ScenarioRun& run);
std::vector<double> end_seconds(const ScenarioRun& run);

}  // namespace islet
