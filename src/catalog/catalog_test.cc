// Goal: the shipped catalogue reads clean, and its figures are those of the data sheets and sane.
#include "catalog/catalog.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"

namespace islet {
namespace {

TEST(Catalog, ShippedRecordsReadClean) {
  Faults faults;
  (void)read_catalog("data", faults);
  for (const Error& error : faults.sorted()) ADD_FAILURE() << error.text();
  EXPECT_GE(shipped_catalog().accelerators.size(), 198U);
  EXPECT_GE(shipped_catalog().models.size(), 226U);
  EXPECT_EQ(shipped_catalog().hosts.size(), 13U);
  EXPECT_EQ(shipped_catalog().pv_modules.size(), 4U);
  EXPECT_EQ(shipped_catalog().inverters.size(), 8U);
  EXPECT_EQ(shipped_catalog().upses.size(), 5U);
  EXPECT_EQ(shipped_catalog().charge_controllers.size(), 3U);
  EXPECT_EQ(shipped_catalog().batteries.size(), 7U);
  EXPECT_EQ(shipped_catalog().generators.size(), 15U);
  EXPECT_EQ(shipped_catalog().coolers.size(), 10U);
  EXPECT_EQ(shipped_catalog().enclosures.size(), 7U);
  EXPECT_GE(shipped_catalog().prices.size(), 100U);
  EXPECT_GE(shipped_catalog().rates.size(), 17U);
  EXPECT_EQ(shipped_catalog().terms.size(), 4U);
}

struct Datasheet {
  const char* id;
  double memory_gb;
  double bandwidth_gb_per_s;
  double fp16_tflop_per_s;  ///< dense, with 32-bit sums
  double board_w;
};

TEST(Catalog, FiguresAreThoseOfTheDatasheets) {
  // Makers' data sheets, dense rates; half of the sparse rate where the sheet gives only that.
  const Datasheet rows[] = {
      {"l4", 24, 300, 121, 72},
      {"l40", 48, 864, 181, 300},
      {"l40s", 48, 864, 362, 350},
      {"t4", 16, 320, 65, 70},
      {"a2", 16, 200, 18, 60},
      {"a10", 24, 600, 125, 150},
      {"a30", 24, 933, 165, 165},
      {"a100_40gb_pcie", 40, 1555, 312, 250},
      {"a100_80gb_pcie", 80, 1935, 312, 300},
      {"a100_80gb_sxm4", 80, 2039, 312, 400},
      {"h100_pcie", 80, 2039, 756, 350},
      {"h100_nvl", 94, 3938, 835, 400},
      {"h100_sxm5", 80, 3352, 989, 700},
      {"h200", 141, 4800, 989, 700},
      {"rtx_4090", 24, 1008, 165, 450},
      {"rtx_6000_ada", 48, 960, 364, 300},
      {"jetson_agx_orin", 64, 204.8, 42.5, 60},
      {"jetson_orin_nx_16gb", 16, 102.4, 15, 25},
      {"jetson_thor", 128, 273, 259, 130},
      {"mi300x", 192, 5300, 1307, 750},
  };
  for (const Datasheet& row : rows) {
    SCOPED_TRACE(row.id);
    const Accelerator* device = find_accelerator(shipped_catalog(), row.id);
    ASSERT_NE(device, nullptr);
    EXPECT_NEAR(device->memory / gigabyte, row.memory_gb, 0.1);
    EXPECT_NEAR(device->memory_bandwidth / gigabyte_per_second, row.bandwidth_gb_per_s, 1);
    EXPECT_NEAR(device->peak_at(Precision::fp16) / teraflop_per_second, row.fp16_tflop_per_s, 1);
    EXPECT_NEAR(device->board_power.typical / watt, row.board_w, 0.5);
  }
}

struct SparseRate {
  const char* id;
  Precision precision;
  double sparse;  ///< as the maker advertises it, 2:4 sparse
};

TEST(Catalog, NoSparseRateIsTakenForADenseOne) {
  const SparseRate rows[] = {
      {"l4", Precision::fp8, 485},
      {"l40s", Precision::fp8, 1466},
      {"h100_sxm5", Precision::fp8, 3958},
      {"h100_pcie", Precision::fp8, 3026},
      {"h100_nvl", Precision::fp8, 3341},
      {"h200", Precision::fp8, 3958},
      {"b200", Precision::fp4, 18000},
      {"jetson_agx_orin", Precision::int8, 275},
      {"jetson_thor", Precision::fp4, 2070},
      {"jetson_orin_nx_16gb", Precision::int8, 100},
      {"jetson_orin_nano", Precision::int8, 40},
      {"jetson_orin_nano_super", Precision::int8, 67},
      {"rtx_4000_sff_ada", Precision::fp8, 306.8},
      {"dgx_spark_gb10", Precision::fp4, 1000},
  };
  for (const SparseRate& row : rows) {
    SCOPED_TRACE(row.id);
    const Accelerator* device = find_accelerator(shipped_catalog(), row.id);
    ASSERT_NE(device, nullptr);
    EXPECT_NEAR(device->peak_at(row.precision) / teraflop_per_second, row.sparse / 2,
                0.02 * row.sparse);
  }
}

TEST(Catalog, WhatASeedStatedStandsBesideWhatWeUse) {
  const Accelerator* pair = find_accelerator(shipped_catalog(), "h100_nvl");
  EXPECT_EQ(pair->board_power.stated, "800 W for a pair of cards");
  EXPECT_EQ(pair->board_power.see, "CH06");
  const Accelerator* card = find_accelerator(shipped_catalog(), "h100_pcie");
  const auto& peak = card->peak_figures[static_cast<std::size_t>(Precision::fp8)];
  EXPECT_EQ(peak.typical, card->peak_at(Precision::fp8));
  EXPECT_EQ(peak.stated, "3026 TFLOPS");
  EXPECT_EQ(peak.see, "CH04");
  EXPECT_EQ(card->memory_bandwidth_figure.stated, "2000 GB/s");
}

/// The whole eight-way machines of 700 W boards stand for those of hotter ones too.
bool takes(const Host& host, const Accelerator& device) {
  const auto& forms = host.card_forms;
  const bool cool_enough =
      device.form == FormFactor::sxm || device.board_power.typical <= host.card_power_max;
  return cool_enough && std::find(forms.begin(), forms.end(), device.form) != forms.end();
}

TEST(Catalog, EveryPricedCardGoesIntoAHost) {
  for (const Accelerator& device : shipped_catalog().accelerators) {
    if (!device.price) continue;
    SCOPED_TRACE(device.id);
    EXPECT_GT(device.price->typical, Money());
    EXPECT_LT(device.idle_power.typical, device.board_power.typical);
    EXPECT_FALSE(device.runs.empty());
    if (device.form == FormFactor::usb || device.form == FormFactor::soc) continue;
    EXPECT_TRUE(std::any_of(shipped_catalog().hosts.begin(), shipped_catalog().hosts.end(),
                            [&](const Host& host) { return takes(host, device); }));
  }
}

TEST(Catalog, PeaksBandwidthsAndWattsKeepToWhatChipsCanDo) {
  for (const Accelerator& device : shipped_catalog().accelerators) {
    SCOPED_TRACE(device.id);
    if (device.named_only) {
      EXPECT_FALSE(device.price.has_value());
      continue;
    }
    const double top =
        *std::max_element(device.peak.begin(), device.peak.end()) / teraflop_per_second;
    // 35 trillion operations a joule is beyond every chip of today; more would be a sparse rate.
    EXPECT_LT(top / (device.board_power.high / watt), 35);
    const double half = device.peak_at(Precision::fp16) / teraflop_per_second;
    const double moved = device.memory_bandwidth / gigabyte_per_second;
    if (half > 0 && moved > 0) {
      EXPECT_LT(half * 1e3 / moved, 1500) << "operations for each byte of memory";
      EXPECT_GT(half * 1e3 / moved, 0.1);
    }
    if (moved > 0 && device.memory > Bytes()) {
      const double sweep = device.memory / device.memory_bandwidth / second;
      EXPECT_LT(sweep, 5) << "seconds to read the whole memory once";
    }
  }
}

TEST(Catalog, NarrowerArithmeticIsNeverMuchFaster) {
  for (const Accelerator& device : shipped_catalog().accelerators) {
    SCOPED_TRACE(device.id);
    // Dense 8-bit rates are one to ten times the dense 16-bit rate; more would be sparse. The
    // Pascal cards (P4, P40) are known for their crippled 16-bit rate.
    if (device.year < 2017) continue;
    const ComputeRate half = device.peak_at(Precision::fp16);
    for (const Precision narrow : {Precision::fp8, Precision::int8}) {
      const ComputeRate rate = device.peak_at(narrow);
      if (rate > ComputeRate() && half > ComputeRate()) {
        EXPECT_LE(rate / half, 10.1);
      }
    }
  }
}

/// Parameters of the shape, each layer counted as what it is.
double parameters_of(const LanguageShape& shape) {
  const double attention = 2.0 * shape.hidden * shape.head_width * (shape.heads + shape.kv_heads);
  const double width = 1.0 * shape.feed_forward_matrices * shape.hidden;
  const int layers = shape.feed_forward_layers > 0 ? shape.feed_forward_layers : shape.layers;
  const int dense = shape.experts > 0 ? shape.dense_layers : layers;
  const int experts = shape.experts + shape.shared_experts;
  const double feed_forward = width * shape.intermediate * dense +
                              width * shape.moe_intermediate * experts * (layers - dense);
  const int tables = shape.tied_embeddings ? 1 : 2;
  return shape.layers * attention + feed_forward + 1.0 * tables * shape.hidden * shape.vocabulary;
}

TEST(Catalog, ParametersFollowFromTheShape) {
  // Within 3.5 %, as totals are stated in round figures; attention is of its own kind in models
  // with latent attention and in those where only some layers keep a cache, and Qwen3-VL's stated
  // total holds an image tower of 0.6 B.
  const std::vector<std::string> others = {"qwen3-vl-8b"};
  for (const Model& model : shipped_catalog().models) {
    if (!model.shape || model.shape->latent_attention || model.shape->cache_layers > 0) continue;
    if (std::find(others.begin(), others.end(), model.id) != others.end()) continue;
    EXPECT_NEAR(parameters_of(*model.shape) / model.parameters, 1, 0.035) << model.id;
  }
}

TEST(Catalog, CountsOfLayersWhichAreNotAllAttentionStillNearTheTotal) {
  // Experts are nearly all of these; attention counted as if every layer had it.
  for (const char* name : {"deepseek-v3-r1", "kimi-k2.5", "glm-5", "qwen3.5-397b-a17b"}) {
    const Model* model = find_model(shipped_catalog(), name);
    ASSERT_NE(model, nullptr) << name;
    EXPECT_NEAR(parameters_of(*model->shape) / model->parameters, 1, 0.05) << name;
  }
}

TEST(Catalog, LaddersEndAndTheNamesOfTheExamplesResolve) {
  for (const char* name :
       {"chat/70b-q4", "chat/14b-q4", "chat/8b-q4", "chat/4b-q4", "chat/3b-q4", "chat/1b-q4",
        "speech/small", "object-detector/medium", "object-detector/small",
        "anomaly/vibration-small", "xray-screen/base"}) {
    const ModelChoice* choice = find_choice(shipped_catalog(), name);
    ASSERT_NE(choice, nullptr) << name;
    const Model* model = find_model(shipped_catalog(), choice->model);
    ASSERT_NE(model, nullptr) << name;
    const ModelChoice* smaller = find_choice(shipped_catalog(), choice->smaller);
    if (smaller == nullptr) continue;
    EXPECT_LT(find_model(shipped_catalog(), smaller->model)->parameters, model->parameters) << name;
  }
}

TEST(Catalog, DenseNetDoesTheWorkThatItsAuthorsCount) {
  // Huang et al. 2017, table 1 and 2: 2.87 billion multiply-adds and 7.98 million parameters.
  const Model* model = find_model(shipped_catalog(), "densenet-121");
  ASSERT_NE(model, nullptr);
  EXPECT_NEAR(model->work_per_input / gigaflop, 2 * 2.87, 0.06);
  EXPECT_NEAR(model->parameters, 7.98e6, 0.03e6);
}

TEST(Catalog, GearIsConsistentInItself) {
  for (const PvModule& module : shipped_catalog().pv_modules) {
    EXPECT_NEAR(module.rated / watt, 1000 * module.efficiency * (module.area / square_metre),
                0.01 * (module.rated / watt))
        << module.id;
  }
  for (const GeneratorSet& set : shipped_catalog().generators) {
    // A litre of diesel holds 9.96 kWh, of propane 7.08 (25.5 MJ), of gas 0.01036 (37.3 MJ/m3), of
    // 60 % methanol in water 2.63 (15.8 MJ a litre of methanol).
    const double held = set.fuel == "diesel"     ? 9.96
                        : set.fuel == "propane"  ? 7.08
                        : set.fuel == "methanol" ? 2.63
                                                 : 0.01036;
    const double burnt = set.fuel_no_load_l_per_kwh.typical + set.fuel_slope_l_per_kwh.typical;
    EXPECT_GT(1 / (burnt * held), 0.15) << set.id;
    EXPECT_LT(1 / (burnt * held), 0.45) << set.id;
  }
  for (const BatteryModule& battery : shipped_catalog().batteries) {
    const double density = (battery.capacity / watt_hour) / (battery.mass.typical / kilogram);
    EXPECT_GT(density, 20) << battery.id;   // lead
    EXPECT_LT(density, 200) << battery.id;  // a whole lithium pack
  }
}

TEST(Catalog, OtherSpellingsFindTheDevice) {
  EXPECT_EQ(find_accelerator(shipped_catalog(), "NVIDIA A100 80GB PCIe"),
            find_accelerator(shipped_catalog(), "a100_80gb_pcie"));
  EXPECT_EQ(find_accelerator(shipped_catalog(), "A100-SXM-80GB")->id, "a100_80gb_sxm4");
  EXPECT_EQ(find_accelerator(shipped_catalog(), "Hailo 8")->id, "hailo_8");
  EXPECT_EQ(find_model(shipped_catalog(), "Llama 3.1 8B")->id, "llama-3.1-8b");
  EXPECT_EQ(find_accelerator(shipped_catalog(), "no such card"), nullptr);
  EXPECT_EQ(find_accelerator(shipped_catalog(), ""), nullptr);
  const auto near = names_like(shipped_catalog(), "jetson-orin-nx-16");
  ASSERT_FALSE(near.empty());
  EXPECT_EQ(near.front(), "jetson_orin_nx_16gb");
}

TEST(Catalog, ARowJoinsOnTheNameThatItsOwnTableMeans) {
  // The zoo's own nets in its table, the usual ones elsewhere; a benchmark's net at another size.
  const auto id = [](const char* file, const char* name) {
    const Model* model = joined_model(shipped_catalog(), file, name);
    return model == nullptr ? std::string("none") : model->id;
  };
  EXPECT_EQ(id("hailo", "mobilenet_v1"), "hailo-mobilenet-v1");
  EXPECT_EQ(id("edge_misc", "MobileNet v1"), "mobilenetv1-100");
  EXPECT_EQ(id("vision_nlp_tables", "resnet50"), "resnet50-160");
  EXPECT_EQ(id("mlperf", "resnet50"), "resnet50-v1.5");
  EXPECT_EQ(id("vision_nlp_tables", "yolo11n"), "hailo-yolov11n");
  EXPECT_EQ(id("trtllm", "LLaMA v4 Maverick"), "llama-4-maverick-17b-128e");
  EXPECT_EQ(id("mlperf", "no such net"), "none");
  EXPECT_EQ(id("mlperf", ""), "none");
  EXPECT_EQ(joined_accelerator(shipped_catalog(), "mlperf", "H200-SXM-141GB")->id, "h200");
  EXPECT_EQ(joined_accelerator(shipped_catalog(), "mlperf", " "), nullptr);
}

TEST(Catalog, DetectorsCountedHereAgreeWithThoseOfTheZooTable) {
  // One size of a family from Hailo's table and the next from our count: work grows as the
  // squares of the widths and the depths say (nano to large of YOLOv5, nano to small of YOLO11).
  const auto work = [](const char* name) {
    return find_model(shipped_catalog(), name)->work_per_input / gigaflop;
  };
  EXPECT_GT(work("yolov5l"), 2 * work("yolov5m"));
  EXPECT_LT(work("yolov5n"), work("yolov5s") / 3);
  EXPECT_NEAR(work("yolo26m") / work("yolo11m"), 1, 0.02);
  EXPECT_GT(work("yolo11m-seg"), 1.5 * work("yolo11m"));
}

TEST(Catalog, LayersThatAreNotAlikeAreCounted) {
  const LanguageShape& deepseek = *find_model(shipped_catalog(), "deepseek-v3-r1")->shape;
  EXPECT_EQ(deepseek.shared_experts, 1);
  EXPECT_EQ(deepseek.dense_layers, 3);
  const LanguageShape& gemma = *find_model(shipped_catalog(), "gemma-3-27b")->shape;
  EXPECT_EQ(gemma.window, 1024);
  EXPECT_EQ(gemma.window_layers, 52);  // five of six, 62 layers
  EXPECT_TRUE(gemma.tied_embeddings);
  EXPECT_EQ(find_model(shipped_catalog(), "qwen3.5-397b-a17b")->shape->cache_layers, 15);
  EXPECT_EQ(find_model(shipped_catalog(), "phi-2")->shape->feed_forward_matrices, 2);
}

TEST(Catalog, EveryPriceHasItsDateAndRises) {
  for (const UnitPrice& price : shipped_catalog().prices) {
    ASSERT_TRUE(last_day_of(price.date)) << price.id;
    EXPECT_GE(last_day_of(price.date)->year, 2010) << price.id;
    EXPECT_LE(price.dollars.low, price.dollars.high) << price.id;
  }
  ASSERT_NE(find_term(shipped_catalog(), "it_life"), nullptr);
  EXPECT_EQ(find_term(shipped_catalog(), "it_life")->length.typical, 5 * year);
}

}  // namespace
}  // namespace islet
