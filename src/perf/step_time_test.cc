// Goal: step times agree in kind and size with published measurements, and bend as physics says.
#include "perf/step_time.h"

#include <cmath>

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/memory.h"

namespace islet {
namespace {

TEST(Step, PrefillTimesLieNearMeasuredOnes) {
  struct Row {
    Model model;
    Accelerator device;
    Layout layout;
    double prompt = 0;
    double measured_ms = 0;
    double factor = 0;
    const char* source = "";
  };
  const Row rows[] = {
      // TensorRT-LLM 0.5 performance page, time to first token, batch 1; LLaMA 70B there has 4
      // GPUs.
      {llama_2_7b(), a100_sxm(), {}, 128, 16, 1.6, "TensorRT-LLM v0.5"},
      {llama_2_7b(), a100_sxm(), {}, 2048, 133, 1.3, "TensorRT-LLM v0.5"},
      {llama_3_70b(), a100_sxm(), {.tensor = 4}, 128, 47, 1.3, "TensorRT-LLM v0.5"},
  };
  for (const Row& row : rows) {
    const Deployment deployment(row.model, row.device, row.layout);
    const double found = deployment.prefill_time(row.prompt * token) / millisecond;
    EXPECT_LT(found, row.measured_ms * row.factor) << row.model.name << ", " << row.source;
    EXPECT_GT(found, row.measured_ms / row.factor) << row.model.name << ", " << row.source;
  }
}

TEST(Step, DecodingAloneReadsTheWeightsOnce) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::fp16});
  const StepCost cost = deployment.step({.decode_sequences = 1, .mean_context = 0 * token});
  // 15.0 GB without the embedding table at 0.78 of 300 GB/s, and 1.5 ms of host.
  EXPECT_NEAR(cost.memory / millisecond, 15.0e9 / (0.78 * 300e9) * 1e3, 0.5);
  EXPECT_GT(cost.time, cost.memory);
  EXPECT_EQ(cost.binds, Bound::memory);
  // Rule R015 and CM08: bandwidth over weights is the ceiling of one stream.
  EXPECT_LT(deployment.decode_rate_per_user(1, 100 * token) / (token / second), 300e9 / 15.0e9);
}

TEST(Step, LongPromptsBindOnCompute) {
  const Deployment deployment(llama_3_8b(), a100_sxm(), {});
  EXPECT_EQ(deployment.step({.prefill = 2048 * token}).binds, Bound::compute);
  EXPECT_EQ(deployment.step({.decode_sequences = 4, .mean_context = 500 * token}).binds,
            Bound::memory);
}

TEST(Step, MoreWorkNeverTakesLess) {
  for (const Layout layout : {Layout{}, Layout{.tensor = 2}, Layout{.tensor = 2, .pipeline = 2}}) {
    for (const Model& model : {llama_3_70b(), mixtral_8x7b()}) {
      const Deployment deployment(model, a100_sxm(), layout);
      // Micro-batches of a pipeline fill in steps; from four sequences on all are in use.
      for (int batch = 4; batch < 200; batch += 4) {
        const StepWork less{.decode_sequences = 1.0 * batch, .mean_context = 800 * token};
        StepWork more = less;
        more.decode_sequences += 4;
        EXPECT_LE(deployment.step(less).time, deployment.step(more).time);
        more = less;
        more.mean_context = 900 * token;
        EXPECT_LT(deployment.step(less).time, deployment.step(more).time);
        more = less;
        more.prefill = 64 * token;
        EXPECT_LT(deployment.step(less).time, deployment.step(more).time);
      }
    }
  }
}

TEST(Step, ExpertsAreReadOnlyWhenChosen) {
  const Deployment deployment(mixtral_8x7b(), a100_sxm(), {.weights = Precision::int8});
  const Duration one = deployment.step({.decode_sequences = 1}).memory;
  const Duration many = deployment.step({.decode_sequences = 64}).memory;
  // One token reads 2 of 8 experts, 64 tokens all of them: (1.5 + 45.1) / (1.5 + 45.1 / 4) = 3.65.
  EXPECT_NEAR(many / one, 3.6, 0.2);
}

TEST(Step, DataParallelCopiesShareTheExperts) {
  Layout layout{.weights = Precision::int8};
  const Deployment alone(mixtral_8x7b(), a100_sxm(), layout);
  layout.data_parallel = 2;
  const Deployment shared(mixtral_8x7b(), a100_sxm(), layout);
  const StepWork own{.decode_sequences = 64, .mean_context = 500 * token};
  StepWork both = own;
  both.group_tokens = 128;
  // All experts are read either way, half of them on each device: (1.5 + 45.1) / (1.5 + 22.6)
  // = 1.9.
  EXPECT_NEAR(alone.step(own).memory / shared.step(both).memory, 1.8, 0.15);
  EXPECT_EQ(alone.step(own).collective, Duration{});
  EXPECT_GT(shared.step(both).collective, Duration{});
  // A copy waits for the tokens of the others, which pass through its experts.
  StepWork more = both;
  more.group_tokens = 4096;
  EXPECT_GT(shared.step(more).compute, 2.0 * shared.step(both).compute);
  const Holding none{.sequences = 0, .context = {}};
  EXPECT_NEAR(memory_need(mixtral_8x7b(), a100_sxm(), {}, none).weights /
                  memory_need(mixtral_8x7b(), a100_sxm(), {.data_parallel = 2}, none).weights,
              1.93, 0.02);
}

TEST(Step, TensorSplitShortensDecodingLessThanInProportion) {
  const StepWork work{.decode_sequences = 8, .mean_context = 500 * token};
  const Duration two = Deployment(llama_3_70b(), a100_sxm(), {.tensor = 2}).step(work).time;
  const Duration eight = Deployment(llama_3_70b(), a100_sxm(), {.tensor = 8}).step(work).time;
  EXPECT_GT(two / eight, 1.5);
  EXPECT_LT(two / eight, 4.0);
}

TEST(Step, CommunicationOverPcieIsOverAThirdOfPrefill) {
  // Rule R041: with PCIe-only L40 cards it can exceed half for a 70B model.
  const Deployment deployment(llama_3_70b(), l40s(), {.tensor = 2, .weights = Precision::fp8});
  const StepCost cost = deployment.step({.prefill = 2048 * token});
  EXPECT_GT(cost.collective / cost.time, 0.33);
}

TEST(Step, PowerLiesBetweenIdleAndLimitAndPrefillDrawsMost) {
  const Deployment deployment(llama_3_8b(), a100_sxm(), {});
  const Power prefill = deployment.step({.prefill = 4096 * token}).board_power;
  const Power decode =
      deployment.step({.decode_sequences = 8, .mean_context = 500 * token}).board_power;
  // A100 traces published with Splitwise: prefill 0.75-1.02 of the limit, decoding 0.43-0.66.
  EXPECT_GT(prefill / (400 * watt), 0.75);
  EXPECT_LE(prefill / (400 * watt), 1.0);
  EXPECT_GT(decode / (400 * watt), 0.43);
  EXPECT_LT(decode / (400 * watt), 0.75);
}

TEST(Throughput, LiesNearMeasuredOnes) {
  // TensorRT-LLM v0.6.1, GPT-J 6B is near Llama-2-7B without its gate; LLaMA 7B FP16 on one A100:
  // 2,048 in, 128 out, 591 tokens/s (batch as large as memory holds).
  const Deployment deployment(llama_2_7b(), a100_sxm(), {});
  const double found = deployment.greatest_rate(2048 * token, 128 * token) / (token / second);
  EXPECT_GT(found, 591 / 1.3);
  EXPECT_LT(found, 591 * 1.3);
}

TEST(Throughput, IsZeroWhereNothingFits) {
  const Deployment deployment(llama_3_70b(), l4(), {});
  EXPECT_EQ(deployment.sequences_that_fit(1000 * token), 0);
  EXPECT_EQ(deployment.greatest_rate(500 * token, 500 * token), TokenRate{});
}

TEST(Estimates, NameTheirModelAndGrade) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int4});
  const auto rate = decode_rate_estimate(deployment, 1, 500 * token);
  EXPECT_EQ(rate.grade, Grade::c);
  EXPECT_EQ(rate.source,
            "step model: Llama-3.1-8B int4 on 1x L4 (tensor 1, pipeline 1), 4-bit weights are "
            "unpacked and computed in FP16");
  EXPECT_DOUBLE_EQ(rate.high / rate.value, 2.5);
  EXPECT_DOUBLE_EQ(rate.value / rate.low, 2.5);
}

TEST(Tuning, FactorsScaleTheirPartOnly) {
  const Layout layout;
  const StepWork decode{.decode_sequences = 1, .mean_context = 512 * token};
  Tuning tuning{"vllm", {}};
  const Deployment plain(llama_2_7b(), a100_sxm(), layout, tuning);
  tuning.factors[Component::host] = std::log(2.0);
  const Deployment slow_host(llama_2_7b(), a100_sxm(), layout, tuning);
  const Duration more = slow_host.step(decode).time - plain.step(decode).time;
  EXPECT_NEAR(more / second, 1.2e-3, 1e-9) << "vLLM's step once more";
}

TEST(Tuning, PromptsThatShareAStepReadTheWeightsOnce) {
  const Deployment deployment(llama_2_7b(), a100_sxm(), Layout{});
  const Duration alone = deployment.prefill_time(64 * token);
  EXPECT_LT(deployment.prompt_share(64 * token).time / second, 0.5 * (alone / second));
}

}  // namespace
}  // namespace islet
