// Goal: shape models hold the tensors that their architecture has, at the sizes that perf prices,
// the same bytes for the same seed.
#include "engines/shape_model.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/sha256.h"
#include "base/written_file.h"
#include "engines/gguf_reader.h"
#include "engines/shape_language.h"
#include "engines/shape_network.h"
#include "engines/shape_tokenizer.h"
#include "engines/shape_weights.h"
#include "perf/known_machines.h"
#include "perf/memory.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

class ShapeFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "islet-shape-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string bytes(const std::string& name) const { return *read_file(path(name), 1U << 30U); }
  Result<ShapeMade> make(const ShapeWish& wish, const std::string& name) const {
    return make_shape_model(wish, tiny_catalog(), path(name));
  }

 private:
  std::string folder_;
};

TEST_F(ShapeFile, HoldsTheTensorsOfItsArchitecture) {
  const Result<ShapeMade> made = make({.model = "tiny"}, "a.gguf");
  ASSERT_TRUE(made) << made.error().text();
  const Result<GgufSummary> read = read_gguf(path("a.gguf"));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->architecture, "llama");
  EXPECT_EQ(read->settings.at("llama.block_count"), "4");
  EXPECT_EQ(read->settings.at("llama.attention.head_count_kv"), "2");
  EXPECT_EQ(read->array_lengths.at("tokenizer.ggml.tokens"), 2048U);
  std::map<std::string, std::vector<std::uint64_t>> shapes;
  for (const GgufEntry& entry : read->tensors) shapes[entry.name] = entry.shape;
  EXPECT_EQ(shapes.size(), 4U * 9 + 3);
  EXPECT_EQ(shapes.at("blk.3.attn_k.weight"), (std::vector<std::uint64_t>{128, 64}));
  EXPECT_EQ(shapes.at("blk.0.ffn_down.weight"), (std::vector<std::uint64_t>{384, 128}));
  EXPECT_EQ(shapes.at("output.weight"), (std::vector<std::uint64_t>{128, 2048}));
  EXPECT_EQ(static_cast<double>(read->parameters), made->parameters);
  EXPECT_EQ(read->file, made->file);
}

TEST_F(ShapeFile, IsTheSameForTheSameSeedAndAnotherForAnother) {
  ASSERT_TRUE(make({.model = "tiny"}, "a.gguf"));
  ASSERT_TRUE(make({.model = "tiny"}, "b.gguf"));
  ASSERT_TRUE(make({.model = "tiny", .seed = 2}, "c.gguf"));
  EXPECT_EQ(sha256(bytes("a.gguf")), sha256(bytes("b.gguf")));
  EXPECT_NE(sha256(bytes("a.gguf")), sha256(bytes("c.gguf")));
}

TEST_F(ShapeFile, OfTheFirstLayersHoldsTheSameWeights) {
  ASSERT_TRUE(make({.model = "tiny"}, "whole.gguf"));
  ASSERT_TRUE(make({.model = "tiny", .layers = 1}, "draft.gguf"));
  const GgufSummary whole = *read_gguf(path("whole.gguf"));
  const GgufSummary draft = *read_gguf(path("draft.gguf"));
  EXPECT_EQ(draft.settings.at("llama.block_count"), "1");
  const std::string whole_bytes = bytes("whole.gguf");
  const std::string draft_bytes = bytes("draft.gguf");
  std::map<std::string, std::string> content;
  for (const GgufEntry& one : whole.tensors) {
    content[one.name] = whole_bytes.substr(whole.first_tensor + one.offset, one.bytes);
  }
  for (const GgufEntry& one : draft.tensors) {
    EXPECT_EQ(content.at(one.name), draft_bytes.substr(draft.first_tensor + one.offset, one.bytes))
        << one.name;
  }
}

TEST_F(ShapeFile, ThatIsStoppedOrHasNoRoomLeavesNothing) {
  const Result<ShapeMade> stopped = make_shape_model({.model = "tiny"}, tiny_catalog(),
                                                     path("a.gguf"), [](double) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().what, "stopped before the file was whole");
  const Result<ShapeMade> nowhere = make({.model = "tiny"}, "no/such/folder.gguf");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, "D9");
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(path("a.gguf")).parent_path()));
}

TEST_F(ShapeFile, OfAnAdapterPairsLowRankMatrices) {
  ASSERT_TRUE(make({.model = "tiny", .adapter_rank = 8}, "a.gguf"));
  const GgufSummary read = *read_gguf(path("a.gguf"));
  EXPECT_EQ(read.settings.at("general.type"), "adapter");
  EXPECT_EQ(read.settings.at("adapter.type"), "lora");
  ASSERT_EQ(read.tensors.size(), 16U);
  EXPECT_EQ(read.tensors[3].name, "blk.0.attn_v.weight.lora_b");
  EXPECT_EQ(read.tensors[3].shape, (std::vector<std::uint64_t>{8, 64}));
}

TEST_F(ShapeFile, OfAModelThatNobodyKnowsIsRefused) {
  const Result<ShapeMade> made = make({.model = "tinyy"}, "a.gguf");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().text(),
            "error[D2]: no model is called `tinyy`\n  hint: Did you mean `tiny`?");
}

TEST(ShapeSizes, AgreeWithWhatPerfPrices) {
  struct Row {
    Model model;
    ShapeWeights weights = ShapeWeights::q4_0;
    Precision precision = Precision::int4;
  };
  // Within 1 %: perf takes the stated count of parameters, which is rounded, and the same formats.
  const Row rows[] = {{llama_3_8b()},
                      {llama_2_7b()},
                      {llama_3_70b()},
                      {llama_3_8b(), ShapeWeights::f16, Precision::fp16},
                      {*own_language_shape("chat-0.2b")}};
  for (const Row& row : rows) {
    const Result<std::string> architecture = shape_architecture(row.model);
    ASSERT_TRUE(architecture);
    double bytes = 0;
    for (const ShapeTensor& one : language_tensors(
             row.model, *architecture, {.model = row.model.id, .weights = row.weights})) {
      bytes += static_cast<double>(one.tensor.bytes());
    }
    const double priced = weight_bytes(row.model, row.precision) / byte;
    EXPECT_NEAR(bytes / priced, 1.0, 0.01) << row.model.id;
  }
}

TEST(ShapeSizes, OfNetworksAreThoseOfTheCatalogue) {
  // Parameters in millions as published; batch normalisation is folded, poolers are left out.
  const std::map<std::string, double> published = {
      {"resnet50-v1.5", 25.56}, {"all-minilm-l6-v2", 22.7}, {"bge-small-en-v1.5", 33.4}};
  for (const ShapeOffer& offer : network_offers()) {
    if (!published.contains(offer.name)) continue;
    EXPECT_NEAR(offer.parameters / 1e6 / published.at(offer.name), 1.0, 0.01) << offer.name;
  }
}

TEST_F(ShapeFile, InOnnxHoldsAsManyWeightsAsOffered) {
  for (const ShapeOffer& offer : network_offers()) {
    if (!offer.name.starts_with("tiny")) continue;
    const Result<ShapeMade> made =
        make({.model = offer.name, .format = ShapeFormat::onnx}, offer.name + ".onnx");
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(made->parameters, offer.parameters);
    EXPECT_GT(made->file / byte, 4 * made->parameters);
  }
}

TEST(ShapeWords, AreDistinctAndAsManyAsAsked) {
  for (const int count : {261, 262, 2048, 32000, 151936}) {
    const std::vector<std::string> words = shape_words(count);
    EXPECT_EQ(words.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(std::set<std::string>(words.begin(), words.end()).size(), words.size());
  }
}

TEST(Halves, AreNearestEven) {
  // IEEE 754 binary16.
  const std::map<double, int> known = {{0.0, 0x0000},    {1.0, 0x3C00},
                                       {-2.0, 0xC000},   {65504, 0x7BFF},
                                       {1e9, 0x7BFF},    {0.333251953125, 0x3555},
                                       {5.960464e-8, 1}, {6.1035156e-5, 0x0400},
                                       {2049, 0x6800},   {2051, 0x6802}};
  for (const auto& [value, bits] : known) EXPECT_EQ(half_of(value), bits) << value;
}

TEST(RandomBlocks, HaveTheSpreadAskedFor) {
  RandomStream stream(7);
  for (const GgufType type : {GgufType::q4_0, GgufType::q8_0}) {
    const ShapeTensor tensor{{"x", 256 * 32, 0, type}, 0.5};
    std::string out;
    add_random_blocks(tensor, 256, stream, out);
    const std::size_t block = type == GgufType::q4_0 ? 18 : 34;
    ASSERT_EQ(out.size(), 256 * block);
    double squares = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i % block < 2) continue;
      const auto bits = static_cast<unsigned char>(out[i]);
      if (type == GgufType::q4_0) {
        squares += std::pow((bits & 15U) - 7.5, 2) + std::pow((bits >> 4U) - 7.5, 2);
      } else {
        squares += std::pow(static_cast<signed char>(bits) + 0.5, 2);
      }
    }
    const auto half = static_cast<unsigned>(static_cast<unsigned char>(out[0])) |
                      static_cast<unsigned>(static_cast<unsigned char>(out[1])) << 8U;
    const double scale =
        std::ldexp(1.0 + (half & 1023U) / 1024.0, static_cast<int>(half >> 10U) - 15);
    EXPECT_NEAR(scale * std::sqrt(squares / 8192), 0.5, 0.01);  // 8192 draws: 1 % twice over
  }
}

}  // namespace
}  // namespace islet
