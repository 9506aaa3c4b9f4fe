// A first version: what the uncalibrated models of perf say, for the main metrics only.
#include "accuracy/row_prediction.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "perf/input_time.h"
#include "perf/layout.h"
#include "perf/memory.h"
#include "perf/step_time.h"

namespace islet {
namespace {

/// Engines are full in throughput runs that name no batch.
constexpr int full_batch = 32;

RowPrediction none(std::string reason) { return {std::nullopt, std::move(reason)}; }

/// What the words of a row say about the weights; 16 bit where they say nothing.
Precision precision_of(std::string_view words) {
  const auto has = [&](const char* word) { return words.find(word) != std::string_view::npos; };
  if (has("fp4")) return Precision::fp4;
  if (has("int4") || has("q4") || has("awq") || has("IQ2")) return Precision::int4;
  if (has("fp8")) return Precision::fp8;
  if (has("int8") || has("q8")) return Precision::int8;
  return has("fp32") ? Precision::fp32 : Precision::fp16;
}

/// Seconds in the time unit of a row; 0 when its unit is no time.
double seconds_of(std::string_view unit) {
  if (unit == "s") return 1;
  if (unit == "ms") return 1e-3;
  return unit == "us" ? 1e-6 : 0;
}

RowPrediction within(double value, double factor, const std::string& name) {
  if (!std::isfinite(value) || value <= 0) return none("the model gives no figure");
  return {within_factor(value, factor, Grade::c, name), ""};
}

/// The smallest split on which the model fits, so that the rest are replicas.
std::optional<Layout> layout_of(const JoinedRow& joined, int devices) {
  Layout layout;
  layout.weights = precision_of(joined.row->precision);
  const Holding one{1, 1024 * token};
  for (layout.tensor = 1; layout.tensor <= devices; layout.tensor *= 2) {
    if (refusal(*joined.model, *joined.device, layout)) continue;
    if (fits(*joined.model, *joined.device, layout, one)) return layout;
  }
  return std::nullopt;
}

RowPrediction language_prediction(const JoinedRow& joined) {
  const MeasuredRow& row = *joined.row;
  const int devices = std::max(1, static_cast<int>(std::lround(row.count.value_or(1))));
  const auto layout = layout_of(joined, devices);
  if (!layout) return none("not built yet: a split on which the model fits");
  const Deployment deployment(*joined.model, *joined.device, *layout);
  const int replicas = devices / layout->tensor;
  const double batch = std::max(1.0, row.batch.value_or(1) / replicas);
  const Tokens prompt = row.input_len.value_or(512) * token;
  const Tokens reply = row.output_len.value_or(128) * token;
  const Tokens context = prompt + 0.5 * reply;
  const double unit_s = seconds_of(row.unit);
  const auto result = [&](double value) {
    return within(value, deployment.range_factor(), deployment.name());
  };
  const TokenRate one_per_second = token / second;
  if (row.metric == "decode_throughput") {
    return result(batch * (deployment.decode_rate_per_user(batch, context) / one_per_second));
  }
  if (row.metric == "prefill_throughput") {
    return result(prompt / token / (deployment.prefill_time(prompt) / second));
  }
  if ((row.metric == "ttft" || row.metric == "prefill_time") && unit_s > 0) {
    return result(deployment.prefill_time(prompt) / second / unit_s);
  }
  if ((row.metric == "tpot" || row.metric == "median_itl") && unit_s > 0) {
    return result(one_per_second / deployment.decode_rate_per_user(batch, context) / unit_s);
  }
  const double full = deployment.greatest_rate(prompt, reply) / one_per_second * replicas;
  if (row.unit == "tokens/s/GPU") return result(full / devices);
  if (row.unit == "tokens/s") return result(full);
  return none("not built yet: " + row.metric + " in " + row.unit + " of language models");
}

RowPrediction input_prediction(const JoinedRow& joined) {
  const MeasuredRow& row = *joined.row;
  Layout layout;
  layout.weights = precision_of(row.precision);
  if (const auto refused = refusal(*joined.model, *joined.device, layout)) {
    return none("not built yet: " + refused->why);
  }
  const InputDeployment deployment(*joined.model, *joined.device, layout.weights);
  const auto result = [&](double value) {
    return within(value, deployment.range_factor(), deployment.name());
  };
  const double unit_s = seconds_of(row.unit);
  if (row.metric.starts_with("latency") && unit_s > 0) {
    const double batch = std::min<double>(row.batch.value_or(1), deployment.batch_max());
    return result(deployment.batch(static_cast<int>(batch)).time / second / unit_s);
  }
  if (row.metric == "throughput") {
    const double batch = std::min<double>(row.batch.value_or(full_batch), deployment.batch_max());
    const Frequency rate = deployment.rate(static_cast<int>(batch));
    return result(rate * second * row.count.value_or(1));
  }
  return none("not built yet: " + row.metric + " in " + row.unit);
}

}  // namespace

RowPrediction predict(const JoinedRow& joined) {
  if (joined.model->shape) return language_prediction(joined);
  if (joined.model->kind == ModelKind::language) {
    return none("not built yet: models of language that read a whole text at once");
  }
  return input_prediction(joined);
}

}  // namespace islet
