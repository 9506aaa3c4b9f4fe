// The subcommands of `islet catalog` that stand in files of their own.
#pragma once

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"

namespace islet {

class CatalogPart {
 public:
  CatalogPart() = default;
  CatalogPart(const CatalogPart&) = delete;
  CatalogPart& operator=(const CatalogPart&) = delete;
  virtual ~CatalogPart() = default;

  /// Adds itself below `islet catalog`.
  virtual CLI::App* declare(CLI::App& catalog) = 0;
  virtual ExitCode run() = 0;
};

std::unique_ptr<CatalogPart> make_catalog_verify();
std::unique_ptr<CatalogPart> make_catalog_diff();
std::unique_ptr<CatalogPart> make_catalog_add();

}  // namespace islet
