#include "base/yaml.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

#include <libfyaml.h>

#include "base/utf8.h"
#include "base/written_file.h"

namespace islet {
namespace {

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};
using Parser = std::unique_ptr<fy_parser, ParserDeleter>;
using Diag = std::unique_ptr<fy_diag, DiagDeleter>;

/// Place of a byte offset, columns in characters.
Place place_at(const std::string& file, std::string_view text, std::size_t offset) {
  Place place{file, 1, 1, 1};
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < std::min(offset, text.size()); ++at) {
    if (text[at] != '\n') continue;
    ++place.line;
    line_start = at + 1;
  }
  const std::size_t length = std::min(offset, text.size()) - line_start;
  place.column = static_cast<int>(character_count(text.substr(line_start, length))) + 1;
  return place;
}

/// Looks at bytes only, so that hostile depth never reaches the parser: counts brackets outside
/// quotes, and steps of indentation.
class DepthScan {
 public:
  DepthScan(std::string_view text, int depth_max) : text_(text), depth_max_(depth_max) {}

  /// The offset where the greatest depth is passed; none when it never is.
  std::optional<std::size_t> too_deep_at() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n' && begin_line()) continue;
      if (at_start_ && c != ' ' && c != '\n' && c != '\r' && indent_passes(c)) return at_;
      if (quote_ != 0) {
        leave_quote(c);
      } else if (bracket_passes(c)) {
        return at_;
      }
    }
    return std::nullopt;
  }

 private:
  /// True when nothing is open and the line end itself means nothing more.
  bool begin_line() {
    line_start_ = at_ + 1;
    at_start_ = true;
    return quote_ == 0 && open_ == 0;
  }

  /// The first word of a line, or after a dash. "- - - x" nests once for each dash; a plain key
  /// once for its indentation.
  bool indent_passes(char c) {
    // After a dash the next word starts deeper on the same line.
    at_start_ = c == '-' && at_ + 1 < text_.size() && text_[at_ + 1] == ' ';
    if (open_ > 0 || c == '#') return false;
    const std::size_t indent = at_ - line_start_;
    while (!indents_.empty() && indents_.back() >= indent) indents_.pop_back();
    indents_.push_back(indent);
    return static_cast<int>(indents_.size()) > depth_max_;
  }

  void leave_quote(char c) {
    if (c == '\\' && quote_ == '"') ++at_;
    if (c == quote_) quote_ = 0;
  }

  bool bracket_passes(char c) {
    const bool starts_value = at_ == 0 || std::strchr(" \t\n[{,:", text_[at_ - 1]) != nullptr;
    if ((c == '"' || c == '\'') && starts_value) quote_ = c;
    if ((c == '[' || c == '{') && (starts_value || open_ > 0)) return ++open_ > depth_max_;
    if ((c == ']' || c == '}') && open_ > 0) --open_;
    if (c == '#') skip_comment();
    return false;
  }

  void skip_comment() {
    if (at_ > 0 && text_[at_ - 1] != ' ' && text_[at_ - 1] != '\n') return;
    const std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end - 1;
  }

  std::string_view text_;
  int depth_max_;
  std::size_t at_ = 0;
  int open_ = 0;    ///< brackets
  char quote_ = 0;  ///< the quote we are inside of
  std::vector<std::size_t> indents_;
  std::size_t line_start_ = 0;
  bool at_start_ = true;
};

/// What a person would say of libfyaml's complaint about this line.
Error plain_words(const YamlDocument& document, Place place, const std::string& complaint) {
  const std::string line = document.line(place.line);
  const std::size_t colon = line.find(": ");
  const std::size_t value =
      colon == std::string::npos ? std::string::npos : line.find_first_not_of(' ', colon + 2);
  const auto at_value = [&] {
    place.column = static_cast<int>(character_count(std::string_view(line).substr(0, value))) + 1;
    place.length = 1;
    return place;
  };
  if (value != std::string::npos && (line[value] == '>' || line[value] == '|')) {
    return document.error_at(at_value(), "Y3",
                             "a value cannot start with `" + std::string(1, line[value]) +
                                 "` here (YAML reads it as a text block)",
                             "Write `at least 70 %`, or put quotes around it: \">= 70 %\".");
  }
  if (value != std::string::npos && std::strchr("%@`*&!", line[value]) != nullptr) {
    return document.error_at(at_value(), "Y4",
                             "a value cannot start with `" + std::string(1, line[value]) + "`",
                             "Put the value in quotes.");
  }
  if (complaint.find("tab") != std::string::npos || line.find('\t') != std::string::npos) {
    const std::size_t tab = line.find('\t');
    place.column = tab == std::string::npos ? 1 : static_cast<int>(tab) + 1;
    return document.error_at(place, "Y2", "a tab is used as indentation",
                             "Indent with blanks, two for each level.");
  }
  if (complaint.find("duplicate") != std::string::npos) {
    return document.error_at(place, "Y5", "a key is given twice", "Keep one of the two.");
  }
  return document.error_at(place, "Y0", "this is not YAML: " + complaint,
                           "Check indentation, colons and brackets here and on the line before.");
}

/// Builds the tree from the parser's events.
class TreeBuilder {
 public:
  TreeBuilder(YamlDocument& document, Faults& faults, const YamlLimits& limits)
      : document_(document), faults_(faults), limits_(limits) {}

  /// False when reading should stop.
  bool take(fy_event* event) {
    switch (event->type) {
      case FYET_DOCUMENT_START:
        if (++documents_ <= 1) return true;
        fail(mark_of(event), "Y12", "a second document starts here",
             "Keep one document in a file; remove the line `---`.");
        return false;
      case FYET_ALIAS:
        fail(mark_of(event), "Y6", "an alias (`*name`) is used",
             "Write the value out; for several sites use `extends`.");
        return false;
      case FYET_SCALAR:
        return refuse_marks(event) && add_scalar(event);
      case FYET_MAPPING_START:
      case FYET_SEQUENCE_START:
        return refuse_marks(event) && open(event);
      case FYET_MAPPING_END:
      case FYET_SEQUENCE_END:
        close();
        return true;
      default:
        return true;
    }
  }

  bool has_root() const { return has_root_; }

 private:
  struct Level {
    YamlNode node;
    bool awaits_value = false;           ///< a map whose last entry has its key only
    std::map<std::string, int> lines{};  ///< by key: files may hold 100,000 of them
  };

  Place mark_of(fy_event* event) const {
    Place place{document_.file, 1, 1, 1};
    if (const fy_mark* mark = fy_event_start_mark(event)) {
      place.line = mark->line + 1;
      place.column = mark->column + 1;
    }
    return place;
  }

  void fail(const Place& place, const char* code, std::string what, std::string hint) {
    faults_.add(document_.error_at(place, code, std::move(what), std::move(hint)));
  }

  Place place_of(fy_token* token) const {
    Place place{document_.file, 1, 1, 1};
    if (const fy_mark* mark = fy_token_start_mark(token)) {
      place.line = mark->line + 1;
      place.column = mark->column + 1;
    }
    return place;
  }

  bool refuse_marks(fy_event* event) {
    if (fy_token* tag = fy_event_get_tag_token(event)) {
      fail(place_of(tag), "Y6", "a tag (`!name`) is used", "Put the value in quotes.");
      return false;
    }
    if (fy_token* anchor = fy_event_get_anchor_token(event)) {
      fail(place_of(anchor), "Y6", "an anchor (`&name`) is used",
           "Write the value out; for several sites use `extends`.");
      return false;
    }
    if (++nodes_ <= limits_.nodes) return true;
    fail(mark_of(event), "Y8",
         "the file holds more than " + std::to_string(limits_.nodes) + " values",
         "Move long lists into a CSV file beside it.");
    return false;
  }

  bool add_scalar(fy_event* event) {
    fy_token* token = event->scalar.value;
    std::size_t length = 0;
    const char* text = token == nullptr ? nullptr : fy_token_get_text(token, &length);
    YamlNode node;
    node.place = mark_of(event);
    node.text.assign(text == nullptr ? "" : text, length);
    const fy_scalar_style style = token == nullptr ? FYSS_PLAIN : fy_token_scalar_style(token);
    node.quoted = style != FYSS_PLAIN && style != FYSS_ANY;
    const bool empty = node.text.empty() && !node.quoted;
    node.kind = empty ? YamlNode::Kind::null : YamlNode::Kind::scalar;
    node.place.length =
        std::max(1, static_cast<int>(character_count(node.text)) +
                        (style == FYSS_DOUBLE_QUOTED || style == FYSS_SINGLE_QUOTED ? 2 : 0));
    if (!levels_.empty() && levels_.back().node.is_map() && !levels_.back().awaits_value) {
      return add_key(node);
    }
    if (empty && !levels_.empty() && levels_.back().node.is_map()) {
      node.place = levels_.back().node.entries.back().key_place;
    }
    place_node(std::move(node));
    return true;
  }

  bool add_key(const YamlNode& key) {
    Level& level = levels_.back();
    if (key.text == "<<" && !key.quoted) {
      fail(key.place, "Y6", "a merge key (`<<`) is used", "Write the keys out, or use `extends`.");
      return false;
    }
    const auto [first, is_new] = level.lines.emplace(key.text, key.place.line);
    if (!is_new) {
      fail(key.place, "Y5",
           "`" + shown(key.text, 60) + "` is given twice, first on line " +
               std::to_string(first->second),
           "Keep one of the two.");
      return false;
    }
    level.node.entries.push_back({key.text, key.place, {}});
    level.awaits_value = true;
    return true;
  }

  bool open(fy_event* event) {
    Level level;
    level.node.kind =
        event->type == FYET_MAPPING_START ? YamlNode::Kind::map : YamlNode::Kind::list;
    level.node.place = mark_of(event);
    if (!levels_.empty() && levels_.back().node.is_map() && !levels_.back().awaits_value) {
      fail(level.node.place, "Y0", "a key is a map or a list, must be a word", "");
      return false;
    }
    if (static_cast<int>(levels_.size()) >= limits_.depth) {
      fail(level.node.place, "Y9",
           "values are nested more than " + std::to_string(limits_.depth) + " deep", "");
      return false;
    }
    levels_.push_back(std::move(level));
    return true;
  }

  void close() {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    place_node(std::move(node));
  }

  void place_node(YamlNode node) {
    if (levels_.empty()) {
      document_.root = std::move(node);
      has_root_ = true;
      return;
    }
    Level& level = levels_.back();
    if (level.node.is_map()) {
      level.node.entries.back().value = std::move(node);
      level.awaits_value = false;
    } else {
      level.node.items.push_back(std::move(node));
    }
  }

  YamlDocument& document_;
  Faults& faults_;
  const YamlLimits& limits_;
  std::vector<Level> levels_;
  int documents_ = 0;
  int nodes_ = 0;
  bool has_root_ = false;
};

/// A `FILE*` that goes nowhere, for libfyaml's own reports.
Diag quiet_diagnostics() {
  fy_diag_cfg config{};
  fy_diag_cfg_default(&config);
  config.fp = nullptr;
  config.output_fn = [](fy_diag*, void*, const char*, std::size_t) {};
  Diag diag(fy_diag_create(&config));
  if (diag) fy_diag_set_collect_errors(diag.get(), true);
  return diag;
}

void add_syntax_error(const YamlDocument& document, fy_diag* diag, Faults& faults) {
  Place place{document.file, 1, 1, 1};
  std::string complaint = "it cannot be read";
  void* previous = nullptr;
  if (const fy_diag_error* error = fy_diag_errors_iterate(diag, &previous)) {
    place.line = std::max(1, error->line);
    place.column = std::max(1, error->column);
    if (error->msg != nullptr) complaint = shown(error->msg, 120);
  }
  faults.add(plain_words(document, place, complaint));
}

bool parse(std::string_view text, YamlDocument& document, Faults& faults,
           const YamlLimits& limits) {
  const Diag diag = quiet_diagnostics();
  fy_parse_cfg config{};
  config.flags =
      static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2);
  config.diag = diag.get();
  const Parser parser(fy_parser_create(&config));
  CHECK(parser != nullptr && diag != nullptr);
  if (fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) return false;
  TreeBuilder builder(document, faults, limits);
  const auto events_max = static_cast<std::size_t>(limits.nodes) * 4 + 16;
  for (std::size_t count = 0; count < events_max; ++count) {
    fy_event* event = fy_parser_parse(parser.get());
    if (event == nullptr) break;
    const bool ended = event->type == FYET_STREAM_END;
    const bool go_on = builder.take(event);
    fy_parser_event_free(parser.get(), event);
    if (!go_on) return false;
    if (ended) break;
  }
  if (fy_parser_get_stream_error(parser.get())) {
    add_syntax_error(document, diag.get(), faults);
    return false;
  }
  if (!builder.has_root() || document.root.is_null()) {
    faults.add(document.error_at({document.file}, "Y7", "there is nothing in the file",
                                 "Start from an example, or see `islet init`."));
    return false;
  }
  return true;
}

/// Faults that need no parser; true when the text may be parsed.
bool is_fit(std::string_view text, const YamlDocument& document, Faults& faults,
            const YamlLimits& limits) {
  if (const auto bad = first_bad_byte(text)) {
    faults.add(document.error_at(place_at(document.file, text, *bad), "Y1",
                                 "a byte is no UTF-8 text", "Save the file as UTF-8."));
    return false;
  }
  if (const auto deep = DepthScan(text, limits.depth).too_deep_at()) {
    faults.add(document.error_at(
        place_at(document.file, text, *deep), "Y9",
        "values are nested more than " + std::to_string(limits.depth) + " deep", ""));
    return false;
  }
  return true;
}

Result<YamlDocument> first_error(std::optional<YamlDocument> document, const Faults& faults) {
  if (document) return std::move(*document);
  CHECK(!faults.list().empty());
  return faults.list().front();
}

}  // namespace

const YamlEntry* YamlNode::find_entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const YamlEntry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

std::string YamlDocument::line(int number) const {
  if (number < 1 || number > static_cast<int>(lines.size())) return {};
  return shown(lines[static_cast<std::size_t>(number - 1)]);
}

Error YamlDocument::error_at(const Place& place, std::string code, std::string what,
                             std::string hint) const {
  return {place, std::move(what), std::move(hint), std::move(code), line(place.line)};
}

std::optional<YamlDocument> read_yaml(std::string_view text, const std::string& file,
                                      Faults& faults, const YamlLimits& limits) {
  YamlDocument document;
  document.file = file;
  if (text.size() > limits.bytes) {
    faults.add({{file},
                "the file holds " + std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(limits.bytes) + " are read",
                "Move long lists into a CSV file beside it.",
                "Y8",
                ""});
    return std::nullopt;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);  // a byte-order mark is no fault
  document.lines = lines_of(text);
  if (!is_fit(text, document, faults, limits)) return std::nullopt;
  if (!parse(text, document, faults, limits)) return std::nullopt;
  return document;
}

std::optional<YamlDocument> read_yaml_file(const std::string& path, Faults& faults,
                                           const YamlLimits& limits) {
  const Result<std::string> text = read_file(path, limits.bytes);
  if (!text) {
    faults.add(text.error());
    return std::nullopt;
  }
  return read_yaml(*text, path, faults, limits);
}

Result<YamlDocument> read_yaml(std::string_view text, const std::string& file,
                               const YamlLimits& limits) {
  Faults faults;
  auto document = read_yaml(text, file, faults, limits);
  return first_error(std::move(document), faults);
}

Result<YamlDocument> read_yaml_file(const std::string& path, const YamlLimits& limits) {
  Faults faults;
  auto document = read_yaml_file(path, faults, limits);
  return first_error(std::move(document), faults);
}

}  // namespace islet
