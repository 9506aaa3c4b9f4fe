#include "report/ledger.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "perf/drafted_step.h"
#include "report/catalog_sheets.h"

namespace islet {
namespace {

void add_once(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

/// Ids of the records that a design draws on.
std::vector<std::string> records_of(const DesignOutcome& design) {
  std::vector<std::string> ids;
  for (const ComputeGroup& group : design.design.compute.groups) {
    add_once(ids, group.accelerator->id);
    if (group.host != nullptr) add_once(ids, group.host->id);
  }
  for (const Placement& placement : design.design.compute.placements) {
    if (placement.model != nullptr) add_once(ids, placement.model->id);
    if (placement.draft != nullptr) add_once(ids, placement.draft->id);
  }
  for (const BillItem& item : design.bill) add_once(ids, item.record);
  return ids;
}

std::string disputed_text(const SheetRow& row) {
  if (row.stated.empty()) return row.see;
  return row.stated + (row.see.empty() ? "" : " (" + row.see + ")");
}

}  // namespace

std::vector<LedgerLine> ledger_of(const DesignOutcome& design, const Catalog& catalog) {
  std::vector<LedgerLine> lines;
  for (const std::string& id : records_of(design)) {
    const std::optional<RecordSheet> sheet = sheet_of(catalog, id);
    if (!sheet) continue;
    for (const SheetRow& row : sheet->rows) {
      const bool assumed = row.is_number && row.grade == Grade::d;
      const std::string disputed = disputed_text(row);
      const bool old = is_old_price(row.date, catalog.edition);
      if (!assumed && disputed.empty() && !old) continue;
      const std::string value = row.is_number ? significant(row.value, 6) : row.text;
      lines.push_back({sheet->id + "." + row.key, value, row.grade, assumed, disputed, row.source,
                       row.date, old});
    }
  }
  for (const WorkloadOutcome& workload : design.workloads) {
    if (workload.draft.empty()) continue;
    const Estimate<double> taken = assumed_acceptance();
    lines.push_back({workload.name + ".draft_acceptance_share",
                     fmt::format("{:.2g} ({:.2g} .. {:.2g})", taken.value, taken.low, taken.high),
                     taken.grade, true, "", taken.source, "", false});
  }
  return lines;
}

}  // namespace islet
