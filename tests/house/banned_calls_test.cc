// Goal: nothing in src/ calls what would make results differ from run to run, hide errors or leave
// its floor; the message names what to use instead.
#include <map>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

struct Ban {
  std::vector<std::string> words;  ///< any of them, as whole identifiers
  std::string instead;
  std::vector<std::string> allowed = {};  ///< path prefixes where it may stand
  bool in_tests_too = false;
};

// Command-line programs talk to people: they may read a clock for progress and time limits.
const std::vector<std::string> clock_folders = {"src/net/", "src/cli/"};

std::vector<Ban> bans() {
  return {
      {{"system_clock", "steady_clock", "high_resolution_clock", "clock_gettime", "gettimeofday",
        "std::time(", "time(nullptr)", "time(NULL)", "time(0)", "std::clock("},
       "take the moment as a parameter (base/instant.h)",
       clock_folders},
      {{"sleep_for", "sleep_until", "usleep(", "nanosleep("},
       "return when to be asked again; only src/net/ waits",
       {"src/net/", "src/engines/"},
       true},
      {{"rand(", "srand(", "drand48(", "random_device", "mt19937", "mt19937_64",
        "default_random_engine", "uniform_real_distribution", "uniform_int_distribution",
        "normal_distribution", "exponential_distribution", "poisson_distribution"},
       "draw from a stream of base/random.h, forked by name",
       {},
       true},
      {{"throw"}, "return Result<T> with an Error (base/error.h)"},
      {{"assert("}, "CHECK (base/check.h), which is on in every build"},
      {{"abort(", "exit(", "_exit(", "terminate(", "quick_exit("},
       "return an Error, or CHECK for our own bug",
       {"src/base/check.cc", "src/cli/"}},
      {{"printf(", "fprintf(", "puts(", "fputs(", "putchar(", "std::cout", "std::cerr", "std::clog",
        "fmt::print("},
       "return the text; src/cli/ prints it",
       {"src/base/check.cc", "src/cli/"}},
      {{"scanf(", "sscanf(", "atoi(", "atof(", "strtod(", "strtol(", "stod(", "stoi(", "stol(",
        "stoul(", "stoull(", "setlocale("},
       "std::from_chars, which knows neither locale nor exceptions"},
      {{"std::regex", "std::basic_regex"}, "a reader by hand, whose time is bounded"},
      {{"unordered_map", "unordered_set", "unordered_multimap", "std::hash"},
       "std::map, std::set or a sorted vector, whose order is the same in every run"},
      {{"using namespace"}, "the name itself, or one using-declaration", {}, true},
      {{"getenv(", "setenv("},
       "take it as a parameter; src/cli/ reads the environment",
       {"src/cli/"}},
      {{"std::system(", "::system(", "popen(", "vfork(", "execv("},
       "nothing: only src/engines/ starts other programs",
       {"src/engines/"}},
      {{"std::thread", "std::jthread", "std::async"},
       "a plain function; threads are for what waits, searches or fills every core",
       {"src/plan/", "src/cli/", "src/journal/", "src/engines/", "src/measure/", "src/live/",
        "src/twin/"}},
      {{"thread_local", "volatile"}, "a parameter or a member: no global state"},
      {{"strcpy(", "strcat(", "sprintf(", "gets(", "alloca("}, "std::string"},
      {{"shared_ptr", "make_shared"},
       "a value or std::unique_ptr: everything has one owner",
       {"src/net/", "src/live/"}},
  };
}

std::vector<std::string> banned_calls(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    const std::vector<std::string> lines = code_only(file);
    for (const Ban& ban : bans()) {
      if (starts_with_any(file.path, ban.allowed)) continue;
      if (is_test(file.path) && !ban.in_tests_too) continue;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const std::string& word : ban.words) {
          if (!has_word(lines[i], word)) continue;
          findings.push_back(finding(file, i, word + " is not for here: " + ban.instead));
        }
      }
    }
  }
  return findings;
}

/// The files that read a clock, beyond one a folder.
std::vector<std::string> scattered_clocks(const std::vector<SourceFile>& files) {
  std::map<std::string, std::string> first;
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    if (is_test(file.path)) continue;
    for (const std::string& line : code_only(file)) {
      if (!has_word(line, "steady_clock") && !has_word(line, "system_clock")) continue;
      const auto place = first.emplace(folder_of(file.path), file.path).first;
      if (place->second != file.path) {
        findings.push_back(finding(file, 0, "reads a clock, as " + place->second + " does"));
      }
      break;
    }
  }
  return findings;
}

/// CHECK is the only macro.
std::vector<std::string> macros(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (!line.starts_with("#define") || line.starts_with("#define CHECK(")) continue;
      findings.push_back(finding(file, i, "a macro; use a function, a template or a constant"));
    }
  }
  return findings;
}

TEST(BannedCalls, APlantedViolationIsFound) {
  const std::vector<SourceFile> files = {
      file_from("src/sim/a.cc",
                "// throw in a comment\nauto t = std::chrono::steady_clock::now();\n"),
      file_from("src/cli/b.cc", "auto t = std::chrono::steady_clock::now(); std::printf(\"\");\n"),
      file_from("src/perf/c.cc", "if (bad) throw 1;\nsnprintf(a, 1, \"throw\");\n"),
      file_from("src/perf/c_test.cc", "EXPECT_THROW(throw 1);\nusing namespace std;\n")};
  EXPECT_EQ(listed(banned_calls(files)),
            "src/sim/a.cc:2: steady_clock is not for here: take the moment as a parameter "
            "(base/instant.h)\n"
            "src/perf/c.cc:1: throw is not for here: return Result<T> with an Error "
            "(base/error.h)\n"
            "src/perf/c_test.cc:2: using namespace is not for here: the name itself, or one "
            "using-declaration\n");
}

TEST(BannedCalls, APlantedSecondClockIsFound) {
  const char* now = "auto t = std::chrono::steady_clock::now();\n";
  EXPECT_EQ(listed(scattered_clocks({file_from("src/cli/a.cc", now), file_from("src/cli/b.cc", now),
                                     file_from("src/net/c.cc", now)})),
            "src/cli/b.cc:1: reads a clock, as src/cli/a.cc does\n");
}

TEST(BannedCalls, APlantedMacroIsFound) {
  EXPECT_EQ(listed(macros({file_from("src/sim/a.h", "#define CHECK(x) x\n#define PI 3\n")})),
            "src/sim/a.h:2: a macro; use a function, a template or a constant\n");
}

TEST(BannedCalls, AreNowhereInTheTree) {
  const std::vector<SourceFile> files = files_below("src", {".h", ".cc"});
  ASSERT_FALSE(files.empty());
  expect_none(banned_calls(files));
  expect_none(scattered_clocks(files));
  expect_none(macros(files));
}

}  // namespace
}  // namespace islet::house
