#include "accuracy/calibration_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "accuracy/csv_rows.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/written_file.h"

namespace islet {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{32} << 20;
constexpr double count_max = 1e9;

/// Bounds of a figure, both included.
struct Bounds {
  double low = 0;
  double high = 0;
};
constexpr Bounds log_value = {-20, 20};
constexpr Bounds log_variance = {0, 400};
constexpr Bounds log_deviation = {1e-9, 20};
constexpr Bounds count = {0, count_max};
constexpr Bounds error_share = {0, 1e12};

/// "2026-11-21", with a month and a day that can be.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  std::string digits(text);
  digits.erase(7, 1).erase(4, 1);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return false;
  const std::string month = digits.substr(4, 2);
  const std::string day = digits.substr(6, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

/// Reads one row after the other into a calibration.
class CalibrationReader {
 public:
  CalibrationReader(const std::string& path, Faults& faults) : path_(path), faults_(faults) {}

  void read(const CsvRow& row) {
    if (row.front().text.starts_with('#')) return;
    if (!has_head_ && row.front().text != "calibration") {
      has_head_ = true;  // said once
      add(row.front(), "S3",
          fmt::format("the first row starts with \"{}\", must be `calibration`, 1, date",
                      shown(row.front().text, 40)),
          "Name a file that a calibration was written to.");
    }
    for (const Kind& kind : kinds) {
      if (row.front().text != kind.name) continue;
      if (row.size() == kind.fields) {
        (this->*kind.read)(row);
      } else {
        add(row.front(), "S2",
            fmt::format("the `{}` row has {} fields, must have {}", kind.name, row.size(),
                        kind.fields),
            "Put a field that holds a comma in quotes.");
      }
      return;
    }
    add(row.front(), "S1",
        fmt::format("the row starts with \"{}\", must be calibration, table, family, noise, "
                    "range, effect, likeness, alike or place",
                    shown(row.front().text, 40)),
        "");
  }

  Calibration finished() && {
    if (!has_head_) {
      faults_.add({{path_, 1, 1}, "the calibration is empty", "Fit it again.", "S3", ""});
    } else if (calibration_.ranges.pooled.name.empty()) {
      faults_.add({{path_}, "the calibration has no `range` of `all`", "Fit it again.", "S3", ""});
    }
    const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
    const auto by_key = [](const Effect& a, const Effect& b) { return a.key < b.key; };
    std::sort(calibration_.families.begin(), calibration_.families.end());
    std::sort(calibration_.noise.begin(), calibration_.noise.end(), by_name);
    std::sort(calibration_.ranges.groups.begin(), calibration_.ranges.groups.end(), by_name);
    std::sort(calibration_.effects.begin(), calibration_.effects.end(), by_key);
    return std::move(calibration_);
  }

 private:
  struct Kind {
    const char* name;
    std::size_t fields;
    void (CalibrationReader::*read)(const CsvRow&);
  };
  static const std::array<Kind, 9> kinds;

  void add(const CsvField& field, const char* code, std::string what, std::string hint) {
    faults_.add({{path_, field.line, field.column}, std::move(what), std::move(hint), code, ""});
  }

  /// 0 after a fault, so that reading goes on.
  double number(const CsvField& field, const char* name, Bounds bounds) {
    double value = 0;
    const std::string& text = field.text;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
      add(field, "V1", fmt::format("`{}` is \"{}\", must be a number", name, shown(text, 40)), "");
      return 0;
    }
    if (value < bounds.low || value > bounds.high) {
      add(field, "V2",
          fmt::format("`{}` is {:g}, must be from {:g} to {:g}", name, value, bounds.low,
                      bounds.high),
          "");
      return 0;
    }
    return value;
  }

  int rows_of(const CsvField& field) {
    const double rows = number(field, "rows", count);
    if (rows != std::floor(rows)) {
      add(field, "V1", fmt::format("`rows` is {:g}, must be a whole number", rows), "");
    }
    return static_cast<int>(rows);
  }

  std::optional<Component> component(const CsvField& field) {
    const std::optional<Component> found = component_of(field.text);
    if (found) return found;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < component_count; ++i) {
      names.emplace_back(name_of(static_cast<Component>(i)));
    }
    const std::optional<std::string> near = closest(field.text, names);
    add(field, "V3", fmt::format("the component is \"{}\", which is none", shown(field.text, 40)),
        near ? fmt::format("Did you mean {}?", *near) : "");
    return std::nullopt;
  }

  /// Whether nothing of this kind had the same name.
  bool is_new(const CsvField& field, const std::string& key) {
    const auto [before, is_first] = lines_.emplace(key, field.line);
    if (is_first) return true;
    add(field, "D4",
        fmt::format("\"{}\" stands at line {} already", shown(field.text, 60), before->second),
        "Leave one.");
    return false;
  }

  void read_head(const CsvRow& row) {
    if (std::exchange(has_head_, true)) {
      add(row.front(), "D4", "there is a second `calibration` row", "Leave one.");
      return;
    }
    if (row[1].text != "1") {
      add(row[1], "V3", fmt::format("the format is \"{}\", must be 1", shown(row[1].text, 20)),
          "Fit the calibration with this version of islet.");
    }
    if (!is_date(row[2].text)) {
      add(row[2], "V1",
          fmt::format("the date is \"{}\", must be like 2026-11-21", shown(row[2].text, 40)), "");
    }
    calibration_.date = row[2].text;
  }

  void read_table(const CsvRow& row) {
    CalibratedTable table{row[1].text, rows_of(row[2]), 0};
    const std::string& text = row[3].text;
    const auto [end, fault] =
        std::from_chars(text.data(), text.data() + text.size(), table.hash, 16);
    if (fault != std::errc() || end != text.data() + text.size() || text.size() != 16) {
      add(row[3], "V1",
          fmt::format("the hash is \"{}\", must be 16 hexadecimal digits", shown(text, 40)), "");
    }
    if (is_new(row[1], "table," + table.name)) calibration_.tables.push_back(std::move(table));
  }

  void read_family(const CsvRow& row) {
    const std::optional<Component> known = component(row[1]);
    const double sd = number(row[3], "sd", log_deviation);
    if (!known || !is_new(row[2], "family," + row[1].text + "," + row[2].text)) return;
    calibration_.families.push_back({*known, row[2].text, sd});
    deviations_[{*known, row[2].text}] = sd;
  }

  void read_noise(const CsvRow& row) {
    const NoiseGroup group{row[1].text, number(row[2], "scale", log_deviation), rows_of(row[3])};
    if (is_new(row[1], "noise," + group.name)) calibration_.noise.push_back(group);
  }

  void read_range(const CsvRow& row) {
    ConformalGroup group;
    group.name = row[1].text;
    calibration_.ranges.share = number(row[2], "share", {0.01, 0.999});
    group.factor = number(row[3], "factor", {0, 1000});
    group.rows = rows_of(row[4]);
    group.is_pooled = row[5].text == "pooled";
    if (!group.is_pooled && row[5].text != "own") {
      add(row[5], "V3",
          fmt::format("the factor is \"{}\", must be own or pooled", shown(row[5].text, 40)), "");
    }
    group.median_error = number(row[6], "median_error", error_share);
    group.p90_error = number(row[7], "p90_error", error_share);
    if (!is_new(row[1], "range," + group.name)) return;
    if (group.name == "all") {
      calibration_.ranges.pooled = std::move(group);
    } else {
      calibration_.ranges.groups.push_back(std::move(group));
    }
  }

  void read_effect(const CsvRow& row) {
    Effect effect;
    effect.value = number(row[4], "value", log_value);
    effect.variance = number(row[5], "variance", log_variance);
    effect.rows = rows_of(row[6]);
    const std::optional<Component> known = component(row[1]);
    if (!known) return;
    effect.key = {*known, row[2].text, row[3].text};
    const auto family = deviations_.find({*known, row[2].text});
    if (family == deviations_.end()) {
      add(row[2], "D2",
          fmt::format("the family \"{}\" of {} has no `family` row above", shown(row[2].text, 40),
                      row[1].text),
          "Add one, or leave the effect out.");
      return;
    }
    effect.prior_variance = family->second * family->second;
    if (!keys_.insert(effect.key).second) {
      add(row[3], "D4", fmt::format("the effect \"{}\" stands twice", shown(row[3].text, 60)),
          "Leave one.");
      return;
    }
    calibration_.effects.push_back(std::move(effect));
  }

  void read_likeness(const CsvRow& row) {
    Likeness one;
    one.kind = row[1].text;
    one.scale.near = number(row[2], "near", log_variance);
    one.scale.far = number(row[3], "far", log_variance);
    one.scale.all = number(row[4], "all", log_variance);
    one.scale.noise = number(row[5], "noise", log_variance);
    if (is_new(row[1], "likeness," + one.kind)) calibration_.likenesses.push_back(std::move(one));
  }

  /// The likeness that a row belongs to: the last one, so that reading stays quick.
  Likeness* likeness_of(const CsvField& kind) {
    const bool is_there =
        !calibration_.likenesses.empty() && calibration_.likenesses.back().kind == kind.text;
    if (is_there) return &calibration_.likenesses.back();
    add(kind, "D2",
        fmt::format("\"{}\" has no `likeness` row right above its own", shown(kind.text, 40)),
        "Keep the rows of a kind together.");
    return nullptr;
  }

  void read_alike(const CsvRow& row) {
    Likeness* const one = likeness_of(row[1]);
    const double weight = number(row[3], "weight", {0, 1e6});
    if (one == nullptr) return;
    for (std::size_t i = 0; i < along_count; ++i) {
      if (row[2].text == name_of(static_cast<Along>(i))) {
        one->scale.along[i] = weight;
        return;
      }
    }
    for (std::size_t i = 0; i < alike_count; ++i) {
      if (row[2].text == name_of(static_cast<Alike>(i))) {
        one->scale.words[i] = weight;
        return;
      }
    }
    add(row[2], "V3", fmt::format("\"{}\" is no figure or word of a run", shown(row[2].text, 40)),
        "");
  }

  void read_place(const CsvRow& row) {
    Likeness* const one = likeness_of(row[1]);
    LikenessPlace place;
    for (std::size_t i = 0; i < along_count; ++i) {
      place.place.along[i] = static_cast<int>(number(row[2 + i], "figure", {-1e4, 1e4}));
    }
    for (std::size_t i = 0; i < alike_count; ++i) {
      place.place.words[i] = row[2 + along_count + i].text;
    }
    place.weight = number(row[2 + along_count + alike_count], "weight", {-1e6, 1e6});
    if (one != nullptr) one->places.push_back(std::move(place));
  }

  const std::string& path_;
  Faults& faults_;
  bool has_head_ = false;
  Calibration calibration_;
  std::map<std::string, int, std::less<>> lines_;  ///< of the names read
  std::map<std::pair<Component, std::string>, double> deviations_;
  std::set<EffectKey> keys_;
};

const std::array<CalibrationReader::Kind, 9> CalibrationReader::kinds = {
    {{"calibration", 3, &CalibrationReader::read_head},
     {"table", 4, &CalibrationReader::read_table},
     {"family", 4, &CalibrationReader::read_family},
     {"noise", 4, &CalibrationReader::read_noise},
     {"range", 8, &CalibrationReader::read_range},
     {"effect", 7, &CalibrationReader::read_effect},
     {"likeness", 6, &CalibrationReader::read_likeness},
     {"alike", 4, &CalibrationReader::read_alike},
     {"place", 3 + along_count + alike_count, &CalibrationReader::read_place}}};

}  // namespace

Calibration parsed_calibration(std::string_view text, const std::string& path, Faults& faults) {
  CalibrationReader reader(path, faults);
  for (const CsvRow& row : csv_rows(text, path, faults)) reader.read(row);
  return std::move(reader).finished();
}

Calibration read_calibration(const std::string& path, Faults& faults) {
  const Result<std::string> text = read_file(path, file_bytes_max);
  if (!text) {
    faults.add(text.error());
    return {};
  }
  return parsed_calibration(*text, path, faults);
}

}  // namespace islet
