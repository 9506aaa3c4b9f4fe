// Goal: a calibration comes back from its file as it was, and a broken file is told where.
#include "accuracy/calibration_file.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr const char* whole_text =
    "calibration,1,2026-11-21\n"
    "# table,file,rows,hash\n"
    "table,mlperf.csv,812,9f86d081884c7d65\n"
    "# family,component,family,sd\n"
    "family,compute,engine,0.31\n"
    "family,whole,\"batch, log\",0.05\n"
    "# noise,group,scale,rows\n"
    "noise,mlperf language,0.083,640\n"
    "# range,group,share,factor,rows,own or pooled,median_error,p90_error\n"
    "range,all,0.9,1.71,1380,own,0.12,0.47\n"
    "range,\"power, unseen\",0.9,1.71,12,pooled,0.2,0.51\n"
    "# effect,component,family,name,value,variance,rows\n"
    "effect,compute,engine,#1,-0.102,0.0021,37\n"
    "effect,compute,engine,\"the \"\"best\"\"\",1.5e-05,0.09,2\n"
    "effect,whole,\"batch, log\",,0.07,0.001,90\n";

/// `whole_text` with one piece replaced.
std::string with(const std::string& before, const std::string& after) {
  std::string text = whole_text;
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return text.replace(at, before.size(), after);
}

std::string faults_of(const std::string& text) {
  Faults faults;
  parsed_calibration(text, "c.csv", faults);
  std::string all;
  for (const Error& fault : faults.sorted()) all += fault.text() + "\n";
  return all;
}

TEST(CalibrationFile, IsReadWhole) {
  Faults faults;
  const Calibration read = parsed_calibration(with("engine,#1", "engine,\"#1\""), "c.csv", faults);
  EXPECT_EQ(faults.count(), 0);
  EXPECT_EQ(read.date, "2026-11-21");
  ASSERT_EQ(read.tables.size(), 1U);
  EXPECT_EQ(read.tables[0].rows, 812);
  EXPECT_EQ(read.tables[0].hash, 0x9f86d081884c7d65ULL);
  ASSERT_EQ(read.families.size(), 2U);
  EXPECT_EQ(read.families[1].name, "batch, log");
  EXPECT_EQ(read.ranges.factor("anything"), 1.71);
  ASSERT_EQ(read.ranges.groups.size(), 1U);
  EXPECT_TRUE(read.ranges.groups[0].is_pooled);
  ASSERT_EQ(read.effects.size(), 3U);
  EXPECT_EQ(read.effects[0].key, (EffectKey{Component::compute, "engine", "#1"}));
  EXPECT_DOUBLE_EQ(read.effects[0].prior_variance, 0.31 * 0.31);
  EXPECT_EQ(read.effects[1].key.name, "the \"best\"");
  EXPECT_EQ(read.effects[2].key.name, "");
}

TEST(CalibrationFile, ComesBackAsItWas) {
  Faults faults;
  const Calibration read = parsed_calibration(whole_text, "c.csv", faults);
  const std::string path =
      (std::filesystem::path(testing::TempDir()) / "islet_calibration_test.csv").string();
  ASSERT_FALSE(write_calibration(path, read));
  const Calibration again = read_calibration(path, faults);
  EXPECT_EQ(faults.count(), 0);
  std::filesystem::remove(path);
  EXPECT_EQ(calibration_text(again), calibration_text(read));
  EXPECT_EQ(calibration_text(again), with("engine,#1", "engine,\"#1\""));
}

TEST(CalibrationFile, ABrokenFileIsToldWhere) {
  struct Case {
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases = {
      {"", "c.csv:1:1: error[S3]: the calibration is empty\n  hint: Fit it again.\n"},
      {with(",-0.102,", ",fast,"),
       "c.csv:13:26: error[V1]: `value` is \"fast\", must be a number\n"},
      {with("0.0021", "-0.0021"),
       "c.csv:13:33: error[V2]: `variance` is -0.0021, must be from 0 to 400\n"},
      {with("effect,compute,engine,#1", "effect,computer,engine,#1"),
       "c.csv:13:8: error[V3]: the component is \"computer\", which is none\n"
       "  hint: Did you mean compute?\n"},
      {with("effect,compute,engine,#1", "effect,compute,motor,#1"),
       "c.csv:13:16: error[D2]: the family \"motor\" of compute has no `family` row above\n"
       "  hint: Add one, or leave the effect out.\n"},
      {with("#1,-0.102,0.0021,37", "#1,-0.102,0.0021"),
       "c.csv:13:1: error[S2]: the `effect` row has 6 fields, must have 7\n"
       "  hint: Put a field that holds a comma in quotes.\n"},
      {with("#1,", "\"the \"\"best\"\"\","),
       "c.csv:14:23: error[D4]: the effect \"the \"best\"\" stands twice\n  hint: Leave one.\n"},
      {with("family,whole", "famly,whole"),
       "c.csv:6:1: error[S1]: the row starts with \"famly\", must be calibration, table, family, "
       "noise, range, effect, likeness, alike or place\n"
       "c.csv:15:14: error[D2]: the family \"batch, log\" of whole has no `family` row above\n"
       "  hint: Add one, or leave the effect out.\n"},
      {with("2026-11-21", "2026-13-01"),
       "c.csv:1:15: error[V1]: the date is \"2026-13-01\", must be like 2026-11-21\n"},
      {with("calibration,1", "calibration,2"),
       "c.csv:1:13: error[V3]: the format is \"2\", must be 1\n"
       "  hint: Fit the calibration with this version of islet.\n"},
      {with("9f86d081884c7d65", "9f86"),
       "c.csv:3:22: error[V1]: the hash is \"9f86\", must be 16 hexadecimal digits\n"},
      {with("640", "640.5"), "c.csv:8:29: error[V1]: `rows` is 640.5, must be a whole number\n"},
      {with("range,all", "range,most"),
       "c.csv: error[S3]: the calibration has no `range` of `all`\n  hint: Fit it again.\n"},
      {with("1380,own", "1380,mine"),
       "c.csv:10:25: error[V3]: the factor is \"mine\", must be own or pooled\n"},
      {with("family,whole", "family,compute,engine,0.2\nfamily,whole"),
       "c.csv:6:16: error[D4]: \"engine\" stands at line 5 already\n  hint: Leave one.\n"},
      {with("calibration,1,2026-11-21\n", ""),
       "c.csv:2:1: error[S3]: the first row starts with \"table\", must be `calibration`, 1, date\n"
       "  hint: Name a file that a calibration was written to.\n"},
  };
  for (const Case& one : cases) EXPECT_EQ(faults_of(one.text), one.fault);
}

TEST(CalibrationFile, LikenessesComeBackAsTheyWere) {
  Faults faults;
  Calibration made = parsed_calibration(with("engine,#1", "engine,\"#1\""), "c.csv", faults);
  Likeness likeness;
  likeness.kind = "language";
  likeness.scale.near = 0.38;
  likeness.scale.noise = 0.02;
  likeness.scale.along[0] = 0.0012;
  likeness.scale.words[1] = 0.4;
  LikenessPlace place;
  place.place.along[3] = -7;
  place.place.words[1] = "the \"best\", again";
  place.weight = -0.25;
  likeness.places.push_back(place);
  made.likenesses.push_back(likeness);
  const std::string text = calibration_text(made);
  const Calibration again = parsed_calibration(text, "c.csv", faults);
  EXPECT_EQ(faults.count(), 0);
  ASSERT_EQ(again.likenesses.size(), 1U);
  ASSERT_EQ(again.likenesses[0].places.size(), 1U);
  EXPECT_EQ(again.likenesses[0].places[0].place, place.place);
  EXPECT_EQ(again.likenesses[0].scale.words[1], 0.4);
  EXPECT_EQ(calibration_text(again), text);
}

TEST(CalibrationFile, APlaceNeedsItsLikeness) {
  const std::string text = with("engine,#1", "engine,\"#1\"") + "alike,other,peak,0.1\n";
  EXPECT_EQ(faults_of(text),
            "c.csv:16:7: error[D2]: \"other\" has no `likeness` row right above its own\n"
            "  hint: Keep the rows of a kind together.\n");
}

TEST(CalibrationFile, WhatIsCutOffBeforeItsRangesIsRefused) {
  const std::string text = with("engine,#1", "engine,\"#1\"");
  for (std::size_t size = 0; size < text.size(); ++size) {
    Faults faults;
    const Calibration read = parsed_calibration(text.substr(0, size), "c.csv", faults);
    if (!faults.has_errors()) {
      EXPECT_EQ(read.ranges.pooled.name, "all") << size;
      EXPECT_EQ(read.date, "2026-11-21") << size;
    }
  }
}

TEST(CalibrationFile, AMissingFileIsAnError) {
  Faults faults;
  read_calibration("no/such/calibration.csv", faults);
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list()[0].code, "D1");
}

}  // namespace
}  // namespace islet
