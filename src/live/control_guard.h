// The guard of what the site has set: writes within bounds, logs each write, and sets everything
// back. It lives in a process of its own, so that it is there when the site is not.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "live/lever.h"
#include "net/clock.h"

namespace islet {

class ControlGuard {
 public:
  /// `log_file`: a line is added for each write; empty: none.
  explicit ControlGuard(std::string log_file, std::string card_library = "libnvidia-ml.so.1");
  /// Sets back what is set.
  ~ControlGuard() { restore("the guard ends"); }
  ControlGuard(const ControlGuard&) = delete;
  ControlGuard& operator=(const ControlGuard&) = delete;

  std::optional<Error> add(const LeverWish& wish);
  /// Kept within the lever's bounds. How it stood before the first time is remembered.
  std::optional<Error> set(const std::string& name, double value);
  /// Everything as it was, the last that was set first; tried three times each.
  void restore(const std::string& why);

  /// "lever NAME KIND PLACE LEAST MOST", "set NAME VALUE", "beat". The answer: "ok", or "no " and
  /// why.
  std::string answer(std::string_view line);

 private:
  struct Held {
    LeverWish wish;
    std::unique_ptr<Lever> lever;
    std::optional<std::string> before;  ///< set by us
    int order = 0;
  };
  void log(const std::string& name, const std::string& what, const std::optional<Error>& fault);

  std::string log_file_;
  std::string card_library_;
  std::map<std::string, Held> levers_;
  int sets_ = 0;
};

/// The guard's program: hears lines on descriptor `in` until its end, and answers on `out`. When
/// nothing comes for `patience`, the site hangs: everything is set back, and held back until it
/// speaks again.
void guard(ControlGuard& held_back, int in, int out, Duration patience = 5.0 * second);

}  // namespace islet
