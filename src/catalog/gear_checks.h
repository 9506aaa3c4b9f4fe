// What cannot be true between two figures of one record: a lowest above a highest, a part above
// the whole.
#pragma once

#include <initializer_list>

#include <fmt/format.h>

#include "catalog/record_reader.h"

namespace islet {

/// A figure with the key that it stands under.
struct KeyedNumber {
  const char* key;
  double value;
};

/// A fault at the first key that is not at least as high as the one before it.
inline void refuse_falling(RecordReader& record, std::initializer_list<KeyedNumber> rising,
                           const char* hint) {
  const KeyedNumber* before = nullptr;
  for (const KeyedNumber& each : rising) {
    if (!record.is_sound(each.key)) continue;
    if (before != nullptr && each.value < before->value) {
      record.fault(each.key,
                   fmt::format("`{}` is {:g}, below `{}`, {:g}", each.key, each.value, before->key,
                               before->value),
                   hint);
      return;
    }
    before = &each;
  }
}

inline constexpr const char* swapped_hint = "See whether the two are swapped.";

/// A lowest and a highest temperature of an ambient or an inlet.
template <class Record>
void refuse_ambient(RecordReader& record, const Record& gear) {
  refuse_falling(record,
                 {{"ambient_min_c", gear.ambient_min.in_celsius()},
                  {"ambient_max_c", gear.ambient_max.in_celsius()}},
                 swapped_hint);
}

}  // namespace islet
