// Goal: no file of src/ includes a floor that docs/ARCHITECTURE.md does not allow, and each
// third-party library is met in one folder only.
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

using Floors = std::map<std::string, std::set<std::string>>;

/// The words between backticks.
std::vector<std::string> quoted_words(const std::string& cell) {
  std::vector<std::string> words;
  for (std::size_t open = cell.find('`'); open != std::string::npos;) {
    const std::size_t close = cell.find('`', open + 1);
    if (close == std::string::npos) break;
    words.push_back(cell.substr(open + 1, close - open - 1));
    open = cell.find('`', close + 1);
  }
  return words;
}

/// Reads the table whose columns are "Folder", what lives there, "May include", must never.
Floors read_floors(const SourceFile& page) {
  Floors floors;
  bool inside = false;
  for (const std::string& line : page.lines) {
    if (line.starts_with("| Folder |")) inside = true;
    if (!line.starts_with("|")) inside = false;
    if (!inside || !line.starts_with("| `")) continue;
    std::istringstream row(line.substr(1));
    std::string folder, lives, may;
    std::getline(row, folder, '|');
    std::getline(row, lives, '|');
    std::getline(row, may, '|');
    const std::vector<std::string> allowed = quoted_words(may);
    floors[quoted_words(folder).at(0)] = {allowed.begin(), allowed.end()};
  }
  return floors;
}

/// "perf/memory.h" of `#include "perf/memory.h"` with `open` = '"'; empty for other lines.
std::string included(const std::string& line, char open) {
  if (!line.starts_with("#include")) return "";
  const std::size_t start = line.find(open);
  const std::size_t end = line.find(open == '<' ? '>' : '"', start + 1);
  if (start == std::string::npos || end == std::string::npos) return "";
  return line.substr(start + 1, end - start - 1);
}

std::vector<std::string> broken_floors(const Floors& floors,
                                       const std::vector<SourceFile>& sources) {
  std::vector<std::string> findings;
  for (const SourceFile& file : sources) {
    const std::string folder = folder_of(file.path);
    const auto floor = floors.find(folder);
    if (floor == floors.end()) {
      findings.push_back(finding(file, 0, "folder " + folder + " is not in the floors table"));
      continue;
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string name = included(file.lines[i], '"');
      if (name.empty()) continue;
      const std::string other = name.substr(0, name.find('/'));
      if (!floors.contains(other) || other == name) {
        findings.push_back(finding(file, i, name + ": include paths start at src/"));
      } else if (other != folder && !floor->second.contains(other)) {
        findings.push_back(finding(file, i, folder + " may not include " + name));
      }
    }
  }
  return findings;
}

bool is_system_header(const std::string& name) {
  static const std::set<std::string> posix = {"fcntl.h", "poll.h",    "signal.h",
                                              "spawn.h", "termios.h", "unistd.h"};
  return name.find('.') == std::string::npos || name.starts_with("sys/") || posix.contains(name);
}

/// Libraries met in more than one folder. One folder wraps a library, the others use the wrapper.
std::vector<std::string> libraries_in_many_folders(const std::vector<SourceFile>& sources,
                                                   const std::set<std::string>& everywhere) {
  std::map<std::string, std::map<std::string, std::string>> places;  // library, folder, place
  for (const SourceFile& file : sources) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string name = included(file.lines[i], '<');
      const std::string library = name.substr(0, name.find('/'));
      if (name.empty() || is_system_header(name) || everywhere.contains(library)) continue;
      places[library].emplace(folder_of(file.path), finding(file, i, ""));
    }
  }
  std::vector<std::string> findings;
  for (const auto& [library, folders] : places) {
    if (folders.size() < 2) continue;
    for (const auto& [folder, place] : folders) {
      findings.push_back(place + library + " appears in more than one folder; wrap it in one");
    }
  }
  return findings;
}

TEST(Floors, APlantedViolationIsFound) {
  const Floors floors = read_floors(file_from("docs/x.md",
                                              "| Folder | Lives | May include | Never |\n"
                                              "| --- | --- | --- | --- |\n"
                                              "| `base` | all | | know |\n"
                                              "| `perf` | time | `base` | do `I/O` |\n"
                                              "| `sim` | queue | `base` `perf` | |\n"
                                              "\n"
                                              "| `other` | | `sim` | |\n"));
  ASSERT_EQ(floors.size(), 3U);
  const std::vector<SourceFile> sources = {
      file_from("src/perf/x.cc",
                "#include \"perf/x.h\"\n#include \"base/error.h\"\n#include <vector>\n"
                "#include \"sim/event_queue.h\"\n#include \"y.h\"\n"),
      file_from("src/attic/z.cc", "\n")};
  EXPECT_EQ(listed(broken_floors(floors, sources)),
            "src/perf/x.cc:4: perf may not include sim/event_queue.h\n"
            "src/perf/x.cc:5: y.h: include paths start at src/\n"
            "src/attic/z.cc:1: folder attic is not in the floors table\n");
}

TEST(Floors, HoldInTheWholeTree) {
  const Floors floors =
      read_floors(file_from("docs/ARCHITECTURE.md", text_of("docs/ARCHITECTURE.md")));
  EXPECT_GE(floors.size(), 10U) << "docs/ARCHITECTURE.md has lost its floors table";
  expect_none(broken_floors(floors, product_sources()));
}

TEST(Floors, OnesThatMustNotMeetDoNotMeet) {
  Floors floors = read_floors(file_from("docs/ARCHITECTURE.md", text_of("docs/ARCHITECTURE.md")));
  for (const char* one : {"perf", "energy", "cost"}) {
    for (const char* other : {"perf", "energy", "cost", "sim", "plan", "live"}) {
      EXPECT_FALSE(floors[one].contains(other)) << one << " lists " << other;
    }
  }
  for (const char* other : {"sim", "plan", "report"}) EXPECT_FALSE(floors["live"].contains(other));
}

TEST(ThirdParty, APlantedSecondFolderIsFound) {
  const std::vector<SourceFile> sources = {
      file_from("src/site/a.cc", "#include <libfyaml.h>\n#include <string>\n"),
      file_from("src/catalog/b.cc", "#include <sys/stat.h>\n#include <libfyaml.h>\n"),
      file_from("src/cli/c.cc", "#include <CLI/CLI.hpp>\n")};
  EXPECT_EQ(listed(libraries_in_many_folders(sources, {})),
            "src/catalog/b.cc:2: libfyaml.h appears in more than one folder; wrap it in one\n"
            "src/site/a.cc:1: libfyaml.h appears in more than one folder; wrap it in one\n");
}

TEST(ThirdParty, EachLibraryIsMetInOneFolder) {
  // fmt stands in for std::format, which g++ 12 does not have: it is used as the standard library.
  expect_none(libraries_in_many_folders(product_sources(), {"fmt"}));
}

}  // namespace
}  // namespace islet::house
