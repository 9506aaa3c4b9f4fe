#include "report/table_files.h"

#include <fmt/format.h>

namespace islet {
namespace {

/// "what-to-buy" of "What to buy (USD)".
std::string slug_of(const std::string& heading) {
  std::string slug;
  for (const char each : heading) {
    const bool is_capital = each >= 'A' && each <= 'Z';
    const char small = is_capital ? static_cast<char>(each - 'A' + 'a') : each;
    const bool is_kept = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (is_kept) slug += small;
    if (!is_kept && !slug.empty() && slug.back() != '-') slug += '-';
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "table" : slug;
}

}  // namespace

std::vector<TableFile> table_files(const Document& page) {
  std::vector<TableFile> files;
  std::string heading;
  for (const DocumentBlock& block : page.blocks()) {
    if (block.kind == BlockKind::title) heading = "key figures";
    if (block.kind == BlockKind::heading) heading = block.text;
    if (block.kind != BlockKind::table || block.table.rows.empty()) continue;
    files.push_back(
        {fmt::format("{:02}-{}.csv", files.size() + 1, slug_of(heading)), csv_of(block.table)});
  }
  return files;
}

}  // namespace islet
