// What `islet simulate` of a trace adds to an engine: classes, goals, a policy before the engines,
// policies side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "sim/compare_policies.h"

namespace islet {

class SchedulingOptions {
 public:
  /// --acute, --within, --first-token-within, --load.
  void declare(CLI::App& app);

  /// Why the options as given mean nothing.
  std::optional<Error> refusal() const;
  /// Once nothing is refused.
  RequestMarks marks(std::uint64_t seed) const;
  double load() const { return load_; }
  /// True when one of them asks for a scheduler before the engines.
  bool is_asked() const;

 private:
  double acute_share_ = 0;
  double load_ = 0;
  std::vector<std::string> within_;              ///< CLASS=SECONDS
  std::vector<std::string> first_token_within_;  ///< the same
};

}  // namespace islet
