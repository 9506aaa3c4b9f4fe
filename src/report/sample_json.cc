#include "report/sample_json.h"

namespace islet {
namespace {

Json json_of(const SampledFigure& figure) {
  return Json{{"low", figure.low}, {"high", figure.high}, {"enough", figure.is_enough}};
}

/// Of one run there is none: the largest of more samples is larger.
Json largest_json(const SampleSummary& summary) {
  if (!summary.max_of_a_run.is_enough) return nullptr;
  Json out = json_of(summary.max_of_a_run);
  out["mean_of_runs"] = summary.max_of_a_run.value;
  return out;
}

}  // namespace

Json json_of(const SampleSummary& summary) {
  return Json{{"mean", summary.mean.value},
              {"p50", summary.p50.value},
              {"p90", summary.p90.value},
              {"p99", summary.p99.value},
              {"p999", summary.p999.value},
              {"max", summary.max},
              {"samples", summary.count},
              {"intervals",
               {{"mean", json_of(summary.mean)},
                {"p50", json_of(summary.p50)},
                {"p90", json_of(summary.p90)},
                {"p99", json_of(summary.p99)},
                {"p999", json_of(summary.p999)},
                {"max", largest_json(summary)}}}};
}

Json percentiles_json(const SampleSummary& summary) {
  return Json{{"mean", summary.mean.value},
              {"p50", summary.p50.value},
              {"p90", summary.p90.value},
              {"p99", summary.p99.value}};
}

}  // namespace islet
