#include "knowledge/fact.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "base/text.h"

namespace islet {
namespace {

/// Keys of a record that are prose or references, not figures.
constexpr std::array<std::string_view, 20> prose = {
    "title",         "name",  "statement", "see",
    "source",        "note",  "what",      "why",
    "said",          "test",  "topic",     "key",
    "working_means", "cases", "checks",    "applied_by",
    "means",         "do",    "corrected", "not_reproducible"};

bool is_prose(std::string_view key) {
  return std::find(prose.begin(), prose.end(), key) != prose.end();
}

/// Keys by which an item of a list is called.
constexpr std::array<std::string_view, 4> naming = {"metric", "id", "segment", "year"};

/// The key says again what the item is called.
bool names_item(std::string_view key, std::string_view path) {
  return key == "metric" && path.find('.') != std::string_view::npos;
}

/// What an item is called by: its metric with its percentile, its id, its year; else its number.
std::string item_name(const YamlNode& item, std::size_t index) {
  for (const std::string_view key : naming) {
    const YamlNode* name = item.find(key);
    if (name == nullptr || !name->is_scalar()) continue;
    const YamlNode* quantile = item.find("p");
    return quantile == nullptr ? name->text : name->text + "_p" + quantile->text;
  }
  return std::to_string(index + 1);
}

/// Names of all items; one that was there before gets its number behind it.
std::vector<std::string> item_names(const std::vector<YamlNode>& items) {
  std::vector<std::string> names;
  for (std::size_t index = 0; index < items.size(); ++index) {
    std::string name = item_name(items[index], index);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      name += "_" + std::to_string(index + 1);
    }
    names.push_back(std::move(name));
  }
  return names;
}

bool is_open(const YamlNode& node) {
  return node.is_null() || (node.is_scalar() && node.text == "null");
}

/// One or two numbers, the second of which may be open.
bool is_range(const YamlNode& node) {
  if (!node.is_list() || node.items.empty() || node.items.size() > 2) return false;
  if (!node.items[0].is_scalar() || !number_of(node.items[0].text)) return false;
  if (node.items.size() == 1) return true;
  return is_open(node.items[1]) || (node.items[1].is_scalar() && number_of(node.items[1].text));
}

std::string with_unit(std::string text, const std::string& unit) {
  return unit.empty() ? text : std::move(text) + " " + unit;
}

FactFigure figure_of(const YamlNode& node, std::string path, const std::string& unit) {
  FactFigure figure;
  figure.path = std::move(path);
  figure.place = node.place;
  if (node.is_scalar()) {
    figure.low = figure.high = number_of(node.text);
    if (figure.low) figure.unit = unit;
    figure.text = with_unit(node.text, figure.unit);
    return figure;
  }
  figure.unit = unit;
  figure.low = number_of(node.items.front().text);
  const YamlNode& last = node.items.back();
  if (is_open(last)) {
    figure.text = with_unit(node.items.front().text, unit) + " and more";
    return figure;
  }
  figure.high = number_of(last.text);
  const std::string& low = node.items.front().text;
  figure.text = with_unit(low == last.text ? low : low + " to " + last.text, unit);
  return figure;
}

class Walk {
 public:
  explicit Walk(const Fact& fact) : fact_(fact) {
    if (const YamlNode* unit = fact.node.find("unit")) unit_ = unit->text;
  }

  std::vector<FactFigure> figures() && {
    for (const YamlEntry& entry : fact_.node.entries) {
      if (is_prose(entry.key) || fact_.kind == "error") continue;
      if (entry.key == "unit" && fact_.kind == "rule") continue;
      if (entry.key == "use" && entry.value.is_scalar()) continue;
      visit(entry.value, entry.key, entry.key);
    }
    return std::move(figures_);
  }

 private:
  /// The unit of a key, or that of the whole rule.
  std::string unit_for(std::string_view key, std::string_view path) const {
    std::string unit = unit_of_key(key);
    if (unit.empty() && fact_.kind == "rule" && path.substr(0, 5) == "value") return unit_;
    return unit;
  }

  void visit(const YamlNode& node, const std::string& path, std::string_view key) {
    if (node.is_map()) return visit_entries(node, path, key);
    if (is_open(node)) return;
    if (node.is_scalar() || is_range(node)) {
      figures_.push_back(figure_of(node, path, unit_for(key, path)));
      return;
    }
    const std::vector<std::string> names = item_names(node.items);
    for (std::size_t index = 0; index < node.items.size(); ++index) {
      visit(node.items[index], path + "." + names[index], key);
    }
  }

  void visit_entries(const YamlNode& node, const std::string& path, std::string_view key) {
    for (const YamlEntry& entry : node.entries) {
      if (entry.key == "source" || entry.key == "see" || names_item(entry.key, path)) continue;
      // "latency_ms: [{metric, max}]": what has no unit of its own has the unit above it.
      const bool own = !unit_of_key(entry.key).empty();
      visit(entry.value, path + "." + entry.key, own ? std::string_view(entry.key) : key);
    }
  }

  const Fact& fact_;
  std::string unit_;
  std::vector<FactFigure> figures_;
};

/// `fp8_tflops` is corrected by `use.fp8_tflops` or by `use.fp8_tflops_dense`.
void add_corrections(std::vector<FactFigure>& figures) {
  for (FactFigure& figure : figures) {
    if (figure.path.find('.') != std::string::npos) continue;
    for (const FactFigure& used : figures) {
      if (used.path != "use." + figure.path && used.path != "use." + figure.path + "_dense") {
        continue;
      }
      figure.used = used.low == used.high ? used.low : std::nullopt;
      figure.used_text = used.text;
    }
  }
}

}  // namespace

std::string Fact::word(std::string_view key) const {
  const YamlNode* value = node.find(key);
  return value != nullptr && value->is_scalar() ? value->text : "";
}

std::vector<std::string> Fact::words(std::string_view key) const {
  const YamlNode* value = node.find(key);
  if (value == nullptr) return {};
  if (value->is_scalar()) return {value->text};
  std::vector<std::string> words;
  for (const YamlNode& item : value->items) {
    if (item.is_scalar()) words.push_back(item.text);
  }
  return words;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<FactFigure> figures_of(const Fact& fact) {
  std::vector<FactFigure> figures = Walk(fact).figures();
  add_corrections(figures);
  return figures;
}

namespace {

std::optional<FactFigure> figure_at(const Fact& fact, std::string_view path) {
  for (FactFigure& figure : figures_of(fact)) {
    if (figure.path == path) return std::move(figure);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> number_at(const Fact& fact, std::string_view path) {
  const auto figure = figure_at(fact, path);
  if (!figure || figure->low != figure->high) return std::nullopt;
  return figure->low;
}

std::optional<FactRange> range_at(const Fact& fact, std::string_view path) {
  const auto figure = figure_at(fact, path);
  if (!figure || !figure->low) return std::nullopt;
  return FactRange{*figure->low, figure->high.value_or(std::numeric_limits<double>::infinity())};
}

}  // namespace islet
