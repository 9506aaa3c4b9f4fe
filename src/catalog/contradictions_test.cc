// Goal: a record that contradicts itself is refused, with the place and what to do.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/written_file.h"
#include "base/yaml.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

using Texts = std::vector<std::string>;

/// The faults of a shipped record in which `before` is written as `after`.
template <class Record>
Texts faults_with(const RecordForm<Record>& form, const std::string& file,
                  const std::string& before, const std::string& after) {
  const Result<std::string> shipped = read_file("data/" + file, 100'000);
  CHECK(shipped.has_value());
  std::string text = *shipped;
  const std::size_t at = text.find(before);
  CHECK(at != std::string::npos);
  text.replace(at, before.size(), after);
  Faults faults;
  const auto document = read_yaml(text, "own.yaml", faults);
  CHECK(document.has_value());
  const std::vector<std::string> sources = {
      "aidc", "atlas_mppt", "bnef25", "chart_hardy", "compact", "devices",  "exercise",
      "gk",   "mgpy",       "reopt",  "seeds",       "yiy_lfp", "hailo_zoo"};
  RecordReader record(*document, document->root, {sources, faults});
  (void)form.read(record);
  record.finish();
  Texts texts;
  for (const Error& error : faults.sorted()) {
    if (error.code != "D3") texts.push_back(error.text());
  }
  return texts;
}

struct Planted {
  const char* before;
  const char* after;
  const char* text;
};

TEST(Contradictions, OfADevice) {
  const Planted rows[] = {
      {"host_link", "sustained: {memory_bandwidth_gb_per_s: 400}\nhost_link",
       "own.yaml:18:40: error[V5]: `sustained.memory_bandwidth_gb_per_s` is 400, above "
       "`memory_bandwidth_gb_per_s`, 300\n"
       "  hint: A peak is never below what is sustained; see whether the two are swapped."},
      {"host_link", "sustained: {fp16_tflop_per_s: 130}\nhost_link",
       "own.yaml:18:31: error[V5]: `sustained.fp16_tflop_per_s` is 130, above "
       "`fp16_tflop_per_s`, 121\n"
       "  hint: A peak is never below what is sustained; see whether the two are swapped."},
      {"host_link", "sustained: {board_w: 90}\nhost_link",
       "own.yaml:18:22: error[V5]: `sustained.board_w` is 90, above `board_w`, 72\n"
       "  hint: A peak is never below what is sustained; see whether the two are swapped."},
      {"memory_gb: 24", "memory_gb: 0",
       "own.yaml:8:12: error[V5]: `memory_gb` is 0 and `runs` has language, which needs memory\n"
       "  hint: Write its memory, or leave language out of `runs`."},
      {"memory_bandwidth_gb_per_s: 300", "memory_bandwidth_gb_per_s: 0",
       "own.yaml:9:28: error[V5]: `memory_bandwidth_gb_per_s` is 0 and `runs` has language, which "
       "reads memory\n"
       "  hint: Write how fast its memory is read, or leave language out of `runs`."},
      {"idle_w: {low: 7.8, typical: 13, high: 20.8", "idle_w: {low: 72, typical: 72, high: 72",
       "own.yaml:16:9: error[V5]: `idle_w` is not below `board_w`\n"
       "  hint: A device idles below its limit."},
  };
  for (const Planted& row : rows) {
    EXPECT_EQ(faults_with(accelerator_form(), "accelerators/l4.yaml", row.before, row.after),
              Texts{row.text});
  }
}

TEST(Contradictions, ASparseRateIsNotTakenForADenseOne) {
  // The L4's sheet prints 485 for FP8 and INT8 and 242 for FP16, all with half of the weights zero.
  const char* hint = "\n  hint: Write the dense rate: half of the one that counts 2:4 sparsity.";
  const Planted rows[] = {
      {"fp8_tflop_per_s: 242", "fp8_tflop_per_s: 485",
       "own.yaml:12:18: error[V5]: `fp8_tflop_per_s` is 485, more than this chip's 242 of int8 "
       "allow"},
      {"int8_top_per_s: 242", "int8_top_per_s: 1000",
       "own.yaml:13:17: error[V5]: `int8_top_per_s` is 1000, more than this chip's 242 of fp8 "
       "allow"},
      {"int4_top_per_s: 484", "int4_top_per_s: 970",
       "own.yaml:14:17: error[V5]: `int4_top_per_s` is 970, more than this chip's 242 of int8 "
       "allow"},
      {"int4_top_per_s: 484", "fp4_tflop_per_s: 970",
       "own.yaml:14:18: error[V5]: `fp4_tflop_per_s` is 970, more than this chip's 242 of int8 "
       "allow"},
      {"fp16_tflop_per_s: 121", "fp16_tflop_per_s: 484",
       "own.yaml:11:19: error[V5]: `fp16_tflop_per_s` is 484, more than this chip's 242 of fp8 "
       "allow"},
  };
  for (const Planted& row : rows) {
    EXPECT_EQ(faults_with(accelerator_form(), "accelerators/l4.yaml", row.before, row.after),
              Texts{row.text + std::string(hint)});
  }
}

TEST(Contradictions, OfGear) {
  EXPECT_EQ(
      faults_with(inverter_form(), "inverters/inv_5kva_48v.yaml", "surge_w: 9000", "surge_w: 3900"),
      Texts{"own.yaml:6:10: error[V5]: `surge_w` is 3900, below `continuous_w`, 4000\n"
            "  hint: A peak is never below what is sustained, and heat never adds to it."});
  EXPECT_EQ(faults_with(inverter_form(), "inverters/inv_5kva_48v.yaml", "continuous_w_at_65c: 3000",
                        "continuous_w_at_65c: 3800"),
            Texts{"own.yaml:5:22: error[V5]: `continuous_w_at_40c` is 3700, below "
                  "`continuous_w_at_65c`, 3800\n"
                  "  hint: Heat never adds to what is sustained."});
  EXPECT_EQ(
      faults_with(ups_form(), "ups/ups_li_1500va.yaml", "runtime_s: 300", "runtime_s: 900"),
      Texts{"own.yaml:12:12: error[V5]: `runtime_s` at `rated_w` takes 0.25 kWh, more than the "
            "battery gives, 0.187 kWh\n"
            "  hint: A battery gives less within minutes than within hours."});
  EXPECT_EQ(faults_with(ups_form(), "ups/ups_li_1500va.yaml", "low: 12, typical: 20, high: 35",
                        "low: 12, typical: 1200, high: 3500"),
            Texts{"own.yaml:9:12: error[V5]: `no_load_w` is not below `rated_w`\n"
                  "  hint: See whether the two are swapped."});
  EXPECT_EQ(faults_with(battery_form(), "batteries/lfp_rack_5kwh.yaml", "charge_max_c: 45",
                        "charge_max_c: -5"),
            Texts{"own.yaml:17:15: error[V5]: `charge_max_c` is -5, below `charge_min_c`, 0\n"
                  "  hint: See whether the two are swapped."});
  EXPECT_EQ(faults_with(battery_form(), "batteries/lfp_rack_5kwh.yaml", "usable_min: 0.1",
                        "usable_min: 1"),
            Texts{"own.yaml:6:13: error[V5]: `usable_min` must be below `usable_max`"});
  EXPECT_EQ(faults_with(generator_form(), "generators/diesel_15kw.yaml", "ambient_max_c: 45",
                        "ambient_max_c: -45"),
            Texts{"own.yaml:16:16: error[V5]: `ambient_max_c` is -45, below `ambient_min_c`, -20\n"
                  "  hint: See whether the two are swapped."});
  EXPECT_EQ(faults_with(host_form(), "hosts/host_1_card_1u.yaml", "serving_w: ", "serving_w: 1 #"),
            Texts{"own.yaml:9:12: error[V5]: `serving_w` is 1, below `idle_w`, 80\n"
                  "  hint: A computer draws least at rest and most at its peak."});
}

TEST(Contradictions, AWrongTypeIsOneFaultAndNoContradiction) {
  EXPECT_EQ(
      faults_with(inverter_form(), "inverters/inv_5kva_48v.yaml", "surge_w: 9000", "surge_w: much"),
      Texts{"own.yaml:6:10: error[V2]: `surge_w` is \"much\", must be a number from 1 to "
            "1e+09"});
}

TEST(Contradictions, OfANetsLayersAndItsTotals) {
  const auto faults = [](const std::string& layers) {
    return faults_with(model_form(), "models/hailo-lightface-slim.yaml", "kind: vision",
                       "kind: vision\nlayers: " + layers);
  };
  EXPECT_EQ(faults("224x224x3, conv 7 64 /2"),
            Texts({"own.yaml:5:9: error[V5]: the layers come to 0.236 Gflop, more than 8 % from "
                   "`gflop_per_input`, 0.16\n"
                   "  hint: Correct the layers, or leave them out: the totals then stand alone.",
                   "own.yaml:5:9: error[V5]: the layers come to 9.472e-06 billion, more than 8 % "
                   "from `parameters_b`, 0.00026\n"
                   "  hint: Correct the layers, or leave them out: the totals then stand alone."}));
  EXPECT_EQ(faults("224x224x3, conf 7 64"),
            Texts({"own.yaml:5:9: error[V1]: `layers` holds \"conf 7 64\", must hold parts such as "
                   "224x224x3, conv 3 64 /2, dw 3, attend 197 384 192 or 2 x (...)\n"
                   "  hint: Begin with the shape of the input and separate parts by commas."}));
}

}  // namespace
}  // namespace islet
