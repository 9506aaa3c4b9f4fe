// The ledger on disk: joules of each request and of each hour, beside the journal. What is lost
// with the last seconds before a crash is a record, not work: it is written in the background of
// the loop.
#pragma once

#include <memory>
#include <string>

#include "journal/journal_sqlite.h"
#include "live/energy_ledger.h"
#include "live/plant_forecast.h"

namespace islet {

/// An hour of the ledger beside the plant's meter, as it is kept.
struct KeptHour {
  std::int64_t unix_ms = 0;
  Energy plant;
  Energy ledger;
};

class LedgerStore {
 public:
  /// Makes the file where there is none.
  static Result<std::unique_ptr<LedgerStore>> open(const std::string& path);

  /// All or nothing; `unix_ms` of the writing. False when the disk does not take it: rows are lost
  /// and counted, the site goes on.
  bool keep(const std::vector<LedgerRow>& rows, std::int64_t unix_ms);
  bool keep(const KeptHour& one);
  /// Hours that forecasts learn from; those of ten weeks before the newest are forgotten.
  bool keep(const std::vector<KeptFigure>& hours);
  std::int64_t lost() const { return lost_; }

  /// What is kept.
  std::int64_t rows();
  Energy sum();
  std::vector<KeptHour> hours();
  /// Oldest first.
  std::vector<KeptFigure> figures();

 private:
  explicit LedgerStore(Database database) : database_(std::move(database)) {}
  Database database_;
  std::int64_t lost_ = 0;
};

}  // namespace islet
