// A chart: shapes in SVG whose colours come from the page's style, so that it suits light, dark and
// print. Class names: sun battery generator grid load loss unserved good caution bad, axis, faint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/svg.h"

namespace islet {

class Chart {
 public:
  /// `title` names it for screen readers, `summary` says what it shows.
  Chart(double width, double height, std::string title, std::string summary);

  /// Widths and heights below 0 count as 0. `tip` is shown when the pointer rests there.
  void box(SvgPoint corner, double width, double height, const char* kind,
           std::string_view tip = "");
  void line(SvgPoint from, SvgPoint to, const char* kind);
  void dot(SvgPoint centre, double radius, const char* kind);
  /// A line through all points.
  void path(const std::vector<SvgPoint>& points, const char* kind);
  /// The area between two lines of as many points.
  void band(const std::vector<SvgPoint>& upper, const std::vector<SvgPoint>& lower,
            const char* kind, std::string_view tip = "");
  /// A ribbon of `thickness` from a left edge to a right edge, for flows.
  void ribbon(SvgPoint left_top, SvgPoint right_top, double thickness, const char* kind,
              std::string_view tip = "");
  void text(SvgPoint at, Anchor anchor, std::string_view text, const char* kind = "label");
  /// A picture (`data:` address) stretched over the box without smoothing.
  void picture(SvgPoint corner, double width, double height, const std::string& address);

  double width() const { return width_; }
  double height() const { return height_; }
  std::string take() const;

 private:
  double width_;
  double height_;
  std::string title_;
  std::string summary_;
  std::string body_;
};

/// At most as many characters as `width` pixels take; what is cut ends in "…".
std::string fitted(std::string_view text, double width);

/// A round distance of marks: the least of 1, 2, 2.5, 5 and 10 times a power of ten that is
/// `least` or more, to a thousandth. Above 0.
double round_step(double least);

/// Round marks that cover 0 to `most`: 4 to 6 of them, the last at or above it.
std::vector<double> marks_up_to(double most);

/// Name and class of what a colour means, in a row from `at`; gives where it ends.
double add_key(Chart& chart, SvgPoint at,
               const std::vector<std::pair<const char*, const char*>>& entries);

/// Left axis with lines across: marks from 0 to the last of `marks`.
struct PlotArea {
  double left = 0, top = 0, width = 0, height = 0;
  double most = 1;

  double y(double value) const;
  double x(double share) const { return left + share * width; }
};
PlotArea add_axis(Chart& chart, double most, const std::string& unit);
/// Month names below the area.
void add_months(Chart& chart, const PlotArea& area);

}  // namespace islet
