// Goal: parameters divide into layers, experts and vocabulary as the published shapes say.
#include "perf/model_shape.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

TEST(ParameterSplit, AlwaysAddsUpToTheStatedTotal) {
  for (const Model& model :
       {llama_2_7b(), llama_3_8b(), llama_3_70b(), mixtral_8x7b(), deepseek_v3()}) {
    EXPECT_NEAR(parameter_split(model).all() / model.parameters, 1.0, 1e-12) << model.name;
  }
}

TEST(ParameterSplit, TakesFromTheRecordWhetherTheEmbeddingIsItsOwn) {
  EXPECT_GT(parameter_split(llama_3_8b()).embedding, 0);
  LanguageShape shape = llama_3_8b_shape();
  shape.tied_embeddings = true;
  EXPECT_EQ(parameter_split(made_language_model("tied", 7.5e9, shape)).embedding, 0);
}

TEST(ParameterSplit, CountsTheMatricesThatTheRecordNames) {
  Model mixtral = mixtral_8x7b();
  const double gated = parameter_split(mixtral).experts;
  mixtral.shape->feed_forward_matrices = 2;
  EXPECT_NEAR(parameter_split(mixtral).experts, gated * 2 / 3, 1);
}

TEST(ParameterSplit, FindsTheExperts) {
  const ParameterSplit split = parameter_split(mixtral_8x7b());
  EXPECT_NEAR(split.experts / 1e9, 45.1, 0.1);  // 32 layers x 8 x 3 x 4096 x 14336
  EXPECT_NEAR(split.active_body / 1e9, 12.6, 0.1);
}

}  // namespace
}  // namespace islet
