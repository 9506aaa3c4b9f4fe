#include "engines/openai_text.h"

#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"
#include "net/json.h"

namespace islet {
namespace {

std::string text_or_null(std::string_view text) { return text.empty() ? "null" : json_text(text); }

}  // namespace

std::string error_text(const ApiFault& fault) {
  return fmt::format("{{\"error\":{{\"message\":{},\"type\":{},\"param\":{},\"code\":{}}}}}",
                     json_text(fault.message), json_text(fault.type), text_or_null(fault.param),
                     text_or_null(fault.code));
}

HttpReply reply_of(const ApiFault& fault) {
  HttpReply reply;
  reply.status = fault.status;
  reply.body = error_text(fault);
  if (fault.retry_after > Duration()) {
    const double whole = std::min(86'400.0, std::ceil(fault.retry_after / second));
    reply.headers.push_back({"Retry-After", fmt::format("{:.0f}", std::max(1.0, whole))});
  }
  return reply;
}

ApiFault fault_of(Reason reason, Duration retry_after) {
  ApiFault fault;
  fault.code = name_of(reason);
  fault.retry_after = retry_after;
  switch (reason) {
    case Reason::queue_full:
    case Reason::tenant_full:
    case Reason::house_full:
      fault.status = 429;
      fault.type = "rate_limit_error";
      fault.message = "the queues are full";
      break;
    case Reason::too_late:
      fault.status = 429;
      fault.type = "rate_limit_error";
      fault.message = "it could not be done before its deadline";
      break;
    case Reason::too_large:
      fault.status = 400;
      fault.code = "context_length_exceeded";
      fault.message = "prompt and reply together are longer than any engine here can hold";
      break;
    case Reason::deadline_passed:
      fault.status = 504;
      fault.type = "server_error";
      fault.message = "its deadline passed before it was done";
      break;
    case Reason::cancelled:
      fault.status = 499;
      fault.message = "it was cancelled";
      break;
    case Reason::no_energy:
    case Reason::charge_low:
    case Reason::bridging:
    case Reason::shed:
    case Reason::power_short:
      fault.status = 503;
      fault.type = "server_error";
      fault.message = "the site has not the energy for it now";
      break;
    default:
      fault.status = 503;
      fault.type = "server_error";
      fault.message = "no engine can serve it now";
  }
  return fault;
}

std::string usage_text(const Usage& usage) {
  std::string text = fmt::format(
      "{{\"prompt_tokens\":{},\"completion_tokens\":{},\"total_tokens\":{},"
      "\"prompt_tokens_details\":{{\"cached_tokens\":{}}}",
      usage.prompt_tokens, usage.reply_tokens, usage.prompt_tokens + usage.reply_tokens,
      usage.cached_tokens);
  if (usage.energy) {
    fmt::format_to(
        std::back_inserter(text),
        ",\"energy\":{{\"joules\":{:.6g},\"low\":{:.6g},\"high\":{:.6g},\"source\":\"{}\"}}",
        usage.energy->energy / joule, usage.energy->low / joule, usage.energy->high / joule,
        usage.energy->source());
  }
  return text + "}";
}

std::size_t whole_characters(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto first = static_cast<unsigned char>(text[text.size() - back]);
    if (first < 0x80) break;
    if (first < 0xC0) continue;
    return utf8_length(text.substr(text.size() - back)) == 0 ? text.size() - back : text.size();
  }
  return text.size();
}

}  // namespace islet
