#include "live/ledger_store.h"

#include <cmath>

namespace islet {
namespace {

constexpr const char* tables =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "CREATE TABLE IF NOT EXISTS energy(request INTEGER, unix_ms INTEGER, class INTEGER,"
    " ran_us INTEGER, energy_uj INTEGER, low_uj INTEGER, high_uj INTEGER, metered INTEGER);"
    "CREATE TABLE IF NOT EXISTS hours(unix_ms INTEGER, plant_uj INTEGER, ledger_uj INTEGER);"
    "CREATE TABLE IF NOT EXISTS figures(calendar_hour INTEGER, figure INTEGER, mean_milli INTEGER,"
    " PRIMARY KEY(calendar_hour, figure)) WITHOUT ROWID;";

std::int64_t micro(Energy energy) { return std::llround(1e6 * (energy / joule)); }
Energy from_micro(std::int64_t value) { return 1e-6 * static_cast<double>(value) * joule; }

}  // namespace

Result<std::unique_ptr<LedgerStore>> LedgerStore::open(const std::string& path) {
  Result<Database> database = Database::open(path, {});
  if (!database) return database.error();
  if (database->run(tables) != StoreFault::none) {
    return Error{
        {path}, "the ledger of joules cannot be written: " + database->message(), "", "G4", ""};
  }
  return std::unique_ptr<LedgerStore>(new LedgerStore(std::move(*database)));
}

bool LedgerStore::keep(const std::vector<LedgerRow>& rows, std::int64_t unix_ms) {
  if (rows.empty()) return true;
  bool is_kept = database_.run("BEGIN") == StoreFault::none;
  Statement insert = database_.prepare("INSERT INTO energy VALUES(?,?,?,?,?,?,?,?)");
  for (const LedgerRow& row : rows) {
    insert.bind(static_cast<std::int64_t>(number_in(row.request)))
        .bind(unix_ms)
        .bind(static_cast<std::int64_t>(index_of(row.work_class)))
        .bind(static_cast<std::int64_t>(row.ran / microsecond))
        .bind(micro(row.energy.energy))
        .bind(micro(row.energy.low))
        .bind(micro(row.energy.high))
        .bind(std::int64_t{row.energy.is_metered});
    is_kept = insert.finish() == StoreFault::none && is_kept;
  }
  is_kept = is_kept && database_.run("COMMIT") == StoreFault::none;
  if (!is_kept) {
    database_.run("ROLLBACK");
    lost_ += static_cast<std::int64_t>(rows.size());
  }
  return is_kept;
}

bool LedgerStore::keep(const KeptHour& one) {
  Statement insert = database_.prepare("INSERT INTO hours VALUES(?,?,?)");
  return insert.bind(one.unix_ms).bind(micro(one.plant)).bind(micro(one.ledger)).finish() ==
         StoreFault::none;
}

bool LedgerStore::keep(const std::vector<KeptFigure>& hours) {
  if (hours.empty()) return true;
  constexpr std::int64_t kept_hours = 10 * hours_of_week;
  Statement insert = database_.prepare("INSERT OR REPLACE INTO figures VALUES(?,?,?)");
  bool is_kept = true;
  for (const KeptFigure& one : hours) {
    insert.bind(one.calendar_hour)
        .bind(std::int64_t{one.figure})
        .bind(std::llround(1e3 * one.mean));
    is_kept = insert.finish() == StoreFault::none && is_kept;
  }
  Statement forget = database_.prepare("DELETE FROM figures WHERE calendar_hour<?");
  const bool is_forgotten =
      forget.bind(hours.back().calendar_hour - kept_hours).finish() == StoreFault::none;
  return is_kept && is_forgotten;
}

std::vector<KeptFigure> LedgerStore::figures() {
  std::vector<KeptFigure> out;
  constexpr std::size_t most = 20'000;
  Statement all = database_.prepare(
      "SELECT calendar_hour,figure,mean_milli FROM figures ORDER BY calendar_hour,figure");
  while (out.size() < most && all.step()) {
    out.push_back({static_cast<int>(all.number(1)), all.number(0),
                   1e-3 * static_cast<double>(all.number(2))});
  }
  return out;
}

std::int64_t LedgerStore::rows() {
  Statement count = database_.prepare("SELECT count(*) FROM energy");
  return count.step() ? count.number(0) : 0;
}

Energy LedgerStore::sum() {
  Statement sum = database_.prepare("SELECT coalesce(sum(energy_uj),0) FROM energy");
  return sum.step() ? from_micro(sum.number(0)) : Energy();
}

std::vector<KeptHour> LedgerStore::hours() {
  std::vector<KeptHour> out;
  constexpr std::size_t most = 100'000;
  Statement all = database_.prepare("SELECT unix_ms,plant_uj,ledger_uj FROM hours ORDER BY rowid");
  while (out.size() < most && all.step()) {
    out.push_back({all.number(0), from_micro(all.number(1)), from_micro(all.number(2))});
  }
  return out;
}

}  // namespace islet
