#include "live/openai_answer.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) {
      return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U;
    };
    const unsigned bits = (at(i) << 16U) | (at(i + 1) << 8U) | at(i + 2);
    out += base64_digits[bits >> 18U];
    out += base64_digits[(bits >> 12U) & 63U];
    out += i + 1 < bytes.size() ? base64_digits[(bits >> 6U) & 63U] : '=';
    out += i + 2 < bytes.size() ? base64_digits[bits & 63U] : '=';
  }
  return out;
}

std::string numbers_of(const Tensor& tensor) {
  std::string out = "[";
  for (std::size_t at = 0; at + 4 <= tensor.bytes.size(); at += 4) {
    float value = 0;
    std::memcpy(&value, tensor.bytes.data() + at, 4);
    fmt::format_to(std::back_inserter(out), "{}{}", at == 0 ? "" : ",", value);
  }
  return out + "]";
}

std::string answer_id(ApiKind kind, std::int64_t number) {
  return fmt::format("{}-{:x}{:x}", kind == ApiKind::chat ? "chatcmpl" : "cmpl", wall_now().unix_ms,
                     number);
}

ApiFault fault_of(const EngineOutput& output) {
  ApiFault fault;
  if (output.is_refused) {
    fault.message = output.fault;
    return fault;
  }
  fault.status = 500;
  fault.type = "server_error";
  fault.message = "the engine could not do it: " + output.fault;
  return fault;
}

/// The text of one request, whole or in parts.
class TextAnswer final : public AskerSide {
 public:
  TextAnswer(const ApiRequest& request, std::shared_ptr<AnswerSink> sink, Account account)
      : request_(request),
        sink_(std::move(sink)),
        account_(std::move(account)),
        created_(wall_now()),
        asked_(monotonic_now()) {}

  void begin(RequestId id, FrontDesk& desk) {
    id_ = id;
    desk_ = &desk;
    name_ = answer_id(request_.kind, static_cast<std::int64_t>(number_in(id)));
  }

  void output(const EngineOutput& output) override {
    if (is_over_) return;
    if (output.begins_anew) {
      held_.clear();
      text_.clear();
      usage_ = {};
    }
    if (output.prompt_tokens > 0) {
      usage_.prompt_tokens = output.prompt_tokens;
      usage_.cached_tokens = output.reused_tokens;
    }
    usage_.reply_tokens += output.tokens;
    usage_.energy = output.energy;
    if (!has_output_) first_output_ = between(asked_, monotonic_now());
    has_output_ = true;
    if (output.end == SequenceEnd::failed) {
      const ApiFault fault = fault_of(output);
      return fail(fault, "failed");
    }
    take_text(output.text, output.end);
  }
  void refused(Reason reason, Duration retry_after) override {
    fail(fault_of(reason, retry_after), std::string(name_of(reason)));
  }
  void ended(Reason reason) override { fail(fault_of(reason, {}), std::string(name_of(reason))); }
  bool streams() const override { return request_.streams; }

 private:
  /// Looks for stop texts over the borders of outputs; what may be the begin of one is held back.
  void take_text(const std::string& text, SequenceEnd end) {
    held_ += text;
    std::size_t stop = std::string::npos;
    for (const std::string& one : request_.stops) stop = std::min(stop, held_.find(one));
    if (stop != std::string::npos) {
      held_.resize(stop);
      put(held_);
      finish("stop");
      if (end == SequenceEnd::none) desk_->cancel(id_);
      return;
    }
    if (end != SequenceEnd::none) {
      put(held_);
      return finish(end == SequenceEnd::length ? "length" : "stop");
    }
    std::size_t sure = whole_characters(held_);
    for (const std::string& one : request_.stops) sure = std::min(sure, sure_before(one));
    put(held_.substr(0, sure));
    held_.erase(0, sure);
  }
  /// How much of what is held cannot be the begin of that stop text.
  std::size_t sure_before(const std::string& stop) const {
    for (std::size_t many = std::min(stop.size(), held_.size()); many > 0; --many) {
      if (held_.ends_with(std::string_view(stop).substr(0, many))) return held_.size() - many;
    }
    return held_.size();
  }

  void put(std::string_view text) {
    if (!request_.streams) {
      text_ += text;
      return;
    }
    begin_stream();
    if (!text.empty()) chunk(delta_of(text), "null");
  }
  std::string delta_of(std::string_view text) const {
    return request_.kind == ApiKind::chat ? "{\"content\":" + json_text(text) + "}"
                                          : json_text(text);
  }
  void begin_stream() {
    if (has_begun_) return;
    has_begun_ = true;
    if (request_.kind == ApiKind::chat) {
      chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }
  }
  std::string_view object(bool is_chunk) const {
    if (request_.kind == ApiKind::completion) return "text_completion";
    return is_chunk ? "chat.completion.chunk" : "chat.completion";
  }
  std::string opening(bool is_chunk) const {
    return fmt::format(
        "{{\"id\":\"{}\",\"object\":\"{}\",\"created\":{},\"model\":{},\"service_tier\":\"{}\","
        "\"system_fingerprint\":null",
        name_, object(is_chunk), created_.unix_s(), json_text(request_.model->name),
        request_.urgency.tier);
  }
  void chunk(const std::string& delta, std::string_view finish) {
    const bool is_chat = request_.kind == ApiKind::chat;
    sink_->part(fmt::format(
        "data: "
        "{},\"choices\":[{{\"index\":0,\"{}\":{},\"logprobs\":null,\"finish_reason\":{}}}]{}}}\n\n",
        opening(true), is_chat ? "delta" : "text", delta, finish,
        request_.includes_usage ? ",\"usage\":null" : ""));
  }

  void finish(std::string_view reason) {
    is_over_ = true;
    if (request_.streams) {
      begin_stream();
      chunk(request_.kind == ApiKind::chat ? "{}" : "\"\"", fmt::format("\"{}\"", reason));
      if (request_.includes_usage) {
        sink_->part(fmt::format("data: {},\"choices\":[],\"usage\":{}}}\n\n", opening(true),
                                usage_text(usage_)));
      }
      sink_->part("data: [DONE]\n\n");
      sink_->end_of_parts();
    } else {
      HttpReply reply;
      const std::string choice =
          request_.kind == ApiKind::chat
              ? "\"message\":{\"role\":\"assistant\",\"content\":" + json_text(text_) +
                    ",\"refusal\":null}"
              : "\"text\":" + json_text(text_);
      reply.body = fmt::format(
          "{},\"choices\":[{{\"index\":0,{},\"logprobs\":null,\"finish_reason\":\"{}\"}}],"
          "\"usage\":{}}}",
          opening(false), choice, reason, usage_text(usage_));
      if (usage_.energy) {
        reply.headers.push_back(
            {"x-islet-energy-j", fmt::format("{:.6g}", usage_.energy->energy / joule)});
      }
      sink_->whole(std::move(reply));
    }
    tell("done");
  }

  void fail(const ApiFault& fault, const std::string& outcome) {
    if (is_over_) return;
    is_over_ = true;
    if (has_begun_) {
      // The status is gone: the error comes in band, and no [DONE] behind it.
      sink_->part("data: " + error_text(fault) + "\n\n");
      sink_->end_of_parts();
    } else {
      HttpReply reply = reply_of(fault);
      reply.headers.push_back({"x-islet-reason", outcome});
      sink_->whole(std::move(reply));
    }
    tell(outcome);
  }

  void tell(const std::string& outcome) {
    if (!account_) return;
    account_({request_.urgency.work_class, request_.model->name, outcome, first_output_,
              between(asked_, monotonic_now()), usage_});
  }

  ApiRequest request_;
  std::shared_ptr<AnswerSink> sink_;
  Account account_;
  WallTime created_;
  Instant asked_;
  FrontDesk* desk_ = nullptr;
  RequestId id_{};
  std::string name_;
  std::string held_;
  std::string text_;
  Usage usage_;
  Duration first_output_{};
  bool has_output_ = false;
  bool has_begun_ = false;
  bool is_over_ = false;
};

/// All inputs of one call; answers when the last vector is there.
struct Vectors {
  ApiRequest request;
  std::shared_ptr<AnswerSink> sink;
  Account account;
  Instant asked;
  std::vector<std::string> rows;
  std::size_t missing = 0;
  Usage usage;
  bool is_over = false;

  void fail(const ApiFault& fault, const std::string& outcome) {
    if (std::exchange(is_over, true)) return;
    sink->whole(reply_of(fault));
    tell(outcome);
  }
  void tell(const std::string& outcome) const {
    const Duration took = between(asked, monotonic_now());
    if (account) {
      account({request.urgency.work_class, request.model->name, outcome, took, took, usage});
    }
  }
  void answer() {
    is_over = true;
    HttpReply reply;
    reply.body = "{\"object\":\"list\",\"data\":[";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      fmt::format_to(std::back_inserter(reply.body),
                     "{}{{\"object\":\"embedding\",\"index\":{},\"embedding\":{}}}",
                     i == 0 ? "" : ",", i, rows[i]);
    }
    fmt::format_to(std::back_inserter(reply.body),
                   "],\"model\":{},\"usage\":{{\"prompt_tokens\":{},\"total_tokens\":{}}}}}",
                   json_text(request.model->name), usage.prompt_tokens, usage.prompt_tokens);
    sink->whole(std::move(reply));
    tell("done");
  }
};

class VectorAnswer final : public AskerSide {
 public:
  VectorAnswer(std::shared_ptr<Vectors> all, std::size_t row) : all_(std::move(all)), row_(row) {}

  void output(const EngineOutput& output) override {
    all_->usage.prompt_tokens += output.prompt_tokens;
    if (output.end == SequenceEnd::none || all_->is_over) return;
    if (output.end == SequenceEnd::failed || output.outputs.empty()) {
      const ApiFault fault = fault_of(output);
      return all_->fail(fault, "failed");
    }
    const Tensor& vector = output.outputs.front();
    all_->rows[row_] =
        all_->request.as_base64 ? "\"" + base64(vector.bytes) + "\"" : numbers_of(vector);
    if (--all_->missing == 0) all_->answer();
  }
  void refused(Reason reason, Duration retry_after) override {
    all_->fail(fault_of(reason, retry_after), std::string(name_of(reason)));
  }
  void ended(Reason reason) override {
    all_->fail(fault_of(reason, {}), std::string(name_of(reason)));
  }

 private:
  std::shared_ptr<Vectors> all_;
  std::size_t row_;
};

Request scheduled(const FrontDesk& desk, const ApiRequest& request, TenantId tenant) {
  Request one;
  one.work_class = request.urgency.work_class;
  one.tenant = tenant;
  one.model = request.model->id;
  one.deferrable = request.urgency.deferrable;
  one.residency = request.urgency.residency;
  one.prompt = static_cast<double>(request.prompt_tokens) /
               static_cast<double>(request.works.size()) * token;
  one.reply = static_cast<double>(request.reply_tokens) * token;
  const Instant now = desk.now();
  if (request.urgency.deadline) {
    one.deadline = after(now, *request.urgency.deadline);
    one.ends_at_deadline = true;
  }
  if (request.urgency.first_token) one.first_token_by = after(now, *request.urgency.first_token);
  return one;
}

}  // namespace

std::vector<RequestId> ask_api(FrontDesk& desk, const ApiRequest& request, TenantId tenant,
                               std::shared_ptr<AnswerSink> sink, Account account) {
  const Request one = scheduled(desk, request, tenant);
  std::vector<RequestId> ids;
  if (request.kind != ApiKind::embedding) {
    AskedWork work = request.works.front();
    ApiRequest light = request;
    light.works.clear();
    auto answer = std::make_shared<TextAnswer>(light, std::move(sink), std::move(account));
    ids.push_back(desk.ask(one, std::move(work), answer));
    answer->begin(ids.back(), desk);
    return ids;
  }
  auto all = std::make_shared<Vectors>();
  all->request = request;
  all->request.works.clear();
  all->sink = std::move(sink);
  all->account = std::move(account);
  all->asked = monotonic_now();
  all->rows.resize(request.works.size());
  all->missing = request.works.size();
  for (std::size_t row = 0; row < request.works.size(); ++row) {
    ids.push_back(desk.ask(one, request.works[row], std::make_shared<VectorAnswer>(all, row)));
  }
  return ids;
}

}  // namespace islet
