// A page for people as a list of blocks, rendered for a terminal or as Markdown.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/table.h"

namespace islet {

enum class BlockKind { title, heading, paragraph, table, bullets, commands };

struct DocumentBlock {
  BlockKind kind = BlockKind::paragraph;
  std::string text;   ///< title, heading, paragraph
  std::string aside;  ///< at the right of a title or heading
  Tone tone = Tone::plain;
  Table table;
  std::vector<std::string> items;  ///< bullets, commands
};

class Document {
 public:
  void title(std::string text, std::string aside);
  void heading(std::string text, std::string aside = "");
  void paragraph(std::string text, Tone tone = Tone::plain);
  void table(Table table);
  /// Nothing is added for an empty list.
  void bullets(std::vector<std::string> items);
  void commands(std::vector<std::string> items);
  /// A block of another page.
  void add(DocumentBlock block) { blocks_.push_back(std::move(block)); }

  const std::vector<DocumentBlock>& blocks() const { return blocks_; }

 private:
  std::vector<DocumentBlock> blocks_;
};

/// Lines of at most `canvas.width` columns; only commands, which are to be copied, may be longer.
std::string text_of(const Document& document, const Canvas& canvas);

std::string markdown_of(const Document& document);

}  // namespace islet
