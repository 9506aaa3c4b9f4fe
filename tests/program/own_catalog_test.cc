// Goal: a user's own records are checked, compared and kept by the program like Islet's own.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

/// A card, a model with a name for site files, and other spellings, all in one file.
constexpr const char* own_file =
    "sources: {shop: {title: A shop, link: 'https://example.org', date: 2026-11-01}}\n"
    "accelerators:\n"
    "  - {id: my_card, name: My card, vendor: Me, class: workstation_gpu, form: "
    "pcie_dual_slot_active, memory_gb: 32, memory_bandwidth_gb_per_s: 500, fp16_tflop_per_s: 100, "
    "board_w: 200, idle_w: 15, runs: [language, vision], mass_kg: 1, grade: C, source: shop, "
    "price_usd: {typical: 900, date: 2024-03}}\n"
    "models:\n"
    "  - {id: my-net, name: My net, family: Mine, kind: vision, parameters_b: 0.01, "
    "gflop_per_input: 8, licence: MIT, grade: C, source: own}\n"
    "choices: {name: object-detector/mine, model: my-net, weights: fp16, workload: video}\n"
    "aliases: {Card of mine: my_card, Netz: my-net}\n";

class OwnRecords : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = new_folder();
    file_ = folder_ + "/mine.yaml";
    options_.environment = {"ISLET_CATALOG=" + folder_ + "/kept"};
    write_text(file_, own_file);
    std::filesystem::create_directories(folder_ + "/kept");
  }
  Outcome islet(const std::vector<std::string>& arguments) const {
    return run(arguments, options_);
  }

  std::string folder_;
  std::string file_;
  RunOptions options_;
};

TEST_F(OwnRecords, VerifyCountsRecordsAndNamesOldPrices) {
  const Outcome found = islet({"catalog", "verify", file_, "--format", "json"});
  ASSERT_EQ(found.code, 0) << found.err;
  const json result = json::parse(found.out)["result"];
  EXPECT_EQ(result["faults"], 0);
  EXPECT_EQ(result["kinds"][0]["kind"], "accelerators");
  EXPECT_EQ(result["kinds"][0]["records"], 1);
  ASSERT_EQ(result["findings"].size(), 1U);
  EXPECT_EQ(result["findings"][0]["figure"], "my_card.price_usd");
  EXPECT_EQ(result["findings"][0]["what"], "of 2024-03, 31 months or more before 2026-11-21: old");
}

TEST_F(OwnRecords, VerifyOfOursHasNoFaultAndCountsEveryKind) {
  const Outcome found = islet({"catalog", "verify", "--format", "json"});
  ASSERT_EQ(found.code, 0) << found.err;
  const json result = json::parse(found.out)["result"];
  EXPECT_EQ(result["kinds"].size(), 15U);
  EXPECT_EQ(result["edition"], "2026-11-21");
  for (const json& finding : result["findings"]) EXPECT_FALSE(finding["own"].get<bool>());
  const Outcome page = islet({"catalog", "verify"});
  EXPECT_THAT(page.out, HasSubstr("The catalogue has no fault"));
  EXPECT_THAT(page.out, HasSubstr("--all lists them"));
  EXPECT_THAT(islet({"catalog", "verify", "--format", "csv"}).out,
              HasSubstr("finding,figure,what\n"));
}

TEST_F(OwnRecords, VerifyNamesEveryFaultWithItsPlaceAndEndsWithThree) {
  write_text(file_, std::string(own_file) +
                        "  \nprices:\n  - {id: fuel, name: Fuel, usd: 2, per: "
                        "L, region: here, source: own}\n");
  const Outcome found = islet({"catalog", "verify", file_});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, HasSubstr("The catalogue has 2 faults"));
  EXPECT_THAT(found.out, HasSubstr("a price without a date"));
  EXPECT_THAT(found.out, HasSubstr("a record without grade or source"));
  EXPECT_THAT(found.err, HasSubstr("mine.yaml:10:"));
  EXPECT_THAT(found.err, HasSubstr("the price `usd` has no date"));
  EXPECT_EQ(islet({"catalog", "verify", folder_ + "/nothing"}).code, 3);
}

TEST_F(OwnRecords, DiffOfTwoRecordsGivesEachFigureWithItsChange) {
  const Outcome found = islet({"catalog", "diff", "l4", "l40s", "--format", "csv"});
  ASSERT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("figure,l4,l40s,change\n"));
  EXPECT_THAT(found.out, HasSubstr("memory_gb,24,48,+100 %\n"));
  EXPECT_THAT(found.out, HasSubstr("board_w,72,350,+386 %\n"));
  EXPECT_THAT(found.out, testing::Not(HasSubstr("vendor")));
  const Outcome none = islet({"catalog", "diff", "l4", "l4"});
  EXPECT_EQ(none.code, 0);
  EXPECT_THAT(none.err, HasSubstr("no figure differs"));
}

TEST_F(OwnRecords, DiffOfUnlikeOrUnknownRecordsIsRefused) {
  const Outcome unlike = islet({"catalog", "diff", "l4", "qwen3-8b"});
  EXPECT_EQ(unlike.code, 3);
  EXPECT_THAT(unlike.err, HasSubstr("`l4` is of kind accelerator, `qwen3-8b` of kind model"));
  const Outcome unknown = islet({"catalog", "diff", "l4", "l4o"});
  EXPECT_EQ(unknown.code, 6);
  EXPECT_THAT(unknown.err, HasSubstr("no record, folder or file is called `l4o`"));
}

TEST_F(OwnRecords, DiffOfTwoCataloguesNamesWhatCameWentAndChanged) {
  std::string card = text_of_file("data/accelerators/l4.yaml");
  card.replace(card.find("board_w: 72"), 11, "board_w: 80");
  std::filesystem::create_directories(folder_ + "/other/accelerators");
  write_text(folder_ + "/other/accelerators/l4.yaml", card);
  const Outcome found = islet({"catalog", "diff", file_, folder_ + "/other", "--format", "json"});
  ASSERT_EQ(found.code, 0) << found.err;
  const json records = json::parse(found.out)["result"]["records"];
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0]["id"], "l4");
  EXPECT_EQ(records[0]["what"], "changed");
  EXPECT_EQ(records[0]["figures"][0]["figure"], "board_w");
  EXPECT_NEAR(records[0]["figures"][0]["change_share"].get<double>(), 80.0 / 72 - 1, 1e-9);
  EXPECT_EQ(records[1]["id"], "my_card");
  EXPECT_EQ(records[1]["what"], "removed");
  const json ours = json::parse(islet({"catalog", "diff", "ours", file_, "--format", "json"}).out);
  EXPECT_EQ(ours["result"]["records"][0]["what"], "added");
  EXPECT_EQ(ours["result"]["records"].size(), 3U);
}

TEST_F(OwnRecords, AddKeepsACheckedFileAndItsNamesWorkInSiteFiles) {
  std::filesystem::remove_all(folder_ + "/kept");  // the first record makes the folder
  const Outcome kept = islet({"catalog", "add", file_, "--format", "json"});
  ASSERT_EQ(kept.code, 0) << kept.err;
  const json records = json::parse(kept.out)["result"]["records"];
  EXPECT_EQ(records.size(), 5U);  // a card, a model, a choice, two other spellings
  EXPECT_EQ(text_of_file(folder_ + "/kept/mine.yaml"), own_file);
  EXPECT_EQ(islet({"catalog", "show", "card OF mine"}).code, 0);
  const std::string site = folder_ + "/site.yaml";
  write_text(site,
             "site: here\nwhere: 10.5 N, 20 E\npower: {solar: 4 kWp, battery: 10 kWh}\n"
             "workloads: {cameras: {count: 4, model: object-detector/mine, rate: 5 fps}}\n"
             "hardware: {consider: [Card of mine]}\n");
  const Outcome check = islet({"check", site});
  EXPECT_EQ(check.code, 0) << check.err;
}

TEST_F(OwnRecords, AddNeverOverwritesUnlessToldTo) {
  ASSERT_EQ(islet({"catalog", "add", file_}).code, 0);
  const Outcome again = islet({"catalog", "add", file_});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("the file is there already"));
  EXPECT_THAT(again.err, HasSubstr("--replace"));
  std::string changed = own_file;
  changed.replace(changed.find("board_w: 200"), 12, "board_w: 210");
  write_text(file_, changed);
  EXPECT_EQ(islet({"catalog", "add", file_, "--replace"}).code, 0);
  EXPECT_EQ(text_of_file(folder_ + "/kept/mine.yaml"), changed);
}

TEST_F(OwnRecords, AddRefusesWhatIsFaultyOrClashesWithWhatIsKept) {
  std::string broken = own_file;
  broken.replace(broken.find("idle_w: 15"), 10, "idle_w: 250");
  write_text(file_, broken);
  const Outcome found = islet({"catalog", "add", file_});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.err, HasSubstr("`idle_w` is not below `board_w`"));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/kept/mine.yaml"));
  write_text(file_, own_file);
  ASSERT_EQ(islet({"catalog", "add", file_}).code, 0);
  const std::string twin = folder_ + "/twin.yaml";
  write_text(twin, own_file);
  const Outcome clash = islet({"catalog", "add", twin});
  EXPECT_EQ(clash.code, 3);
  EXPECT_THAT(clash.err, HasSubstr("`id` is \"my_card\", which stands at"));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/kept/twin.yaml"));
}

TEST_F(OwnRecords, AddRefusesAFileWithoutRecordsOrOfAnotherName) {
  write_text(folder_ + "/empty.yaml", "sources: {}\n");
  const Outcome empty = islet({"catalog", "add", folder_ + "/empty.yaml"});
  EXPECT_EQ(empty.code, 3);
  EXPECT_THAT(empty.err, HasSubstr("the file holds no record and no other spelling"));
  write_text(folder_ + "/card.txt", own_file);
  EXPECT_EQ(islet({"catalog", "add", folder_ + "/card.txt"}).code, 2);
  EXPECT_EQ(islet({"catalog", "add", folder_ + "/nothing.yaml"}).code, 3);
}

}  // namespace
}  // namespace islet::program
