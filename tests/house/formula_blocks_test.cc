// Goal: every formula says where it is from, and docs/MODELS.md lists them all.
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "functions.h"

namespace islet::house {
namespace {

const std::vector<std::string> model_folders = {"src/perf/", "src/energy/", "src/cost/"};

/// A formula stands on an indented line of its own: `///     power = voltage * current`.
bool is_formula(const std::string& doc_line) {
  return doc_line.starts_with("///     ") && doc_line.find('=') != std::string::npos;
}

bool is_source(const std::string& doc_line) { return doc_line.starts_with("/// Source "); }

/// Functions of the model folders without what a reader needs: a comment at all for what others
/// may call, a source for what computes by a formula.
std::vector<std::string> missing_blocks(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  for (const SourceFile& file : files) {
    if (!starts_with_any(file.path, model_folders)) continue;
    for (const Function& one : functions_of(file)) {
      const std::vector<std::string> doc = doc_above(file, one.first_line);
      if (doc.empty() && one.is_free && file.path.ends_with(".h")) {
        findings.push_back(finding(file, one.first_line,
                                   one.name + " has no `///` comment: say what it computes, "
                                              "valid for what, from which source"));
      }
      if (std::any_of(doc.begin(), doc.end(), is_formula) &&
          std::none_of(doc.begin(), doc.end(), is_source)) {
        findings.push_back(
            finding(file, one.first_line, one.name + " has a formula but no `/// Source` line"));
      }
    }
  }
  return findings;
}

/// One line for each function with a source, by file and in the order of the file.
std::string list_of_models(const std::vector<SourceFile>& files) {
  std::string list;
  for (const SourceFile& file : files) {
    std::string last;
    for (const Function& one : functions_of(file)) {
      const std::vector<std::string> doc = doc_above(file, one.first_line);
      if (std::none_of(doc.begin(), doc.end(), is_source) || one.name == last) continue;
      list += "- `" + file.path + "`: `" + one.name + "`\n";
      last = one.name;
    }
  }
  return list;
}

const std::string begin_mark =
    "<!-- list of model functions: begin, written by ./check --update -->\n";
const std::string end_mark = "<!-- list of model functions: end -->\n";

/// The page with its generated part replaced, or with one added at the end.
std::string with_list(std::string page, const std::string& list) {
  const std::size_t begin = page.find(begin_mark);
  const std::size_t end = page.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    return page + "\n## Where each formula stands\n\n" + begin_mark + list + end_mark;
  }
  const std::size_t from = begin + begin_mark.size();
  return page.replace(from, end - from, list);
}

constexpr const char* sample = R"(// A sample.
/// Draw of a lamp.
///
///     draw = voltage * current
///
/// Source      Ohm, 1827
Power draw(Voltage voltage, Current current);
/// Half of it.
///
///     half = draw / 2
Power half(Power draw);

Power quarter(Power draw);
/// The smaller one.
Power smaller(Power a, Power b);
)";

TEST(FormulaBlocks, PlantedGapsAreFound) {
  EXPECT_EQ(listed(missing_blocks({file_from("src/perf/lamp.h", sample)})),
            "src/perf/lamp.h:11: half has a formula but no `/// Source` line\n"
            "src/perf/lamp.h:13: quarter has no `///` comment: say what it computes, valid for "
            "what, from which source\n");
  expect_none(missing_blocks({file_from("src/cli/lamp.h", sample)}));
}

TEST(FormulaBlocks, StandAtEveryModelFunction) { expect_none(missing_blocks(product_sources())); }

TEST(ModelsPage, ListsWhatHasASource) {
  EXPECT_EQ(list_of_models({file_from("src/perf/lamp.h", sample)}),
            "- `src/perf/lamp.h`: `draw`\n");
}

TEST(ModelsPage, IsRewrittenBetweenItsMarksOnly) {
  const std::string once = with_list("# Models\n", "- old\n");
  const std::string page = once + "\nMore words.\n";
  EXPECT_EQ(with_list(page, "- new\n"), with_list("# Models\n", "- new\n") + "\nMore words.\n");
}

TEST(ModelsPage, IsComplete) {
  const std::string path = "docs/MODELS.md";
  const std::string page = text_of(path);
  const std::string wanted = with_list(page, list_of_models(product_sources()));
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << wanted;
  } else {
    EXPECT_EQ(page, wanted) << "run ./check --update and look at `git diff docs/MODELS.md`";
  }
}

}  // namespace
}  // namespace islet::house
