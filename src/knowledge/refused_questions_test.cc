// Goal: operands that a question about machines cannot use are refused in one whole message that
// says what was read and what would be right.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

struct Row {
  const char* question;
  std::vector<std::string> operands;
  const char* code;
  const char* what;
  const char* hint;
};

void expect_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Result<Answer> answer = ask(row.question, row.operands);
    ASSERT_FALSE(answer.has_value()) << row.what;
    EXPECT_EQ(answer.error().what, row.what);
    EXPECT_EQ(answer.error().hint, row.hint) << row.what;
    EXPECT_EQ(answer.error().code, row.code) << row.what;
  }
}

TEST(RefusedQuestions, UnknownNamesGetTheNearestOnes) {
  expect_refused({
      {"memory",
       {"llama-3.1-8", "fp16", "1", "l4"},
       "D2",
       "`llama-3.1-8` is no model of the catalogue",
       "Did you mean llama-3.1-8b, llama-3.2-1b, llama-2-13b?"},
      {"memory",
       {"qqqq", "fp16", "1", "l4"},
       "D2",
       "`qqqq` is no model of the catalogue",
       "islet catalog list models names them."},
      {"memory",
       {"7b", "fp16", "1", "l44"},
       "D2",
       "`l44` is no device of the catalogue",
       "Did you mean l4, l40?"},
      {"memory",
       {"7b", "fp16", "1", "artpec_8"},
       "D2",
       "only the name of Axis ARTPEC-8 is known",
       "Add its figures to a catalogue of your own: islet catalog add."},
      {"precision",
       {"llama-9", "l40s"},
       "D2",
       "`llama-9` is no model of the catalogue",
       "Did you mean llama-2-7b, llama-65b?"},
  });
}

TEST(RefusedQuestions, AbsurdFiguresAreNamed) {
  expect_refused({
      {"memory",
       {"0b", "fp16", "1", "l4"},
       "D2",
       "`0b` must be from 0.01b to 10000b",
       "b stands for billions of parameters."},
      {"memory",
       {"7b", "fp17", "1", "l4"},
       "D2",
       "`fp17` is no precision",
       "One of fp32, fp16, fp8, int8, fp4, int4."},
      {"memory",
       {"7b", "fp16", "0", "l4"},
       "V5",
       "`0` must be a number from 1 to 1024",
       "Write it without a unit."},
      {"memory",
       {"7b", "fp16", "1", "l4", "1.5"},
       "V5",
       "`1.5` must be a number from 0.1 to 0.97",
       "Write it without a unit."},
      {"split",
       {"llama-3.1-8b", "int8", "-4", "l4"},
       "V5",
       "`-4` must be a number from 1 to 1024",
       "Write it without a unit."},
      {"split",
       {"llama-3.1-8b", "int8", "1.5", "l4"},
       "V5",
       "`1.5` must be a whole number",
       "Write it as `4`."},
      {"drafts",
       {"1.5", "4", "0.02"},
       "V5",
       "`1.5` must be a number from 0 to 1",
       "Write it without a unit."},
      {"cards",
       {"-5", "180 ms", "10"},
       "V5",
       "`-5` must be a number from 1 to 1e+15",
       "Write it without a unit."},
      {"fabric",
       {"1"},
       "V5",
       "1 operands, must be machines, devices, and `training`",
       "islet explain --help shows the order."},
      {"training",
       {"half", "llama-3.1-8b", "1", "l4"},
       "D2",
       "`half` is no method",
       "One of full, lora, qlora."},
      {"links",
       {"decode", "70b", "fp16", "4", "l40"},
       "D2",
       "`decode` is no work",
       "One of prefill, train."},
  });
}

TEST(RefusedQuestions, WhatCannotRunSaysWhy) {
  expect_refused({
      {"memory",
       {"llama-3.1-8b", "fp16", "3", "l4"},
       "D2",
       "32 heads of Llama-3.1-8B do not divide by 3 devices",
       "Ask with another device, count or precision."},
      {"speed",
       {"llama-3.1-8b", "fp16", "3", "a100_80gb_sxm4"},
       "D2",
       "32 heads of Llama-3.1-8B do not divide by 3 devices",
       "Ask with another device, count or precision."},
      {"speed",
       {"llama-3.1-8b", "fp16", "1", "hailo_8"},
       "D2",
       "Hailo-8 does not run language models",
       "Ask with another device, count or precision."},
      {"speed",
       {"70b", "fp16", "4", "l4"},
       "D2",
       "a tensor split over 4 devices needs NVLink, NVIDIA L4 has none",
       "Ask with another device, count or precision."},
      {"links",
       {"prefill", "70b", "fp16", "1", "l40"},
       "D2",
       "links are asked of a language model on two or more devices with a host link",
       "Ask with another model, count or device."},
      {"media",
       {"sculpture", "l4"},
       "D2",
       "`sculpture` is no kind of media",
       "One of sdxl, flux, video."},
      {"runtime",
       {"100 Wh", "0 W"},
       "D2",
       "battery and load must be above 0",
       "Write them as `100 Wh` `8 W`."},
      {"cameras",
       {"llama-3.1-8b", "t4", "30 fps"},
       "D2",
       "the work of one frame of Llama-3.1-8B is not known",
       "Ask with a model of frames that the device runs."},
  });
}

TEST(RefusedQuestions, APrecisionTheChipLacksFallsBackAndSaysTo) {
  EXPECT_NE(word("precision", {"llama-3.1-8b", "a100_80gb_pcie"}, "reasons")
                .find("has no FP8 arithmetic: weights stay in FP8, computed in FP16"),
            std::string::npos);
}

}  // namespace
}  // namespace islet
