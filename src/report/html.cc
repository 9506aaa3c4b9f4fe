#include "report/html.h"

#include <algorithm>
#include <cctype>

#include "base/check.h"
#include "base/utf8.h"

namespace islet {
namespace {

const char* class_of(Tone tone) {
  switch (tone) {
    case Tone::strong:
      return "strong";
    case Tone::faint:
      return "faint";
    case Tone::good:
      return "good";
    case Tone::bad:
      return "bad";
    case Tone::caution:
      return "caution";
    case Tone::plain:
      break;
  }
  return "";
}

/// Whether a column holds sentences, which need room before they wrap.
std::vector<bool> long_columns(const Table& table) {
  constexpr std::size_t short_text = 22;
  std::vector<bool> out(table.columns.size());
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t index = 0; index < std::min(row.size(), out.size()); ++index) {
      if (row[index].text.size() > short_text) out[index] = true;
    }
  }
  return out;
}

/// Escaped, with places to break within keys and ids: after a point, a colon, an underscore.
std::string breakable(std::string_view text) {
  const std::string escaped = html_escaped(text);
  std::string out;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    out += escaped[at];
    const bool is_joint = escaped[at] == '.' || escaped[at] == ':' || escaped[at] == '_';
    if (!is_joint || at + 1 == escaped.size()) continue;
    const auto next = static_cast<unsigned char>(escaped[at + 1]);
    if (std::isalpha(next) != 0) out += "<wbr>";
  }
  return out;
}

void add_cell(Html& html, const Column& column, const Cell& cell, bool heads_row, bool is_long) {
  std::string classes = class_of(cell.tone);
  const bool is_number = column.align == Align::right;
  if (is_number) classes += classes.empty() ? "number" : " number";
  if (is_long && !is_number) classes += classes.empty() ? "long" : " long";
  Attributes attributes;
  if (heads_row) attributes.emplace_back("scope", "row");
  if (!classes.empty()) attributes.emplace_back("class", classes);
  const char* tag = heads_row ? "th" : "td";
  if (!is_long) {
    html.element(tag, cell.text, attributes);
    return;
  }
  html.open(tag, attributes);
  html.add(breakable(cell.text));
  html.close();
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = length == 0 ? '?' : text.front();
    if (length > 1) {
      out += text.substr(0, length);
      text.remove_prefix(length);
      continue;
    }
    text.remove_prefix(1);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return out;
}

void Html::start(const char* tag, const Attributes& attributes) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"" + html_escaped(value) + '"';
  }
}

void Html::open(const char* tag, const Attributes& attributes) {
  start(tag, attributes);
  out_ += ">\n";
  open_.push_back(tag);
}

void Html::close() {
  CHECK(!open_.empty());
  out_ += "</";
  out_ += open_.back();
  out_ += ">\n";
  open_.pop_back();
}

void Html::element(const char* tag, std::string_view text, const Attributes& attributes) {
  start(tag, attributes);
  out_ += '>' + html_escaped(text) + "</" + tag + ">\n";
}

void Html::lone(const char* tag, const Attributes& attributes) {
  start(tag, attributes);
  out_ += "/>\n";
}

std::string Html::take() {
  CHECK(open_.empty());
  return std::move(out_);
}

std::string html_of(const Table& table, const std::string& caption) {
  const std::vector<bool> is_long = long_columns(table);
  Html html;
  html.open("div",
            {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}});
  html.open("table");
  html.element("caption", caption);
  html.open("thead");
  html.open("tr");
  for (const Column& column : table.columns) {
    html.element("th", column.name,
                 column.align == Align::right ? Attributes{{"scope", "col"}, {"class", "number"}}
                                              : Attributes{{"scope", "col"}});
  }
  html.close();
  html.close();
  html.open("tbody");
  for (const std::vector<Cell>& row : table.rows) {
    html.open("tr");
    for (std::size_t index = 0; index < table.columns.size(); ++index) {
      const Cell cell = index < row.size() ? row[index] : Cell();
      add_cell(html, table.columns[index], cell, index == 0 && !cell.text.empty(), is_long[index]);
    }
    html.close();
  }
  html.close();
  html.close();
  html.close();
  return html.take();
}

}  // namespace islet
