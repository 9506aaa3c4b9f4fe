#include "meters/point_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/yaml.h"

namespace islet {
namespace {

constexpr std::size_t points_max = 100;
constexpr std::array<std::string_view, 4> forms = {"u16", "s16", "u32", "s32"};

/// Reads one document; the first fault is kept.
class MapReader {
 public:
  explicit MapReader(const YamlDocument& document) : document_(document) {}

  void fail(const Place& place, const std::string& what, const std::string& hint = "") {
    if (!fault_) fault_ = document_.error_at(place, "S3", what, hint);
  }
  const std::optional<Error>& fault() const { return fault_; }

  std::string text(const YamlNode& map, std::string_view key) {
    const YamlNode* found = map.find(key);
    if (found == nullptr) return "";
    if (!found->is_scalar()) fail(found->place, fmt::format("`{}` must be a word", key));
    return found->text;
  }
  double number(const YamlNode& map, std::string_view key, double standard) {
    const YamlNode* found = map.find(key);
    if (found == nullptr) return standard;
    double value = 0;
    const char* end = found->text.data() + found->text.size();
    const auto got = std::from_chars(found->text.data(), end, value);
    if (got.ec != std::errc() || got.ptr != end || !std::isfinite(value)) {
      fail(found->place, fmt::format("`{}` is `{}`, must be a number", key, found->text));
    }
    return value;
  }
  std::uint32_t whole(const YamlNode& map, std::string_view key, std::uint32_t standard,
                      std::uint32_t most) {
    const double value = number(map, key, standard);
    if (value == std::floor(value) && value >= 0 && value <= most) {
      return static_cast<std::uint32_t>(value);
    }
    fail(map.find(key)->place, fmt::format("`{}` must be a whole number up to {}", key, most));
    return standard;
  }

 private:
  const YamlDocument& document_;
  std::optional<Error> fault_;
};

std::vector<std::string> way_of(std::string_view text) {
  std::vector<std::string> way;
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find('.'));
    way.emplace_back(name);
    text.remove_prefix(std::min(text.size(), name.size() + 1));
  }
  return way;
}

void read_point(MapReader& reader, const YamlNode& point, PointMap& out) {
  const std::string name = reader.text(point, "what");
  const std::optional<Gauge> what = gauge_named(name);
  if (!what) {
    return reader.fail(point.place, "`what` is `" + name + "`, must be a measure",
                       "Such as panel_power, load_power, battery_charge, mains, fuel.");
  }
  const double factor = reader.number(point, "factor", 1);
  const double offset = reader.number(point, "offset", 0);
  const std::string member = reader.text(point, "member");
  const std::string topic = reader.text(point, "topic");
  if (point.find("register") != nullptr) {
    const std::string form = point.find("form") == nullptr ? "u16" : reader.text(point, "form");
    const auto found = std::find(forms.begin(), forms.end(), form);
    if (found == forms.end()) {
      return reader.fail(point.place, "`form` must be u16, s16, u32 or s32");
    }
    constexpr std::uint32_t last = 65'534;
    RegisterPoint one;
    one.what = *what;
    one.address = static_cast<std::uint16_t>(reader.whole(point, "register", 0, last));
    one.form = static_cast<RegisterForm>(found - forms.begin());
    one.factor = factor;
    out.registers.points.push_back(one);
  } else if (!topic.empty()) {
    out.topics.points.push_back({topic, *what, factor, offset, member.empty() ? "value" : member});
  } else if (!member.empty()) {
    out.members.push_back({*what, way_of(member), factor, offset});
  } else {
    reader.fail(point.place, "a point must have a `register`, a `topic` or a `member`");
  }
}

}  // namespace

Result<PointMap> read_point_map(std::string_view text, const std::string& file) {
  const Result<YamlDocument> document = read_yaml(text, file);
  if (!document) return document.error();
  const YamlNode& root = document->root;
  MapReader reader(*document);
  PointMap out;
  out.registers.name = out.topics.name = reader.text(root, "name");
  constexpr std::uint32_t last_unit = 247;
  constexpr std::uint32_t last_function = 4;
  out.registers.unit = static_cast<std::uint8_t>(reader.whole(root, "unit", 1, last_unit));
  out.registers.function =
      static_cast<std::uint8_t>(reader.whole(root, "function", 3, last_function));
  if (root.find("path") != nullptr) out.path = reader.text(root, "path");
  if (!out.path.starts_with('/') || out.path.find_first_of(" \r\n") != std::string::npos) {
    reader.fail(root.place, "`path` must begin with / and hold no blanks");
  }
  const YamlNode* points = root.find("points");
  if (points == nullptr || !points->is_list() || points->items.empty() ||
      points->items.size() > points_max) {
    reader.fail(root.place, "`points` must be a list of 1 to 100 points");
  } else {
    for (const YamlNode& point : points->items) read_point(reader, point, out);
  }
  if (reader.fault()) return *reader.fault();
  return out;
}

}  // namespace islet
