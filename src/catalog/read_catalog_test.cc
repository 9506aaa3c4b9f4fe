// Goal: what binds records together is checked over the whole folder, each fault at its place.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "catalog/own_records.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// A small data folder of its own, removed at the end.
class ReadCatalog : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / (std::string("islet_catalog_") + test->name());
    fs::remove_all(folder_);
    for (const char* kind :
         {"accelerators", "models", "hosts", "pv_modules", "inverters", "ups", "charge_controllers",
          "batteries", "generators", "coolers", "enclosures", "prices"}) {
      fs::create_directories(folder_ / kind);
    }
    write("sources.yaml", "gk: {title: General knowledge}\n");
    write("models/m-8b.yaml", model("m-8b", "M 8B"));
    write("choices.yaml",
          "choices:\n  - {name: chat/8b, model: m-8b, weights: q4, workload: chat}\n");
    write("aliases.csv", "alias,id\nEight,m-8b\n\"M, the eight\",m-8b\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
  }

  static std::string model(const std::string& id, const std::string& name) {
    return "id: " + id + "\nname: " + name +
           "\nfamily: F\nkind: vision\nparameters_b: 8\ngflop_per_input: 5\nlicence: MIT\n"
           "grade: C\nsource: gk\n";
  }

  /// Of the folder, with the user's file `own` laid over it when it is named.
  std::vector<std::string> faults(const std::string& own = "") const {
    Faults found;
    (void)read_catalog(folder_.string(), own.empty() ? "" : (folder_ / own).string(), found);
    std::vector<std::string> texts;
    for (const Error& error : found.sorted()) {
      std::string text = error.text();
      for (std::size_t at = 0; (at = text.find(folder_.string(), at)) != std::string::npos;) {
        text.replace(at, folder_.string().size(), "data");
      }
      texts.push_back(text);
    }
    return texts;
  }

  using Texts = std::vector<std::string>;
  fs::path folder_;
};

TEST_F(ReadCatalog, AGoodFolderHasNoFault) {
  EXPECT_EQ(faults(), Texts{});
  Faults found;
  const Catalog catalog = read_catalog(folder_.string(), found);
  EXPECT_EQ(find_model(catalog, "m, THE eight"), find_model(catalog, "m-8b"));
  EXPECT_EQ(find_choice(catalog, "chat/8b")->weights, Precision::int4);
}

TEST_F(ReadCatalog, AnIdMustBeTheNameOfItsFile) {
  write("models/m-9b.yaml", model("m-7b", "M 9B"));
  EXPECT_EQ(faults(), Texts{"data/models/m-9b.yaml:1:5: error[V5]: `id` is \"m-7b\", must be the "
                            "name of its file\n  hint: Write `id: m-9b`, or rename the file."});
}

TEST_F(ReadCatalog, APriceThatStandsTwiceIsNamedAtTheSecondPlace) {
  const std::string price =
      "prices:\n  - {id: fuel, name: Fuel, usd: 1, per: L, year: 2025, region: world, grade: D, "
      "source: gk}\n";
  write("prices/a.yaml", price);
  write("prices/b.yaml", price);
  EXPECT_EQ(faults(), Texts{"data/prices/b.yaml:2:10: error[D4]: `id` is \"fuel\", which stands at "
                            "data/prices/a.yaml:2:5 already\n  hint: Give it a name of its own."});
}

TEST_F(ReadCatalog, APriceNeedsItsDate) {
  write(
      "prices/a.yaml",
      "prices:\n  - {id: fuel, name: Fuel, usd: 1, per: L, region: world, grade: D, source: gk}\n");
  EXPECT_EQ(faults(), Texts{"data/prices/a.yaml:2:33: error[S3]: the price `usd` has no date\n"
                            "  hint: Say of when it is: `year: 2025`, or `date: 2025-06-15`."});
}

TEST_F(ReadCatalog, ChoicesNameWhatIsThereAndTheirLadderEnds) {
  write("choices.yaml",
        "choices:\n"
        "  - {name: chat/8b, model: m-8x, weights: q4, workload: chat}\n"
        "  - {name: chat/4b, model: m-8b, weights: q4, smaller: chat/8bb, workload: chat}\n"
        "  - {name: a, model: m-8b, weights: q4, smaller: b, workload: chat}\n"
        "  - {name: b, model: m-8b, weights: q5, smaller: a, workload: chat}\n"
        "  - {name: b, model: m-8b, weights: q4, workload: chat}\n");
  EXPECT_EQ(
      faults(),
      (Texts{"data/choices.yaml:2:28: error[D2]: `model` is \"m-8x\", which is not in the "
             "catalogue\n  hint: Did you mean `m-8b`?",
             "data/choices.yaml:3:56: error[D2]: `smaller` is \"chat/8bb\", which is not in the "
             "catalogue\n  hint: Did you mean `chat/8b`?",
             "data/choices.yaml:4:50: error[D5]: the steps down from `a` go in a ring\n"
             "  hint: Leave out `smaller` at the smallest.",
             "data/choices.yaml:5:37: error[V5]: `weights` is \"q5\", must be a precision such as "
             "int4",
             "data/choices.yaml:5:50: error[D5]: the steps down from `b` go in a ring\n"
             "  hint: Leave out `smaller` at the smallest.",
             "data/choices.yaml:6:12: error[D4]: `name` is \"b\", which stands at "
             "data/choices.yaml:5:5 already\n  hint: Give it a name of its own."}));
}

TEST_F(ReadCatalog, AliasesAreReadStrictly) {
  write("models/n-8b.yaml", model("n-8b", "N 8B"));
  write("aliases.csv",
        "alias,id\nEight,m-8b\nEIGHT!,n-8b\nno comma\nNine,m-9b\n,m-8b\nn 8b,m-8b\n\"open,m-8b\n");
  EXPECT_EQ(
      faults(),
      (Texts{"data/aliases.csv:3:1: error[D4]: `EIGHT!` stands for both `m-8b` and `n-8b`\n"
             "  hint: Case and punctuation do not count in names.",
             "data/aliases.csv:4:1: error[S4]: \"no comma\" is no line of the table, must be "
             "`alias,id`\n  hint: Put an alias that holds a comma in quotes.",
             "data/aliases.csv:5:6: error[D2]: `Nine` stands for \"m-9b\", which is not in the "
             "catalogue\n  hint: Did you mean `m-8b`?",
             "data/aliases.csv:6:1: error[S4]: \",m-8b\" is no line of the table, must be "
             "`alias,id`\n  hint: Put an alias that holds a comma in quotes.",
             "data/aliases.csv:7:1: error[D4]: `n 8b` stands for both `n-8b` and `m-8b`\n"
             "  hint: Case and punctuation do not count in names.",
             "data/aliases.csv:8:1: error[S4]: \"\"open,m-8b\" is no line of the table, must be "
             "`alias,id`\n  hint: Put an alias that holds a comma in quotes."}));
}

TEST_F(ReadCatalog, OneFileOfTheUsersHoldsRecordsOfAnyKind) {
  write("own.yaml",
        "sources: {shop: {title: A shop, link: 'https://example.org', date: 2026-11-01}}\n"
        "models:\n  - {id: m-9b, name: M 9B, family: F, kind: vision, parameters_b: 9, "
        "gflop_per_input: 5, licence: MIT, grade: C, source: shop}\n"
        "choices: {name: chat/9b, model: m-9b, weights: q4, smaller: chat/8b, workload: chat}\n"
        "aliases: {Nine: m-9b}\n");
  EXPECT_EQ(faults("own.yaml"), Texts{});
  Faults found;
  const Catalog catalog = read_catalog(folder_.string(), (folder_ / "own.yaml").string(), found);
  const Model* nine = find_model(catalog, "NINE");
  ASSERT_NE(nine, nullptr);
  EXPECT_TRUE(nine->origin.is_own);
  EXPECT_FALSE(find_model(catalog, "m-8b")->origin.is_own);
  EXPECT_EQ(nine->origin.place.file, (folder_ / "own.yaml").string());
  EXPECT_EQ(find_choice(catalog, "chat/9b")->model, "m-9b");
  EXPECT_TRUE(catalog.replaced.empty());
}

TEST_F(ReadCatalog, TheUsersRecordTakesThePlaceOfOursAndThatIsKept) {
  fs::create_directories(folder_ / "own/models");
  write("own/models/m-8b.yaml", model("m-8b", "M 8B, mine"));
  EXPECT_EQ(faults("own"), Texts{});
  Faults found;
  const Catalog catalog = read_catalog(folder_.string(), (folder_ / "own").string(), found);
  EXPECT_EQ(catalog.models.size(), 1U);
  EXPECT_EQ(find_model(catalog, "m-8b")->name, "M 8B, mine");
  ASSERT_EQ(catalog.replaced.size(), 1U);
  EXPECT_EQ(catalog.replaced[0].kind, "models");
  EXPECT_EQ(catalog.replaced[0].ours.file, (folder_ / "models/m-8b.yaml").string());
  EXPECT_EQ(catalog.replaced[0].own.file, (folder_ / "own/models/m-8b.yaml").string());
}

TEST_F(ReadCatalog, AUsersFileIsCheckedLikeOurs) {
  write("own.yaml",
        "modles: []\n"
        "models:\n"
        "  - {id: m-9b, name: m 8B, family: F, kind: vision, parameters_b: many, "
        "gflop_per_input: 5, licence: MIT, grade: C, source: gk}\n"
        "  - {id: m-9b, name: M9, family: F, kind: vision, parameters_b: 9, gflop_per_input: 5, "
        "licence: MIT, grade: C, source: hearsay}\n"
        "aliases: {eight: m-9b, Ten: m-10b, '-': m-8b}\n");
  EXPECT_EQ(
      faults("own.yaml"),
      (Texts{"data/own.yaml:1:1: error[S1]: unknown kind of record `modles`\n"
             "  hint: Did you mean `models`?",
             "data/own.yaml:3:5: error[D4]: `m 8B` stands for both `m-8b` and `m-9b`\n"
             "  hint: Case and punctuation do not count in names.",
             "data/own.yaml:3:67: error[V2]: `parameters_b` is \"many\", must be a number from "
             "1e-07 to 100000",
             "data/own.yaml:4:10: error[D4]: `id` is \"m-9b\", which stands at "
             "data/own.yaml:3:5 already\n  hint: Give it a name of its own.",
             "data/own.yaml:4:120: error[D3]: source \"hearsay\" is not in sources.yaml\n"
             "  hint: Add the source there, or name one that stands there.",
             "data/own.yaml:5:11: error[D4]: `eight` stands for both `m-8b` and `m-9b`\n"
             "  hint: Case and punctuation do not count in names.",
             "data/own.yaml:5:29: error[D2]: `Ten` stands for \"m-10b\", which is not in the "
             "catalogue",
             "data/own.yaml:5:37: error[V5]: the alias \"-\" has no letter and no digit"}));
}

TEST_F(ReadCatalog, ABareRecordOfTheUsersIsToldWhereItBelongs) {
  write("own.yaml", model("m-9b", "M 9B"));
  EXPECT_EQ(faults("own.yaml"),
            Texts{"data/own.yaml:1:1: error[S2]: the record does not say of which kind it is\n"
                  "  hint: Put it below its kind, as in `accelerators: [{id: ...}]`."});
}

TEST_F(ReadCatalog, AFolderThatIsNotThereIsOneFaultForEachKind) {
  fs::remove_all(folder_);
  const Texts found = faults();
  EXPECT_EQ(found.size(), 15U);  // sources, eleven folders of records, prices, aliases, choices
  EXPECT_NE(std::find(found.begin(), found.end(),
                      "data/models: error[D1]: cannot read the folder: No such file or directory\n"
                      "  hint: Reinstall Islet, or point ISLET_DATA at its data folder."),
            found.end());
}

TEST_F(ReadCatalog, AHalfWrittenRecordIsNamedAndTheOthersAreRead) {
  write("models/n-8b.yaml", "id: n-8b\nname: [N\n");
  Faults found;
  const Catalog catalog = read_catalog(folder_.string(), found);
  EXPECT_TRUE(found.has_errors());
  EXPECT_NE(find_model(catalog, "m-8b"), nullptr);
  EXPECT_EQ(found.sorted().front().place.file, (folder_ / "models/n-8b.yaml").string());
}

TEST(FewRecords, AreThoseOfTheWholeCatalogue) {
  Faults faults;
  const Catalog whole = read_catalog("data", faults);
  const auto few = read_few_records("data", {"Llama-3.1-8B", "RTXPRO6000", "l4"}, faults);
  ASSERT_TRUE(few);
  EXPECT_EQ(few->models.size(), 1U);
  EXPECT_EQ(few->accelerators.size(), 2U);
  for (const char* name : {"RTXPRO6000", "L4", "rtx_pro_6000_blackwell"}) {
    const Accelerator* found = find_accelerator(*few, name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->id, find_accelerator(whole, name)->id);
    EXPECT_EQ(found->memory, find_accelerator(whole, name)->memory);
  }
  EXPECT_EQ(find_model(*few, "llama-3.1-8b")->parameters,
            find_model(whole, "llama-3.1-8b")->parameters);
  EXPECT_FALSE(read_few_records("data", {"llama-3.1-8b", "no such device"}, faults));
  EXPECT_FALSE(faults.has_errors());
}

}  // namespace
}  // namespace islet
