// Goal: what JSON says is read, and what it does not allow, or what is built to exhaust, is
// refused.
#include "net/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace islet {
namespace {

std::string read_and_written(std::string_view text) {
  const Result<JsonValue> value = read_json(text);
  return value ? value->written() : "refused";
}

TEST(Json, ReadsWhatIsAllowed) {
  EXPECT_EQ(read_and_written(" {\"a\" : [1, -2.5, 1e3, true, null], \"b\":{}} "),
            "{\"a\":[1,-2.5,1000,true,null],\"b\":{}}");
  EXPECT_EQ(read_json("\"\\u00e4\\ud83d\\ude00\\n\"")->text, "\xC3\xA4\xF0\x9F\x98\x80\n");
  EXPECT_EQ(read_json("9223372036854775807")->integer, INT64_MAX);
  EXPECT_FALSE(read_json("9223372036854775808")->is_integer);
  EXPECT_EQ(read_json("{\"a\":7}")->find("a")->integer, 7);
}

TEST(Json, RefusesWhatIsNot) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "'a'",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "NaN",
                           "Infinity",
                           "1e400",
                           "tru",
                           "nul",
                           "\"a",
                           "\"\x01\"",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "\"\\ude00\"",
                           "\"\\u12\"",
                           "\"\xC0\xAF\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xFF\"",
                           "1 2",
                           "[1}",
                           "{\"a\":1,\"a\":2}",
                           "\xEF\xBB\xBF{}",
                           "-",
                           "[",
                           "{\"a\"",
                           "//x",
                           "\"\\u+123\""}) {
    EXPECT_EQ(read_and_written(text), "refused") << text;
  }
  EXPECT_EQ(read_and_written(std::string("\"a\0b\"", 5)), "refused");
}

TEST(Json, BoundsDepthAndSize) {
  EXPECT_NE(read_and_written(std::string(64, '[') + std::string(64, ']')), "refused");
  EXPECT_EQ(read_and_written(std::string(66, '[') + std::string(66, ']')), "refused");
  EXPECT_EQ(read_and_written(std::string(100'000, '[')), "refused");
  std::string many = "[0";
  for (int i = 0; i < 20; ++i) many += ",0";
  EXPECT_FALSE(read_json(many + "]", {.depth = 4, .values = 20}));
}

TEST(Json, WritesTextThatCanBeReadBack) {
  const std::string text = std::string("a\"\\\n\t\x01") + "\xC3\xA4";
  EXPECT_EQ(read_json(json_text(text))->text, text);
  EXPECT_EQ(json_text("\xFF"), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace islet
