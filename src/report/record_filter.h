// Which records of a kind are wanted: by power, memory, price, form, grade, licence or a word.
#pragma once

#include <optional>
#include <string>

#include "report/record_sheet.h"

namespace islet {

/// Empty wishes let everything pass; a record without the figure that is asked about does not pass.
struct RecordFilter {
  std::optional<double> board_w_max;
  std::optional<double> memory_gb_min;
  std::optional<double> price_usd_max;
  std::string form;     ///< part of it: "pcie"
  std::string licence;  ///< part of it: "apache"
  std::string word;     ///< part of id or name
  char grade = 'D';     ///< this or better
};

bool passes(const RecordSheet& sheet, const RecordFilter& filter);

}  // namespace islet
