// Errors and answers in the exact form of the OpenAI interface.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/quantity.h"
#include "engines/request_energy.h"
#include "net/http_message.h"
#include "serving/reason.h"

namespace islet {

/// A refusal: status, and the members of the error object. Empty texts become null.
struct ApiFault {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::string param;
  std::string code;
  Duration retry_after{};  ///< 0: not said
};

/// {"error":{"message":..,"type":..,"param":..,"code":..}}
std::string error_text(const ApiFault& fault);
HttpReply reply_of(const ApiFault& fault);

/// What the scheduler's refusal or end means to a client. 429 where asking again helps, 503 where
/// nothing can serve; with the reason as code, so that no client retries what is in vain.
ApiFault fault_of(Reason reason, Duration retry_after);

struct Usage {
  std::int64_t prompt_tokens = 0;
  std::int64_t reply_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::optional<RequestEnergy> energy;
};
/// {"prompt_tokens":..,"completion_tokens":..,"total_tokens":..,"prompt_tokens_details":..},
/// with `"energy":{"joules":..,"low":..,"high":..,"source":..}` where joules are counted.
std::string usage_text(const Usage& usage);

/// Bytes of `text` without a character that is cut off at its end.
std::size_t whole_characters(std::string_view text);

}  // namespace islet
