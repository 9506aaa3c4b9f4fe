// What "working" means, as commands with the figure they must print: the `cases` of a system.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "knowledge/knowledge.h"

namespace islet {

/// One run of the program and one figure of its JSON result.
struct SystemCase {
  std::vector<std::string> arguments;  ///< "explain", "gate", "4 kW"
  std::string find;  ///< "verdict", "designs/0/title", "figures/@value/low", "x/#"
  enum class Test { equals, has, at_least, at_most };
  Test test = Test::equals;
  std::string expected;          ///< as written, or the figure that `figure:` names
  std::optional<double> number;  ///< of `expected`, when it is one
  double within = 0.001;         ///< relative tolerance of a number
  int exit_code = 0;             ///< the run must end with

  /// "islet explain gate '4 kW'", fit for a shell.
  std::string command() const;
  /// "at least 16", "has fanless"; the bare figure where it must be equal.
  std::string expectation() const;
};

/// The cases of a system, `for:` lists written out, `{data}` replaced by `data_folder`. A case
/// that cannot be read, or names a figure that no record has, is an error with its place.
Result<std::vector<SystemCase>> cases_of(const Knowledge& knowledge, const Fact& system,
                                         const std::string& data_folder);

/// `found` is the text of the figure, numbers with all their digits; none when it is not there.
bool passes(const SystemCase& one, const std::optional<std::string>& found);

/// A case and what the program gave.
struct CaseResult {
  SystemCase one;
  std::optional<std::string> found;
  bool pass = false;
};

/// Words of a command line; single quotes hold blanks together.
std::vector<std::string> words_of_command(std::string_view line);

}  // namespace islet
