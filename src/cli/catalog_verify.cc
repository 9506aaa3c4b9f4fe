#include <filesystem>
#include <string>

#include "catalog/catalog_files.h"
#include "cli/catalog_parts.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/catalog_findings.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/catalog-verify/1";

/// Checks every record of ours and the user's own, or those of one folder or file.
class CatalogVerify : public CatalogPart {
 public:
  CLI::App* declare(CLI::App& catalog) override {
    CLI::App* app = catalog.add_subcommand("verify", "checks every record: faults, old prices");
    app->add_option("PATH", path_, "a folder or file of records; none: ours and your own");
    app->add_flag("--all", all_, "list the findings on Islet's own records too");
    catalog_.declare(*app);
    output_.declare(*app);
    return app;
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = path_.empty() ? load_catalog(catalog_) : load_catalog_at(path_);
    // Where the folder itself cannot be found there is nothing to count.
    if (loaded.catalog.folder.empty()) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    const bool own_only = !path_.empty() && !is_whole_catalog(path_);
    const VerifyView view{findings_of(loaded.catalog, own_only), loaded.list, loaded.seen,
                          all_ || own_only};
    show(output_.console(), loaded.list, loaded.seen);
    return put_result(output_, text_for(view, loaded.catalog), loaded.code);
  }

 private:
  std::string text_for(const VerifyView& view, const Catalog& catalog) const {
    return in_form(output_, {[&] { return verify_json(view, catalog); },
                             [&] { return csv_of(findings_table(view.findings)); },
                             [&] { return verify_page(view, catalog); }});
  }

  std::string path_;
  bool all_ = false;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<CatalogPart> make_catalog_verify() { return std::make_unique<CatalogVerify>(); }

}  // namespace islet
