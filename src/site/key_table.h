// Every key of the site file, declared once: reading, unknown-key hints, defaults, and later the
// schema and the reference page come from this table.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// How the value of a key is written.
enum class KeyForm {
  block,      ///< a map of the keys below it
  names,      ///< a map whose keys are the user's own names
  rows,       ///< a list of maps with the keys below it
  text,       ///< free text
  word,       ///< one of `words`, or `words` may be empty: any word
  words,      ///< a list of words, or one word
  flag,       ///< yes or no
  known,      ///< one quantity or count
  uncertain,  ///< a quantity that may carry ± or `a .. b`
  size,       ///< one quantity, `a to b`, or a list: the planner chooses
  at_least,   ///< `at least X`
  at_most,    ///< `at most X`
  statistic,  ///< `p95 < 2 s`
  by,         ///< `by 04:30`
  after,      ///< `after 20:00`
  window,     ///< `mon-sat 07:30-17:00`
  every,      ///< `every 30 days`
  position,   ///< `22.71 S, 118.93 E`
  frame,      ///< `1920x1080`
  action,     ///< `rate 5 fps`, `model NAME`, `stop`, `wait`
  figures     ///< a list of 12 values, one a month
};

/// Bounds of a value, in the first unit of the key.
struct KeyRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;  ///< `low` itself is not allowed
};

/// One key. `path` has `*` where the user's own name stands: "workloads.*.rate".
struct KeySpec {
  std::string_view path;
  KeyForm form = KeyForm::text;
  std::string_view unit{};  ///< of its values, alternatives parted by '|'; empty: a count
  KeyRange range{};
  std::string_view words{};     ///< allowed words, parted by blanks; empty: any
  std::string_view standard{};  ///< default, as one would write it; empty: none
  std::string_view why{};       ///< where the default comes from
  std::string_view line{};      ///< one line of description
  std::string_view example{};
  std::string_view scalar{};  ///< blocks: the key that a bare value stands for ("size")
  std::string_view kinds{};   ///< workloads: the kinds that use it, parted by blanks; empty: all
  /// What happens instead while no plan uses the key (V14); empty: it is used.
  std::string_view unused{};
};

/// A default that holds for one kind of workload only.
struct KindDefault {
  std::string_view kind;
  std::string_view key;
  std::string_view standard;
  std::string_view why;
};

/// All keys, parents before children, in the order in which a site file is best written.
std::vector<KeySpec> site_keys();

/// Defaults of workloads, by kind and key.
std::span<const KindDefault> kind_defaults();

/// The key declared for `path` ("workloads.pumps.rate" finds "workloads.*.rate"); nullptr when
/// there is none.
const KeySpec* find_key(std::span<const KeySpec> keys, std::string_view path);

/// The names of the keys directly below `path`, in the order of the table.
std::vector<std::string_view> keys_below(std::span<const KeySpec> keys, std::string_view path);

/// "1920x1080" and the like: how a value of this key is written, for hints.
std::string form_in_words(const KeySpec& key);

/// The parts of `list` between blanks.
std::vector<std::string_view> words_of(std::string_view list);

}  // namespace islet
