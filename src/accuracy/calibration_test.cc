// Goal: what was fitted is found by name, and what was not fitted widens the range.
#include "accuracy/calibration.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

Calibration small_calibration() {
  Calibration calibration;
  calibration.families = {{Component::compute, "device", 0.2},
                          {Component::compute, "engine", 0.3},
                          {Component::weights, "engine", 0.5}};
  calibration.effects = {{{Component::compute, "engine", "vllm"}, -0.1, 0.002, 0.09, 40},
                         {{Component::compute, "device", "l4"}, 0.25, 0.01, 0.04, 12},
                         {{Component::weights, "engine", "vllm"}, 0.4, 0.02, 0.25, 40}};
  return calibration;
}

TEST(EffectTable, AddsValuesByWeightAndVariancesByItsSquare) {
  const EffectTable table(small_calibration());
  const std::vector<EffectUse> uses = {{"engine", "vllm"}, {"device", "l4", -2}};
  const EffectSum sum = table.sum(Component::compute, uses);
  EXPECT_DOUBLE_EQ(sum.value, -0.1 - 2 * 0.25);
  EXPECT_DOUBLE_EQ(sum.variance, 0.002 + 4 * 0.01);
  EXPECT_DOUBLE_EQ(table.sum(Component::weights, {uses.data(), 1}).value, 0.4);
}

TEST(EffectTable, AnUnknownNameAddsTheVarianceOfItsFamily) {
  const EffectTable table(small_calibration());
  const std::vector<EffectUse> uses = {{"engine", "sglang"}, {"device", "h100", 0.5}};
  const EffectSum sum = table.sum(Component::compute, uses);
  EXPECT_EQ(sum.value, 0);
  EXPECT_DOUBLE_EQ(sum.variance, 0.3 * 0.3 + 0.25 * 0.2 * 0.2);
}

TEST(EffectTable, AnUnknownFamilyAddsNothing) {
  const EffectTable table(small_calibration());
  const std::vector<EffectUse> uses = {{"engine", "vllm"}};
  EXPECT_EQ(table.sum(Component::links, uses).variance, 0);
  EXPECT_EQ(EffectTable(Calibration{}).sum(Component::compute, uses).variance, 0);
}

TEST(EffectTable, FindsEachOfThousands) {
  Calibration calibration;
  calibration.families = {{Component::cache, "model", 1}, {Component::host, "model", 1}};
  for (int i = 0; i < 5000; ++i) {
    const Component component = i % 2 == 0 ? Component::cache : Component::host;
    calibration.effects.push_back({{component, "model", std::to_string(i / 2)}, i * 1e-3, 0, 1, 1});
  }
  const EffectTable table(calibration);
  for (int i = 0; i < 5000; ++i) {
    const Component component = i % 2 == 0 ? Component::cache : Component::host;
    const std::string name = std::to_string(i / 2);
    const std::vector<EffectUse> uses = {{"model", name}};
    ASSERT_DOUBLE_EQ(table.sum(component, uses).value, i * 1e-3);
  }
}

TEST(Calibration, KeepsEffectsThatSaySomething) {
  EffectModel model;
  const auto effect = [](const char* name, double value, double variance) {
    return Effect{{Component::whole, "device", name}, value, variance, 0.04, 3};
  };
  model.families = {{Component::whole, "device", 0.2}};
  model.effects = {effect("far", 0.1, 0.04), effect("known", 0.001, 0.01),
                   effect("nothing", 0.001, 0.04), effect("nothing_either", -0.0019, 0.0399)};
  const Calibration calibration = calibration_of(model, {}, {"2026-11-21", {}});
  ASSERT_EQ(calibration.effects.size(), 2U);
  EXPECT_EQ(calibration.effects[0].key.name, "far");
  EXPECT_EQ(calibration.effects[1].key.name, "known");
}

TEST(Calibration, ScatterOfAnUnknownGroupIsThatOfAnyRow) {
  Calibration calibration;
  EXPECT_EQ(noise_scale(calibration, "power"), 0);
  calibration.noise = {{"language", 0.1, 300}, {"power", 0.3, 100}};
  EXPECT_EQ(noise_scale(calibration, "power"), 0.3);
  EXPECT_DOUBLE_EQ(noise_scale(calibration, "speech"), std::sqrt((300 * 0.01 + 100 * 0.09) / 400));
}

TEST(Component, EachIsFoundByItsName) {
  for (std::size_t i = 0; i < component_count; ++i) {
    EXPECT_EQ(component_of(name_of(static_cast<Component>(i))), static_cast<Component>(i));
  }
  EXPECT_EQ(component_of("luck"), std::nullopt);
}

TEST(Calibration, HashIsFnv1a) {
  // Test vectors of draft-eastlake-fnv, appendix C.
  EXPECT_EQ(content_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(content_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(content_hash("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace islet
