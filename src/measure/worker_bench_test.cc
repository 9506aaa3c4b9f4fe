// Goal: a real worker program is measured from its load to its memory; a failing one is an error.
#include "measure/worker_bench.h"

#include <gtest/gtest.h>

#include "measure/measure_model.h"

namespace islet {
namespace {

const std::string fake_worker = std::string(ISLET_WORKERS) + "/islet-worker-fake";

LoadOrder order(const std::string& file) {
  LoadOrder out;
  out.file = file;
  out.sequences = 4;
  return out;
}

TEST(WorkerBench, MeasuresAWorkerProgram) {
  MeterLog log("/no/such/root", "");
  auto bench = WorkerBench::open(fake_worker, order("fake?step_us=500"), log, {});
  ASSERT_TRUE(bench) << bench.error().text();
  MeasureWish wish;
  wish.time = 0.4 * second;
  wish.streams = 4;
  wish.prompt = 64;
  wish.reply = 8;
  MeasuredRun run;
  const auto fault = measure_model(**bench, (*bench)->loaded(), wish, log, run);
  ASSERT_FALSE(fault) << fault->text();
  ASSERT_GE(run.figures.size(), 4U);
  EXPECT_LT(run.figures[1].value, 2000) << "a step takes half a millisecond at least";
  const Result<std::uint64_t> resident = (*bench)->resident_bytes();
  ASSERT_TRUE(resident);
  EXPECT_GT(*resident, 500'000U);
}

TEST(WorkerBench, AnEngineThatEndsIsAnError) {
  MeterLog log("/no/such/root", "");
  auto bench = WorkerBench::open(fake_worker, order("fake?crash_at=3"), log, {});
  ASSERT_TRUE(bench);
  MeasureWish wish;
  wish.time = 0.1 * second;
  MeasuredRun run;
  const auto fault = measure_model(**bench, (*bench)->loaded(), wish, log, run);
  ASSERT_TRUE(fault);
  EXPECT_NE(fault->what.find("the engine"), std::string::npos) << fault->what;
}

TEST(WorkerBench, AModelThatDoesNotLoadIsAnError) {
  MeterLog log("/no/such/root", "");
  const auto bench = WorkerBench::open(fake_worker, order("fake?refuse=1"), log, {});
  ASSERT_FALSE(bench);
  EXPECT_NE(bench.error().what.find("does not load"), std::string::npos) << bench.error().what;
}

}  // namespace
}  // namespace islet
