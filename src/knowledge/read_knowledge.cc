// Reads data/knowledge: the kinds, then every file of each kind, then the references between them.
#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "knowledge/knowledge.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr int files_max = 200;

std::vector<std::string> words_of(const YamlNode* node) {
  std::vector<std::string> words;
  if (node == nullptr) return words;
  for (const YamlNode& item : node->items) words.push_back(item.text);
  return words;
}

std::string text_at(const YamlNode& node, std::string_view key) {
  const YamlNode* value = node.find(key);
  return value == nullptr ? "" : value->text;
}

/// "000:421" or "000:23-27": a document and its lines.
bool is_reference(std::string_view text, const std::vector<std::string>& documents) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string document(text.substr(0, colon));
  const std::string_view lines = text.substr(colon + 1);
  return std::find(documents.begin(), documents.end(), document) != documents.end() &&
         !lines.empty() && lines.find_first_not_of("0123456789-") == std::string_view::npos;
}

class KnowledgeReader {
 public:
  KnowledgeReader(std::string folder, Faults& faults)
      : folder_(std::move(folder)), faults_(faults) {}

  Knowledge read() && {
    read_kinds();
    for (const FactKind& kind : out_.kinds) read_kind(kind);
    check_references();
    return std::move(out_);
  }

 private:
  void read_kinds() {
    const auto document = read_yaml_file(folder_ + "/kinds.yaml", faults_);
    if (!document) return;
    for (const YamlEntry& entry : document->root.entries) {
      FactKind kind;
      kind.name = entry.key;
      kind.folder = text_at(entry.value, "folder");
      kind.what = text_at(entry.value, "what");
      kind.title_key = text_at(entry.value, "title");
      kind.required = words_of(entry.value.find("required"));
      kind.optional = words_of(entry.value.find("optional"));
      out_.kinds.push_back(std::move(kind));
    }
  }

  std::vector<std::string> files_of(const FactKind& kind) {
    if (kind.folder.ends_with(".yaml")) return {kind.folder};
    std::vector<std::string> files;
    std::error_code failed;
    for (const fs::directory_entry& entry :
         fs::directory_iterator(folder_ + "/" + kind.folder, failed)) {
      if (entry.path().extension() != ".yaml") continue;
      files.push_back(kind.folder + "/" + entry.path().filename().string());
    }
    if (failed || files.size() > files_max) {
      faults_.add({{folder_ + "/" + kind.folder},
                   failed ? "cannot read the folder: " + failed.message()
                          : fmt::format("{} files, at most {}", files.size(), files_max),
                   "Reinstall Islet, or point ISLET_DATA at its data folder.",
                   "D1",
                   ""});
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  void read_kind(const FactKind& kind) {
    for (const std::string& file : files_of(kind)) {
      const auto document = read_yaml_file(folder_ + "/" + file, faults_);
      if (!document) continue;
      for (const YamlEntry& entry : document->root.entries) {
        read_fact(*document, entry, kind, file);
      }
    }
  }

  void read_fact(const YamlDocument& document, const YamlEntry& entry, const FactKind& kind,
                 const std::string& file) {
    if (!entry.value.is_map()) {
      add(document, entry.key_place, "S2", "`" + entry.key + "` must be a record of keys", "");
      return;
    }
    check_keys(document, entry, kind);
    Fact fact;
    fact.id = entry.key;
    fact.kind = kind.name;
    fact.file = file;
    fact.node = entry.value;
    fact.title = fact.word(kind.title_key);
    if (fact.title.empty()) fact.title = fact.word("what");
    fact.see = fact.words("see");
    fact.sources = fact.words("source");
    const auto [first, is_new] = places_.emplace(fact.id, entry.key_place.text());
    if (!is_new) {
      add(document, entry.key_place, "Y5", "`" + fact.id + "` is a record already",
          "The first stands at " + first->second + ".");
      return;
    }
    if (kind.name == "document") documents_.push_back(fact.id);
    out_.facts.push_back(std::move(fact));
  }

  void check_keys(const YamlDocument& document, const YamlEntry& entry, const FactKind& kind) {
    std::vector<std::string> known = kind.required;
    known.insert(known.end(), kind.optional.begin(), kind.optional.end());
    for (const YamlEntry& key : entry.value.entries) {
      if (std::find(known.begin(), known.end(), key.key) != known.end()) continue;
      const auto near = closest(key.key, known);
      add(document, key.key_place, "S1",
          fmt::format("unknown key `{}` in {} {}", key.key, kind.name, entry.key),
          near ? "Did you mean `" + *near + "`?" : "kinds.yaml lists the keys of each kind.");
    }
    for (const std::string& key : kind.required) {
      if (entry.value.find(key) != nullptr) continue;
      add(document, entry.key_place, "S3",
          fmt::format("{} {} has no `{}`", kind.name, entry.key, key), "Add it.");
    }
  }

  /// Every `see`, `checks` and `source` names a record or a document that is there.
  void check_references() {
    for (const Fact& fact : out_.facts) {
      for (const char* key : {"see", "checks"}) {
        for (const std::string& id : fact.words(key)) {
          if (places_.contains(id) || is_series(id)) continue;
          faults_.add({fact.node.find(key)->place,
                       fmt::format("{} refers to `{}`, which no record is", fact.id, id),
                       "Name a record of the knowledge by its id.", "D2", ""});
        }
      }
      for (const std::string& source : fact.sources) {
        if (is_reference(source, documents_)) continue;
        faults_.add({fact.node.find("source")->place,
                     fmt::format("the source of {} is \"{}\", must be a document and its lines",
                                 fact.id, source),
                     "Write it as 000:421 or 000:23-27; documents.yaml lists the documents.", "V5",
                     ""});
      }
    }
  }

  /// "SC24-SC29", "all W", "CH entries": several at once, in the table of systems only.
  static bool is_series(std::string_view text) {
    return text.find('-') != std::string_view::npos || text.find(' ') != std::string_view::npos;
  }

  void add(const YamlDocument& document, const Place& place, std::string code, std::string what,
           std::string hint) {
    faults_.add(document.error_at(place, std::move(code), std::move(what), std::move(hint)));
  }

  std::string folder_;
  Faults& faults_;
  Knowledge out_;
  std::vector<std::string> documents_;
  std::map<std::string, std::string> places_;  ///< id and where it stands
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return out;
}

}  // namespace

Knowledge read_knowledge(const std::string& data_folder, Faults& faults) {
  return KnowledgeReader(data_folder + "/knowledge", faults).read();
}

const Fact* find_fact(const Knowledge& knowledge, std::string_view name) {
  const std::string wanted = lower(trimmed(name));
  for (const Fact& fact : knowledge.facts) {
    if (lower(fact.id) == wanted || (fact.kind == "rule" && lower(fact.word("key")) == wanted)) {
      return &fact;
    }
  }
  for (const Fact& fact : knowledge.facts) {
    if (!wanted.empty() && lower(fact.title) == wanted) return &fact;
  }
  return nullptr;
}

const Fact& fact_named(const Knowledge& knowledge, std::string_view id) {
  const Fact* fact = find_fact(knowledge, id);
  CHECK(fact != nullptr);
  return *fact;
}

std::vector<const Fact*> facts_of_kind(const Knowledge& knowledge, std::string_view kind) {
  std::vector<const Fact*> found;
  for (const Fact& fact : knowledge.facts) {
    if (fact.kind == kind) found.push_back(&fact);
  }
  return found;
}

std::vector<const Fact*> facts_citing(const Knowledge& knowledge, std::string_view id) {
  std::vector<const Fact*> found;
  for (const Fact& fact : knowledge.facts) {
    for (const char* key : {"see", "checks", "maps_to"}) {
      const std::vector<std::string> words = fact.words(key);
      if (std::find(words.begin(), words.end(), id) == words.end()) continue;
      found.push_back(&fact);
      break;
    }
  }
  return found;
}

std::vector<std::string> facts_like(const Knowledge& knowledge, std::string_view name) {
  std::vector<std::pair<int, std::string>> near;
  for (const Fact& fact : knowledge.facts) {
    const int distance = edit_distance(lower(name), lower(fact.id), 3);
    if (distance <= std::max<int>(1, static_cast<int>(name.size()) / 3)) {
      near.emplace_back(distance, fact.id);
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (std::size_t index = 0; index < near.size() && index < 3; ++index) {
    names.push_back(near[index].second);
  }
  return names;
}

}  // namespace islet
