#include "report/record_filter.h"

#include <algorithm>
#include <string_view>

namespace islet {
namespace {

bool mentions(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

const SheetRow* row_of(const RecordSheet& sheet, std::string_view key) {
  const auto row = std::find_if(sheet.rows.begin(), sheet.rows.end(),
                                [&](const SheetRow& each) { return each.key == key; });
  return row == sheet.rows.end() ? nullptr : &*row;
}

bool has_word(const RecordSheet& sheet, std::string_view key, const std::string& part) {
  if (part.empty()) return true;
  const SheetRow* row = row_of(sheet, key);
  return row != nullptr && mentions(row->text, part);
}

bool at_most(const RecordSheet& sheet, std::string_view key, const std::optional<double>& most) {
  if (!most) return true;
  const SheetRow* row = row_of(sheet, key);
  return row != nullptr && row->value <= *most;
}

bool at_least(const RecordSheet& sheet, std::string_view key, const std::optional<double>& least) {
  if (!least) return true;
  const SheetRow* row = row_of(sheet, key);
  return row != nullptr && row->value >= *least;
}

}  // namespace

bool passes(const RecordSheet& sheet, const RecordFilter& filter) {
  return at_most(sheet, "board_w", filter.board_w_max) &&
         at_least(sheet, "memory_gb", filter.memory_gb_min) &&
         at_most(sheet, "price_usd", filter.price_usd_max) &&
         has_word(sheet, "form", filter.form) && has_word(sheet, "licence", filter.licence) &&
         letter(sheet.origin.grade) <= filter.grade &&
         (mentions(sheet.id, filter.word) || mentions(sheet.name, filter.word));
}

}  // namespace islet
