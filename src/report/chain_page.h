// The plans of many sites: one line a site and the totals, as a page, JSON and CSV.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "plan/site_work.h"
#include "report/document.h"

namespace islet {

struct ChainResult {
  std::string name;
  std::string file;
  std::uint64_t seed = 1;
  std::vector<SiteLine> lines;
};

Document chain_page(const ChainResult& chain);
std::string chain_csv(const ChainResult& chain);
std::string chain_json(const ChainResult& chain, const std::vector<Error>& diagnostics);

}  // namespace islet
