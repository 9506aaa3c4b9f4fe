// Goal: the bracket reader under the house tests sees functions, their lengths and comments right.
#include "functions.h"

#include <gtest/gtest.h>

namespace islet::house {
namespace {

constexpr const char* sample = R"(// A sample.
#define LOOP(x) \
  for (;;) { x(); }
namespace islet {
struct Box {
  int size() const { return size_; }
  /// Grows.
  Box& operator+=(const Box& other);
  explicit Box(int size) : size_{size}, other_(size) {
    size_ += 1;
  }
 private:
  int size_ = f({1, 2});
};
/// Sums, { with a brace.
template <class T>
T sum(T a,
      T b = T{}) {
  if (a) { return b; }
  const auto add = [](T x) { return x; };
  return add("}" + a + '{');
}
const int table[] = {1, 2};
constexpr int digits{1'000};
int declared(int a);
}  // namespace islet
)";

TEST(Functions, AreFoundWithTheirLines) {
  const std::vector<Function> found = functions_of(file_from("a.h", sample));
  std::string text;
  for (const Function& one : found) {
    text += one.name + " " + std::to_string(one.first_line + 1) + "-" +
            std::to_string(one.last_line + 1) + (one.has_body ? " body" : "") +
            (one.is_free ? " free" : "") + "\n";
  }
  EXPECT_EQ(text,
            "size 6-6 body\n"
            "operator+= 8-8\n"
            "Box 9-11 body\n"
            "sum 16-22 body free\n"
            "declared 25-25 free\n");
}

TEST(Functions, DocIsWhatStandsDirectlyAbove) {
  const SourceFile file = file_from("a.h", sample);
  EXPECT_EQ(doc_above(file, 7), (std::vector<std::string>{"/// Grows."}));
}

TEST(Functions, OverloadsShareADocUpToAnEmptyLine) {
  const SourceFile file =
      file_from("a.h", "/// Sums.\nint sum(int a);\nint sum(long a);\n\nint b();\n");
  EXPECT_EQ(doc_above(file, 2), (std::vector<std::string>{"/// Sums."}));
  EXPECT_EQ(doc_above(file, 4), (std::vector<std::string>{}));
}

TEST(CodeOnly, BlanksCommentsAndLiteralsAndKeepsLines) {
  const SourceFile file = file_from("a.cc",
                                    "int a; // throw\n"
                                    "/* throw\n throw */ int b = '\\'';\n"
                                    "auto c = R\"x(throw\n)\" throw)x\"; int d;\n"
                                    "auto e = \"a\\\"throw\"; int f = 1'000;\n");
  const std::vector<std::string> lines = code_only(file);
  ASSERT_EQ(lines.size(), file.lines.size());
  for (const std::string& line : lines) EXPECT_FALSE(has_word(line, "throw")) << line;
  EXPECT_TRUE(has_word(lines[2], "b"));
  EXPECT_TRUE(has_word(lines[4], "d"));
  EXPECT_TRUE(has_word(lines[5], "f"));
}

TEST(HasWord, WantsWholeIdentifiers) {
  EXPECT_TRUE(has_word("x = std::rand();", "rand("));
  EXPECT_FALSE(has_word("x = operand(1);", "rand("));
  EXPECT_FALSE(has_word("rethrow", "throw"));
  EXPECT_TRUE(has_word("throw;", "throw"));
}

}  // namespace
}  // namespace islet::house
