#include "report/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "report/figure_text.h"
#include "report/html.h"

namespace islet {
namespace {

/// One digit behind the point is a tenth of a pixel.
std::string at_text(double number) {
  if (!std::isfinite(number)) return "0";
  std::string text = fmt::format("{:.1f}", number);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string points_text(const std::vector<SvgPoint>& points) {
  std::string out;
  for (const SvgPoint& each : points) {
    out += (out.empty() ? "" : " ") + at_text(each.x) + "," + at_text(each.y);
  }
  return out;
}

/// The element, with its tip as a title inside.
std::string shape(const std::string& element, std::string_view tip) {
  const std::string tag = element.substr(1, element.find(' ') - 1);
  if (tip.empty()) return element + "/>\n";
  return element + "><title>" + html_escaped(tip) + "</title></" + tag + ">\n";
}

}  // namespace

Chart::Chart(double width, double height, std::string title, std::string summary)
    : width_(width), height_(height), title_(std::move(title)), summary_(std::move(summary)) {}

void Chart::box(SvgPoint corner, double width, double height, const char* kind,
                std::string_view tip) {
  body_ += shape(fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}")", kind,
                             at_text(corner.x), at_text(corner.y), at_text(std::max(0.0, width)),
                             at_text(std::max(0.0, height))),
                 tip);
}

void Chart::line(SvgPoint from, SvgPoint to, const char* kind) {
  body_ += shape(fmt::format(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}")", kind,
                             at_text(from.x), at_text(from.y), at_text(to.x), at_text(to.y)),
                 "");
}

void Chart::dot(SvgPoint centre, double radius, const char* kind) {
  body_ += shape(fmt::format(R"(<circle class="{}" cx="{}" cy="{}" r="{}")", kind,
                             at_text(centre.x), at_text(centre.y), at_text(radius)),
                 "");
}

void Chart::path(const std::vector<SvgPoint>& points, const char* kind) {
  body_ += shape(fmt::format(R"(<polyline class="{}" points="{}")", kind, points_text(points)), "");
}

void Chart::band(const std::vector<SvgPoint>& upper, const std::vector<SvgPoint>& lower,
                 const char* kind, std::string_view tip) {
  std::vector<SvgPoint> around = upper;
  around.insert(around.end(), lower.rbegin(), lower.rend());
  body_ += shape(fmt::format(R"(<polygon class="{}" points="{}")", kind, points_text(around)), tip);
}

void Chart::ribbon(SvgPoint left_top, SvgPoint right_top, double thickness, const char* kind,
                   std::string_view tip) {
  const double middle = (left_top.x + right_top.x) / 2;
  const double lower_left = left_top.y + thickness;
  const double lower_right = right_top.y + thickness;
  body_ += shape(
      fmt::format(R"(<path class="{} flow" d="M{} {}C{} {} {} {} {} {}L{} {}C{} {} {} {} {} {}Z")",
                  kind, at_text(left_top.x), at_text(left_top.y), at_text(middle),
                  at_text(left_top.y), at_text(middle), at_text(right_top.y), at_text(right_top.x),
                  at_text(right_top.y), at_text(right_top.x), at_text(lower_right), at_text(middle),
                  at_text(lower_right), at_text(middle), at_text(lower_left), at_text(left_top.x),
                  at_text(lower_left)),
      tip);
}

void Chart::text(SvgPoint at, Anchor anchor, std::string_view text, const char* kind) {
  constexpr std::array<const char*, 3> anchors = {"start", "middle", "end"};
  body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", kind,
                       at_text(at.x), at_text(at.y), anchors[static_cast<std::size_t>(anchor)],
                       html_escaped(text));
}

void Chart::picture(SvgPoint corner, double width, double height, const std::string& address) {
  body_ += fmt::format(
      "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" "
      "style=\"image-rendering:pixelated\" href=\"{}\"/>\n",
      at_text(corner.x), at_text(corner.y), at_text(width), at_text(height), address);
}

std::string Chart::take() const {
  return fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\">\n"
      "<title>{2}</title>\n<desc>{3}</desc>\n{4}</svg>\n",
      at_text(width_), at_text(height_), html_escaped(title_), html_escaped(summary_), body_);
}

std::string fitted(std::string_view text, double width) {
  constexpr double character = 7.4;  // of 13 px sans serif, mean over Latin text
  const auto most = static_cast<std::size_t>(std::max(width / character, 2.0));
  if (character_count(text) <= most) return std::string(text);
  return std::string(text.substr(0, byte_offset(text, most - 1))) + "…";
}

double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double each : {1.0, 2.0, 2.5, 5.0}) {
    if (each * power >= least * 0.999) return each * power;
  }
  return 10 * power;
}

std::vector<double> marks_up_to(double most) {
  if (!(most > 0) || !std::isfinite(most)) return {0, 1};
  const double step = round_step(most / 4);
  std::vector<double> out = {0};
  while (out.back() < most * 0.999 && out.size() < 12) {
    out.push_back(static_cast<double>(out.size()) * step);
  }
  return out;
}

double add_key(Chart& chart, SvgPoint at,
               const std::vector<std::pair<const char*, const char*>>& entries) {
  double x = at.x;
  for (const auto& [kind, name] : entries) {
    chart.box({x, at.y - 9}, 12, 10, kind);
    chart.text({x + 17, at.y}, Anchor::start, name);
    x += 36 + 7.0 * static_cast<double>(std::string_view(name).size());
  }
  return x;
}

double PlotArea::y(double value) const { return top + height * (1 - value / most); }

PlotArea add_axis(Chart& chart, double most, const std::string& unit) {
  const std::vector<double> marks = marks_up_to(most);
  // Seven pixels a digit of 13 px sans serif, and the gap to the axis.
  double left = 58;
  for (const double mark : marks) {
    left = std::max(left, 10 + 7.6 * static_cast<double>(character_count(number_text(mark))));
  }
  PlotArea area{left, 34, chart.width() - left - 12, chart.height() - 34 - 28, marks.back()};
  chart.text({4, 16}, Anchor::start, unit, "label faint");
  for (const double mark : marks) {
    chart.line({area.left, area.y(mark)}, {area.left + area.width, area.y(mark)}, "rule");
    chart.text({area.left - 6, area.y(mark) + 4}, Anchor::end, number_text(mark), "label faint");
  }
  return area;
}

void add_months(Chart& chart, const PlotArea& area) {
  constexpr std::array<const char*, months_per_year> names = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t index = 0; index < names.size(); ++index) {
    chart.text(
        {area.x((static_cast<double>(index) + 0.5) / months_per_year), area.top + area.height + 18},
        Anchor::middle, names[index], "label faint");
  }
}

}  // namespace islet
