// Drills about engines: two for one network, drafts, the time from frame to verdict.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/resident.h"
#include "engines/shape_model.h"
#include "live/drill_site.h"
#include "live/live_drill.h"
#include "net/clock.h"

namespace islet {
namespace {

Error failed(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

std::optional<Error> make_shape(const std::string& name, const std::string& path, int layers = 0) {
  ShapeWish wish;
  wish.model = name;
  wish.layers = layers;
  wish.format = path.ends_with(".onnx") ? ShapeFormat::onnx : ShapeFormat::gguf;
  const Result<ShapeMade> made = make_shape_model(wish, Catalog(), path);
  return made ? std::nullopt : std::optional(made.error());
}

std::string frame_body() {
  std::string body = R"({"parameters":{"priority":1},"inputs":[{"name":"image","datatype":"FP32",)"
                     R"("shape":[1,3,32,32],"data":[)";
  for (int i = 0; i < 3 * 32 * 32; ++i) {
    body += fmt::format("{}{:.4f}", i == 0 ? "" : ",", std::sin(0.1 * i));
  }
  return body + "]}]}";
}

std::vector<double> outputs_in(const std::string& reply) {
  std::vector<double> values;
  const Result<JsonValue> body = read_json(body_of(reply));
  const JsonValue* outputs = body ? body->find("outputs") : nullptr;
  if (outputs == nullptr || outputs->items.empty()) return values;
  const JsonValue* list = outputs->items.front().find("data");
  if (list == nullptr) return values;
  for (const JsonValue& one : list->items) values.push_back(one.number);
  return values;
}

}  // namespace

Result<DrillFigures> drill_runtimes() {
  const DrillFolder models;
  const std::string file = models.path() + "/net.onnx";
  if (auto error = make_shape("tiny-vision", file)) return *error;
  ServeSettings settings;
  for (const char* engine : {"onnx", "opencv"}) {
    Result<SiteModel> model = drill_model(std::string("on-") + engine, engine, file);
    if (!model) return model.error();
    model->task = ModelTask::network;
    settings.models.push_back(std::move(*model));
  }
  auto site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(2)) return failed("an engine did not come up");
  std::vector<std::vector<double>> answers;
  for (const SiteModel& one : settings.models) {
    answers.push_back(
        outputs_in((*site)->ask("POST", "/v2/models/" + one.name + "/infer", frame_body())));
  }
  if (answers[0].empty() || answers[0].size() != answers[1].size()) {
    return failed("the engines gave no answers that can be compared");
  }
  double most = 0;
  for (std::size_t i = 0; i < answers[0].size(); ++i) {
    most = std::max(most, std::abs(answers[0][i] - answers[1][i]));
  }
  return DrillFigures{
      {"engines", 0, (*site)->standings()[0].engine + ", " + (*site)->standings()[1].engine},
      {"outputs", static_cast<double>(answers[0].size()), ""},
      {"largest_difference", most, ""}};
}

Result<DrillFigures> drill_drafts() {
  const DrillFolder models;
  const std::string file = models.path() + "/whole.gguf";
  const std::string draft = models.path() + "/draft.gguf";
  if (auto error = make_shape("tiny", file)) return *error;
  if (auto error = make_shape("tiny", draft, 2)) return *error;
  Result<SiteModel> plain = drill_model("plain", "llama", file);
  if (!plain) return plain.error();
  SiteModel drafted = *plain;
  drafted.name = "drafted";
  drafted.draft = draft;
  ServeSettings settings;
  settings.models = {*plain, drafted};
  auto site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(2)) return failed("an engine did not come up");
  int same = 0;
  int tokens = 0;
  for (const char* prompt : {"The pump at the well", "A bell", "Twelve lamps by the harbour"}) {
    std::vector<std::string> texts;
    for (const char* name : {"plain", "drafted"}) {
      const std::string reply = (*site)->ask(
          "POST", "/v1/completions",
          fmt::format(
              R"({{"model":"{}","prompt":"{}","max_tokens":64,"temperature":0,"ignore_eos":true}})",
              name, prompt));
      const Result<JsonValue> body = read_json(body_of(reply));
      const JsonValue* choices = body ? body->find("choices") : nullptr;
      if (choices == nullptr || choices->items.empty()) return failed("an engine gave no text");
      texts.push_back(choices->items.front().find("text")->text);
      tokens += static_cast<int>(body->find("usage")->find("completion_tokens")->integer);
    }
    same += texts[0] == texts[1] && !texts[0].empty() ? 1 : 0;
  }
  return DrillFigures{{"texts", 3, ""},
                      {"texts_that_are_the_same", static_cast<double>(same), ""},
                      {"tokens", static_cast<double>(tokens), ""}};
}

namespace {

/// A short post in tokens.
std::string post_body() {
  const auto input = [](const char* name, const char* tokens) {
    return fmt::format(R"({{"name":"{}","datatype":"INT64","shape":[1,12],"data":[{}]}})", name,
                       tokens);
  };
  return fmt::format(R"({{"parameters":{{"priority":1}},"inputs":[{},{}]}})",
                     input("input_ids", "101,44,512,77,9,1200,8,31,640,5,77,102"),
                     input("attention_mask", "1,1,1,1,1,1,1,1,1,1,1,1"));
}

/// What requests took, one after the other: by the clock, and of processors, sorted.
struct Taken {
  std::vector<double> clock_ms;
  std::vector<double> processor_ms;
};

double processor_ms_so_far(DrillSite& site) {
  double sum = static_cast<double>(cpu_nanoseconds()) * 1e-6;
  for (const EngineStanding& one : site.standings()) sum += one.processor / millisecond;
  return sum;
}

/// Empty when one was refused. Processor time is that of gateway, client and engines together.
Taken times_of(DrillSite& site, const std::string& path, const std::string& body, int count) {
  Taken taken;
  site.ask("POST", path, body);  // the first brings what loading took
  for (int i = 0; i < count; ++i) {
    const double before_ms = processor_ms_so_far(site);
    const Instant start = monotonic_now();
    if (status_of(site.ask("POST", path, body)) != "200") return {};
    taken.clock_ms.push_back(between(start, monotonic_now()) / millisecond);
    taken.processor_ms.push_back(processor_ms_so_far(site) - before_ms);
  }
  std::sort(taken.clock_ms.begin(), taken.clock_ms.end());
  std::sort(taken.processor_ms.begin(), taken.processor_ms.end());
  return taken;
}

}  // namespace

Result<DrillFigures> drill_moderation() {
  const DrillFolder models;
  const std::string vision = models.path() + "/vision.onnx";
  const std::string text = models.path() + "/text.onnx";
  if (auto error = make_shape("tiny-vision", vision)) return *error;
  if (auto error = make_shape("tiny-embedding", text)) return *error;
  Result<SiteModel> frames = drill_model("frames", "onnx", vision);
  if (!frames) return frames.error();
  frames->task = ModelTask::network;
  Result<SiteModel> posts = drill_model("posts", "onnx", text);
  if (!posts) return posts.error();
  posts->task = ModelTask::network;
  ServeSettings settings;
  settings.models = {*frames, *posts};
  auto site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(2)) return failed("an engine did not come up");
  const Taken frame = times_of(**site, "/v2/models/frames/infer", frame_body(), 20);
  const Taken post = times_of(**site, "/v2/models/posts/infer", post_body(), 100);
  if (frame.clock_ms.empty() || post.clock_ms.empty()) return failed("a request was refused");
  // By the clock a busy machine looks slow; what was computed it does not change.
  return DrillFigures{{"frame_to_verdict_worst_ms", frame.clock_ms.back(), ""},
                      {"frame_processor_worst_ms", frame.processor_ms.back(), ""},
                      {"text_p50_ms", post.clock_ms[50], ""},
                      {"text_p99_ms", post.clock_ms[99], ""},
                      {"text_processor_p50_ms", post.processor_ms[50], ""},
                      {"text_processor_p99_ms", post.processor_ms[99], ""}};
}

}  // namespace islet
