#include "live/alarm_book.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/json.h"

namespace islet {
namespace {

constexpr std::size_t present_max = 200;

bool has(const std::vector<std::string>& list, const std::string& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

void AlarmBook::keep_in(const std::string& file, std::size_t most_bytes) {
  file_.open(file, std::ios::app);
  left_ = most_bytes;
}

void AlarmBook::follow(Instant now, std::int64_t unix_ms, const std::vector<std::string>& wrong) {
  if (wrong.empty() && present_.empty()) return;
  std::erase_if(present_, [&](const Alarm& one) {
    if (has(wrong, one.what)) return false;
    write(unix_ms, "ended", one.what);
    return true;
  });
  for (const std::string& what : wrong) {
    const bool is_known = std::any_of(present_.begin(), present_.end(),
                                      [&](const Alarm& one) { return one.what == what; });
    if (is_known || present_.size() >= present_max) continue;
    present_.push_back({what, now});
    ++raised_;
    write(unix_ms, "raised", what);
  }
}

void AlarmBook::write(std::int64_t unix_ms, const char* event, const std::string& what) {
  const std::string line = fmt::format("{{\"unix_ms\":{},\"alarm\":{},\"event\":\"{}\"}}\n",
                                       unix_ms, json_text(what), event);
  if (!file_.is_open() || line.size() > left_) return;
  left_ -= line.size();
  file_ << line << std::flush;
}

}  // namespace islet
