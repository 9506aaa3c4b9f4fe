// Goal: files, functions and lines stay short enough to read.
#include <algorithm>
#include <iostream>

#include <gtest/gtest.h>

#include "functions.h"

namespace islet::house {
namespace {

constexpr std::size_t talk_at = 400;
constexpr std::size_t split_at = 600;
constexpr std::size_t longest_function = 70;
constexpr std::size_t longest_line = 100;

/// Characters, not bytes: a continuation byte of UTF-8 counts nothing.
std::size_t width(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::vector<std::string> too_long(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    if (!is_test(file.path) && file.lines.size() > split_at) {
      findings.push_back(file.path + " has " + std::to_string(file.lines.size()) +
                         " lines, must have at most 600: split it by idea");
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      // A link or a name that cannot be broken may stand alone on its line.
      const std::string& line = file.lines[i];
      if (width(line) <= longest_line || line.find("://") != std::string::npos) continue;
      findings.push_back(
          finding(file, i, std::to_string(width(line)) + " characters, at most 100"));
    }
    if (is_test(file.path)) continue;
    for (const Function& one : functions_of(file)) {
      const std::size_t lines = one.last_line - one.first_line + 1;
      if (!one.has_body || lines <= longest_function) continue;
      findings.push_back(finding(
          file, one.first_line, one.name + " has " + std::to_string(lines) + " lines, at most 70"));
    }
  }
  return findings;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Lengths, PlantedViolationsAreFound) {
  const SourceFile function =
      file_from("src/sim/a.cc", "\nint long_one(int a) {\n" + repeated("  f();\n", 69) + "}\n" +
                                    "int fits() {\n" + repeated("  f();\n", 68) + "}\n");
  const SourceFile lines =
      file_from("src/sim/b.cc", repeated("x\n", 601) + repeated("é", 100) + "\n" +
                                    repeated("y", 101) + "\n// https://" + repeated("z", 101));
  const SourceFile test = file_from("src/sim/b_test.cc", repeated("x\n", 900));
  EXPECT_EQ(listed(too_long({function, lines, test})),
            "src/sim/a.cc:2: long_one has 71 lines, at most 70\n"
            "src/sim/b.cc has 604 lines, must have at most 600: split it by idea\n"
            "src/sim/b.cc:603: 101 characters, at most 100\n");
}

TEST(Lengths, HoldInTheWholeTree) {
  std::vector<SourceFile> files = files_below("src", {".h", ".cc"});
  for (const char* folder : {"tests", "bench"}) {
    for (SourceFile& file : files_below(folder, {".h", ".cc"})) files.push_back(std::move(file));
  }
  expect_none(too_long(files));
}

TEST(Lengths, ArePrintedForTheReader) {
  std::vector<SourceFile> files = product_sources();
  ASSERT_FALSE(files.empty());
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) {
    return a.lines.size() < b.lines.size();
  });
  std::cout << "src/: " << files.size() << " files without tests, median "
            << files[files.size() / 2].lines.size() << " lines, longest " << files.back().path
            << " with " << files.back().lines.size() << "\n";
  for (const SourceFile& file : files) {
    if (file.lines.size() > talk_at) {
      std::cout << "over 400, worth a talk: " << file.path << " " << file.lines.size() << "\n";
    }
  }
}

}  // namespace
}  // namespace islet::house
