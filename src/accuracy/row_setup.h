// What a measured row says of the run: precision, split, scenario, lengths, batch.
#pragma once

#include <string>

#include "accuracy/row_join.h"
#include "catalog/precision.h"
#include "perf/layout.h"

namespace islet {

/// How requests came.
enum class Scenario { plain, offline, server, single_stream, multi_stream };

/// The kind of quantity a row holds.
enum class Asked {
  decode_rate,
  prompt_rate,
  prompt_time,
  first_token,
  token_interval,   ///< mean of all intervals
  median_interval,  ///< of one user, prompts of others mostly left out
  served_rate,      ///< at the batch given
  full_rate,        ///< as many sequences as memory or the engine holds
  single_time,      ///< one request from end to end
  batch_time,
  input_rate,
  energy,        ///< of a token, request, image, frame, stream
  power,         ///< of the node or the chip
  prompt_power,  ///< the same while prompts alone are read; no row holds it
  decode_power   ///< the same while replies alone are written; no row holds it
};

/// Words of the row that name its effects, and what its figures count by them. A run that nobody
/// has measured has no origin: its effects are those of a collection that the fit has not met.
struct RowWords {
  std::string origin;  ///< "mlperf"
  std::string engine;  ///< as stated, with its version
  std::string scenario;
  std::string metric;
  std::string unit;              ///< of the figure; times in s and energies in J when empty
  bool is_at_the_wall = false;   ///< watts of the whole node, not of the boards
  bool shares_prompt = false;    ///< the prompt's tokens are those of the whole batch
  bool is_micro_batch = false;   ///< `batch` is prompt tokens in a step
  bool is_slow_split = false;    ///< devices that wait for each other
  bool counts_devices = false;   ///< rates of inputs are those of all devices
  bool is_of_batch = false;      ///< joules at the wall are those of a whole batch
  bool is_of_request = false;    ///< joules are those of a whole reply
  bool is_of_one_input = false;  ///< the time is that of one input of the batch
};

/// Everything besides device and model. Lengths and batch are filled from the data set's known
/// means where the row names none.
struct RowSetup {
  std::string engine;  ///< family, told more finely than `JoinedRow::engine`
  std::string format;  ///< of the weights, as the row calls it: "int4", "awq", "iq2"
  Layout layout;       ///< of one replica
  double replicas = 1;
  double devices = 1;
  Scenario scenario = Scenario::plain;
  Asked quantity = Asked::batch_time;
  double batch = 1;  ///< sequences or inputs at one time in one replica
  bool batch_is_given = false;
  double prompt = 0;  ///< tokens
  double reply = 0;
  double beams = 1;               ///< sequences a request decodes at one time
  double steps = 1;               ///< denoising steps of one picture, with guidance
  bool is_power_limited = false;  ///< MLPerf's "MaxQ"
  double host_w = 0;              ///< of the host as named in the notes; 0: not named
  double interval_limit_s = 0;    ///< between a user's tokens; fewer run at one time. 0: none
  double cap_w = 0;               ///< power limit of a board in the run; 0: its own
  RowWords words;
};

/// The words of a row understood. A reason instead when the row holds nothing that the models of
/// perf speak of.
struct RowReading {
  RowSetup setup;
  std::string reason;  ///< empty when understood
};

RowReading setup_of(const JoinedRow& joined);

std::string_view name_of(Scenario scenario);
std::string_view name_of(Asked quantity);

}  // namespace islet
