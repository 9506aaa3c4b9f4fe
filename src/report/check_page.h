// What `islet check` says of a site that can be used: what was read, and which defaults stand in.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "site/site.h"

namespace islet {

Document check_page(const Site& site, int warnings, bool show_defaults);

/// One of several files: with errors its site is not whole.
struct FileVerdict {
  std::string file;
  Site site;
  std::vector<Error> list;

  bool has_errors() const;
};

/// All files, one row each; with their defaults when asked.
Document check_page(const std::vector<FileVerdict>& verdicts, bool show_defaults);

/// The rows of that page: file, site, verdict, errors, warnings.
Table verdict_table(const std::vector<FileVerdict>& verdicts);

/// The defaults of all files without errors: file, key, value, why.
Table defaults_table(const std::vector<FileVerdict>& verdicts);

/// {"schema": "islet/check/1", ...} with `files`, in the order given; not ok when one has errors.
std::string check_json(const std::vector<FileVerdict>& verdicts);

/// The defaults as a table: key, value, why.
Table defaults_table(const Site& site);

/// One line for each rate of `money.rates`: "1 EUR = 1.08 USD of 2026-11-20 (site file), used for
/// `money.budget`".
std::vector<std::string> rate_lines(const Site& site);

/// {"schema": "islet/check/1", ...}; always with the defaults.
std::string check_json(const Site& site, const std::vector<Error>& diagnostics);

}  // namespace islet
