#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/catalog_page.h"
#include "report/catalog_sheets.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/catalog/1";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

class CatalogCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    CLI::App* list = app.add_subcommand("list", "the kinds of records, or the records of one kind");
    list->footer("");
    list->add_option("KIND", kind_, "accelerators, hosts, models, ...; none lists the kinds");
    output_.declare(*list);
    show_ = app.add_subcommand("show", "one record with the evidence of each figure");
    show_->add_option("NAME", name_, "id, name or alias")->required();
    output_.declare(*show_);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = load_catalog();
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    if (show_->parsed()) return show_record(loaded.catalog);
    return kind_.empty() ? list_kinds(loaded.catalog) : list_records(loaded.catalog);
  }

 private:
  ExitCode list_kinds(const Catalog& catalog) const {
    if (output_.chosen() == Format::json) return put(kinds_json(catalog));
    return put(rendered(kinds_table(catalog)));
  }

  ExitCode list_records(const Catalog& catalog) const {
    const SheetKind* kind = sheet_kind(kind_);
    if (kind == nullptr) {
      std::vector<std::string> names;
      for (const SheetKind& each : sheet_kinds()) names.emplace_back(each.name);
      return put_failure(
          output_, schema,
          {{{}, "unknown kind `" + kind_ + "`", "One of " + joined(names) + ".", "D2", ""}}, 0,
          ExitCode::data_missing);
    }
    const std::vector<RecordSheet> sheets = kind->sheets(catalog);
    if (output_.chosen() == Format::json) return put(records_json(sheets));
    return put(rendered(records_table(sheets)));
  }

  ExitCode show_record(const Catalog& catalog) const {
    const std::optional<RecordSheet> sheet = sheet_of(catalog, name_);
    if (!sheet) {
      const std::vector<std::string> near = names_like(catalog, name_);
      return put_failure(output_, schema,
                         {{{},
                           "the catalogue holds no `" + name_ + "`",
                           near.empty() ? "islet catalog list shows what there is."
                                        : "Did you mean " + joined(near) + "?",
                           "D2",
                           ""}},
                         0, ExitCode::data_missing);
    }
    for (const auto& [id, file] : catalog.own_records) {
      if (id == sheet->id) write_message("note: " + id + " is your own record, " + file + "\n");
    }
    switch (output_.chosen()) {
      case Format::json:
        return put(record_json(*sheet, catalog));
      case Format::csv:
        return put(csv_of(record_table(*sheet)));
      case Format::markdown:
        return put(markdown_of(record_page(*sheet, catalog)));
      case Format::table:
        break;
    }
    return put(text_of(record_page(*sheet, catalog), output_.console().canvas()));
  }

  std::string rendered(const Table& table) const {
    if (output_.chosen() == Format::csv) return csv_of(table);
    if (output_.chosen() == Format::markdown) return markdown_of(table);
    return text_of(table, output_.console().canvas());
  }

  ExitCode put(const std::string& text) const { return put_result(output_, text, ExitCode::done); }

  std::string kind_;
  std::string name_;
  CLI::App* show_ = nullptr;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_catalog_command() { return std::make_unique<CatalogCommand>(); }

}  // namespace islet
