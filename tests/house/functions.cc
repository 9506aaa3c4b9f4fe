#include "functions.h"

#include <algorithm>
#include <cctype>

namespace islet::house {
namespace {

enum class Scope { name_space, type, function, other };

bool is_identifier(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

/// The text without `template <...>` prefixes, attributes and access labels in front.
std::string without_prefixes(std::string head) {
  const auto drop_blanks = [&] {
    head.erase(0, std::min(head.find_first_not_of(" \n"), head.size()));
  };
  for (drop_blanks();; drop_blanks()) {
    std::size_t end = 0;
    if (head.starts_with("template")) {
      int depth = 0;
      for (end = 8; end < head.size(); ++end) {
        if (head[end] == '<') ++depth;
        if (head[end] == '>' && --depth == 0) break;
      }
      ++end;
    } else if (head.starts_with("[[")) {
      end = std::min(head.find("]]"), head.size()) + 2;
    } else if (head.starts_with("public:") || head.starts_with("private:") ||
               head.starts_with("protected:")) {
      end = head.find(':') + 1;
    } else if (head.starts_with("inline ")) {
      end = 7;
    } else {
      return head;
    }
    head.erase(0, std::min(end, head.size()));
  }
}

bool starts_with_word(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return text.starts_with(word) &&
           (text.size() == word.size() || !is_identifier(text[word.size()]));
  });
}

/// The name of the function that `head` declares; empty when it declares none.
std::string function_name(const std::string& head) {
  if (starts_with_word(head, {"using", "typedef", "static_assert", "return", "namespace"}))
    return "";
  std::size_t open = head.find('(');
  const std::size_t op = head.find("operator");
  if (op != std::string::npos && op < open) {
    open = head.find('(', op + (head.substr(op).starts_with("operator()") ? 10 : 8));
    return open == std::string::npos ? "" : head.substr(op, open - op);
  }
  if (open == std::string::npos || head.find('=') < open) return "";
  std::size_t start = open;
  while (start > 0 &&
         (is_identifier(head[start - 1]) || head[start - 1] == ':' || head[start - 1] == '~')) {
    --start;
  }
  std::string name = head.substr(start, open - start);
  const bool is_name = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]));
  return is_name && name != "requires" && name != "decltype" ? name : "";
}

/// Goes through the characters once, with the open brackets on a stack.
class Scanner {
 public:
  std::vector<Function> scan(const std::vector<std::string>& lines) {
    bool continued = false;
    for (line_ = 0; line_ < lines.size(); ++line_) {
      const std::string& text = lines[line_];
      const std::size_t first = text.find_first_not_of(' ');
      const bool directive = continued || (first != std::string::npos && text[first] == '#');
      continued = directive && text.ends_with("\\");
      if (directive) continue;
      for (char c : text) take(c);
      take('\n');
    }
    return found_;
  }

 private:
  struct Open {
    Scope scope;
    bool keeps_head;       ///< an initialiser's braces: the statement goes on behind them
    std::size_t function;  ///< which of `found_`, when `scope` is a function
  };

  bool outside_code() const {
    return std::all_of(open_.begin(), open_.end(), [](const Open& one) {
      return one.scope == Scope::name_space || one.scope == Scope::type;
    });
  }

  void take(char c) {
    if (c == '(') ++parentheses_;
    if (c == ')') --parentheses_;
    if (c == '{') return open_brace();
    if (c == '}') return close_brace();
    if (c == ';' && parentheses_ == 0) return end_statement();
    if (head_.empty() && (c == ' ' || c == '\n')) return;
    if (head_.empty()) head_line_ = line_;
    head_ += c;
    // A label must not hide the comment of what follows it.
    if (c == ':' && starts_with_word(head_, {"public", "private", "protected"})) head_.clear();
  }

  void open_brace() {
    const std::string head = without_prefixes(head_);
    const bool glued = !head_.empty() && (is_identifier(head_.back()) || head_.back() == '>');
    if (!outside_code() || parentheses_ > 0 || glued) {
      open_.push_back({Scope::other, outside_code() || glued, 0});
      return;
    }
    if (starts_with_word(head, {"namespace", "extern"})) {
      open_.push_back({Scope::name_space, false, 0});
    } else if (starts_with_word(head, {"class", "struct", "union", "enum"})) {
      open_.push_back({Scope::type, false, 0});
    } else if (const std::string name = function_name(head); !name.empty()) {
      add(name);
      found_.back().has_body = true;
      open_.push_back({Scope::function, false, found_.size() - 1});
    } else {
      open_.push_back({Scope::other, true, 0});
    }
    if (!open_.back().keeps_head) head_.clear();
  }

  void close_brace() {
    if (open_.empty()) return;
    const Open closed = open_.back();
    open_.pop_back();
    if (closed.scope == Scope::function) found_[closed.function].last_line = line_;
    if (!closed.keeps_head) head_.clear();
  }

  void end_statement() {
    if (outside_code()) {
      const std::string name = function_name(without_prefixes(head_));
      if (!name.empty()) add(name);
    }
    head_.clear();
  }

  void add(const std::string& name) {
    const bool is_free = std::none_of(open_.begin(), open_.end(),
                                      [](const Open& one) { return one.scope == Scope::type; });
    found_.push_back({name, head_line_, line_, false, is_free});
  }

  std::vector<Function> found_;
  std::vector<Open> open_;
  std::string head_;  ///< the statement so far
  std::size_t head_line_ = 0;
  std::size_t line_ = 0;
  int parentheses_ = 0;
};

}  // namespace

std::vector<Function> functions_of(const SourceFile& file) {
  return Scanner().scan(code_only(file));
}

std::vector<std::string> doc_above(const SourceFile& file, std::size_t line) {
  const auto is_doc = [&](std::size_t at) {
    return file.lines[at].find_first_not_of(' ') == file.lines[at].find("///") &&
           file.lines[at].find("///") != std::string::npos;
  };
  const auto is_empty = [&](std::size_t at) {
    return file.lines[at].find_first_not_of(' ') == std::string::npos;
  };
  std::size_t end = line;
  while (end > 0 && !is_doc(end - 1) && !is_empty(end - 1)) --end;
  std::size_t first = end;
  while (first > 0 && is_doc(first - 1)) --first;
  std::vector<std::string> doc;
  for (; first < end; ++first) {
    doc.push_back(file.lines[first].substr(file.lines[first].find("///")));
  }
  return doc;
}

}  // namespace islet::house
