// Goal: stages, pieces, batches, links and goals give what can be reckoned by hand; any order of
// tiles gives the same result.
#include "sim/pipeline.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "sim/stage_run.h"

namespace islet {
namespace {

PipelineStage stage_of(std::string name, double least_ms, double most_ms) {
  PipelineStage stage;
  stage.name = std::move(name);
  stage.time = {StageTime::Kind::uniform, least_ms * millisecond, most_ms * millisecond};
  return stage;
}

/// One request a second.
Pipeline pipeline_of(std::vector<PipelineStage> stages) {
  Pipeline out;
  out.name = "test";
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (i > 0 && stages[i].after.empty()) stages[i].after = {static_cast<int>(i) - 1};
  }
  out.stages = std::move(stages);
  out.sources = 1;
  out.every = 1 * second;
  out.requests = 10;
  return out;
}

double most_ms(const SampleSummary& summary) { return summary.max * 1000; }

TEST(Pipeline, AddsUpStagesOneAfterTheOther) {
  const Pipeline pipeline = pipeline_of({stage_of("a", 100, 100), stage_of("b", 200, 200)});
  const PipelineRun run = run_pipeline(pipeline, 1);
  EXPECT_NEAR(most_ms(run.whole_s), 300, 1e-6);
  EXPECT_NEAR(run.whole_s.mean.value * 1000, 300, 1e-6);
  EXPECT_NEAR(serial_budget(pipeline).most / millisecond, 300, 1e-9);
}

// A camera each second beside work of 300 ms that comes each 700 ms: what waits, waits for the rest
// of what came before it, and the places are busy with both.
TEST(Pipeline, WorkBesideAStageTakesItsPlacesInTurn) {
  PipelineStage stage = stage_of("look", 100, 100);
  const Pipeline alone = pipeline_of({stage});
  EXPECT_NEAR(run_pipeline(alone, 1).whole_s.max, 0.1, 1e-9);
  stage.beside = BesideWork{*read_arrivals("bulk:1,0.7"),
                            {StageTime::Kind::uniform, 300 * millisecond, 300 * millisecond}};
  const PipelineRun run = run_pipeline(pipeline_of({stage}), 1);
  EXPECT_GT(run.whole_s.max, 0.1 + 0.05);
  EXPECT_LE(run.whole_s.max, 0.1 + 0.3 + 1e-9);
  EXPECT_GT(run.stages[0].busy, 0.3);
}

// Scenario SC46: 575 to 1,800 ms in series.
TEST(Pipeline, KnowsTheBestAndTheWorstOfASeries) {
  const SerialBudget budget =
      serial_budget(pipeline_of({stage_of("asr", 100, 300), stage_of("llm", 350, 1000),
                                 stage_of("tts", 75, 300), stage_of("network", 50, 200)}));
  EXPECT_NEAR(budget.least / millisecond, 575, 1e-9);
  EXPECT_NEAR(budget.most / millisecond, 1800, 1e-9);
}

// 800 ms of thought in 8 pieces of 100, each spoken in 10: the first is out after 110 ms, the last
// after 810; stage after stage it is 880.
TEST(Pipeline, PassesPiecesOnAsTheyAreDone) {
  PipelineStage thought = stage_of("thought", 800, 800);
  thought.pieces = 8;
  const Pipeline pipeline = pipeline_of({thought, stage_of("speech", 80, 80)});
  const PipelineRun run = run_pipeline(pipeline, 1);
  EXPECT_NEAR(most_ms(run.first_s), 110, 1e-6);
  EXPECT_NEAR(most_ms(run.whole_s), 810, 1e-6);
  EXPECT_NEAR(most_ms(run.stages[1].waits_s), 0, 1e-6);
  EXPECT_NEAR(most_ms(run_pipeline(pipeline, 1, false).whole_s), 880, 1e-6);
}

TEST(Pipeline, ADelayHoldsNothingUp) {
  PipelineStage thought = stage_of("thought", 800, 800);
  thought.pieces = 8;
  PipelineStage network = stage_of("network", 500, 500);
  network.is_delay = true;
  network.places = 0;
  const PipelineRun run = run_pipeline(pipeline_of({thought, network}), 1);
  EXPECT_NEAR(most_ms(run.first_s), 600, 1e-6);
  EXPECT_NEAR(most_ms(run.whole_s), 1300, 1e-6);
}

// Work of 1.5 s each second on one place: the tenth waits 9 * 0.5 s.
TEST(Pipeline, WaitsForAPlace) {
  const Pipeline pipeline = pipeline_of({stage_of("slow", 1500, 1500)});
  const PipelineRun run = run_pipeline(pipeline, 1);
  EXPECT_NEAR(most_ms(run.stages[0].waits_s), 4500, 1e-3);
  Pipeline two = pipeline;
  two.stages[0].places = 2;
  EXPECT_NEAR(most_ms(run_pipeline(two, 1).stages[0].waits_s), 0, 1e-6);
}

TEST(Pipeline, NeedsTheSlowestOfThoseBeforeIt) {
  PipelineStage camera = stage_of("camera", 30, 30);
  PipelineStage lidar = stage_of("lidar", 50, 50);
  PipelineStage fusion = stage_of("fusion", 5, 5);
  fusion.after = {0, 1};
  Pipeline pipeline = pipeline_of({camera, lidar, fusion});
  pipeline.stages[1].after.clear();
  EXPECT_NEAR(most_ms(run_pipeline(pipeline, 1).whole_s), 55, 1e-6);
}

TEST(Pipeline, ComputesABatchWhenItIsFullOrHasWaited) {
  PipelineStage look = stage_of("look", 0, 0);
  look.inputs.emplace(yolov8m(), l4(), Precision::fp16);
  look.together = 4;
  look.waits = 200 * millisecond;
  Pipeline pipeline = pipeline_of({look});
  pipeline.sources = 0;
  pipeline.arrivals.kind = ArrivalLaw::Kind::bulk;
  pipeline.arrivals.count = 4;
  pipeline.arrivals.pause = 100 * second;
  pipeline.requests = 12;
  const PipelineRun full = run_pipeline(pipeline, 1);
  EXPECT_NEAR(most_ms(full.stages[0].waits_s), 0, 1e-6);
  EXPECT_EQ(full.stages[0].mean_batch, 4);
  EXPECT_NEAR(most_ms(full.whole_s), look.inputs->batch(4).time / millisecond, 1e-5);
  pipeline.arrivals.count = 3;
  const PipelineRun waited = run_pipeline(pipeline, 1);
  EXPECT_NEAR(most_ms(waited.stages[0].waits_s), 200, 1e-6);
  EXPECT_EQ(waited.stages[0].mean_batch, 3);
  // The same work in larger batches takes less energy.
  pipeline.arrivals.count = 1;
  EXPECT_GT(run_pipeline(pipeline, 1).energy, full.energy);
}

TEST(Pipeline, SendsWhileALinkIsOpen) {
  const ContactWindows windows{100 * second, 10 * second, 20 * second, 0};
  std::int64_t lost = 0;
  const auto end_s = [&](double from_s, double work_s, const std::vector<bool>& gone) {
    const Instant from = after(Instant(), from_s * second);
    return between(Instant(), end_in_windows(windows, gone, from, work_s * second, lost)) / second;
  };
  EXPECT_NEAR(end_s(0, 5, {}), 25, 1e-9);
  EXPECT_NEAR(end_s(0, 15, {}), 125, 1e-9);
  EXPECT_NEAR(end_s(28, 5, {}), 123, 1e-9);
  EXPECT_NEAR(end_s(31, 5, {}), 125, 1e-9);
  EXPECT_EQ(lost, 0);
  EXPECT_NEAR(end_s(0, 15, {false, true}), 225, 1e-9);
  EXPECT_EQ(lost, 1);
}

Pipeline tiles(bool shuffled) {
  PipelineStage cut = stage_of("cut", 20, 20);
  cut.pieces = 20;
  PipelineStage look = stage_of("look", 50, 50);
  look.side_by_side = true;
  look.is_shuffled = shuffled;
  look.places = 4;
  PipelineStage stitch = stage_of("stitch", 10, 10);
  stitch.needs_all = true;
  stitch.pieces = 1;
  return pipeline_of({cut, look, stitch});
}

TEST(Pipeline, StitchesOneResultWhateverTheOrderOfTheTiles) {
  const PipelineRun given = run_pipeline(tiles(false), 1);
  const PipelineRun shuffled = run_pipeline(tiles(true), 1);
  EXPECT_EQ(given.pieces, 10);  // one result a request
  EXPECT_EQ(given.results, shuffled.results);
  // 20 tiles of 50 ms on four places behind the first tile's 1 ms, and the stitch.
  EXPECT_NEAR(most_ms(given.whole_s), 1 + 5 * 50 + 10, 3.001);
  EXPECT_NE(given.results, run_pipeline(tiles(false), 2).results);
}

TEST(Pipeline, CountsFromTheEventWhereACameraSamples) {
  Pipeline pipeline = pipeline_of({stage_of("look", 100, 100)});
  pipeline.requests = 2000;
  pipeline.goals = {{.within = 1 * second},
                    {.from_event = true, .within = 1 * second},
                    {.from_event = true, .within = 1.1 * second}};
  const PipelineRun run = run_pipeline(pipeline, 1);
  EXPECT_EQ(run.goals[0].missed, 0);
  // Of events spread over the second before, a tenth lies more than 900 ms back.
  EXPECT_NEAR(static_cast<double>(run.goals[1].missed), 200, 45);
  EXPECT_EQ(run.goals[2].missed, 0);
  EXPECT_GT(run.goals[1].worst, 1.09 * second);
}

// Scenario SC45.
TEST(Pipeline, CountsSpikesThatPercentilesPassOver) {
  PipelineStage stage = stage_of("look", 30, 30);
  stage.spike_each = 1000;
  stage.spike = 500 * millisecond;
  Pipeline pipeline = pipeline_of({stage});
  pipeline.requests = 5000;
  pipeline.watch = TailLimits{10 * second, 100 * millisecond, Duration()};
  const PipelineRun run = run_pipeline(pipeline, 1);
  EXPECT_NEAR(run.whole_s.p999.value, 0.030, 1e-9);
  EXPECT_NEAR(run.whole_s.max, 0.500, 1e-9);
  EXPECT_EQ(run.tail.misses, 5);
  EXPECT_EQ(run.tail.alarms, 5);
}

TEST(Pipeline, ThinksWithAModel) {
  PipelineStage think = stage_of("think", 0, 0);
  think.language.emplace(llama_3_8b(), l4(), Layout{1, 1, Precision::fp16, Precision::fp16});
  think.engine.cache_blocks = 1000;
  think.engine.max_sequences = 8;
  think.engine.token_budget = 512;
  think.prompt = {LengthLaw::Kind::fixed, 200, 0};
  think.reply = {LengthLaw::Kind::fixed, 40, 0};
  think.pieces = 4;
  Pipeline pipeline = pipeline_of({think});
  pipeline.every = 60 * second;
  const PipelineRun run = run_pipeline(pipeline, 1);
  const double first = run.first_s.max;
  const double whole = run.whole_s.max;
  const double prompt = think.language->prefill_time(200 * token) / second;
  // The first piece is out after 10 tokens of 40.
  EXPECT_NEAR((first - prompt) / (whole - prompt), 9.0 / 39, 0.02);
  EXPECT_GT(run.energy, Energy());
}

TEST(Pipeline, IsTheSameForTheSameSeed) {
  const Pipeline pipeline = pipeline_of({stage_of("a", 10, 900), stage_of("b", 20, 700)});
  EXPECT_EQ(run_pipeline(pipeline, 3).fingerprint, run_pipeline(pipeline, 3).fingerprint);
  EXPECT_NE(run_pipeline(pipeline, 3).fingerprint, run_pipeline(pipeline, 4).fingerprint);
}

}  // namespace
}  // namespace islet
