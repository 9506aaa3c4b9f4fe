// The plans of many sites: one line a site and the totals, as a page, JSON, CSV and a report.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plan/site_work.h"
#include "report/document.h"

namespace islet {

struct ChainResult {
  std::string name;
  std::string file;
  std::uint64_t seed = 1;
  std::string version;  ///< of the program that planned
  std::vector<SiteLine> lines;
  std::vector<CommonDefault> assumed;  ///< where it was asked for
};

Document chain_page(const ChainResult& chain);
std::string chain_csv(const ChainResult& chain);
std::string chain_json(const ChainResult& chain, const std::vector<Error>& diagnostics);

/// One HTML file below 1 MB that needs no script and no other file; what is left out of a long list
/// it says. The same result gives the same bytes.
std::string chain_html(const ChainResult& chain);

/// Whether the text is what `chain_json` writes.
bool is_chain(std::string_view text);
/// Reads what `chain_json` wrote; `file` names it in messages. D10 and D11 as for a plan. None with
/// any fault.
std::optional<ChainResult> read_chain(std::string_view text, const std::string& file,
                                      Faults& faults);

/// Sum, range and grade of what all planned sites take.
Table chain_totals(const ChainTotals& sum);
/// The devices of all planned sites.
Table chain_devices(const ChainTotals& sum);
/// "11 planned, 1 without a design".
std::string chain_summary(const ChainTotals& sum);

}  // namespace islet
