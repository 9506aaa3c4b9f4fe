// Reads cases with published results and compares figures with them.
#include "accuracy/power_case.h"

#include <algorithm>
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

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

/// The number that ends before `mark`, such as the 4 in "4% monthly".
double number_before(std::string_view text, std::size_t mark) {
  std::size_t first = mark;
  while (first > 0 &&
         std::string_view("0123456789.").find(text[first - 1]) != std::string_view::npos) {
    --first;
  }
  const auto number = leading_number(text.substr(first, mark - first));
  return number ? number->value : 0;
}

/// "; MWh figures are rounded to 1" at the end of `text`.
void read_rounding(std::string_view text, CaseTolerance& tolerance) {
  constexpr std::string_view words = " figures are rounded to ";
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return;
  const std::size_t before = text.find_last_of(" ;", at - 1);
  const std::size_t first = before == std::string_view::npos ? 0 : before + 1;
  tolerance.rounded_unit = in_lower_case(text.substr(first, at - first));
  const auto number = leading_number(text.substr(at + words.size()));
  if (number) tolerance.rounding = number->value;
}

}  // namespace

CaseTolerance tolerance_in(std::string_view text) {
  CaseTolerance tolerance;
  read_rounding(text, tolerance);
  const std::size_t percent = text.find('%');
  if (percent == std::string_view::npos) {
    const auto number = leading_number(text);
    if (!number) return tolerance;
    const bool is_share = trimmed(number->rest).starts_with("relative");
    (is_share ? tolerance.share : tolerance.absolute) = number->value;
    return tolerance;
  }
  tolerance.share = number_before(text, percent) / 100;
  const std::size_t second_percent = text.find('%', percent + 1);
  if (second_percent != std::string_view::npos &&
      text.find("monthly", second_percent) != std::string_view::npos) {
    tolerance.monthly_share = number_before(text, second_percent) / 100;
  }
  return tolerance;
}

double CaseTolerance::allowed(std::string_view key, double expected) const {
  const bool is_month = key.ends_with("]") && monthly_share > 0;
  const double of_figure = is_month ? monthly_share : share;
  double least = absolute;
  if (!rounded_unit.empty() && key.find(rounded_unit) != std::string_view::npos &&
      !key.ends_with("_usd_" + rounded_unit)) {
    least = std::max(least, rounding);
  }
  return least + of_figure * std::abs(expected);
}

std::optional<double> figure_in(const YamlNode& node) {
  if (!node.is_scalar()) return std::nullopt;
  if (node.text == "true") return 1;
  if (node.text == "false") return 0;
  const std::optional<LeadingNumber> number = leading_number(node.text);
  if (number && number->rest.empty()) return number->value;
  return clock_seconds(node.text);
}

namespace {

/// An expected value by its key; nothing where it is no figure.
struct WantedFigure {
  std::string key;
  std::optional<double> value;
};

void flatten(const std::string& key, const YamlNode& node, std::vector<WantedFigure>& figures) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    flatten(fmt::format("{}[{}]", key, i), node.items[i], figures);
  }
  for (const YamlEntry& entry : node.entries) flatten(key + "." + entry.key, entry.value, figures);
  if (!node.is_list() && !node.is_map()) figures.push_back({key, figure_in(node)});
}

/// "folder/ouessant.yaml" is "ouessant".
std::string stem_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t first = slash == std::string::npos ? 0 : slash + 1;
  const std::size_t dot = path.find('.', first);
  return path.substr(first, dot == std::string::npos ? dot : dot - first);
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

Error unknown_inputs(const PowerCase& one) {
  std::string keys;
  for (const YamlEntry& entry : one.inputs->entries) keys += " " + entry.key;
  return {one.inputs->place,
          fmt::format("no model of `{}` takes these inputs:{}", one.family, keys),
          "See what the family takes in the reference of `islet verify`.", "D3", ""};
}

Result<PowerCaseFile> read_power_cases(const std::string& path) {
  Result<YamlDocument> document = read_yaml_file(path);
  if (!document) return document.error();
  PowerCaseFile file;
  file.document = std::make_unique<const YamlDocument>(std::move(document.value()));
  const YamlNode& root = file.document->root;
  const YamlNode* family = root.find("family");
  const YamlNode* cases = root.find("cases");
  if (cases == nullptr || !cases->is_list()) {
    return file.document->error_at(root.place, "D3", "the file has no list of `cases`",
                                   "Start it with the name of the family, then the list of cases.");
  }
  const bool is_named = family != nullptr && family->is_scalar();
  const std::string family_name = is_named ? family->text : stem_of(path);
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
    one.family = family_name;
    one.file_root = &root;
    one.id = id->text;
    one.tolerance = tolerance_in(tolerance->text);
    file.cases.push_back(std::move(one));
  }
  return file;
}

bool ComparedFigure::is_within() const { return std::abs(error()) <= allowed; }

std::vector<ComparedFigure> compared(const PowerCase& one, std::span<const FoundFigure> found,
                                     std::vector<std::string>& missed) {
  std::vector<WantedFigure> expected;
  for (const YamlEntry& entry : one.expect->entries) flatten(entry.key, entry.value, expected);
  std::vector<ComparedFigure> figures;
  for (const WantedFigure& wanted : expected) {
    const FoundFigure* match = nullptr;
    for (const FoundFigure& candidate : found) {
      if (candidate.key == wanted.key) match = &candidate;
    }
    if (match == nullptr || !wanted.value) {
      missed.push_back(one.id + " " + wanted.key);
      continue;
    }
    figures.push_back({"", one.id, wanted.key, *wanted.value, match->value,
                       one.tolerance.allowed(wanted.key, *wanted.value)});
  }
  return figures;
}

}  // namespace islet
