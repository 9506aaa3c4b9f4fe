// Writes SVG: shapes by coordinates in pixels, text escaped, a size.
#pragma once

#include <string>
#include <string_view>

namespace islet {

enum class Anchor { start, middle, end };

struct SvgPoint {
  double x = 0;
  double y = 0;
};

/// Of words and marks, on white.
inline constexpr const char* svg_ink = "#222222";

struct SvgText {
  Anchor anchor = Anchor::start;
  double size = 12;
  const char* colour = svg_ink;
};

class Svg {
 public:
  Svg(double width, double height);

  void line(SvgPoint from, SvgPoint to, const char* colour, double width = 1);
  void box(SvgPoint corner, double width, double height, const char* colour);
  void dot(SvgPoint centre, double radius, const char* colour);
  void text(SvgPoint at, std::string_view text, const SvgText& style);

  /// The whole document, with a title for screen readers.
  std::string document(std::string_view title) const;

 private:
  double width_;
  double height_;
  std::string body_;
};

}  // namespace islet
