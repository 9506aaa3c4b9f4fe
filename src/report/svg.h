// Writes SVG: shapes by coordinates in pixels, text escaped, a size.
#pragma once

#include <string>
#include <string_view>

namespace islet {

enum class Anchor { start, middle, end };

class Svg {
 public:
  Svg(double width, double height);

  void line(double x1, double y1, double x2, double y2, const char* colour, double width = 1);
  void box(double x, double y, double width, double height, const char* colour);
  void dot(double x, double y, double radius, const char* colour);
  void text(double x, double y, std::string_view text, Anchor anchor, double size,
            const char* colour);

  /// The whole document, with a title for screen readers.
  std::string document(std::string_view title) const;

 private:
  double width_;
  double height_;
  std::string body_;
};

}  // namespace islet
