// A journal that cannot be trusted is set aside, never overwritten; what is whole goes on in a new
// one.
#pragma once

#include <string>

#include "journal/journal_store.h"

namespace islet {

struct Salvage {
  std::string kept_as;          ///< where the damaged files are now
  std::int64_t rescued = 0;     ///< rows that went over
  std::int64_t unreadable = 0;  ///< rows whose seal did not fit or whose page is damaged
  bool is_complete = false;     ///< false: how many rows there were is not known

  /// "journal x was damaged: 12 rows went over, 1 did not; kept as y".
  std::string text(const std::string& path) const;
};

/// Makes a new journal of what is whole in the one at `path`, and keeps the damaged one beside it.
/// A stop at any moment leaves one of the two in place, or the new one where `take_over` finds it.
Result<Salvage> replace_damaged(const std::string& path, const Database::Way& way);

/// Before opening: a new journal that was finished but not put in place is put in place.
void take_over(const std::string& path);

}  // namespace islet
