#include "report/svg.h"

#include <fmt/format.h>

#include "report/html.h"

namespace islet {
namespace {

const char* name_of_anchor(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

}  // namespace

Svg::Svg(double width, double height) : width_(width), height_(height) {}

void Svg::line(SvgPoint from, SvgPoint to, const char* colour, double width) {
  body_ += fmt::format(
      "  <line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
      "stroke-width=\"{}\"/>\n",
      from.x, from.y, to.x, to.y, colour, width);
}

void Svg::box(SvgPoint corner, double width, double height, const char* colour) {
  body_ += fmt::format(
      "  <rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
      corner.x, corner.y, width, height, colour);
}

void Svg::dot(SvgPoint centre, double radius, const char* colour) {
  body_ += fmt::format("  <circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" fill=\"{}\"/>\n",
                       centre.x, centre.y, radius, colour);
}

void Svg::text(SvgPoint at, std::string_view text, const SvgText& style) {
  body_ += fmt::format(
      "  <text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"{}\" "
      "fill=\"{}\">{}</text>\n",
      at.x, at.y, name_of_anchor(style.anchor), style.size, style.colour, html_escaped(text));
}

std::string Svg::document(std::string_view title) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"sans-serif\" role=\"img\">\n"
      "  <title>{2}</title>\n"
      "  <rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
      width_, height_, html_escaped(title), body_);
}

}  // namespace islet
