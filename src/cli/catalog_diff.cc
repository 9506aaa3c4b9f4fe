#include <filesystem>
#include <optional>
#include <string>

#include "cli/catalog_parts.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/catalog_changes.h"
#include "report/catalog_sheets.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/catalog-diff/1";

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// Two records by name, or two catalogues by folder or file.
class CatalogDiff : public CatalogPart {
 public:
  CLI::App* declare(CLI::App& catalog) override {
    CLI::App* app = catalog.add_subcommand("diff", "how two records or two catalogues differ");
    app->add_option("A", before_, "a record, a folder or file of records, or `ours`")->required();
    app->add_option("B", after_, "another one of the same sort")->required();
    catalog_.declare(*app);
    output_.declare(*app);
    return app;
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const auto is_catalog = [](const std::string& name) {
      return name == "ours" || is_there(name);
    };
    return is_catalog(before_) || is_catalog(after_) ? diff_catalogs() : diff_records();
  }

 private:
  /// `ours` or a path, with the faults it has.
  static LoadedCatalog loaded(const std::string& name) {
    return name == "ours" ? load_catalog_with({}) : load_catalog_at(name);
  }

  ExitCode diff_catalogs() const {
    const LoadedCatalog before = loaded(before_);
    if (before.code != ExitCode::done) {
      return put_failure(output_, schema, before.list, before.seen, before.code);
    }
    const LoadedCatalog after = loaded(after_);
    if (after.code != ExitCode::done) {
      return put_failure(output_, schema, after.list, after.seen, after.code);
    }
    const auto changes = changes_of(before.catalog, after.catalog);
    if (output_.chosen() == Format::json) return put(record_changes_json(changes));
    if (changes.empty()) write_message("no record differs\n");
    return put(rendered(record_changes_table(changes)));
  }

  ExitCode diff_records() const {
    const LoadedCatalog loaded = load_catalog(catalog_);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    const std::optional<RecordSheet> before = sheet_of(loaded.catalog, before_);
    const std::optional<RecordSheet> after = sheet_of(loaded.catalog, after_);
    if (!before) return unknown(loaded.catalog, before_);
    if (!after) return unknown(loaded.catalog, after_);
    if (before->kind != after->kind) {
      return fail({{},
                   "`" + before->id + "` is of kind " + before->kind + ", `" + after->id +
                       "` of kind " + after->kind,
                   "Name two records of one kind.",
                   "V5",
                   ""},
                  ExitCode::wrong_input);
    }
    if (output_.chosen() == Format::json) return put(figure_changes_json(*before, *after));
    const auto changes = changes_of(*before, *after);
    if (changes.empty()) write_message("no figure differs\n");
    return put(rendered(figure_changes_table(changes, before->id, after->id)));
  }

  ExitCode unknown(const Catalog& catalog, const std::string& name) const {
    const std::vector<std::string> near = names_like(catalog, name);
    std::string hint = "Name a record, a folder or file of records, or `ours`.";
    if (!near.empty()) hint = "Did you mean " + near.front() + "?";
    return fail({{}, "no record, folder or file is called `" + name + "`", hint, "D2", ""},
                ExitCode::data_missing);
  }

  ExitCode fail(const Error& error, ExitCode code) const {
    return put_failure(output_, schema, {error}, 0, code);
  }

  std::string rendered(const Table& table) const {
    if (output_.chosen() == Format::csv) return csv_of(table);
    if (output_.chosen() == Format::markdown) return markdown_of(table);
    return text_of(table, output_.console().canvas());
  }

  ExitCode put(const std::string& text) const { return put_result(output_, text, ExitCode::done); }

  std::string before_;
  std::string after_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<CatalogPart> make_catalog_diff() { return std::make_unique<CatalogDiff>(); }

}  // namespace islet
