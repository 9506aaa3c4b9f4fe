#include "live/gateway.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t small_body = 64U << 10U;
constexpr std::size_t text_body = 8U << 20U;
constexpr std::size_t tensor_body = 64U << 20U;

using enum RouteAccess;

constexpr Route table[] = {
    {"GET", "/livez", everybody, 0, &Gateway::health},
    {"GET", "/healthz", everybody, 0, &Gateway::health},
    {"GET", "/health", everybody, 0, &Gateway::health},
    {"GET", "/readyz", everybody, 0, &Gateway::ready},
    {"GET", "/metrics", operating, 0, &Gateway::metrics},
    {"GET", "/islet/status", operating, 0, &Gateway::status},
    {"GET", "/v1/models", tenant, 0, &Gateway::list_models},
    {"GET", "/v1/models/{}", tenant, 0, &Gateway::show_model},
    {"POST", "/v1/chat/completions", tenant, text_body, &Gateway::chat},
    {"POST", "/v1/completions", tenant, text_body, &Gateway::completion},
    {"POST", "/v1/embeddings", tenant, text_body, &Gateway::embedding},
    {"POST", "/v1/files", tenant, tensor_body, &Gateway::put_file},
    {"GET", "/v1/files", tenant, 0, &Gateway::list_files},
    {"GET", "/v1/files/{}", tenant, 0, &Gateway::show_file},
    {"GET", "/v1/files/{}/content", tenant, 0, &Gateway::file_content},
    {"DELETE", "/v1/files/{}", tenant, 0, &Gateway::drop_file},
    {"POST", "/v1/batches", tenant, small_body, &Gateway::put_batch},
    {"GET", "/v1/batches", tenant, 0, &Gateway::list_batches},
    {"GET", "/v1/batches/{}", tenant, 0, &Gateway::show_batch},
    {"POST", "/v1/batches/{}/cancel", tenant, small_body, &Gateway::cancel_batch},
    {"GET", "/v2", tenant, 0, &Gateway::kserve_server},
    {"GET", "/v2/health/live", everybody, 0, &Gateway::kserve_live},
    {"GET", "/v2/health/ready", everybody, 0, &Gateway::kserve_ready},
    {"GET", "/v2/models/{}", tenant, 0, &Gateway::kserve_model},
    {"GET", "/v2/models/{}/versions/{}", tenant, 0, &Gateway::kserve_model},
    {"GET", "/v2/models/{}/ready", tenant, 0, &Gateway::kserve_model_ready},
    {"GET", "/v2/models/{}/versions/{}/ready", tenant, 0, &Gateway::kserve_model_ready},
    {"POST", "/v2/models/{}/infer", tenant, tensor_body, &Gateway::kserve_infer},
    {"POST", "/v2/models/{}/versions/{}/infer", tenant, tensor_body, &Gateway::kserve_infer},
};

/// The names that stand for `{}` when the path fits the pattern.
std::optional<std::vector<std::string>> names_in(std::string_view path, std::string_view pattern) {
  std::vector<std::string> names;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view part = path.substr(0, path.find('/', 1));
    const std::string_view wanted = pattern.substr(0, pattern.find('/', 1));
    if (wanted == "/{}") {
      if (part.size() < 2 || part.size() > 257) return std::nullopt;
      names.emplace_back(part.substr(1));
    } else if (part != wanted) {
      return std::nullopt;
    }
    path.remove_prefix(part.size());
    pattern.remove_prefix(wanted.size());
  }
  return path.empty() && pattern.empty() ? std::optional(std::move(names)) : std::nullopt;
}

ApiFault fault_with(int status, const char* message, const char* code) {
  ApiFault fault;
  fault.status = status;
  fault.message = message;
  fault.code = code;
  return fault;
}

/// Over a connection: the headers of every answer are added here.
class ConnectionSink final : public AnswerSink {
 public:
  ConnectionSink(std::shared_ptr<HttpExchange> exchange, std::vector<HttpHeader> headers)
      : exchange_(std::move(exchange)), headers_(std::move(headers)) {}

  void whole(HttpReply reply) override {
    reply.headers.insert(reply.headers.end(), headers_.begin(), headers_.end());
    exchange_->reply(std::move(reply));
  }
  void part(std::string_view bytes) override {
    if (!has_begun_) {
      has_begun_ = true;
      HttpReply head;
      head.type = "text/event-stream";
      head.headers = headers_;
      head.headers.push_back({"Cache-Control", "no-cache"});
      exchange_->begin(head);
    }
    exchange_->send(bytes);
  }
  void end_of_parts() override { exchange_->end(); }

 private:
  std::shared_ptr<HttpExchange> exchange_;
  std::vector<HttpHeader> headers_;
  bool has_begun_ = false;
};

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

bool is_plain_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

std::int64_t id_in(std::string_view name, std::string_view prefix) {
  std::int64_t id = 0;
  if (!name.starts_with(prefix) || name.size() > prefix.size() + 18) return 0;
  const char* end = name.data() + name.size();
  const auto got = std::from_chars(name.data() + prefix.size(), end, id);
  return got.ec == std::errc() && got.ptr == end && id > 0 ? id : 0;
}

std::string next_trace(std::string_view traceparent, std::uint64_t span) {
  const auto part = [&](std::size_t at, std::size_t many) { return traceparent.substr(at, many); };
  const bool is_valid = traceparent.size() >= 55 && is_hex(part(0, 2)) && part(0, 2) != "ff" &&
                        traceparent[2] == '-' && is_hex(part(3, 32)) && !is_zero(part(3, 32)) &&
                        traceparent[35] == '-' && is_hex(part(36, 16)) && !is_zero(part(36, 16)) &&
                        traceparent[52] == '-' && is_hex(part(53, 2)) &&
                        (part(0, 2) != "00" || traceparent.size() == 55);
  if (is_valid) return fmt::format("00-{}-{:016x}-{}", part(3, 32), span | 1U, part(53, 2));
  const std::uint64_t other = span * 0x9E3779B97F4A7C15U + 0xD1B54A32D192ED03U;
  return fmt::format("00-{:016x}{:016x}-{:016x}-00", other | 1U, span, span | 1U);
}

std::span<const Route> Gateway::routes() { return table; }

Gateway::Gateway(FrontDesk& desk, BatchRunner* batches, Journal* journal, KeyRing& keys,
                 const ModelList& models, GatewaySettings settings)
    : desk_(desk),
      batches_(batches),
      journal_(journal),
      keys_(keys),
      models_(models),
      settings_(std::move(settings)),
      id_salt_(static_cast<std::uint64_t>(wall_now().unix_ms)) {}

Gateway::Found Gateway::find(const HttpRequest& request) const {
  Found found;
  std::string_view path = request.path;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (const Route& route : table) {
    auto names = names_in(path, route.pattern);
    if (!names) continue;
    found.path_is_known = true;
    const bool is_read = request.method == "HEAD" && std::string_view(route.method) == "GET";
    if (request.method != route.method && !is_read) continue;
    found.route = &route;
    found.names = std::move(*names);
    return found;
  }
  return found;
}

std::variant<std::size_t, HttpReply> Gateway::judge(const HttpRequest& head) {
  const Found found = find(head);
  // Who asks comes first: the table of routes is nobody's business who has no key.
  const Tenant* tenant =
      head.count("authorization") > 1 ? nullptr : keys_.find(head.header("authorization"));
  const bool is_open = found.route != nullptr && found.route->access == everybody;
  if (tenant == nullptr && !is_open) {
    HttpReply reply = reply_of(fault_with(401, "the key is missing or wrong", "invalid_api_key"));
    reply.headers.push_back({"WWW-Authenticate", "Bearer"});
    return reply;
  }
  if (found.route == nullptr && found.path_is_known) {
    return reply_of(fault_with(405, "this path knows no such method", "method_not_allowed"));
  }
  if (found.route == nullptr)
    return reply_of(fault_with(404, "there is no such path", "not_found"));
  if (found.route->access == operating && !tenant->operates) {
    return reply_of(fault_with(403, "this key may not do that", "forbidden"));
  }
  if (is_open) return std::size_t{0};
  if (winds_down_ && head.method == "POST") {
    ApiFault fault = fault_with(503, "the gateway is stopping", "shutting_down");
    fault.type = "server_error";
    fault.retry_after = 5.0 * second;
    return reply_of(fault);
  }
  const Duration wait = keys_.book(*tenant, 1, 0, monotonic_now());
  if (wait > Duration()) {
    ApiFault fault = fault_with(429, "the rate of this key is used up", "rate_limit_exceeded");
    fault.type = "rate_limit_error";
    fault.retry_after = wait;
    return reply_of(fault);
  }
  const bool is_file = std::string_view(found.route->pattern) == "/v1/files";
  return is_file ? std::min(found.route->body_bytes, settings_.file_bytes_max)
                 : found.route->body_bytes;
}

void Gateway::serve(HttpRequest request, std::shared_ptr<HttpExchange> exchange) {
  GatewayCall call;
  call.came = monotonic_now();
  Found found = find(request);
  call.tenant = keys_.find(request.header("authorization"));
  call.names = std::move(found.names);
  const std::uint64_t number = next_id_++;
  call.id = fmt::format("req-{:x}-{:x}", id_salt_, number);
  call.trace = next_trace(request.header("traceparent"), (id_salt_ << 20U) ^ number);
  call.request = std::move(request);
  call.exchange = std::move(exchange);
  (this->*found.route->answer)(call);
}

void Gateway::add_headers(const GatewayCall& call, HttpReply& reply) const {
  const double took_ms = between(call.came, monotonic_now()) / millisecond;
  reply.headers.push_back({"x-request-id", call.id});
  const std::string_view theirs = call.request.header("x-client-request-id");
  if (is_plain_id(theirs)) reply.headers.push_back({"x-client-request-id", std::string(theirs)});
  reply.headers.push_back({"traceparent", call.trace});
  reply.headers.push_back({"openai-version", "2020-10-01"});
  reply.headers.push_back({"openai-processing-ms", fmt::format("{:.0f}", took_ms)});
  if (!settings_.fell_back.empty())
    reply.headers.push_back({"x-islet-fell-back", settings_.fell_back});
  if (call.tenant == nullptr || call.tenant->requests_per_min <= 0) return;
  reply.headers.push_back(
      {"x-ratelimit-limit-requests", fmt::format("{:.0f}", call.tenant->requests_per_min)});
  reply.headers.push_back(
      {"x-ratelimit-remaining-requests", fmt::format("{:.0f}", keys_.requests_left(*call.tenant))});
}

void Gateway::answer(GatewayCall& call, HttpReply reply) {
  add_headers(call, reply);
  call.exchange->reply(std::move(reply));
}

void Gateway::answer(GatewayCall& call, int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  answer(call, std::move(reply));
}

void Gateway::refuse(GatewayCall& call, const ApiFault& fault) { answer(call, reply_of(fault)); }

/// Who waits holds a connection: a long queue of routine work would take them all, and who is acute
/// would find none.
bool Gateway::lacks_room(WorkClass work_class) {
  constexpr double routine_share = 0.75;
  if (is_acute(work_class) || server_ == nullptr || server_->fullness() <= routine_share) {
    return false;
  }
  ++outcomes_["no_connection_left"];
  return true;
}

void Gateway::generate(GatewayCall& call, ApiKind kind) {
  ApiRead read =
      read_api_request(kind, call.request.body, call.request, models_, call.tenant->best);
  if (const auto* fault = std::get_if<ApiFault>(&read)) return refuse(call, *fault);
  ApiRequest& request = std::get<ApiRequest>(read);
  if (lacks_room(request.urgency.work_class)) {
    return refuse(call, fault_of(Reason::queue_full, patience_without_room));
  }
  request.urgency.residency = std::min(request.urgency.residency, call.tenant->residency);
  const double tokens = static_cast<double>(request.prompt_tokens + request.reply_tokens);
  const Duration wait = keys_.book(*call.tenant, 0, tokens, call.came);
  if (wait > Duration()) {
    ApiFault fault = fault_with(429, "the tokens of this key are used up", "rate_limit_exceeded");
    fault.type = "tokens";
    fault.retry_after = wait;
    return refuse(call, fault);
  }
  HttpReply head;
  add_headers(call, head);
  auto sink = std::make_shared<ConnectionSink>(call.exchange, std::move(head.headers));
  const std::vector<RequestId> ids =
      ask_api(desk_, request, call.tenant->id, sink,
              [this](const AnswerFigures& figures) { account(figures); });
  call.exchange->on_gone([this, ids] {
    for (const RequestId id : ids) desk_.cancel(id);
  });
}

void Gateway::chat(GatewayCall& call) { generate(call, ApiKind::chat); }
void Gateway::completion(GatewayCall& call) { generate(call, ApiKind::completion); }
void Gateway::embedding(GatewayCall& call) { generate(call, ApiKind::embedding); }

namespace {

std::string model_text(const ServedModel& model) {
  return fmt::format("{{\"id\":{},\"object\":\"model\",\"created\":0,\"owned_by\":\"islet\"}}",
                     json_text(model.name));
}

}  // namespace

void Gateway::list_models(GatewayCall& call) {
  std::string body = "{\"object\":\"list\",\"data\":[";
  for (const ServedModel& model : models_.all()) {
    if (&model != &models_.all().front()) body += ',';
    body += model_text(model);
  }
  answer(call, 200, body + "]}");
}

void Gateway::show_model(GatewayCall& call) {
  const ServedModel* model = models_.find(call.names[0]);
  if (model != nullptr) return answer(call, 200, model_text(*model));
  ApiFault fault = fault_with(404, "the model does not exist here", "model_not_found");
  fault.param = "model";
  refuse(call, fault);
}

}  // namespace islet
