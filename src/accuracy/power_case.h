// Cases of sun, panels and plant with published results: what goes in, what must come out.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"

namespace islet {

/// How far from the expected figure still counts as agreement.
struct CaseTolerance {
  double absolute = 0;
  double share = 0;          ///< of the expected figure
  double monthly_share = 0;  ///< of figures of one month; 0: as `share`
};

/// A value as a number: a figure, true or false as 1 and 0, a clock time in seconds.
std::optional<double> figure_in(const YamlNode& node);

/// One case as the file has it. Points into the document it was read from.
struct PowerCase {
  std::string family;  ///< of the file: "solar_position"
  std::string id;
  const YamlNode* inputs = nullptr;
  const YamlNode* expect = nullptr;
  CaseTolerance tolerance;

  /// An input as a number; none when it is absent or no number. true and false are 1 and 0.
  std::optional<double> number(std::string_view key) const;
  double number_or(std::string_view key, double fallback) const;
  /// An input as text; empty when it is absent.
  std::string text(std::string_view key) const;
  bool has(std::string_view key) const;
};

struct PowerCaseFile {
  std::unique_ptr<const YamlDocument> document;  ///< what the cases point into
  std::vector<PowerCase> cases;
};

/// A file of cases: `family`, and under `cases` maps of `id`, `inputs`, `expect`, `tol`. Errors:
/// unreadable file, a case without one of these.
Result<PowerCaseFile> read_power_cases(const std::string& path);

/// A figure that our models gave for an expected one.
struct FoundFigure {
  std::string key;  ///< of `expect`; months are "monthly_kwh[0]" to "monthly_kwh[11]"
  double value = 0;
};

/// An expected figure and ours. `allowed` is the tolerance in its unit.
struct ComparedFigure {
  std::string case_id;
  std::string key;
  double expected = 0;
  double found = 0;
  double allowed = 0;

  double error() const { return found - expected; }
  bool is_within() const;
};

/// Compares what was found with what the case expects. Clock times ("07:21:55") count in seconds.
/// An expected key that was not found is put into `missed` as "id key".
std::vector<ComparedFigure> compared(const PowerCase& one, std::span<const FoundFigure> found,
                                     std::vector<std::string>& missed);

}  // namespace islet
