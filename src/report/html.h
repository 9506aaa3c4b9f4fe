// Writes HTML (and SVG inside it): elements that close what they open, text always escaped.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/table.h"

namespace islet {

using Attributes = std::vector<std::pair<const char*, std::string>>;

/// `&`, `<`, `>` and quotes as entities; bytes that are no UTF-8 and control characters replaced.
std::string html_escaped(std::string_view text);

class Html {
 public:
  void open(const char* tag, const Attributes& attributes = {});
  void close();
  void text(std::string_view text) { out_ += html_escaped(text); }
  /// `<tag>text</tag>`.
  void element(const char* tag, std::string_view text, const Attributes& attributes = {});
  /// An element without content: `<br>`, `<rect .../>`.
  void lone(const char* tag, const Attributes& attributes = {});
  /// Finished markup of another writer.
  void add(const std::string& markup) { out_ += markup; }

  /// The whole; everything opened must be closed.
  std::string take();

 private:
  void start(const char* tag, const Attributes& attributes);

  std::string out_;
  std::vector<const char*> open_;
};

/// A table with header cells; `caption` is for screen readers too. The first column heads its row.
std::string html_of(const Table& table, const std::string& caption);

}  // namespace islet
