// Goal: every fault of a record is named in one run, with place, value, and what would be right.
#include "catalog/record_reader.h"

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

template <class Record>
std::vector<std::string> faults_in(const std::string& text, const RecordForm<Record>& form) {
  Faults faults;
  const auto document = read_yaml(text, "card.yaml", faults);
  if (document) {
    const std::vector<std::string> sources = {"devices", "gk"};
    RecordReader record(*document, document->root, {sources, faults});
    (void)form.read(record);
    record.finish();
  }
  std::vector<std::string> texts;
  for (const Error& error : faults.sorted()) texts.push_back(error.text());
  return texts;
}

using Texts = std::vector<std::string>;

constexpr const char* good_card =
    "id: x\nname: X\nvendor: V\nclass: npu\nform: m2\nmemory_gb: 4\n"
    "memory_bandwidth_gb_per_s: 30\nint8_top_per_s: {typical: 20, stated: 40 TOPS, see: CH11}\n"
    "board_w: {low: 4, typical: 5, high: 8}\nidle_w: 1\nruns: [vision]\nmass_kg: 0.02\n"
    "grade: C\nsource: [devices, gk]\n";

std::string with(const std::string& before, const std::string& after) {
  std::string text = good_card;
  const std::size_t at = text.find(before);
  CHECK(at != std::string::npos);
  return text.replace(at, before.size(), after);
}

TEST(RecordReader, AGoodRecordHasNoFault) {
  EXPECT_EQ(faults_in(good_card, accelerator_form()), Texts{});
}

TEST(RecordReader, NamesEveryFaultInOneRun) {
  const auto faults = faults_in(
      "id: x\nname: X\nvendor: V\nclass: gpu\nform: m2\nmemory_gb: -4\n"
      "memory_bandwith_gb_per_s: 300\nboard_w: fast\nidle_w: {low: 9, typical: 5}\n"
      "runs: [vision]\nmass_kg: .nan\ngrade: E\nsource: nowhere\n",
      accelerator_form());
  const Texts expected = {
      "card.yaml:1:1: error[S3]: `memory_bandwidth_gb_per_s` is missing",
      "card.yaml:2:7: error[V5]: the record has no peak rate, such as `fp16_tflop_per_s`\n"
      "  hint: Where only the name is known, write `named_only: yes`.",
      "card.yaml:4:8: error[V5]: `class` is \"gpu\", must be one of: datacenter_gpu, "
      "workstation_gpu, integrated_gpu, jetson, npu, datacenter_npu, cpu, apple, other\n"
      "  hint: Did you mean `npu`?",
      "card.yaml:6:12: error[V2]: `memory_gb` is \"-4\", must be a number of at least 0",
      "card.yaml:7:1: error[S1]: unknown key `memory_bandwith_gb_per_s`\n"
      "  hint: Did you mean `memory_bandwidth_gb_per_s`?",
      "card.yaml:8:10: error[V2]: `board_w` is \"fast\", must be a number from 0.01 to 100000",
      "card.yaml:9:9: error[V4]: `idle_w` has low 9, typical 5, high 5; they must rise",
      "card.yaml:11:10: error[V2]: `mass_kg` is \".nan\", must be a number of at least 0",
      "card.yaml:12:8: error[V3]: `grade` is \"E\", must be A, B, C or D\n"
      "  hint: A measured, B fitted or surveyed, C datasheet, D assumption.",
      "card.yaml:13:9: error[D3]: source \"nowhere\" is not in sources.yaml\n"
      "  hint: Add the source there, or name one that stands there.",
  };
  EXPECT_EQ(faults, expected);
}

struct Planted {
  const char* before;
  const char* after;
  const char* text;
};

TEST(RecordReader, EachPlantedFaultHasItsMessage) {
  const Planted rows[] = {
      {"form: m2", "form: m.2",
       "card.yaml:5:7: error[V5]: `form` is \"m.2\", must be one of: pcie_dual_slot, "
       "pcie_dual_slot_active, pcie_single_slot, pcie_single_slot_active, "
       "pcie_low_profile_single, sxm, m2, jetson_260pin, jetson_699pin, usb, soc\n"
       "  hint: Did you mean `m2`?"},
      {"memory_gb: 4", "memory_gb: inf",
       "card.yaml:6:12: error[V2]: `memory_gb` is \"inf\", must be a number of at least 0"},
      {"memory_gb: 4", "memory_gb: 4 GB",
       "card.yaml:6:12: error[V2]: `memory_gb` is \"4 GB\", must be a number of at least 0"},
      {"memory_gb: 4", "memory_gb:",
       "card.yaml:6:1: error[V2]: `memory_gb` is empty, must be a number of at least 0"},
      {"idle_w: 1", "idle_w: 7",
       "card.yaml:10:9: error[V5]: `idle_w` is not below `board_w`\n"
       "  hint: A device idles below its limit."},
      {"low: 4, typical: 5", "low: 4, typcal: 5",
       "card.yaml:9:10: error[S3]: `typical` is missing"},
      {"grade: C\n", "", "card.yaml:1:1: error[S3]: `grade` is missing"},
      {"source: [devices, gk]\n", "", "card.yaml:1:1: error[S3]: `source` is missing"},
      {"[devices, gk]", "[device, gk]",
       "card.yaml:14:10: error[D3]: source \"device\" is not in sources.yaml\n"
       "  hint: Did you mean `devices`?"},
      {"runs: [vision]", "runs: {vision: yes}",
       "card.yaml:11:7: error[V1]: `runs` is a map, must be a list of words"},
      {"runs: [vision]", "runs: [vison]",
       "card.yaml:11:7: error[V5]: `runs` is \"vison\", must be one of: language, vision, speech, "
       "recommendation, image, other\n  hint: Did you mean `vision`?"},
      {"mass_kg: 0.02", "mass_kg: 0.02\nunified_memory: true",
       "card.yaml:13:17: error[V1]: `unified_memory` is \"true\", must be yes or no"},
      {"mass_kg: 0.02", "mass_kg: 0.02\nprice_usd: 0",
       "card.yaml:13:12: error[V2]: `price_usd` is \"0\", must be a number from 0.01 to 1e+09"},
      {"mass_kg: 0.02", "mass_kg: 0.02\nprice_usd: 250",
       "card.yaml:13:12: error[S3]: the price `price_usd` has no date\n"
       "  hint: Say of when it is: `price_usd: {typical: 250, year: 2025}`, or a `date` such as "
       "2025-06-15."},
      {"mass_kg: 0.02", "mass_kg: 0.02\nprice_usd: {typical: 250, date: 2025-02-30}",
       "card.yaml:13:33: error[V6]: `date` is \"2025-02-30\", must be a date such as 2025-06-15 or "
       "2025-06"},
      {"mass_kg: 0.02", "mass_kg: 0.02\nprice_usd: {typical: 250, date: 2025-02, year: 2025}",
       "card.yaml:13:33: error[V5]: `date` and `year` are both there\n"
       "  hint: Leave out `year`."},
  };
  for (const Planted& row : rows) {
    SCOPED_TRACE(row.after);
    const Texts faults = faults_in(with(row.before, row.after), accelerator_form());
    EXPECT_NE(std::find(faults.begin(), faults.end(), row.text), faults.end())
        << (faults.empty() ? "no fault" : faults.front());
  }
}

TEST(RecordReader, AFigureKeepsWhatWasStatedAndItsEvidence) {
  Faults faults;
  const std::string text =
      "figure: {low: 1, typical: 2, high: 4, grade: B, source: gk, stated: 3 W, see: CH01, "
      "note: why}\nbare: 7\ngrade: C\nsource: [devices, gk]\n";
  const auto document = read_yaml(text, "card.yaml", faults);
  ASSERT_TRUE(document.has_value());
  const std::vector<std::string> sources = {"devices", "gk"};
  RecordReader record(*document, document->root, {sources, faults});
  const Figure<Power> figure = record.figure_in("figure", watt);
  const Figure<double> bare = record.figure("bare");
  EXPECT_EQ(figure.high, 4 * watt);
  EXPECT_EQ(figure.grade, Grade::b);
  EXPECT_EQ(figure.source, "gk");
  EXPECT_EQ(figure.stated, "3 W");
  EXPECT_EQ(figure.see, "CH01");
  EXPECT_EQ(figure.note, "why");
  EXPECT_EQ(bare.low, 7);
  EXPECT_EQ(bare.grade, Grade::c);
  EXPECT_EQ(bare.source, "devices, gk");
  EXPECT_EQ(faults.count(), 0);
}

TEST(RecordReader, AModelNeedsAShapeOrItsWork) {
  const std::string head = "id: m\nname: M\nfamily: F\nkind: language\nparameters_b: 8\n";
  const std::string tail = "licence: MIT\ngrade: C\nsource: gk\n";
  EXPECT_EQ(faults_in(head + tail, model_form()),
            Texts{"card.yaml:1:1: error[V5]: a model needs a `shape` or `gflop_per_input`"});
  EXPECT_EQ(faults_in(head +
                          "shape: {layers: 4, hidden: 64, heads: 4, kv_heads: 8, head_width: 16, "
                          "experts: 2, vocabulary: 100, context: 10}\n" +
                          tail,
                      model_form()),
            (Texts{"card.yaml:6:52: error[V5]: `kv_heads` is 8, must be at most `heads`, 4",
                   "card.yaml:6:80: error[S3]: `experts` needs `moe_intermediate` and "
                   "`experts_per_token`"}));
}

TEST(RecordReader, LayersOfAModelThatDifferMustAgreeWithEachOther) {
  const std::string head = "id: m\nname: M\nfamily: F\nkind: language\nparameters_b: 8\n";
  const std::string shape =
      "shape: {layers: 4, hidden: 64, heads: 4, kv_heads: 4, head_width: 16, intermediate: 64, "
      "vocabulary: 100, context: 10";
  const std::string tail = "}\nlicence: MIT\ngrade: C\nsource: gk\n";
  EXPECT_EQ(faults_in(head + shape + ", window: 128, window_layers: 2, cache_layers: 3" + tail,
                      model_form()),
            Texts{});
  EXPECT_EQ(faults_in(head + shape + ", window: 128" + tail, model_form()),
            Texts{"card.yaml:6:127: error[S3]: `window` and `window_layers` need each other"});
  EXPECT_EQ(faults_in(head + shape + ", shared_experts: 1" + tail, model_form()),
            Texts{"card.yaml:6:8: error[S3]: `dense_layers` and `shared_experts` need `experts`"});
  EXPECT_EQ(
      faults_in(head + shape + ", cache_layers: 5" + tail, model_form()),
      Texts{"card.yaml:6:133: error[V2]: `cache_layers` is \"5\", must be a number from 0 to 4"});
}

TEST(RecordReader, ARecordThatIsNoMapIsOneFaultAndNoCrash) {
  const Texts faults = faults_in("- id: x\n", model_form());
  ASSERT_FALSE(faults.empty());
  EXPECT_EQ(faults.front(), "card.yaml:1:1: error[S2]: a record is a list, must be a map");
}

}  // namespace
}  // namespace islet
