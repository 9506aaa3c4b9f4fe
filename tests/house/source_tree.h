// The project's own files as text, for the house tests. Paths are relative to the source root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace islet::house {

struct SourceFile {
  std::string path;
  std::vector<std::string> lines;
};

/// A file made of `text`, for tests of the tests.
SourceFile file_from(std::string path, std::string_view text);

/// Every file below `folder` whose name ends in one of `endings` (all when empty), by path.
/// Leaves out build folders and what starts with a dot. Empty when the folder is not there.
std::vector<SourceFile> files_below(const std::string& folder,
                                    const std::vector<std::string>& endings);

/// The whole text of a file; empty when it cannot be read.
std::string text_of(const std::string& path);

/// The headers and sources below src/, tests left out.
std::vector<SourceFile> product_sources();

bool is_test(const std::string& path);

/// "perf" of "src/perf/memory.h"; empty when the path is not in a folder of src/.
std::string folder_of(const std::string& path);

/// The lines with comments and the inside of string and character literals turned into blanks.
std::vector<std::string> code_only(const SourceFile& file);

/// True when `word` stands in `line` and is no part of a longer identifier.
bool has_word(std::string_view line, std::string_view word);

bool starts_with_any(const std::string& path, const std::vector<std::string>& prefixes);

/// "src/a.cc:12: message".
std::string finding(const SourceFile& file, std::size_t line_index, const std::string& message);

/// One finding a line.
std::string listed(const std::vector<std::string>& findings);

/// Fails the running test when there are findings, and prints them as they are.
void expect_none(const std::vector<std::string>& findings);

}  // namespace islet::house
