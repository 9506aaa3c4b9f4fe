// CHECK: our own mistakes stop the program, in every build, with the place and the condition.
#pragma once

namespace islet {

/// Prints "file:line: CHECK failed: condition" to stderr and aborts. Never returns.
[[noreturn]] void check_failed(const char* file, int line, const char* condition);

}  // namespace islet

/// Stops the program when `condition` is false. For our bugs only; bad input is an `Error`.
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::islet::check_failed(__FILE__, __LINE__, #condition))
