// Reads cases with published results and compares figures with them.
#include "accuracy/power_case.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

struct LeadingNumber {
  double value = 0;
  std::string_view rest;
};

std::optional<LeadingNumber> leading_number(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc()) return std::nullopt;
  return LeadingNumber{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

/// "07:21:55" as seconds since midnight.
std::optional<double> clock_seconds(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  double seconds = 0;
  for (const std::string_view part : parts) {
    const std::optional<LeadingNumber> number = leading_number(part);
    if (!number || !number->rest.empty()) return std::nullopt;
    seconds = seconds * 60 + number->value;
  }
  return seconds;
}

/// "0.0001", "1 s", "2% annual, 4% monthly ...", "0.01 kWh in SSC itself; allow 2% for ...": a
/// share, where the text has one, is what it allows an independent model.
CaseTolerance tolerance_in(std::string_view text) {
  CaseTolerance tolerance;
  const std::size_t percent = text.find('%');
  if (percent == std::string_view::npos) {
    if (const auto number = leading_number(text)) tolerance.absolute = number->value;
    return tolerance;
  }
  const auto before = [&](std::size_t mark) {
    std::size_t first = mark;
    while (first > 0 &&
           std::string_view("0123456789.").find(text[first - 1]) != std::string_view::npos) {
      --first;
    }
    const auto number = leading_number(text.substr(first, mark - first));
    return number ? number->value / 100 : 0.0;
  };
  tolerance.share = before(percent);
  const std::size_t second_percent = text.find('%', percent + 1);
  if (second_percent != std::string_view::npos &&
      text.find("monthly", second_percent) != std::string_view::npos) {
    tolerance.monthly_share = before(second_percent);
  }
  return tolerance;
}

}  // namespace

std::optional<double> figure_in(const YamlNode& node) {
  if (!node.is_scalar()) return std::nullopt;
  if (node.text == "true") return 1;
  if (node.text == "false") return 0;
  const std::optional<LeadingNumber> number = leading_number(node.text);
  if (number && number->rest.empty()) return number->value;
  return clock_seconds(node.text);
}

namespace {

void flatten(const std::string& key, const YamlNode& node, std::vector<FoundFigure>& figures) {
  if (node.is_list()) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      flatten(fmt::format("{}[{}]", key, i), node.items[i], figures);
    }
    return;
  }
  if (const auto figure = figure_in(node)) figures.push_back({key, *figure});
}

}  // namespace

std::optional<double> PowerCase::number(std::string_view key) const {
  const YamlNode* node = inputs->find(key);
  return node == nullptr ? std::nullopt : figure_in(*node);
}

double PowerCase::number_or(std::string_view key, double fallback) const {
  return number(key).value_or(fallback);
}

std::string PowerCase::text(std::string_view key) const {
  const YamlNode* node = inputs->find(key);
  return node != nullptr && node->is_scalar() ? node->text : std::string();
}

bool PowerCase::has(std::string_view key) const { return inputs->find(key) != nullptr; }

Result<PowerCaseFile> read_power_cases(const std::string& path) {
  Result<YamlDocument> document = read_yaml_file(path);
  if (!document) return document.error();
  PowerCaseFile file;
  file.document = std::make_unique<const YamlDocument>(std::move(document.value()));
  const YamlNode& root = file.document->root;
  const YamlNode* family = root.find("family");
  const YamlNode* cases = root.find("cases");
  if (family == nullptr || !family->is_scalar() || cases == nullptr || !cases->is_list()) {
    return file.document->error_at(root.place, "D3", "the file has no `family` and `cases`",
                                   "Start it with the name of the family, then the list of cases.");
  }
  for (const YamlNode& node : cases->items) {
    PowerCase one;
    const YamlNode* id = node.find("id");
    const YamlNode* tolerance = node.find("tol");
    one.inputs = node.find("inputs");
    one.expect = node.find("expect");
    if (id == nullptr || one.inputs == nullptr || one.expect == nullptr || tolerance == nullptr) {
      return file.document->error_at(node.place, "D3",
                                     "a case lacks one of `id`, `inputs`, `expect`, `tol`",
                                     "Every case has all four.");
    }
    one.family = family->text;
    one.id = id->text;
    one.tolerance = tolerance_in(tolerance->text);
    file.cases.push_back(std::move(one));
  }
  return file;
}

bool ComparedFigure::is_within() const { return std::abs(error()) <= allowed; }

std::vector<ComparedFigure> compared(const PowerCase& one, std::span<const FoundFigure> found,
                                     std::vector<std::string>& missed) {
  std::vector<FoundFigure> expected;
  for (const YamlEntry& entry : one.expect->entries) flatten(entry.key, entry.value, expected);
  std::vector<ComparedFigure> figures;
  for (const FoundFigure& wanted : expected) {
    const FoundFigure* match = nullptr;
    for (const FoundFigure& candidate : found) {
      if (candidate.key == wanted.key) match = &candidate;
    }
    if (match == nullptr) {
      missed.push_back(one.id + " " + wanted.key);
      continue;
    }
    const bool is_month = wanted.key.ends_with("]") && one.tolerance.monthly_share > 0;
    const double share = is_month ? one.tolerance.monthly_share : one.tolerance.share;
    figures.push_back({one.id, wanted.key, wanted.value, match->value,
                       one.tolerance.absolute + share * std::abs(wanted.value)});
  }
  return figures;
}

}  // namespace islet
