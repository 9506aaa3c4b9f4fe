// How two records differ, figure by figure, and how two catalogues differ, record by record.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "report/record_sheet.h"
#include "report/table.h"

namespace islet {

/// One figure or word that is not alike. An empty text: not there.
struct FigureChange {
  std::string key;
  std::string before;
  std::string after;
  /// after / before - 1 where both are numbers and the first is not 0.
  bool has_share = false;
  double share = 0;
  std::string only;  ///< "range", "evidence" or "date" where the value itself is the same
};

/// In the order of the first record, then what only the second one has.
std::vector<FigureChange> changes_of(const RecordSheet& before, const RecordSheet& after);

enum class RecordFate { added, removed, changed };

struct RecordChange {
  std::string kind;  ///< "accelerator"
  std::string id;
  RecordFate fate = RecordFate::changed;
  std::vector<FigureChange> figures;  ///< of one that changed
};

/// By kind, then id.
std::vector<RecordChange> changes_of(const Catalog& before, const Catalog& after);

/// One row a figure; the heads are the names of the two records.
Table figure_changes_table(const std::vector<FigureChange>& changes, const std::string& before,
                           const std::string& after);
/// One row a figure, with its record; records added and removed have one row.
Table record_changes_table(const std::vector<RecordChange>& changes);

/// Schema islet/catalog-diff/1.
std::string figure_changes_json(const RecordSheet& before, const RecordSheet& after);
std::string record_changes_json(const std::vector<RecordChange>& changes);

}  // namespace islet
