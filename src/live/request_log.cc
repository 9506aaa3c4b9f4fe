#include "live/request_log.h"

#include <algorithm>
#include <filesystem>
#include <variant>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::size_t piece = 65'536;
constexpr std::size_t open_max = 1'000'000;

/// Seconds from one moment to the other; empty for one that never comes.
std::string seconds_text(Instant from, Instant to) {
  if (to == never) return "";
  return fmt::format("{:.4f}", between(from, to) / second);
}

std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == ',' || letter < ' '; }, '_');
  return name;
}

}  // namespace

RequestLog::RequestLog(const std::string& file, std::size_t bytes_max) : bytes_left_(bytes_max) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  bytes_left_ -= missing ? 0 : std::min(bytes_left_, static_cast<std::size_t>(size));
  stream_.open(file, std::ios::app);
  if (missing || size == 0) text_ = columns;
}

RequestLog::~RequestLog() { flush(); }

void RequestLog::saw(Instant now, const Event& event, std::span<const Decision> decisions) {
  if (const auto* arrives = std::get_if<RequestArrives>(&event)) {
    if (open_.size() < open_max) {
      open_[arrives->request.id] = {arrives->request, now, wall_now()};
    }
  } else if (const auto* cancelled = std::get_if<RequestCancelled>(&event)) {
    end(cancelled->request, now, "cancelled");
  }
  for (const Decision& decision : decisions) {
    if (const auto* reject = std::get_if<Reject>(&decision)) {
      end(reject->request, now, "refused");
    } else if (const auto* ended = std::get_if<End>(&decision)) {
      end(ended->request, now, "ended");
    }
  }
}

void RequestLog::put_out(Instant now, const EngineOutput& output) {
  const auto found = open_.find(output.request);
  if (found == open_.end()) return;
  Open& open = found->second;
  if (output.begins_anew) open.tokens = 0;
  open.first = std::min(open.first, now);
  open.prompt = std::max(open.prompt, output.prompt_tokens);
  open.tokens += output.tokens;
  if (output.end == SequenceEnd::none) return;
  end(output.request, now, output.end == SequenceEnd::failed ? "failed" : "done");
}

void RequestLog::end(RequestId id, Instant now, std::string_view outcome) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  const Open& open = found->second;
  const Request& request = open.request;
  const auto name = names_.find(request.model);
  const double prompt = open.prompt > 0 ? open.prompt : request.prompt / token;
  const auto tenant = static_cast<std::uint64_t>(request.tenant);
  text_ += fmt::format(
      "{},{},{},{},{:.0f},{},{},{},{},{},{}\n", open.wall.unix_ms,
      name == names_.end() ? fmt::format("model-{}", index_of(request.model)) : plain(name->second),
      name_of(request.work_class), tenant == 0 ? "" : fmt::format("{:x}", tenant), prompt,
      open.tokens, seconds_text(open.arrived, open.first), seconds_text(open.arrived, now),
      seconds_text(open.arrived, request.first_token_by),
      seconds_text(open.arrived, request.deadline), outcome);
  open_.erase(found);
  if (text_.size() >= piece) flush();
}

void RequestLog::flush() {
  if (text_.size() > bytes_left_) {
    bytes_left_ = 0;
  } else {
    stream_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    stream_.flush();
    bytes_left_ -= text_.size();
  }
  text_.clear();
}

}  // namespace islet
