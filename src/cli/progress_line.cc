#include "cli/progress_line.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/text_width.h"

namespace islet {
namespace {

constexpr Duration first_after = 500 * millisecond;
constexpr Duration again_after = 100 * millisecond;

std::string minutes_text(Duration duration) {
  const long seconds = std::lround(duration / second);
  return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

std::string progress_text(const std::string& name, const Progress& progress, Duration elapsed) {
  std::string text =
      fmt::format("plan  {}   {} {}", name, count_text(static_cast<double>(progress.tried)),
                  progress.of_sites ? "sites planned" : "designs tried");
  if (progress.best > Money()) text += "   best " + text_of(progress.best);
  text += fmt::format("   {:.0f} %   {}", 100 * progress.done, minutes_text(elapsed));
  if (progress.done > 0.02 && progress.done < 1) {
    text += "  ~" + minutes_text(elapsed * (1 / progress.done - 1)) + " left";
  }
  return text;
}

ProgressLine::ProgressLine(const Console& console, std::string name, bool wanted)
    : name_(std::move(name)),
      is_on_(wanted && console.err_is_terminal && !console.quiet),
      width_(console.width) {}

ProgressLine::~ProgressLine() {
  if (is_drawn_) write_message("\r\033[K");
}

void ProgressLine::show(const Progress& progress) {
  if (!is_on_) return;
  const Duration now = stopwatch_.elapsed();
  if (now < first_after || (is_drawn_ && now - drawn_at_ < again_after)) return;
  const std::string text = progress_text(name_, progress, now);
  // The last column stays free: a full line would make the terminal wrap.
  write_message("\r" + text.substr(0, bytes_within(text, width_ - 1)) + "\033[K");
  drawn_at_ = now;
  is_drawn_ = true;
}

}  // namespace islet
