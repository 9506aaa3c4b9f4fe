// Inputs of a case that hold several numbers: lists, tables, courses told in words.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/power_case.h"
#include "accuracy/power_run.h"

namespace islet {

/// The first of these inputs that is a number: files name the same thing differently.
double number_named(const PowerCase& one, std::initializer_list<std::string_view> keys,
                    double fallback);

/// Every number in `text`, in its order: "20 at first, then 90" gives 20 and 90.
std::vector<double> numbers_in_words(std::string_view text);

/// Numbers of a list, a single number, or the numbers in a text; empty when there is none.
std::vector<double> numbers_of(const PowerCase& one, std::string_view key);

/// Rows of a table: a list of lists of numbers.
std::vector<std::vector<double>> rows_of(const YamlNode* table);

/// How the name of a table begins and ends; both alike: the whole name.
struct TableName {
  std::string_view starts;
  std::string_view ends;
};

/// Path of the first table of that name, in the folder of the cases and then in the others; within
/// a folder by name. Empty when there is none.
std::string case_table(const CaseSurroundings& around, const TableName& name);

/// The value at each step of an input that may be one number, a list with a value for each step
/// (its last one holds on), or words that name a first value and then another.
class Course {
 public:
  Course(const PowerCase& one, std::string_view key, double fallback);
  double at(std::size_t step) const;
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<double> values_;
};

/// Adds "KEY[0]", "KEY[1]", ... and, where there is one value only, "KEY".
void put_list(std::vector<FoundFigure>& figures, std::string_view key,
              const std::vector<double>& values);

}  // namespace islet
