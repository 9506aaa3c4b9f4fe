// One record of the catalogue as rows of figures, whatever its kind: name with unit, value, range,
// evidence.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/estimate.h"
#include "catalog/figure.h"

namespace islet {

struct SheetRow {
  std::string key;   ///< ends in its unit: "memory_gb"
  std::string text;  ///< of a word or a list; empty for a number
  double value = 0;
  double low = 0;
  double high = 0;
  bool is_number = true;
  Grade grade = Grade::d;
  std::string source;    ///< ids in data/sources.yaml
  std::string stated{};  ///< what a seed document stated, where it differs
  std::string see{};     ///< the contradiction that argues the correction
  std::string note{};
  std::string date{};  ///< of a price: "2025"
};

struct RecordSheet {
  std::string kind;  ///< "accelerator"
  std::string id;
  std::string name;
  std::string summary;  ///< what matters most, for a list
  Origin origin;
  std::vector<SheetRow> rows;

  /// A figure that has the evidence of the whole record.
  void number(std::string key, double value) {
    rows.push_back(
        {std::move(key), "", value, value, value, true, origin.grade, origin.source, ""});
  }
  void word(std::string key, std::string text) {
    if (text.empty()) return;
    rows.push_back(
        {std::move(key), std::move(text), 0, 0, 0, false, origin.grade, origin.source, ""});
  }
  /// A figure with its own evidence, shown in `unit`.
  template <class Q>
  void figure(std::string key, const Figure<Q>& figure, Q unit) {
    rows.push_back({std::move(key), "", figure.typical / unit, figure.low / unit,
                    figure.high / unit, true, figure.grade, figure.source, figure.stated,
                    figure.see, figure.note, figure.date});
  }
};

/// One sheet a record, in the records' order.
template <class Record, class MakeSheet>
std::vector<RecordSheet> sheets_of(const std::vector<Record>& records, MakeSheet make) {
  std::vector<RecordSheet> sheets;
  sheets.reserve(records.size());
  for (const Record& record : records) sheets.push_back(make(record));
  return sheets;
}

}  // namespace islet
