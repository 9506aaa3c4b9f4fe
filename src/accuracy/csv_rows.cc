#include "accuracy/csv_rows.h"

#include <optional>
#include <utility>

#include "base/utf8.h"

namespace islet {
namespace {

constexpr std::size_t rows_max = 200'000;
constexpr std::size_t fields_max = 100;
constexpr std::size_t field_bytes_max = 20'000;

/// Walks over the text once, field by field.
class CsvText {
 public:
  CsvText(std::string_view text, const std::string& path, Faults& faults)
      : text_(text), path_(path), faults_(faults) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    line_start_ = at_;
  }

  bool is_at_end() const { return at_ >= text_.size(); }

  /// The next row; empty for an empty line. None after a fault.
  std::optional<CsvRow> row() {
    CsvRow row;
    if (end_line()) return row;
    while (row.size() < fields_max) {
      std::optional<CsvField> field = next_field();
      if (!field) return std::nullopt;
      row.push_back(std::move(*field));
      if (is_at_end() || end_line()) return row;
      ++at_;  // the comma
    }
    refuse("the row has more than 100 fields", "Look for a quote that is missing.");
    return std::nullopt;
  }

 private:
  bool end_line() {
    if (is_at_end()) return true;
    if (text_.substr(at_, 2) == "\r\n") {
      at_ += 2;
    } else if (text_[at_] == '\n') {
      ++at_;
    } else {
      return false;
    }
    ++line_;
    line_start_ = at_;
    return true;
  }

  int column() const { return static_cast<int>(at_ - line_start_) + 1; }

  std::optional<CsvField> next_field() {
    CsvField field{"", line_, column()};
    if (!is_at_end() && text_[at_] == '"') return quoted_field(std::move(field));
    std::size_t end = text_.find_first_of(",\n", at_);
    if (end == std::string_view::npos) end = text_.size();
    std::string_view plain = text_.substr(at_, end - at_);
    if (plain.ends_with('\r')) plain.remove_suffix(1);
    at_ += plain.size();
    if (plain.size() > field_bytes_max) return too_long(field);
    field.text = std::string(plain);
    return field;
  }

  /// A doubled quote stands for one; line ends may stand between quotes.
  std::optional<CsvField> quoted_field(CsvField field) {
    ++at_;
    while (!is_at_end() && field.text.size() <= field_bytes_max) {
      const char letter = text_[at_++];
      if (letter != '"') {
        field.text += letter;
        if (letter == '\n') {
          ++line_;
          line_start_ = at_;
        }
      } else if (!is_at_end() && text_[at_] == '"') {
        field.text += text_[at_++];
      } else if (is_at_end() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r') {
        return field;
      } else {
        refuse("text follows a closing quote", "Write a quote inside quotes twice.");
        return std::nullopt;
      }
    }
    if (field.text.size() > field_bytes_max) return too_long(field);
    faults_.add({{path_, field.line, field.column},
                 "a quote opens and never closes",
                 "Close it, or write a quote inside quotes twice.",
                 "D3",
                 ""});
    return std::nullopt;
  }

  std::optional<CsvField> too_long(const CsvField& field) {
    faults_.add({{path_, field.line, field.column},
                 "the field holds more than 20000 bytes",
                 "Look for a quote that is missing.",
                 "D3",
                 ""});
    return std::nullopt;
  }

  void refuse(std::string what, std::string hint) {
    faults_.add({{path_, line_, column()}, std::move(what), std::move(hint), "D3", ""});
  }

  std::string_view text_;
  const std::string& path_;
  Faults& faults_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<CsvRow> csv_rows(std::string_view text, const std::string& path, Faults& faults) {
  std::vector<CsvRow> rows;
  CsvText rest(text, path, faults);
  while (!rest.is_at_end()) {
    if (rows.size() == rows_max) {
      faults.add({{path}, "the table has more than 200000 rows", "Split it.", "D8", ""});
      break;
    }
    std::optional<CsvRow> row = rest.row();
    if (!row) break;
    if (!row->empty()) rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace islet
