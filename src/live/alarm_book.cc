#include "live/alarm_book.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/json.h"

namespace islet {
namespace {

constexpr std::size_t present_max = 200;

template <class Row>
Row* named(std::vector<Row>& list, const std::string& what) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Row& one) { return one.what == what; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

void AlarmBook::keep_in(const std::string& file, std::size_t most_bytes) {
  file_.open(file, std::ios::app);
  left_ = most_bytes;
}

void AlarmBook::follow(Instant now, std::int64_t unix_ms, const std::vector<Wrong>& wrong) {
  if (wrong.empty() && present_.empty()) return;
  std::erase_if(present_, [&](const Alarm& one) {
    const bool lasts = std::any_of(wrong.begin(), wrong.end(),
                                   [&](const Wrong& other) { return other.what == one.what; });
    if (!lasts) write(unix_ms, "ended", {one.what, one.how});
    return !lasts;
  });
  for (const Wrong& one : wrong) {
    if (Alarm* known = named(present_, one.what)) {
      known->how = one.how;
      continue;
    }
    if (present_.size() >= present_max) continue;
    present_.push_back({one.what, one.how, now});
    ++raised_;
    write(unix_ms, "raised", one);
  }
}

void AlarmBook::write(std::int64_t unix_ms, const char* event, const Wrong& wrong) {
  const std::string how = wrong.how.empty() ? "" : fmt::format(",\"how\":{}", json_text(wrong.how));
  const std::string line = fmt::format("{{\"unix_ms\":{},\"alarm\":{},\"event\":\"{}\"{}}}\n",
                                       unix_ms, json_text(wrong.what), event, how);
  if (!file_.is_open() || line.size() > left_) return;
  left_ -= line.size();
  file_ << line << std::flush;
}

}  // namespace islet
