// Goal: the tree holds nothing of the machine it was written on, nothing huge, no test that is
// switched off, and no link in the docs that leads nowhere.
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1 << 20;

// Written in two parts, so that this file does not find itself.
const std::vector<std::string> switched_off = {std::string("DISABLED") + "_",
                                               std::string("GTEST") + "_SKIP"};
const std::vector<std::string> outside = {std::string("..") + "/shared"};
const std::vector<std::string> hosts = {
    std::string("://deb") + ".", std::string("://registry") + ".", std::string("://mirror") + "."};
const std::vector<std::string> machine_folders = {
    std::string("/wo") + "rk/", std::string("/ro") + "ot/", std::string("/tmp") + "/wt"};

/// A path that starts at the machine's root, not one inside a longer path.
bool names_machine_folder(const std::string& line) {
  for (const std::string& folder : machine_folders) {
    for (std::size_t at = line.find(folder); at != std::string::npos;
         at = line.find(folder, at + 1)) {
      if (at == 0 || std::string_view(" \"'`(=:<\t").find(line[at - 1]) != std::string_view::npos) {
        return true;
      }
    }
  }
  return false;
}

std::string fault_of_line(const std::string& line) {
  const auto holds = [&](const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      if (line.find(word) != std::string::npos) return true;
    }
    return false;
  };
  if (names_machine_folder(line)) return "a folder of one machine";
  if (holds(hosts)) return "a package host";
  if (holds(outside)) return "reaches outside its own tree";
  if (holds(switched_off)) return "a test that is switched off: mend or remove it";
  return "";
}

std::vector<std::string> strays(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string fault = fault_of_line(file.lines[i]);
      if (!fault.empty()) findings.push_back(finding(file, i, fault));
    }
  }
  return findings;
}

std::vector<std::string> too_large(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    std::size_t bytes = 0;
    for (const std::string& line : file.lines) bytes += line.size() + 1;
    if (bytes > largest_file) findings.push_back(file.path + " is above 1 MiB: keep it compact");
  }
  return findings;
}

/// Targets of Markdown links that are files of the tree: `[text](docs/x.md#part)` without a scheme.
std::vector<std::string> dead_links(const SourceFile& page) {
  std::vector<std::string> findings;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    const std::string& line = page.lines[i];
    for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
      std::string target = line.substr(at + 2, line.find(')', at) - at - 2);
      target = target.substr(0, target.find('#'));
      if (target.empty() || target.find("://") != std::string::npos) continue;
      const fs::path path = fs::path(page.path).parent_path() / target;
      if (!fs::exists(path)) findings.push_back(finding(page, i, target + " is not there"));
    }
  }
  return findings;
}

/// Sources that a page names between backticks, such as `src/perf/memory.h` or `perf/memory.h`,
/// and that are not there. `NAME` and `*` stand for a choice.
std::vector<std::string> missing_sources(const SourceFile& page) {
  std::vector<std::string> findings;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    std::istringstream line(page.lines[i]);
    std::string word;
    for (bool quoted = false; std::getline(line, word, '`'); quoted = !quoted) {
      const bool is_source = word.ends_with(".h") || word.ends_with(".cc");
      const bool is_place = word.find('/') != std::string::npos &&
                            word.find_first_of(" *") == std::string::npos &&
                            word.find("NAME") == std::string::npos;
      if (!quoted || !is_source || !is_place) continue;
      if (fs::exists(word) || fs::exists("src/" + word)) continue;
      findings.push_back(finding(page, i, word + " is not there"));
    }
  }
  return findings;
}

/// Every text file of the project; licences and data come from elsewhere and are left as they are.
std::vector<SourceFile> whole_tree() {
  std::vector<SourceFile> files;
  for (const char* folder : {"src", "tests", "bench", "docs", "data", "examples", "scripts",
                             "cmake", "web", "packaging"}) {
    for (SourceFile& file : files_below(folder, {})) files.push_back(std::move(file));
  }
  for (const char* path : {"README.md", "THIRD_PARTY.md", "CMakeLists.txt", "islet", "check"}) {
    files.push_back(file_from(path, text_of(path)));
  }
  return files;
}

TEST(Tree, PlantedStraysAreFound) {
  const std::string text = "see " + machine_folders[0] + "x\nhomework/ ../wo" + "rk/\nhttp" +
                           hosts[0] + "org\n" + outside[0] + "\nTEST(A, " + switched_off[0] +
                           "b) {}\n";
  EXPECT_EQ(listed(strays({file_from("docs/x.md", text)})),
            "docs/x.md:1: a folder of one machine\n"
            "docs/x.md:3: a package host\n"
            "docs/x.md:4: reaches outside its own tree\n"
            "docs/x.md:5: a test that is switched off: mend or remove it\n");
}

TEST(Tree, APlantedLargeFileIsFound) {
  EXPECT_EQ(listed(too_large({file_from("data/x.csv", std::string(largest_file, 'x')),
                              file_from("data/y.csv", "1,2\n")})),
            "data/x.csv is above 1 MiB: keep it compact\n");
}

TEST(Tree, APlantedDeadLinkIsFound) {
  EXPECT_EQ(listed(dead_links(file_from("docs/x.md",
                                        "[a](ARCHITECTURE.md#floors) [b](nowhere.md)\n"
                                        "[c](https://example.org/) [d](#here)\n"))),
            "docs/x.md:1: nowhere.md is not there\n");
}

TEST(Tree, APlantedMissingSourceIsFound) {
  const char* text = "see `base/error.h`, `src/base/gone.h`, `src/cli/NAME_x.cc`, gone/gone.h\n";
  EXPECT_EQ(listed(missing_sources(file_from("docs/x.md", text))),
            "docs/x.md:1: src/base/gone.h is not there\n");
}

TEST(Tree, HoldsNoStrays) {
  const std::vector<SourceFile> files = whole_tree();
  EXPECT_GT(files.size(), 20U);
  expect_none(strays(files));
  expect_none(too_large(files));
}

TEST(Tree, LinksAndFileNamesInTheDocsLeadSomewhere) {
  std::vector<std::string> findings = dead_links(file_from("README.md", text_of("README.md")));
  for (const SourceFile& page : files_below("docs", {".md"})) {
    for (std::string& one : dead_links(page)) findings.push_back(std::move(one));
    for (std::string& one : missing_sources(page)) findings.push_back(std::move(one));
  }
  expect_none(findings);
}

TEST(Readme, ShowsTheTwoCommands) {
  const std::string page = text_of("README.md");
  EXPECT_NE(page.find("./islet plan examples/mine.yaml"), std::string::npos);
  EXPECT_NE(page.find("./check"), std::string::npos);
}

}  // namespace
}  // namespace islet::house
