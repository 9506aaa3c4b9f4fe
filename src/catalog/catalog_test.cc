// Goal: the shipped catalogue reads clean, its figures are sane, and faults are named with place.
#include "catalog/catalog.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

const Catalog& shipped() {
  static const Catalog catalog = [] {
    Faults faults;
    Catalog read = read_catalog("data", faults);
    for (const Error& error : faults.sorted()) ADD_FAILURE() << error.text();
    return read;
  }();
  return catalog;
}

TEST(Catalog, ShippedRecordsReadClean) {
  EXPECT_GT(shipped().accelerators.size(), 150U);
  EXPECT_GT(shipped().models.size(), 100U);
  EXPECT_EQ(shipped().hosts.size(), 13U);
  EXPECT_GT(shipped().prices.size(), 50U);
}

struct Datasheet {
  const char* id;
  double memory_gb;
  double bandwidth_gb_per_s;
  double fp16_tflop_per_s;
  double board_w;
};

TEST(Catalog, FiguresAreThoseOfTheDatasheets) {
  // Makers' data sheets, dense rates: L4, L40S, H100 PCIe, A100 80 GB PCIe, Jetson AGX Orin 64 GB.
  const Datasheet rows[] = {
      {"l4", 24, 300, 121, 72},
      {"l40s", 48, 864, 362, 350},
      {"h100_pcie", 80, 2039, 756, 350},
      {"a100_80gb_pcie", 80, 1935, 312, 300},
      {"jetson_agx_orin", 64, 204.8, 42.5, 60},
  };
  for (const Datasheet& row : rows) {
    SCOPED_TRACE(row.id);
    const Accelerator* device = find_accelerator(shipped(), row.id);
    ASSERT_NE(device, nullptr);
    EXPECT_NEAR(device->memory / gigabyte, row.memory_gb, 0.1);
    EXPECT_NEAR(device->memory_bandwidth / gigabyte_per_second, row.bandwidth_gb_per_s, 1);
    EXPECT_NEAR(device->peak_at(Precision::fp16) / teraflop_per_second, row.fp16_tflop_per_s, 1);
    EXPECT_NEAR(device->board_power.typical / watt, row.board_w, 0.5);
  }
}

TEST(Catalog, EveryPricedCardGoesIntoAHost) {
  for (const Accelerator& device : shipped().accelerators) {
    if (!device.price) continue;
    SCOPED_TRACE(device.id);
    EXPECT_GT(device.price->typical, Money());
    EXPECT_LT(device.idle_power.typical, device.board_power.typical);
    if (device.form == FormFactor::usb || device.form == FormFactor::soc) continue;
    EXPECT_TRUE(std::any_of(shipped().hosts.begin(), shipped().hosts.end(), [&](const Host& host) {
      return std::find(host.card_forms.begin(), host.card_forms.end(), device.form) !=
             host.card_forms.end();
    }));
  }
}

TEST(Catalog, NarrowerArithmeticIsNeverSlower) {
  for (const Accelerator& device : shipped().accelerators) {
    SCOPED_TRACE(device.id);
    const ComputeRate half = device.peak_at(Precision::fp16);
    for (const Precision narrow : {Precision::fp8, Precision::int8}) {
      const ComputeRate rate = device.peak_at(narrow);
      // Dense 8-bit rates are one to ten times the dense 16-bit rate; more would be sparse. The
      // Pascal cards (P4, P40) are known for their crippled 16-bit rate.
      if (device.year < 2017) continue;
      if (rate > ComputeRate() && half > ComputeRate()) {
        EXPECT_LE(rate / half, 10.1);
      }
    }
  }
}

TEST(Catalog, LaddersEndAndNamesResolve) {
  for (const ModelChoice& choice : shipped().choices) {
    const ModelChoice* step = &choice;
    int steps = 0;
    while (step != nullptr && !step->smaller.empty() && steps < 20) {
      step = find_choice(shipped(), step->smaller);
      ++steps;
    }
    EXPECT_LT(steps, 20) << choice.name;
  }
  for (const char* name : {"chat/8b-q4", "chat/14b-q4", "chat/3b-q4", "chat/4b-q4", "speech/small",
                           "object-detector/medium", "object-detector/small",
                           "anomaly/vibration-small", "xray-screen/base"}) {
    EXPECT_NE(find_choice(shipped(), name), nullptr) << name;
  }
}

TEST(Catalog, OtherSpellingsFindTheDevice) {
  EXPECT_EQ(find_accelerator(shipped(), "NVIDIA A100 80GB PCIe"),
            find_accelerator(shipped(), "a100_80gb_pcie"));
  EXPECT_EQ(find_accelerator(shipped(), "Hailo 8")->id, "hailo_8");
  EXPECT_EQ(find_accelerator(shipped(), "no such card"), nullptr);
  const auto near = names_like(shipped(), "jetson-orin-nx-16");
  ASSERT_FALSE(near.empty());
  EXPECT_EQ(near.front(), "jetson_orin_nx_16gb");
}

std::vector<std::string> faults_in(const std::string& text) {
  Faults faults;
  const auto document = read_yaml(text, "card.yaml", faults);
  if (document) {
    const std::vector<std::string> sources = {"devices", "gk"};
    RecordReader record(*document, document->root, {sources, faults});
    (void)read_accelerator(record);
    record.finish();
  }
  std::vector<std::string> texts;
  for (const Error& error : faults.sorted()) texts.push_back(error.text());
  return texts;
}

TEST(RecordReader, NamesEveryFaultInOneRun) {
  const auto faults = faults_in(
      "id: x\nname: X\nvendor: V\nclass: gpu\nform: m2\nmemory_gb: -4\n"
      "memory_bandwith_gb_per_s: 300\nboard_w: fast\nidle_w: {low: 9, typical: 5}\n"
      "runs: [vision]\nmass_kg: .nan\ngrade: E\nsource: nowhere\n");
  const std::vector<std::string> expected = {
      "card.yaml:1:1: error[S3]: `memory_bandwidth_gb_per_s` is missing",
      "card.yaml:4:8: error[V5]: `class` is \"gpu\", must be one of: datacenter_gpu, "
      "workstation_gpu, integrated_gpu, jetson, npu, datacenter_npu, cpu, apple, other",
      "card.yaml:6:12: error[V2]: `memory_gb` is \"-4\", must be a number of at least 0",
      "card.yaml:7:1: error[S1]: unknown key `memory_bandwith_gb_per_s`\n"
      "  hint: Did you mean `memory_bandwidth_gb_per_s`?",
      "card.yaml:8:10: error[V2]: `board_w` is \"fast\", must be a number from 0.01 to 100000",
      "card.yaml:9:9: error[V4]: `idle_w` has low 9, typical 5, high 5; they must rise",
      "card.yaml:9:9: error[V5]: `idle_w` is not below `board_w`\n"
      "  hint: A device idles below its limit.",
      "card.yaml:11:10: error[V2]: `mass_kg` is \".nan\", must be a number of at least 0",
      "card.yaml:12:8: error[V3]: `grade` is \"E\", must be A, B, C or D\n"
      "  hint: A measured, B fitted or surveyed, C datasheet, D assumption.",
      "card.yaml:13:9: error[D3]: source \"nowhere\" is not in sources.yaml\n"
      "  hint: Add the source there, or name one that stands there.",
  };
  EXPECT_EQ(faults, expected);
}

}  // namespace
}  // namespace islet
