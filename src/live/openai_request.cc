#include "live/openai_request.h"

#include <algorithm>

#include <fmt/format.h>

namespace islet {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t most_turns = 2'048;
constexpr std::size_t most_inputs = 256;
constexpr std::size_t most_stops = 4;
constexpr std::int64_t usual_reply = 256;

ApiFault wrong(const std::string& param, const std::string& what, const std::string& code = "") {
  ApiFault fault;
  fault.message = what;
  fault.param = param;
  fault.code = code;
  return fault;
}

/// Reads one body; the first fault stops it.
class BodyReader {
 public:
  BodyReader(const JsonValue& body, ApiRequest& request) : body_(body), request_(request) {}

  std::optional<ApiFault> take_all(const ModelList& models) {
    take_model(models);
    take_sampling();
    take_flags();
    if (request_.kind == ApiKind::chat) take_turns();
    if (request_.kind == ApiKind::completion) take_prompt();
    if (request_.kind == ApiKind::embedding) take_inputs();
    if (!fault_) check_length();
    return fault_;
  }

 private:
  void fail(const std::string& param, const std::string& what, const std::string& code = "") {
    if (!fault_) fault_ = wrong(param, what, code);
  }
  /// The member; null when it is not there or null.
  const JsonValue* given(std::string_view name) const {
    const JsonValue* value = body_.find(name);
    return value == nullptr || value->is(Kind::null) ? nullptr : value;
  }
  std::optional<std::int64_t> whole(const std::string& name, std::int64_t low, std::int64_t high) {
    const JsonValue* value = given(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_integer && value->integer >= low && value->integer <= high) return value->integer;
    fail(name, fmt::format("{} must be a whole number from {} to {}", name, low, high));
    return std::nullopt;
  }
  std::optional<double> figure(const std::string& name, double low, double high) {
    const JsonValue* value = given(name);
    if (value == nullptr) return std::nullopt;
    if (value->is(Kind::number) && value->number >= low && value->number <= high) {
      return value->number;
    }
    fail(name, fmt::format("{} must be a number from {} to {}", name, low, high));
    return std::nullopt;
  }
  bool flag(const std::string& name) {
    const JsonValue* value = given(name);
    if (value == nullptr) return false;
    if (!value->is(Kind::boolean)) fail(name, name + " must be true or false");
    return value->truth;
  }

  void take_model(const ModelList& models) {
    const JsonValue* name = given("model");
    if (name == nullptr || !name->is(Kind::text)) return fail("model", "you must name a model");
    request_.model = models.find(name->text);
    if (request_.model == nullptr) {
      fail("model", "the model " + json_text(name->text.substr(0, 100)) + " does not exist here",
           "model_not_found");
      if (fault_) fault_->status = 404;
      return;
    }
    const bool wants_vectors = request_.kind == ApiKind::embedding;
    if (request_.model->is_tensor || request_.model->embeds != wants_vectors) {
      fail("model", "the model does not answer to this call", "unsupported_value");
    }
  }

  void take_sampling() {
    if (request_.model != nullptr) sequence_.adapter = request_.model->adapter;
    const double temperature = figure("temperature", 0, 2).value_or(1);
    const double top_p = figure("top_p", 0, 1).value_or(1);
    sequence_.sampling.temperature = static_cast<float>(temperature);
    sequence_.sampling.top_p = static_cast<float>(top_p);
    sequence_.sampling.top_k = static_cast<std::uint32_t>(whole("top_k", 0, 1'000'000).value_or(0));
    sequence_.sampling.seed =
        static_cast<std::uint64_t>(whole("seed", INT64_MIN, INT64_MAX).value_or(0));
    figure("presence_penalty", -2, 2);
    figure("frequency_penalty", -2, 2);
    if (whole("n", 1, 128).value_or(1) != 1) fail("n", "n must be 1 here", "unsupported_value");
    if (whole("best_of", 1, 20).value_or(1) != 1) {
      fail("best_of", "best_of must be 1 here", "unsupported_value");
    }
    auto most = whole("max_completion_tokens", 1, 1'000'000);
    if (!most) most = whole("max_tokens", 1, 1'000'000);
    request_.reply_tokens = request_.kind == ApiKind::embedding ? 0 : most.value_or(usual_reply);
    sequence_.most_tokens = static_cast<std::uint32_t>(request_.reply_tokens);
    sequence_.ends_itself = !flag("ignore_eos");
  }

  void take_flags() {
    request_.streams = flag("stream");
    if (const JsonValue* options = given("stream_options")) {
      const JsonValue* usage = options->find("include_usage");
      request_.includes_usage = usage != nullptr && usage->truth;
    }
    for (const char* name : {"tools", "functions", "audio", "logprobs"}) {
      const JsonValue* value = given(name);
      const bool is_off = value == nullptr || (value->is(Kind::boolean) && !value->truth) ||
                          (value->is(Kind::list) && value->items.empty());
      if (!is_off) fail(name, std::string(name) + " is not offered here", "unsupported_value");
    }
    const JsonValue* stop = given("stop");
    if (stop == nullptr) return;
    if (stop->is(Kind::text)) request_.stops.push_back(stop->text);
    for (const JsonValue& one : stop->items) request_.stops.push_back(one.text);
    const auto is_empty = [](const std::string& one) { return one.empty() || one.size() > 256; };
    if (request_.stops.size() > most_stops ||
        std::any_of(request_.stops.begin(), request_.stops.end(), is_empty)) {
      fail("stop", "stop must be a text or up to 4 texts");
    }
  }

  /// A text, or the texts of a list of parts.
  std::optional<std::string> content_of(const JsonValue& value) {
    if (value.is(Kind::text)) return value.text;
    if (value.is(Kind::null)) return "";
    if (!value.is(Kind::list)) return std::nullopt;
    std::string all;
    for (const JsonValue& part : value.items) {
      const JsonValue* kind = part.find("type");
      const JsonValue* text = part.find("text");
      if (kind == nullptr || kind->text != "text" || text == nullptr) return std::nullopt;
      all += text->text;
    }
    return all;
  }

  void take_turns() {
    const JsonValue* turns = given("messages");
    if (turns == nullptr || !turns->is(Kind::list) || turns->items.empty() ||
        turns->items.size() > most_turns) {
      return fail("messages", "messages must be a list of 1 to 2048 turns");
    }
    for (std::size_t i = 0; i < turns->items.size(); ++i) {
      const std::string place = fmt::format("messages[{}]", i);
      const JsonValue* role = turns->items[i].find("role");
      const JsonValue* content = turns->items[i].find("content");
      constexpr std::string_view roles[] = {"system", "developer", "user", "assistant", "tool"};
      if (role == nullptr ||
          std::find(std::begin(roles), std::end(roles), role->text) == std::end(roles)) {
        return fail(place + ".role", "role must be system, developer, user, assistant or tool");
      }
      std::optional<std::string> text;
      if (content != nullptr) text = content_of(*content);
      if (!text) return fail(place + ".content", "content must be a text or a list of texts");
      request_.prompt_tokens += guessed_tokens(*text) + 4;
      sequence_.turns.push_back({role->text, std::move(*text)});
    }
    request_.works.emplace_back(std::move(sequence_));
  }

  /// A text or a list of token numbers.
  bool take_one(const JsonValue& value, const std::string& param) {
    StartSequence one = sequence_;
    if (value.is(Kind::text)) {
      one.text = value.text;
      request_.prompt_tokens += guessed_tokens(value.text);
    } else if (value.is(Kind::list) && !value.items.empty()) {
      for (const JsonValue& number : value.items) {
        if (!number.is_integer || number.integer < 0 || number.integer > 10'000'000) {
          fail(param, param + " must be texts or lists of token numbers");
          return false;
        }
        one.tokens.push_back(static_cast<std::int32_t>(number.integer));
      }
      request_.prompt_tokens += std::ssize(value.items);
    } else {
      fail(param, param + " must be a text or a list of token numbers");
      return false;
    }
    request_.works.emplace_back(std::move(one));
    return true;
  }

  void take_prompt() {
    const JsonValue* prompt = given("prompt");
    if (prompt == nullptr) return fail("prompt", "prompt is missing");
    // A list of one text is the same as the text.
    const bool is_wrapped =
        prompt->is(Kind::list) && prompt->items.size() == 1 && prompt->items[0].is(Kind::text);
    if (prompt->is(Kind::list) && prompt->items.size() > 1 && prompt->items[0].is(Kind::text)) {
      return fail("prompt", "one prompt at a time is taken here", "unsupported_value");
    }
    take_one(is_wrapped ? prompt->items[0] : *prompt, "prompt");
  }

  void take_inputs() {
    const JsonValue* input = given("input");
    if (input == nullptr) return fail("input", "input is missing");
    if (const JsonValue* format = given("encoding_format")) {
      request_.as_base64 = format->text == "base64";
      if (!request_.as_base64 && format->text != "float") {
        fail("encoding_format", "encoding_format must be float or base64");
      }
    }
    if (given("dimensions") != nullptr) {
      fail("dimensions", "the width of the vectors cannot be chosen here", "unsupported_value");
    }
    const bool is_many =
        input->is(Kind::list) && !input->items.empty() && !input->items[0].is(Kind::number);
    if (!is_many) {
      take_one(*input, "input");
      return;
    }
    if (input->items.size() > most_inputs) return fail("input", "at most 256 inputs are taken");
    for (const JsonValue& one : input->items) {
      if (!take_one(one, "input")) return;
    }
  }

  void check_length() {
    const std::int64_t most = request_.model->context_tokens;
    // A guess must not refuse what might fit: four times as many tokens certainly do not.
    if (request_.reply_tokens <= most && request_.prompt_tokens <= 4 * most) return;
    fail(request_.kind == ApiKind::chat ? "messages" : "prompt",
         fmt::format("this model's context is {} tokens; the request asks for more", most),
         "context_length_exceeded");
  }

  const JsonValue& body_;
  ApiRequest& request_;
  StartSequence sequence_;
  std::optional<ApiFault> fault_;
};

}  // namespace

const ServedModel* ModelList::find(std::string_view name) const {
  const auto place = std::find_if(models_.begin(), models_.end(),
                                  [&](const ServedModel& one) { return one.name == name; });
  return place == models_.end() ? nullptr : &*place;
}

std::int64_t guessed_tokens(std::string_view text) { return 1 + std::ssize(text) / 4; }

ApiRead read_api_request(ApiKind kind, std::string_view body, const HttpRequest& head,
                         const ModelList& models, WorkClass best) {
  const Result<JsonValue> value = read_json(body);
  if (!value) return wrong("", value.error().what);
  if (!value->is(Kind::object)) return wrong("", "the body must be a JSON object");
  ApiRequest request;
  request.kind = kind;
  auto urgency = read_urgency(*value, head, best);
  if (auto* fault = std::get_if<ApiFault>(&urgency)) return *fault;
  request.urgency = std::get<Urgency>(urgency);
  if (auto fault = BodyReader(*value, request).take_all(models)) return *fault;
  if (!request.urgency.is_said) request.urgency.work_class = std::max(request.model->usual, best);
  return request;
}

}  // namespace islet
