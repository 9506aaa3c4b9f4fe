// Which requests left the site, for whom, and that no others did: a line for each, on disk.
#pragma once

#include <fstream>
#include <map>
#include <span>
#include <string>

#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

struct ResidencyCounts {
  std::int64_t kept = 0;      ///< started on an engine of the site
  std::int64_t left = 0;      ///< started elsewhere, as they were allowed to
  std::int64_t refused = 0;   ///< no engine within what they were allowed
  std::int64_t breaches = 0;  ///< started further away than they were allowed to: never
};

/// Sees the scheduler's events and decisions; from them alone it knows where each request went, so
/// that it does not trust the rule that it watches.
class ResidencyAudit {
 public:
  /// Lines are added to the file; empty: counts only.
  explicit ResidencyAudit(const std::string& file);

  void saw(const Event& event, std::span<const Decision> decisions);
  const ResidencyCounts& counts() const { return counts_; }
  /// Requests for that model that are not over.
  std::size_t open_for(ModelId model) const;

 private:
  struct Asked {
    TenantId tenant{};
    Residency residency = Residency::anywhere;
    ModelId model{};
  };
  void started(RequestId request, EngineId engine);

  std::map<RequestId, Asked> open_;
  std::map<EngineId, Residency> engines_;
  ResidencyCounts counts_;
  std::ofstream file_;
};

}  // namespace islet
