// Where a result goes: stdout, or a file that is never damaged.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/document.h"

namespace islet {

/// Refuses, before any work is done, a file that is there already without --force.
std::optional<Error> output_refusal(const OutputOptions& options);

/// Writes the result where the options say and returns `code`; shows the error and returns
/// `outside_failed` when it cannot be written.
ExitCode put_result(const OutputOptions& options, const std::string& text, ExitCode code);

/// What there is to say in each form; only the one that is asked for is made.
struct ResultForms {
  std::function<std::string()> json;
  std::function<std::string()> csv;
  std::function<Document()> page;  ///< as text or as Markdown
};
std::string in_form(const OutputOptions& options, const ResultForms& forms);

/// Ends a command that has no result: the faults on stderr, and with --format json also as a
/// document on stdout.
ExitCode put_failure(const OutputOptions& options, const std::string& schema,
                     const std::vector<Error>& list, int seen, ExitCode code);

}  // namespace islet
