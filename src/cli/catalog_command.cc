#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/catalog_parts.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
#include "cli/result_output.h"
#include "knowledge/operands.h"
#include "report/catalog_page.h"
#include "report/catalog_sheets.h"
#include "report/record_filter.h"

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
    list->add_option("--max-power", power_, "devices: board power, such as '75 W'");
    list->add_option("--min-memory", memory_, "devices: memory, such as '24 GB'");
    list->add_option("--max-price", price_, "price, such as '5000 USD'");
    list->add_option("--form", filter_.form, "devices: part of the form: pcie, m2, jetson, sxm");
    list->add_option("--licence", filter_.licence, "models: part of the licence: apache, mit");
    list->add_option("--grade", grade_, "evidence at least this good")
        ->check(CLI::IsMember({"A", "B", "C", "D"}).description(""));
    list->add_option("--find", filter_.word, "part of the id or name");
    catalog_.declare(*list);
    output_.declare(*list);
    show_ = app.add_subcommand("show", "one record with the evidence of each figure");
    show_->add_option("NAME", name_, "id, name or alias")->required();
    catalog_.declare(*show_);
    output_.declare(*show_);
    for (auto make : {make_catalog_verify, make_catalog_diff, make_catalog_add}) {
      auto part = make();
      CLI::App* app_of_part = part->declare(app);
      parts_.emplace_back(app_of_part, std::move(part));
    }
  }

  ExitCode run() override {
    for (const auto& [app, part] : parts_) {
      if (app->parsed()) return part->run();
    }
    return on_catalog({output_, schema}, catalog_, [&](const Catalog& catalog) {
      if (show_->parsed()) return show_record(catalog);
      if (const auto wrong = read_filter()) {
        return put_failure(output_, schema, {*wrong}, 0, ExitCode::wrong_use);
      }
      return kind_.empty() ? list_kinds(catalog) : list_records(catalog);
    });
  }

 private:
  /// Limits as typed into the units of the sheets.
  std::optional<Error> read_filter() {
    if (!grade_.empty()) filter_.grade = grade_.front();
    if (!power_.empty()) {
      const auto power = quantity_operand<Power>(power_, "75 W");
      if (!power) return power.error();
      filter_.board_w_max = *power / watt;
    }
    if (!memory_.empty()) {
      const auto memory = quantity_operand<Bytes>(memory_, "24 GB");
      if (!memory) return memory.error();
      filter_.memory_gb_min = *memory / gigabyte;
    }
    if (!price_.empty()) {
      const auto price = quantity_operand<Money>(price_, "5000 USD");
      if (!price) return price.error();
      filter_.price_usd_max = *price / dollar;
    }
    return std::nullopt;
  }

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
    std::vector<RecordSheet> sheets = kind->sheets(catalog);
    std::erase_if(sheets, [&](const RecordSheet& sheet) { return !passes(sheet, filter_); });
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
    return put(in_form(output_, {[&] { return record_json(*sheet, catalog); },
                                 [&] { return csv_of(record_table(*sheet)); },
                                 [&] { return record_page(*sheet, catalog); }}));
  }

  std::string rendered(const Table& table) const {
    if (output_.chosen() == Format::csv) return csv_of(table);
    if (output_.chosen() == Format::markdown) return markdown_of(table);
    return text_of(table, output_.console().canvas());
  }

  ExitCode put(const std::string& text) const { return put_result(output_, text, ExitCode::done); }

  std::string kind_;
  std::string name_;
  std::string power_;
  std::string memory_;
  std::string price_;
  std::string grade_;
  RecordFilter filter_;
  CLI::App* show_ = nullptr;
  std::vector<std::pair<CLI::App*, std::unique_ptr<CatalogPart>>> parts_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_catalog_command() { return std::make_unique<CatalogCommand>(); }

}  // namespace islet
