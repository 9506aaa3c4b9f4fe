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
  std::string rounded_unit;  ///< figures with this in their key ("mwh") are rounded to `rounding`
  double rounding = 0;

  /// In the unit of the figure named `key`.
  double allowed(std::string_view key, double expected) const;
};

/// From the words of a case: "0.0001", "1 s", "1e-6 relative", "2% annual, 4% monthly", "0.01 kWh
/// in SSC itself; allow 2% for ...", "0.01 $/MWh; MWh figures are rounded to 1". A share, where the
/// words have one, is what they allow an independent model.
CaseTolerance tolerance_in(std::string_view text);

/// A value as a number: a figure, true or false as 1 and 0, a clock time in seconds.
std::optional<double> figure_in(const YamlNode& node);

/// One case as the file has it. Points into the document it was read from.
struct PowerCase {
  std::string family;  ///< of the file: "solar_position"
  std::string id;
  const YamlNode* file_root = nullptr;  ///< whole file: what all its cases share
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

/// What a solver returns for inputs that it does not know.
Error unknown_inputs(const PowerCase& one);

struct PowerCaseFile {
  std::unique_ptr<const YamlDocument> document;  ///< what the cases point into
  std::vector<PowerCase> cases;
};

/// A file of cases: `family` (else the file's name says it), and under `cases` maps of `id`,
/// `inputs`, `expect`, `tol`. Errors: unreadable file, a case without one of these.
Result<PowerCaseFile> read_power_cases(const std::string& path);

/// A figure that our models gave for an expected one.
struct FoundFigure {
  std::string key;  ///< of `expect`; months are "monthly_kwh[0]" to "monthly_kwh[11]"
  double value = 0;
};

/// An expected figure and ours. `allowed` is the tolerance in its unit.
struct ComparedFigure {
  std::string file;
  std::string case_id;
  std::string key;
  double expected = 0;
  double found = 0;
  double allowed = 0;

  double error() const { return found - expected; }
  bool is_within() const;
};

/// Compares what was found with what the case expects. Clock times ("07:21:55") count in seconds;
/// figures below a key are "npv.capex". An expected key that was not found, or whose value is no
/// figure, is put into `missed` as "id key".
std::vector<ComparedFigure> compared(const PowerCase& one, std::span<const FoundFigure> found,
                                     std::vector<std::string>& missed);

}  // namespace islet
