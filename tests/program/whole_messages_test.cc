// Goal: bad input of predict, compare, verify perf and the questions about machines ends in one
// whole message with place and remedy, nothing on stdout, and the right exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whole_program.h"

namespace islet::program {
namespace {

using testing::IsEmpty;

struct Refused {
  std::vector<std::string> arguments;
  int code;
  std::string err;
};

void expect_refused(const std::vector<Refused>& cases) {
  for (const Refused& one : cases) {
    const Outcome outcome = run(one.arguments);
    EXPECT_EQ(outcome.code, one.code) << one.err;
    EXPECT_EQ(outcome.err, one.err);
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(WholeMessages, OfRunsThatCannotBe) {
  expect_refused({
      {{"predict", "llama-3.1-8", "--on", "l4"},
       6,
       "error[D2]: no model is called `llama-3.1-8`\n"
       "  hint: Did you mean llama-3.1-8b, llama-3.2-1b, llama-2-13b?\n"},
      {{"predict", "llama-3.1-8b", "--on", "l44"},
       6,
       "error[D2]: no device is called `l44`\n"
       "  hint: Did you mean l4, l40?\n"},
      {{"compare", "llama-3.1-8b", "--on", "l4,l44"},
       6,
       "error[D2]: no device is called `l44`\n"
       "  hint: Did you mean l4, l40?\n"},
      {{"predict", "llama-3.1-70b", "--on", "a100_80gb_sxm4", "--tensor", "3"},
       3,
       "error[V5]: 64 heads of Llama-3.1-70B do not divide by 3 devices\n"
       "  hint: Take a split that divides the model, or --replicas.\n"},
      {{"predict", "llama-3.1-8b", "--on", "hailo_8"},
       4,
       "error[V5]: Hailo-8 does not run language models\n"
       "  hint: `islet catalog show` tells what a device can do.\n"},
      {{"predict", "llama-3.1-8b", "--on", "artpec_8"},
       6,
       "error[D5]: only the name of Axis ARTPEC-8 is known\n"
       "  hint: Add its figures to a catalogue of your own: islet catalog add.\n"},
  });
}

TEST(WholeMessages, OfAbsurdFigures) {
  expect_refused({
      {{"predict", "llama-3.1-8b", "--on", "l4", "--batch=-3"},
       3,
       "error[V2]: `--batch` is -3, must be from 1 to 65536\n"
       "  hint: Leave the option out for what is usual.\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--prompt=-5", "--reply", "0"},
       3,
       "error[V2]: `--prompt` is -5, must be from 1 to 1048576\n"
       "  hint: Leave the option out for what is usual.\n"
       "\n"
       "error[V2]: `--reply` is 0, must be from 1 to 1048576\n"
       "  hint: Leave the option out for what is usual.\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--memory-share", "1.2"},
       3,
       "error[V2]: `--memory-share` is 1.2, must be from 0.1 to 0.97\n"
       "  hint: Engines need the rest for kernels and fragments.\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--cap", "lots"},
       3,
       "error[V5]: `lots` is no figure, must be a power\n"
       "  hint: Write it as `200 W`.\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--cap", "-20 W"},
       3,
       "error[V2]: `--cap` is -20 W, must be from 22 W to 72 W on NVIDIA L4\n"
       "  hint: A board takes limits between about a third of its own and its own.\n"},
      {{"compare", "llama-3.1-8b", "--on", "l4,l40s", "--tensor", "100000"},
       3,
       "error[V2]: `--tensor` is 100000, must be from 1 to 4096\n"
       "  hint: Leave the option out for what is usual.\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--batch", "1e99"},
       2,
       "error: Could not convert: --batch = 1e99\n"
       "  hint: Try `islet predict --help`.\n"},
  });
}

TEST(WholeMessages, OfQuestionsAboutMachines) {
  expect_refused({
      {{"explain", "memory", "7b", "fp16", "1", "l44"},
       6,
       "error[D2]: `l44` is no device of the catalogue\n"
       "  hint: Did you mean l4, l40?\n"},
      {{"explain", "memory", "llama-3.1-8b", "fp16", "3", "l4"},
       6,
       "error[D2]: 32 heads of Llama-3.1-8B do not divide by 3 devices\n"
       "  hint: Ask with another device, count or precision.\n"},
      {{"explain", "speed", "7b", "fp16", "-2", "l4"},
       3,
       "error[V5]: `-2` must be a number from 1 to 1024\n"
       "  hint: Write it without a unit.\n"},
  });
}

/// A folder that holds one table of those lines.
std::string folder_with(const std::string& text) {
  const std::string folder = new_folder();
  write_text(folder + "/own.csv", text);
  return folder;
}

const std::string names =
    "source_id,source,system,accelerator,count,form_factor,precision,engine,model,params_b,"
    "scenario,batch,input_len,output_len,metric,value,unit,power_w,notes\n";

TEST(WholeMessages, OfTablesOfMeasurements) {
  const std::string text = folder_with(names +
                                       "A1,,,L4,one,,,,Llama 3.1 8B,,,,,,tpot,9,ms,,\n"
                                       "A2,,,L4,1,,,,Llama 3.1 8B,,,,,,tpot,-9,ms,,\n"
                                       "A3,,,L4,1,,,,Llama 3.1 8B\n");
  const std::string columns = folder_with("source_id,source,accelerator\nA1,,L4\n");
  const std::string twice = folder_with(names.substr(0, names.size() - 1) + ",unit\n");
  const std::string nothing = folder_with("");
  expect_refused({
      {{"verify", "perf", text},
       3,
       "error[V1]: `count` is \"one\", must be a number\n"
       "  --> " +
           text +
           "/own.csv:2:9\n"
           "  hint: Leave the field empty when nothing was published.\n"
           "\n"
           "error[V2]: `value` is -9, must be above 0 and below 1e15\n"
           "  --> " +
           text +
           "/own.csv:3:37\n"
           "  hint: Take the row out, or leave a field empty that was not published.\n"
           "\n"
           "error[S2]: the row has 9 fields, must have 19\n"
           "  --> " +
           text +
           "/own.csv:4:1\n"
           "  hint: Put a field that holds a comma in quotes.\n"
           "\n"
           "3 errors, 0 warnings\n"},
      {{"verify", "perf", columns},
       3,
       "error[S3]: the table has no column `system`, `form_factor`, `precision`, `engine`, "
       "`model`, "
       "`scenario`, `metric`, `unit`, `notes`, `count`, `params_b`, `batch`, `input_len`, "
       "`output_len`, `power_w`, `value`\n"
       "  --> " +
           columns +
           "/own.csv:1:1\n"
           "  hint: The first line names the columns of data/measured/README.md.\n"},
      {{"verify", "perf", twice},
       3,
       "error[S1]: the column `unit` stands twice\n"
       "  --> " +
           twice +
           "/own.csv:1:155\n"
           "  hint: Leave one.\n"},
      {{"verify", "perf", nothing},
       3,
       "error[S3]: the table is empty\n"
       "  --> " +
           nothing +
           "/own.csv:1:1\n"
           "  hint: Its first line names the columns.\n"},
  });
}

TEST(WholeMessages, ABatchThatCannotFitSaysWhatWould) {
  const Outcome outcome = run({"predict", "llama-3.1-8b", "--on", "l4", "--batch", "4000"});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_THAT(outcome.out, testing::HasSubstr("It does not fit."));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(WholeMessages, APrecisionThatTheChipLacksSaysWhatItFallsBackTo) {
  const Outcome outcome = run({"predict", "yolov8m", "--on", "l4", "--precision", "fp4"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, testing::HasSubstr("Note: NVIDIA L4 has no FP4 arithmetic: weights stay "
                                              "in FP4, computed in FP8."));
}

}  // namespace
}  // namespace islet::program
