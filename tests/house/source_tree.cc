#include "source_tree.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace islet::house {

namespace fs = std::filesystem;

SourceFile file_from(std::string path, std::string_view text) {
  SourceFile file{std::move(path), {}};
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
  return file;
}

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

static bool ends_with_any(const std::string& name, const std::vector<std::string>& endings) {
  return endings.empty() || std::any_of(endings.begin(), endings.end(),
                                        [&](const auto& ending) { return name.ends_with(ending); });
}

std::vector<SourceFile> files_below(const std::string& folder,
                                    const std::vector<std::string>& endings) {
  std::vector<std::string> paths;
  if (!fs::is_directory(folder)) return {};
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::end(at); ++at) {
    const std::string name = at->path().filename().string();
    if (at->is_directory()) {
      if (name.starts_with(".") || name.starts_with("build")) at.disable_recursion_pending();
    } else if (at->is_regular_file() && !at->is_symlink() && ends_with_any(name, endings)) {
      paths.push_back(at->path().lexically_normal().generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) files.push_back(file_from(path, text_of(path)));
  return files;
}

std::vector<SourceFile> product_sources() {
  std::vector<SourceFile> files = files_below("src", {".h", ".cc"});
  std::erase_if(files, [](const SourceFile& file) { return is_test(file.path); });
  return files;
}

bool is_test(const std::string& path) {
  return path.ends_with("_test.cc") || path.starts_with("tests/") || path.starts_with("bench/");
}

std::string folder_of(const std::string& path) {
  if (!path.starts_with("src/")) return "";
  const std::size_t end = path.find('/', 4);
  return end == std::string::npos ? "" : path.substr(4, end - 4);
}

static bool is_identifier(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c));
}

namespace {

/// Walks over a text and says of each character whether it is code.
class CodeReader {
 public:
  explicit CodeReader(std::string_view text) : text_(text) {}

  std::string blanked() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        blank_until(text_.find('\n', at_));
      } else if (starts("/*")) {
        blank_until(end_after("*/", at_ + 2));
      } else if (starts("R\"") && (at_ == 0 || !is_identifier(text_[at_ - 1]))) {
        blank_raw_string();
      } else if (text_[at_] == '"' || is_character_quote()) {
        blank_quoted(text_[at_]);
      } else {
        out_ += text_[at_++];
      }
    }
    return out_;
  }

 private:
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  /// 1'000'000 has quotes, too.
  bool is_character_quote() const {
    return text_[at_] == '\'' && (at_ == 0 || !is_identifier(text_[at_ - 1]));
  }

  std::size_t end_after(std::string_view mark, std::size_t from) const {
    const std::size_t found = text_.find(mark, from);
    return found == std::string_view::npos ? text_.size() : found + mark.size();
  }

  void blank_until(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      out_ += text_[at_] == '\n' ? '\n' : ' ';
    }
  }

  void blank_raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_until(text_.size());
    const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const std::size_t end = end_after(close, open);
    out_ += "\"\"";
    at_ += 2;
    blank_until(end);
  }

  void blank_quoted(char quote) {
    out_ += text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      blank_until(at_ + (text_[at_] == '\\' ? 2 : 1));
    }
    if (at_ < text_.size() && text_[at_] == quote) out_ += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::vector<std::string> code_only(const SourceFile& file) {
  std::string text;
  for (const std::string& line : file.lines) text += line + "\n";
  std::vector<std::string> lines = file_from("", CodeReader(text).blanked()).lines;
  // An #include's name is what the floors test reads: it is no literal.
  for (std::size_t i = 0; i < file.lines.size() && i < lines.size(); ++i) {
    if (file.lines[i].starts_with("#include")) lines[i] = file.lines[i];
  }
  return lines;
}

bool has_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_identifier(word.front()) || !is_identifier(line[at - 1]);
    const bool ends =
        end == line.size() || !is_identifier(word.back()) || !is_identifier(line[end]);
    if (starts && ends) return true;
  }
  return false;
}

bool starts_with_any(const std::string& path, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return path.starts_with(prefix); });
}

std::string finding(const SourceFile& file, std::size_t line_index, const std::string& message) {
  return file.path + ":" + std::to_string(line_index + 1) + ": " + message;
}

std::string listed(const std::vector<std::string>& findings) {
  std::string text;
  for (const std::string& one : findings) text += one + "\n";
  return text;
}

void expect_none(const std::vector<std::string>& findings) {
  if (!findings.empty()) ADD_FAILURE() << findings.size() << " findings:\n" << listed(findings);
}

}  // namespace islet::house
