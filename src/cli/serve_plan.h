// `islet serve PLAN.json`: the models that a plan placed, on engines of this machine.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "live/site_models.h"

namespace islet {

class ServePlan {
 public:
  void declare(CLI::App& app);
  bool is_asked() const { return !plan_.empty(); }

  struct Chosen {
    std::vector<SiteModel> models;
    Bytes memory{};         ///< of the planned devices together
    std::string fell_back;  ///< what is not as planned; empty: nothing
  };
  /// Each planned model whose file is there; its other names are the workloads it was planned for.
  /// `state`: where shapes are kept. Error when the plan cannot be read, or none can be served.
  Result<Chosen> read(const std::string& state, int threads) const;

 private:
  std::string plan_;
  std::string folder_;   ///< of the models' files; empty: the plan's own
  bool shapes_ = false;  ///< random weights where there is no file
};

}  // namespace islet
