// What came of measuring a machine: figures with their intervals, beside what was predicted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accuracy/measured_row.h"
#include "base/estimate.h"
#include "measure/percentile.h"

namespace islet {

/// One figure. `row` says what of: metric, unit, batch and lengths, as data/measured/README.md has
/// them; `measured` counts in the row's unit.
struct MeasuredFigure {
  std::string label;  ///< "reply, 8 at one time"
  MeasuredRow row;
  double value = 0;
  double low = 0;  ///< of the interval that holds it in 9 of 10 repetitions
  double high = 0;
  int samples = 0;
  double scatter = 0;  ///< of single samples: half of their 90 % range, log units
  /// What was predicted for a figure of this device and model; none where nothing is predicted.
  std::optional<Estimate<double>> predicted;

  /// Whether the interval lies wholly outside of what was predicted: chance does not explain it.
  bool is_outside() const { return predicted && (low > predicted->high || high < predicted->low); }
};

/// Latencies of a scenario, seconds, from the intended start.
struct MeasuredLatency {
  std::string scenario;  ///< "server, 3.1 a second"
  std::string of;        ///< "first token", "whole reply", "answer"
  Percentile p50;
  Percentile p90;
  Percentile p99;
};

struct MeasuredMachine {
  std::string id;      ///< of the record
  std::string name;    ///< "CPU Intel Xeon Processor, 2 cores"
  std::string system;  ///< kernel and its machine, as uname says
  std::string meters;  ///< what was found; empty: none
  std::optional<double> idle_w;
  std::optional<double> busy_w;  ///< in the offline run, else the last one
  std::optional<double> first_deg;
  std::optional<double> highest_deg;
  double resident_gb = 0;              ///< of the worker after all scenarios
  std::optional<double> predicted_gb;  ///< weights, cache and work space
  double share_own = 0;                ///< of all processor time: what the measuring itself took
};

struct MeasuredRun {
  std::string date;  ///< "2026-11-22"
  std::string islet;
  std::string engine;  ///< "llama.cpp v0.5.0"
  std::string model;   ///< id
  std::string model_file;
  std::string precision;  ///< "q4_0"
  unsigned threads = 1;
  int streams = 8;
  int prompt = 0;
  int reply = 0;
  double load_s = 0;
  int warm_up = 0;  ///< queries that were thrown away
  MeasuredMachine machine;
  std::vector<MeasuredFigure> figures;
  std::vector<MeasuredLatency> latencies;
  std::vector<std::string> notes;  ///< what was not measured, and why
  std::string records;  ///< of machine and model, YAML; empty when the catalogue has them

  bool is_outside() const {
    for (const MeasuredFigure& one : figures) {
      if (one.is_outside()) return true;
    }
    return false;
  }
};

}  // namespace islet
