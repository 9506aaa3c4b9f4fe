// Goal: files say in their name and first line what they are for, and types have names of things.
#include <algorithm>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

const std::set<std::string> empty_names = {"util",   "utils",   "common",  "misc",    "types",
                                           "helper", "helpers", "manager", "handler", "data",
                                           "info",   "process", "stuff",   "base"};
const std::vector<std::string> empty_endings = {"Manager", "Handler", "Helper", "Util",
                                                "Utils",   "Info",    "Data"};

bool is_name_character(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// What the file's own name lacks, or "".
std::string fault_of_name(const std::string& path) {
  const std::filesystem::path name(path);
  const std::string stem = name.stem().string();
  if (empty_names.contains(stem)) {
    return "\"" + stem + "\" says nothing; name it after the main thing inside";
  }
  if (!std::all_of(stem.begin(), stem.end(), is_name_character)) {
    return "\"" + stem + "\" must be snake_case";
  }
  return "";
}

std::vector<std::string> empty_type_names(const SourceFile& file) {
  std::vector<std::string> findings;
  const std::vector<std::string> lines = code_only(file);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const char* keyword : {"class ", "struct "}) {
      const std::size_t at = lines[i].find(keyword);
      if (at == std::string::npos) continue;
      std::string name = lines[i].substr(at + std::string(keyword).size());
      name = name.substr(0, name.find_first_of(" :;{<>,"));
      for (const std::string& ending : empty_endings) {
        if (!name.ends_with(ending)) continue;
        findings.push_back(finding(file, i, name + ": \"" + ending + "\" says nothing"));
      }
    }
  }
  return findings;
}

std::vector<std::string> badly_named(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    const std::string fault = fault_of_name(file.path);
    if (!fault.empty()) findings.push_back(finding(file, 0, fault));
    const std::string first = file.lines.empty() ? "" : file.lines[0];
    if (file.path.ends_with("_test.cc") && !first.starts_with("// Goal: ")) {
      findings.push_back(finding(file, 0, "a test starts with `// Goal: ...`"));
    } else if (file.path.ends_with(".h") && !first.starts_with("// ")) {
      findings.push_back(finding(file, 0, "a header starts with a line on what it is for"));
    }
    for (std::string& one : empty_type_names(file)) findings.push_back(std::move(one));
  }
  return findings;
}

TEST(Names, PlantedViolationsAreFound) {
  const std::vector<SourceFile> files = {
      file_from("src/perf/util.h", "// What for.\nclass BatteryManager : public Base {};\n"),
      file_from("src/perf/StepTime.h", "#pragma once\n"),
      file_from("src/perf/step_time_test.cc", "#include <x>\n"),
      file_from("src/perf/data_type.cc", "template <class Data>\nstruct Step;\n")};
  EXPECT_EQ(listed(badly_named(files)),
            "src/perf/util.h:1: \"util\" says nothing; name it after the main thing inside\n"
            "src/perf/util.h:2: BatteryManager: \"Manager\" says nothing\n"
            "src/perf/StepTime.h:1: \"StepTime\" must be snake_case\n"
            "src/perf/StepTime.h:1: a header starts with a line on what it is for\n"
            "src/perf/step_time_test.cc:1: a test starts with `// Goal: ...`\n"
            "src/perf/data_type.cc:1: Data: \"Data\" says nothing\n");
}

TEST(Names, SayWhatThingsAre) {
  std::vector<SourceFile> files;
  for (const char* folder : {"src", "tests", "bench"}) {
    for (SourceFile& file : files_below(folder, {".h", ".cc"})) files.push_back(std::move(file));
  }
  ASSERT_FALSE(files.empty());
  expect_none(badly_named(files));
}

}  // namespace
}  // namespace islet::house
