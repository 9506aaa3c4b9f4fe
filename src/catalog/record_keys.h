// What the keys of a record are: one table for each kind, from which records are read and of which
// docs/reference/catalogue.md is written.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "catalog/record_reader.h"

namespace islet {

/// A key as the reference page shows it.
struct KeyLine {
  std::string name;                  ///< "board_w"; of a part "link.kind"
  std::string form;                  ///< "word", "number", "figure", "price", ...
  std::string unit{};                ///< "W"; empty for a count, a fraction or a word
  NumberRange range{};               ///< of a number or figure
  std::string line{};                ///< what it means
  std::vector<std::string> words{};  ///< those allowed; empty: any
  bool is_needed = true;
  std::string unless{};  ///< the flag that, set, rules this key out
};

/// A unit with its name and the bounds of what is written in it.
template <class Q>
struct WrittenUnit {
  Q unit{};
  const char* name = "";
  NumberRange range{};

  constexpr WrittenUnit within(double low, double high) const { return {unit, name, {low, high}}; }
};

inline constexpr WrittenUnit<double> plain{1.0, ""};
inline constexpr WrittenUnit<double> as_fraction{1.0, "", fraction};
inline constexpr WrittenUnit<Power> in_watt{watt, "W"};
inline constexpr WrittenUnit<Power> in_kilowatt{kilowatt, "kW"};
inline constexpr WrittenUnit<Energy> in_kilowatt_hour{kilowatt_hour, "kWh"};
inline constexpr WrittenUnit<Bytes> in_gigabyte{gigabyte, "GB"};
inline constexpr WrittenUnit<Bandwidth> in_gigabyte_per_second{gigabyte_per_second, "GB/s"};
inline constexpr WrittenUnit<Mass> in_kilogram{kilogram, "kg"};
inline constexpr WrittenUnit<Money> in_dollar{dollar, "USD"};
inline constexpr WrittenUnit<Duration> in_millisecond{millisecond, "ms"};
inline constexpr WrittenUnit<Duration> in_second{second, "s"};
inline constexpr WrittenUnit<Duration> in_hour{hour, "h"};
inline constexpr WrittenUnit<Duration> in_weeks{week, "weeks"};
inline constexpr WrittenUnit<Duration> in_years{year, "years"};
inline constexpr WrittenUnit<Frequency> per_hour{1.0 / hour, "1/h"};
inline constexpr WrittenUnit<Voltage> in_volt{volt, "V"};
inline constexpr WrittenUnit<Current> in_ampere{ampere, "A"};
inline constexpr WrittenUnit<Area> in_square_metre{square_metre, "m2"};
inline constexpr WrittenUnit<Length> in_metre{metre, "m"};
inline constexpr WrittenUnit<Volume> in_litre{litre, "L"};
inline constexpr WrittenUnit<TemperatureDifference> in_kelvin{kelvin, "K"};

/// The keys of one kind of record, in the order in which a record is best written.
template <class Record>
class RecordKeys {
 public:
  using Take = std::function<void(RecordReader&, Record&)>;

  /// Any key, read by `take`.
  RecordKeys& key(KeyLine about, Take take) {
    about.unless = unless_name_;
    keys_.push_back({std::move(about), std::move(take), unless_});
    return *this;
  }
  RecordKeys& word(const char* name, std::string Record::*field, const char* line) {
    return key({name, "word", "", {}, line},
               [=](RecordReader& reader, Record& out) { out.*field = reader.word(name); });
  }
  RecordKeys& words(const char* name, std::vector<std::string> Record::*field, const char* line) {
    return key({name, "words", "", {}, line},
               [=](RecordReader& reader, Record& out) { out.*field = reader.words(name); });
  }
  RecordKeys& flag(const char* name, bool Record::*field, const char* line) {
    key({name, "yes or no", "", {}, line},
        [=](RecordReader& reader, Record& out) { out.*field = reader.flag(name); });
    return optional();
  }
  /// One of the words that name the values of an enumeration, in its order.
  template <class Enum>
  RecordKeys& choice(const char* name, Enum Record::*field, std::span<const std::string_view> names,
                     const char* line) {
    return key({name, "word", "", {}, line, {names.begin(), names.end()}},
               [=](RecordReader& reader, Record& out) {
                 out.*field = static_cast<Enum>(reader.choice(name, reader.word(name), names));
               });
  }
  template <class Enum>
  RecordKeys& choices(const char* name, std::vector<Enum> Record::*field,
                      std::span<const std::string_view> names, const char* line) {
    return key({name, "words", "", {}, line, {names.begin(), names.end()}},
               [=](RecordReader& reader, Record& out) {
                 for (const std::string& word : reader.words(name)) {
                   (out.*field).push_back(static_cast<Enum>(reader.choice(name, word, names)));
                 }
               });
  }
  RecordKeys& count(const char* name, int Record::*field, NumberRange range, const char* line) {
    return key({name, "number", "", range, line}, [=](RecordReader& reader, Record& out) {
      out.*field = static_cast<int>(reader.number(name, range));
    });
  }
  template <class Q>
  RecordKeys& number(const char* name, Q Record::*field, WrittenUnit<Q> in, const char* line) {
    return key({name, "number", in.name, in.range, line}, [=](RecordReader& reader, Record& out) {
      out.*field = reader.number(name, in.range) * in.unit;
    });
  }
  template <class Q>
  RecordKeys& numbers(const char* name, std::vector<Q> Record::*field, WrittenUnit<Q> in,
                      const char* line) {
    return key({name, "numbers", in.name, in.range, line}, [=](RecordReader& reader, Record& out) {
      for (const double each : reader.numbers(name, in.range)) {
        (out.*field).push_back(each * in.unit);
      }
    });
  }
  RecordKeys& temperature(const char* name, Temperature Record::*field, const char* line) {
    return key({name, "number", "C", any_temperature, line},
               [=](RecordReader& reader, Record& out) {
                 out.*field = celsius(reader.number(name, any_temperature));
               });
  }
  /// `field` is a figure, or one that may be absent.
  template <class Field, class Q>
  RecordKeys& figure(const char* name, Field Record::*field, WrittenUnit<Q> in, const char* line) {
    key({name, "figure", in.name, in.range, line}, [=](RecordReader& reader, Record& out) {
      out.*field = reader.figure_in(name, in.unit, in.range);
    });
    return std::is_same_v<Field, Figure<Q>> ? *this : optional();
  }
  /// A figure of which only the typical value is kept.
  template <class Q>
  RecordKeys& typical(const char* name, Q Record::*field, WrittenUnit<Q> in, const char* line) {
    return key({name, "figure", in.name, in.range, line}, [=](RecordReader& reader, Record& out) {
      out.*field = reader.figure_in(name, in.unit, in.range).typical;
    });
  }
  /// A figure that must say of when it is.
  template <class Field, class Q>
  RecordKeys& price(const char* name, Field Record::*field, WrittenUnit<Q> in, const char* line) {
    key({name, "price", in.name, in.range, line}, [=](RecordReader& reader, Record& out) {
      Figure<Q> read = reader.figure_in(name, in.unit, in.range);
      reader.refuse_without_date(name, read.date);
      out.*field = std::move(read);
    });
    return std::is_same_v<Field, Figure<Q>> ? *this : optional();
  }
  /// A map, or a list of them, with keys of its own. `put` takes each.
  template <class Part>
  RecordKeys& part(const char* name, const RecordKeys<Part>& below, const char* line,
                   const std::function<void(RecordReader&, Record&, Part)>& put) {
    key({name, "map", "", {}, line}, [=](RecordReader& reader, Record& out) {
      for (RecordReader& each : reader.parts(name)) {
        Part read;
        below.read(each, read);
        put(each, out, std::move(read));
        each.finish();
      }
    });
    for (KeyLine each : below.lines()) {
      each.name = std::string(name) + "." + each.name;
      keys_.push_back({std::move(each), nullptr, nullptr});
    }
    return *this;
  }
  /// `grade`, `source` and `note`.
  RecordKeys& origin(Origin Record::*field) {
    key({"grade", "word", "", {}, "evidence of its figures", {"A", "B", "C", "D"}},
        [=](RecordReader& reader, Record& out) { out.*field = reader.origin(); });
    key({"source", "words", "", {}, "ids of `sources.yaml`, or `own`"}, nullptr);
    key({"note", "word", "", {}, "what a reader of the record should know"}, nullptr);
    return optional();
  }

  /// The key above need not be there.
  RecordKeys& optional() {
    keys_.back().about.is_needed = false;
    return *this;
  }
  /// The part of that name need not be there.
  RecordKeys& optional_part(std::string_view name) {
    for (Key& each : keys_) {
      if (each.about.name == name) each.about.is_needed = false;
    }
    return *this;
  }
  /// The keys below are not known when `flag` is set.
  RecordKeys& unless(const char* name, bool Record::*flag) {
    unless_name_ = name;
    unless_ = flag;
    return *this;
  }
  RecordKeys& always() { return unless("", nullptr); }

  /// Reads every key; `finish` is the caller's.
  void read(RecordReader& reader, Record& out) const {
    for (const Key& each : keys_) {
      if (!each.take || (each.unless != nullptr && out.*each.unless)) continue;
      if (each.about.is_needed || reader.has(each.about.name)) each.take(reader, out);
    }
  }
  std::vector<KeyLine> lines() const {
    std::vector<KeyLine> out;
    for (const Key& each : keys_) out.push_back(each.about);
    return out;
  }

 private:
  struct Key {
    KeyLine about;
    Take take;  ///< empty for a key that another one reads
    bool Record::*unless;
  };

  std::vector<Key> keys_;
  std::string unless_name_;
  bool Record::*unless_ = nullptr;
};

/// How one kind of record is read: its keys, then what must hold between them.
template <class Record>
struct RecordForm {
  RecordKeys<Record> keys;
  void (*check)(RecordReader&, Record&) = nullptr;

  Record read(RecordReader& reader) const {
    Record out;
    keys.read(reader, out);
    if (check != nullptr) check(reader, out);
    return out;
  }
};

}  // namespace islet
