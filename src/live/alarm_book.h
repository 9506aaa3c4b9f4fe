// What is wrong at the site, as it comes and goes: since when, for status and metrics; and a line
// for each in the state folder.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "base/instant.h"

namespace islet {

/// Something that is wrong: its name, which stays the same while it lasts, and how far.
struct Wrong {
  std::string what;
  std::string how;  ///< may be empty
};

struct Alarm {
  std::string what;
  std::string how;  ///< now
  Instant since;
};

class AlarmBook {
 public:
  /// Writes nothing until it has a file; at most so many bytes.
  void keep_in(const std::string& file, std::size_t most_bytes = 16U << 20U);
  /// All that is wrong now; each name once. `unix_ms`: of the line that is written.
  void follow(Instant now, std::int64_t unix_ms, const std::vector<Wrong>& wrong);

  /// In the order in which they came; at most 200.
  const std::vector<Alarm>& present() const { return present_; }
  /// That ever came.
  std::int64_t raised() const { return raised_; }

 private:
  void write(std::int64_t unix_ms, const char* event, const Wrong& wrong);

  std::vector<Alarm> present_;
  std::int64_t raised_ = 0;
  std::ofstream file_;
  std::size_t left_ = 0;
};

}  // namespace islet
