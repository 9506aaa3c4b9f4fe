#include "report/document.h"

#include <utility>

#include "report/text_width.h"

namespace islet {
namespace {

constexpr std::size_t body_indent = 2;

void add_lines(const std::string& text, const DocumentBlock& block, const Canvas& canvas,
               std::string& out) {
  for (const std::string& line : wrapped(text, canvas.width - body_indent)) {
    if (!line.empty()) out += std::string(body_indent, ' ');
    out += painted(line, block.tone, canvas.colour) + "\n";
  }
}

/// A title or heading, wrapped where it is long: the aside stands at the right edge, or below when
/// both do not fit.
void add_headline(const DocumentBlock& block, const Canvas& canvas, std::string& out) {
  const std::size_t used = display_width(block.text) + display_width(block.aside);
  const std::size_t gap = block.aside.empty() ? 0 : 2;
  if (used + gap <= canvas.width) {
    out += painted(block.text, Tone::strong, canvas.colour);
    if (!block.aside.empty()) {
      out +=
          std::string(canvas.width - used, ' ') + painted(block.aside, Tone::faint, canvas.colour);
    }
    out += "\n";
    return;
  }
  for (const std::string& line : wrapped(block.text, canvas.width)) {
    out += painted(line, Tone::strong, canvas.colour) + "\n";
  }
  if (block.aside.empty()) return;
  DocumentBlock aside = block;
  aside.tone = Tone::faint;
  add_lines(block.aside, aside, canvas, out);
}

void add_bullets(const DocumentBlock& block, const Canvas& canvas, std::string& out) {
  for (const std::string& item : block.items) {
    bool first = true;
    for (const std::string& line : wrapped(item, canvas.width - body_indent - 2)) {
      out += std::string(body_indent, ' ') + (first ? "- " : "  ") + line + "\n";
      first = false;
    }
  }
}

void add_text(const DocumentBlock& block, const Canvas& canvas, std::string& out) {
  switch (block.kind) {
    case BlockKind::title:
    case BlockKind::heading:
      add_headline(block, canvas, out);
      break;
    case BlockKind::paragraph:
      add_lines(block.text, block, canvas, out);
      break;
    case BlockKind::table:
      out += text_of(block.table, {canvas.width, body_indent, canvas.colour});
      break;
    case BlockKind::bullets:
      add_bullets(block, canvas, out);
      break;
    case BlockKind::commands:
      for (const std::string& item : block.items)
        out += std::string(body_indent, ' ') + item + "\n";
      break;
  }
}

void add_markdown(const DocumentBlock& block, std::string& out) {
  switch (block.kind) {
    case BlockKind::title:
      out += "# " + block.text + "\n";
      if (!block.aside.empty()) out += "\n" + block.aside + "\n";
      break;
    case BlockKind::heading:
      out += "## " + block.text + (block.aside.empty() ? "" : " (" + block.aside + ")") + "\n";
      break;
    case BlockKind::paragraph:
      out += block.text + "\n";
      break;
    case BlockKind::table:
      out += markdown_of(block.table);
      break;
    case BlockKind::bullets:
      for (const std::string& item : block.items) out += "- " + item + "\n";
      break;
    case BlockKind::commands:
      out += "```sh\n";
      for (const std::string& item : block.items) out += item + "\n";
      out += "```\n";
      break;
  }
}

}  // namespace

void Document::title(std::string text, std::string aside) {
  DocumentBlock& block = blocks_.emplace_back();
  block.kind = BlockKind::title;
  block.text = std::move(text);
  block.aside = std::move(aside);
}

void Document::heading(std::string text, std::string aside) {
  title(std::move(text), std::move(aside));
  blocks_.back().kind = BlockKind::heading;
}

void Document::paragraph(std::string text, Tone tone) {
  DocumentBlock& block = blocks_.emplace_back();
  block.text = std::move(text);
  block.tone = tone;
}

void Document::table(Table table) {
  DocumentBlock& block = blocks_.emplace_back();
  block.kind = BlockKind::table;
  block.table = std::move(table);
}

void Document::bullets(std::vector<std::string> items) {
  if (items.empty()) return;
  DocumentBlock& block = blocks_.emplace_back();
  block.kind = BlockKind::bullets;
  block.items = std::move(items);
}

void Document::commands(std::vector<std::string> items) {
  bullets(std::move(items));
  if (!blocks_.empty() && blocks_.back().kind == BlockKind::bullets) {
    blocks_.back().kind = BlockKind::commands;
  }
}

std::string text_of(const Document& document, const Canvas& canvas) {
  std::string out;
  for (const DocumentBlock& block : document.blocks()) {
    // A heading stands apart from what is above it and close to what it heads.
    if (block.kind == BlockKind::heading && !out.empty()) out += "\n";
    add_text(block, canvas, out);
  }
  return out;
}

std::string markdown_of(const Document& document) {
  std::string out;
  for (const DocumentBlock& block : document.blocks()) {
    if (!out.empty()) out += "\n";
    add_markdown(block, out);
  }
  return out;
}

}  // namespace islet
