// Goal: every command that README.md and docs/ show runs and ends as the page says.
// Needs ISLET_PROGRAM, the program under test. Each page has a folder of its own with the examples
// in it, so that a later command finds what an earlier one wrote and the tree stays clean.
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "docs_commands.h"

namespace islet::house {
namespace {

namespace fs = std::filesystem;

/// A folder that looks like the source root to a command; gone when the test is over.
class DocsFolder {
 public:
  DocsFolder(const std::string& program, const fs::path& examples) {
    std::string name = (fs::temp_directory_path() / "islet-docs-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return;
    path_ = name;
    fs::create_symlink(program, path_ / "islet");
    if (fs::exists(examples)) fs::copy(examples, path_ / "examples", fs::copy_options::recursive);
  }
  ~DocsFolder() {
    if (!path_.empty()) fs::remove_all(path_);
  }
  DocsFolder(const DocsFolder&) = delete;
  DocsFolder& operator=(const DocsFolder&) = delete;

  /// What `command` printed and how it ended, at most a minute later.
  int run(const std::string& command) const {
    const std::string script = "cd '" + path_.string() + "' && timeout 60 sh -c '" +
                               quoted(command) + "' >output 2>&1 </dev/null";
    return WEXITSTATUS(std::system(script.c_str()));
  }
  std::string output() const { return text_of((path_ / "output").string()); }

 private:
  static std::string quoted(const std::string& command) {
    std::string out;
    for (char c : command) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out;
  }

  fs::path path_;
};

std::vector<std::string> failing_commands(const SourceFile& page, const DocsFolder& folder) {
  std::vector<std::string> findings;
  for (const DocsCommand& command : commands_of(page)) {
    const int code = folder.run(command.text);
    if (code == command.exit_code) continue;
    findings.push_back(finding(page, command.line,
                               "`" + command.text + "` ended with " + std::to_string(code) +
                                   ", not " + std::to_string(command.exit_code) + "\n" +
                                   folder.output()));
  }
  return findings;
}

TEST(Docs, APlantedFailureIsFound) {
  const DocsFolder folder("/bin/sh", "examples");
  const SourceFile page = file_from("docs/x.md",
                                    "```sh\n./islet -c 'echo seen; exit 3'\n"
                                    "./islet -c 'exit 3'  # exit 3\n./islet -c 'exit 0'\n```\n");
  EXPECT_EQ(listed(failing_commands(page, folder)),
            "docs/x.md:2: `./islet -c 'echo seen; exit 3'` ended with 3, not 0\nseen\n\n");
}

TEST(Docs, EveryCommandRuns) {
  const char* program = std::getenv("ISLET_PROGRAM");
  ASSERT_NE(program, nullptr);
  std::vector<SourceFile> pages = files_below("docs", {".md"});
  pages.push_back(file_from("README.md", text_of("README.md")));
  for (const SourceFile& page : pages) {
    const DocsFolder folder(program, "examples");
    expect_none(failing_commands(page, folder));
  }
}

}  // namespace
}  // namespace islet::house
