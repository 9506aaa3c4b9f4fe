// One line on stderr that tells how far a search is, rewritten in place; on a terminal only.
#pragma once

#include <string>

#include "cli/console.h"
#include "cli/stopwatch.h"
#include "plan/make_plan.h"

namespace islet {

class ProgressLine {
 public:
  /// `name` is what is being planned. Off when stderr is no terminal, or `wanted` is false.
  ProgressLine(const Console& console, std::string name, bool wanted);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();  ///< wipes the line

  /// Draws when half a second has passed since the start and a tenth since the last drawing.
  void show(const Progress& progress);

 private:
  std::string name_;
  bool is_on_;
  std::size_t width_;
  Stopwatch stopwatch_;
  Duration drawn_at_;
  bool is_drawn_ = false;
};

/// "plan  mine.yaml   2 140 designs tried   best 41 400 USD   62 %   00:14  ~00:09 left".
std::string progress_text(const std::string& name, const Progress& progress, Duration elapsed);

}  // namespace islet
