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
  energy,  ///< of a token, request, image, frame, stream
  power    ///< of the node or the chip
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
  double cap_w = 0;               ///< power limit of a board in the run; 0: its own
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
