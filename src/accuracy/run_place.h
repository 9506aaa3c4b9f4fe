// Where a run stands among all runs: the figures and words by which runs are alike.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace islet {

struct JoinedRow;
struct RowSetup;

/// Figures of a run. All but the year count in steps of a fifth of a natural log.
enum class Along {
  peak,       ///< arithmetic of the device at the precision
  bandwidth,  ///< of its memory
  memory,
  board,  ///< watts
  device_year,
  parameters,
  active,  ///< parameters used for one token
  work,    ///< of one input or token
  count,   ///< sequences or inputs that run at one time
  prompt,
  reply,
  devices
};
inline constexpr std::size_t along_count = 12;
std::string_view name_of(Along along);

/// Words of a run.
enum class Alike {
  quantity,
  engine,
  format,
  device_class,
  model_kind,
  table,
  scenario,
  architecture,
  device,
  model,
  metric,
  power_limit
};
inline constexpr std::size_t alike_count = 12;
std::string_view name_of(Alike alike);

/// A run's place. Rounded on purpose: runs that differ by less than a step share one.
struct RunPlace {
  std::array<int, along_count> along{};
  std::array<std::string, alike_count> words;

  friend auto operator<=>(const RunPlace&, const RunPlace&) = default;
};

RunPlace run_place(const JoinedRow& joined, const RowSetup& setup);

}  // namespace islet
