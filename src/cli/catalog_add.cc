#include <algorithm>
#include <filesystem>
#include <string>

#include "base/written_file.h"
#include "catalog/catalog_files.h"
#include "cli/catalog_parts.h"
#include "cli/data_folder.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/catalog_kept.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = "islet/catalog-add/1";
constexpr std::size_t file_bytes_max = std::size_t{4} << 20;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// Keeps a file of records in the user's own folder, once it is checked beside all others there.
class CatalogAdd : public CatalogPart {
 public:
  CLI::App* declare(CLI::App& catalog) override {
    CLI::App* app = catalog.add_subcommand("add", "keeps a checked file of records of your own");
    app->add_option("FILE", file_, "a file whose keys are kinds of records")->required();
    app->add_flag("--replace", replace_, "in place of the file of that name that is there");
    catalog_.declare(*app);
    output_.declare(*app);
    return app;
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) return fail(*refusal, ExitCode::wrong_use);
    const Result<std::string> folder = own_catalog_to_write(catalog_.folder);
    if (!folder) return fail(folder.error(), ExitCode::wrong_use);
    const fs::path target = fs::path(*folder) / fs::path(file_).filename();
    if (const auto refusal = name_refusal(target)) return fail(*refusal, ExitCode::wrong_use);
    const Result<std::string> text = read_file(file_, file_bytes_max);
    if (!text) return fail(text.error(), ExitCode::wrong_input);
    std::error_code unknown;
    const std::string there = fs::is_directory(*folder, unknown) ? *folder : std::string();
    const LoadedCatalog loaded = load_catalog_with({{there, file_}, target.string()});
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    const LoadedCatalog before = load_catalog_with({{there}, target.string()});
    const auto kept = kept_records(loaded.catalog, before.catalog, file_);
    if (kept.empty()) {
      return fail({{file_},
                   "the file holds no record and no other spelling",
                   "Write for example `accelerators:` with a list of records below it.",
                   "S3",
                   ""},
                  ExitCode::wrong_input);
    }
    return write(target, *text, kept);
  }

 private:
  std::optional<Error> name_refusal(const fs::path& target) const {
    const std::string name = target.filename().string();
    if (target.extension() != ".yaml" || name == "sources.yaml") {
      return Error{{file_},
                   "a file of records must be called NAME.yaml, and not sources.yaml",
                   "Rename it; sources may stand in it below `sources:`.",
                   "S2",
                   ""};
    }
    if (is_there(target) && !replace_) {
      return Error{{target.string()},
                   "the file is there already",
                   "Add --replace to put the new one in its place, or rename the new one.",
                   "",
                   ""};
    }
    return std::nullopt;
  }

  ExitCode write(const fs::path& target, const std::string& text,
                 const std::vector<KeptRecord>& kept) const {
    std::error_code failed;
    fs::create_directories(target.parent_path(), failed);
    if (const auto error = write_file(target.string(), text)) {
      return fail(*error, ExitCode::outside_failed);
    }
    const std::string path = target.string();
    if (output_.chosen() == Format::json) return put(kept_json(kept, path));
    write_message("kept in " + path + "\n");
    if (output_.chosen() == Format::csv) return put(csv_of(kept_table(kept)));
    if (output_.chosen() == Format::markdown) return put(markdown_of(kept_table(kept)));
    return put(text_of(kept_table(kept), output_.console().canvas()));
  }

  ExitCode put(const std::string& text) const { return put_result(output_, text, ExitCode::done); }

  ExitCode fail(const Error& error, ExitCode code) const {
    return put_failure(output_, schema, {error}, 0, code);
  }

  std::string file_;
  bool replace_ = false;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<CatalogPart> make_catalog_add() { return std::make_unique<CatalogAdd>(); }

}  // namespace islet
