// Goal: tables of measurements are read whole and strictly: every column where it belongs, what was
// not published absent, and every fault named with its line and column.
#include "accuracy/measured_row.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace islet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string names =
    "source_id,source,system,accelerator,count,form_factor,precision,engine,model,params_b,"
    "scenario,batch,input_len,output_len,metric,value,unit,power_w,notes\n";
const std::string good =
    "A1,page,box,L4,1,PCIe,fp8,vLLM,Llama-3.1-8B,8.03,s,4,128,256,tpot,9.5,ms,,\n";

class MeasuredTableTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::temp_directory_path() / (std::string("islet_measured_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string written(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::vector<MeasuredRow> rows_of(const std::string& text) {
    return read_measured_file(written("t.csv", text), faults_);
  }

  /// Messages without the folder, in the order of their places.
  std::vector<std::string> faults_in(const std::string& text) {
    faults_ = Faults();
    const std::string path = written("t.csv", text);
    read_measured_file(path, faults_);
    std::vector<std::string> texts;
    for (const Error& error : faults_.sorted()) {
      std::string line = error.text().substr(folder_.string().size() + 1);
      texts.push_back(line.substr(0, line.find('\n')));
    }
    return texts;
  }

  std::filesystem::path folder_;
  Faults faults_;
};

TEST_F(MeasuredTableTest, EveryColumnGoesToItsField) {
  const auto rows = rows_of(names +
                            "A1,page,a box,L4,8,PCIe,fp8,vLLM 0.9,Llama-3.1-8B,8.03,Offline,4,128,"
                            "256.5,tpot,9.5,ms,72,said\n");
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 1U);
  const MeasuredRow& row = rows.front();
  EXPECT_EQ(row.file, "t.csv");
  EXPECT_EQ(row.origin, "t");
  EXPECT_EQ(row.line, 2);
  EXPECT_EQ(row.source_id, "A1");
  EXPECT_EQ(row.source, "page");
  EXPECT_EQ(row.system, "a box");
  EXPECT_EQ(row.accelerator, "L4");
  EXPECT_EQ(row.count, 8);
  EXPECT_EQ(row.form_factor, "PCIe");
  EXPECT_EQ(row.precision, "fp8");
  EXPECT_EQ(row.engine, "vLLM 0.9");
  EXPECT_EQ(row.model, "Llama-3.1-8B");
  EXPECT_EQ(row.params_b, 8.03);
  EXPECT_EQ(row.scenario, "Offline");
  EXPECT_EQ(row.batch, 4);
  EXPECT_EQ(row.input_len, 128);
  EXPECT_EQ(row.output_len, 256.5);
  EXPECT_EQ(row.metric, "tpot");
  EXPECT_EQ(row.value, 9.5);
  EXPECT_EQ(row.unit, "ms");
  EXPECT_EQ(row.power_w, 72);
  EXPECT_EQ(row.notes, "said");
}

TEST_F(MeasuredTableTest, WhatWasNotPublishedIsAbsent) {
  const auto rows = rows_of(names + "A1,,,L4,,,,,,,,,,,idle,13,W,,\n");
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_FALSE(rows.front().count || rows.front().batch || rows.front().power_w);
  EXPECT_EQ(rows.front().model, "");
}

TEST_F(MeasuredTableTest, QuotesHoldCommasQuotesAndLineEnds) {
  const auto rows =
      rows_of(names +
              "A1,\"page, two\",,L4,,,,\"the \"\"fast\"\" one\",,,,,,,idle,13,W,,\"a\n"
              "b\"\r\nA2,,,L4,,,,,,,,,,,idle,13,W,,\n");
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].source, "page, two");
  EXPECT_EQ(rows[0].engine, "the \"fast\" one");
  EXPECT_EQ(rows[0].notes, "a\nb");
  EXPECT_EQ(rows[1].line, 4);
}

TEST_F(MeasuredTableTest, ColumnsMayStandInAnyOrderBesideOthers) {
  const auto rows = rows_of(
      "extra,value,unit,metric,notes,power_w,output_len,input_len,batch,scenario,params_b,model,"
      "engine,precision,form_factor,count,accelerator,system,source,source_id\n"
      "x,13,W,idle,,,,,,,,,,,,,L4,,,A1\n");
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().value, 13);
  EXPECT_EQ(rows.front().accelerator, "L4");
}

TEST_F(MeasuredTableTest, MissingColumnsAreNamed) {
  EXPECT_THAT(faults_in("source_id,source,system,accelerator,count,form_factor,precision,engine,"
                        "params_b,scenario,batch,input_len,output_len,metric,unit,power_w,notes\n"),
              ElementsAre("t.csv:1:1: error[S3]: the table has no column `model`, `value`"));
  EXPECT_THAT(faults_in(""), ElementsAre("t.csv:1:1: error[S3]: the table is empty"));
}

TEST_F(MeasuredTableTest, TextInANumberFieldIsNamedWithItsColumn) {
  EXPECT_THAT(
      faults_in(names + good +
                "A2,page,box,L4,two,PCIe,fp8,vLLM,Llama-3.1-8B,8.03,s,4,128,,tpot,fast,ms,,\n"),
      ElementsAre("t.csv:3:16: error[V1]: `count` is \"two\", must be a number",
                  "t.csv:3:66: error[V1]: `value` is \"fast\", must be a number"));
}

TEST_F(MeasuredTableTest, AbsurdFiguresAreRefused) {
  EXPECT_THAT(
      faults_in(names + "A1,,,L4,-8,,,,,,,,,,tpot,0,ms,,\nA2,,,L4,1,,,,,,,nan,,,tpot,1e99,ms,,\n"),
      ElementsAre("t.csv:2:9: error[V2]: `count` is -8, must be above 0 and below 1e15",
                  "t.csv:2:26: error[V2]: `value` is 0, must be above 0 and below 1e15",
                  "t.csv:3:17: error[V1]: `batch` is \"nan\", must be a number",
                  "t.csv:3:28: error[V2]: `value` is 1e+99, must be above 0 and below 1e15"));
}

TEST_F(MeasuredTableTest, AChangeMayBeASaving) {
  const auto rows = rows_of(names + "A1,,,L4,,,,,,,,,,,energy_change,-23,%,,\n");
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().value, -23);
}

TEST_F(MeasuredTableTest, ARowThatIsCutOffOrNamedTwiceIsRefused) {
  EXPECT_THAT(faults_in(names + good + good + "A2,page\n" + "A3,\"open"),
              ElementsAre("t.csv:3:1: error[D4]: `source_id` is \"A1\", which stands at line 2 "
                          "already",
                          "t.csv:4:1: error[S2]: the row has 2 fields, must have 19",
                          "t.csv:5:4: error[D3]: a quote opens and never closes"));
  EXPECT_THAT(faults_in(names + "A1,,,L4,,,,,,,,,,,,13,,,\n"),
              ElementsAre("t.csv:2:19: error[S3]: `metric` is empty",
                          "t.csv:2:23: error[S3]: `unit` is empty"));
}

TEST_F(MeasuredTableTest, AFolderIsReadInTheOrderOfNames) {
  written("b.csv", names + good);
  written("a.csv", names + good);
  written("README.md", "no table");
  const auto rows = read_measured_folder(folder_.string(), faults_);
  EXPECT_EQ(faults_.count(), 0);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].file, "a.csv");
  EXPECT_EQ(rows[1].file, "b.csv");
}

TEST_F(MeasuredTableTest, AFolderWithoutTablesIsAFault) {
  EXPECT_THAT(read_measured_folder(folder_.string(), faults_), IsEmpty());
  EXPECT_EQ(faults_.list().at(0).what, "the folder holds no table");
  faults_ = Faults();
  read_measured_folder((folder_ / "none").string(), faults_);
  EXPECT_EQ(faults_.list().at(0).what, "there is no such folder");
}

}  // namespace
}  // namespace islet
