#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace islet {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool colour_on(int stream, ColourChoice choice) {
  if (choice != ColourChoice::automatic) return choice == ColourChoice::on;
  if (is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) return true;
  const char* kind = std::getenv("TERM");
  if (kind != nullptr && std::string_view(kind) == "dumb") return false;
  return ::isatty(stream) == 1;
}

std::size_t columns_of(int stream) {
  struct winsize size {};
  if (::isatty(stream) != 1 || ::ioctl(stream, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 80;
  }
  // Beyond 100 the eye loses the line; below 40 nothing can be set.
  return std::clamp<std::size_t>(size.ws_col, 40, 100);
}

/// 0, or the number of the error.
int write_all(int stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(stream, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Error write_error(const std::string& path, int number) {
  return {Place{path}, "cannot write the result: " + std::generic_category().message(number),
          "Free some space, or write to another place.", "D9", ""};
}

}  // namespace

Console console_for(ColourChoice choice) {
  Console console;
  console.width = columns_of(STDOUT_FILENO);
  console.colour_out = colour_on(STDOUT_FILENO, choice);
  console.colour_err = colour_on(STDERR_FILENO, choice);
  console.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  return console;
}

std::optional<Error> write_result(std::string_view text) {
  const int number = write_all(STDOUT_FILENO, text);
  if (number == 0 || number == EPIPE) return std::nullopt;
  return write_error("", number);
}

void write_message(std::string_view text) { write_all(STDERR_FILENO, text); }

std::optional<Error> write_to_device(const std::string& path, std::string_view text) {
  const int stream = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (stream < 0) return write_error(path, errno);
  int number = write_all(stream, text);
  if (::close(stream) != 0 && number == 0) number = errno;
  if (number == 0 || number == EPIPE) return std::nullopt;
  return write_error(path, number);
}

void show(const Console& console, const std::vector<Error>& list, int seen) {
  std::vector<Error> shown = list;
  if (console.quiet) {
    std::erase_if(shown, [](const Error& error) { return error.severity == Severity::warning; });
  }
  write_message(diagnostics_text(shown, seen, console.form, console.colour_err));
}

}  // namespace islet
