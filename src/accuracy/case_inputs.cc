#include "accuracy/case_inputs.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace islet {

double number_named(const PowerCase& one, std::initializer_list<std::string_view> keys,
                    double fallback) {
  for (const std::string_view key : keys) {
    if (const auto value = one.number(key)) return *value;
  }
  return fallback;
}

std::vector<double> numbers_in_words(std::string_view text) {
  std::vector<double> numbers;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const bool begins =
        (*at >= '0' && *at <= '9') || (*at == '-' && at + 1 < end && at[1] >= '0' && at[1] <= '9');
    if (!begins) {
      ++at;
      continue;
    }
    double value = 0;
    const auto [after_number, fault] = std::from_chars(at, end, value);
    if (fault == std::errc()) numbers.push_back(value);
    at = std::max(after_number, at + 1);
  }
  return numbers;
}

std::vector<double> numbers_of(const PowerCase& one, std::string_view key) {
  std::vector<double> numbers;
  const YamlNode* node = one.inputs->find(key);
  if (node == nullptr) return numbers;
  if (node->is_list()) {
    for (const YamlNode& item : node->items) {
      if (const auto value = figure_in(item)) numbers.push_back(*value);
    }
    return numbers;
  }
  if (const auto value = figure_in(*node)) return {*value};
  return numbers_in_words(node->text);
}

std::vector<std::vector<double>> rows_of(const YamlNode* table) {
  std::vector<std::vector<double>> rows;
  if (table == nullptr || !table->is_list()) return rows;
  for (const YamlNode& row : table->items) {
    std::vector<double> values;
    for (const YamlNode& item : row.items) {
      if (const auto value = figure_in(item)) values.push_back(*value);
    }
    rows.push_back(std::move(values));
  }
  return rows;
}

std::string case_table(const CaseSurroundings& around, const TableName& name) {
  namespace fs = std::filesystem;
  std::vector<std::string> folders = around.other_folders;
  folders.insert(folders.begin(), around.folder);
  for (const std::string& folder : folders) {
    std::error_code unknown;
    std::vector<std::string> found;
    fs::directory_iterator entry(folder, unknown);
    for (; !unknown && entry != fs::directory_iterator(); entry.increment(unknown)) {
      const std::string file = entry->path().filename().string();
      if (file.starts_with(name.starts) && file.ends_with(name.ends)) found.push_back(file);
    }
    std::sort(found.begin(), found.end());
    if (!found.empty()) return folder + "/" + found.front();
  }
  return "";
}

Course::Course(const PowerCase& one, std::string_view key, double fallback)
    : values_(numbers_of(one, key)) {
  if (values_.empty()) values_.push_back(fallback);
}

double Course::at(std::size_t step) const { return values_[std::min(step, values_.size() - 1)]; }

void put_list(std::vector<FoundFigure>& figures, std::string_view key,
              const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    figures.push_back({fmt::format("{}[{}]", key, i), values[i]});
  }
  if (values.size() == 1) figures.push_back({std::string(key), values.front()});
}

}  // namespace islet
