#include "cli/result_output.h"

#include <filesystem>
#include <system_error>

#include "base/written_file.h"
#include "report/plan_json.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// The file behind links, so that a link stays a link.
std::string real_path(const std::string& path) {
  std::error_code unknown;
  const fs::path real = fs::canonical(path, unknown);
  return unknown ? path : real.string();
}

std::optional<Error> write_out(const OutputOptions& options, const std::string& text) {
  if (options.to_stdout()) return write_result(text);
  std::error_code unknown;
  const fs::file_status state = fs::status(options.file, unknown);
  // A device or pipe must not be replaced by a file of its name.
  if (fs::exists(state) && !fs::is_regular_file(state) && !fs::is_directory(state)) {
    return write_to_device(options.file, text);
  }
  return write_file(real_path(options.file), text);
}

}  // namespace

std::optional<Error> output_refusal(const OutputOptions& options) {
  if (options.to_stdout()) return std::nullopt;
  std::error_code unknown;
  const fs::file_status state = fs::status(options.file, unknown);
  if (fs::is_directory(state)) {
    return Error{Place{options.file}, "--output names a folder", "Name a file.", "", ""};
  }
  if (!options.force && fs::is_regular_file(state)) {
    return Error{Place{options.file}, "the file is there already",
                 "Add --force to replace it, or name another file.", "", ""};
  }
  return std::nullopt;
}

ExitCode put_result(const OutputOptions& options, const std::string& text, ExitCode code) {
  const std::optional<Error> error = write_out(options, text);
  if (!error) return code;
  show(options.console(), {*error});
  return ExitCode::outside_failed;
}

std::string in_form(const OutputOptions& options, const ResultForms& forms) {
  switch (options.chosen()) {
    case Format::json:
      return forms.json();
    case Format::csv:
      return forms.csv();
    case Format::markdown:
      return markdown_of(forms.page());
    case Format::table:
      break;
  }
  return text_of(forms.page(), options.console().canvas());
}

ExitCode put_failure(const OutputOptions& options, const std::string& schema,
                     const std::vector<Error>& list, int seen, ExitCode code) {
  show(options.console(), list, seen);
  if (options.chosen() == Format::json && options.to_stdout()) {
    if (write_result(failure_json(schema, list))) return ExitCode::outside_failed;
  }
  return code;
}

}  // namespace islet
