#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/quantity_text.h"
#include "base/text.h"
#include "base/written_file.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/on_catalog.h"
#include "cli/result_output.h"
#include "knowledge/fact.h"
#include "report/price_page.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = "islet/prices/1";
constexpr std::size_t own_bytes_max = std::size_t{4} << 20;

class PricesCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    CLI::App* list = app.add_subcommand("list", "prices with date, range, grade and source");
    list->add_option("WORD", word_, "only those whose id or name mentions it");
    catalog_.declare(*list);
    output_.declare(*list);
    diff_ = app.add_subcommand("diff", "your own prices beside ours");
    catalog_.declare(*diff_);
    output_.declare(*diff_);
    set_ = app.add_subcommand("set", "keep a price of your own, in your catalogue folder");
    set_->add_option("NAME", id_, "id of a price")->required();
    set_->add_option("PRICE", price_, "such as '1.45 USD'")->required();
    set_->add_option("--date", date_, "day, month or year it holds for")->required();
    set_->add_option("--note", note_, "where it comes from");
    catalog_.declare(*set_);
    output_.declare(*set_);
  }

  ExitCode run() override {
    return on_catalog({output_, schema}, catalog_, [&](const Catalog& catalog) {
      if (set_->parsed()) return set(catalog);
      if (diff_->parsed()) return diff(catalog);
      return put(prices_table(catalog, word_), prices_json(catalog, word_));
    });
  }

 private:
  ExitCode diff(const Catalog& catalog) const {
    Faults faults;
    const Catalog ours = read_catalog(catalog.folder, faults);
    return put(price_changes_table(ours, catalog), price_changes_json(ours, catalog));
  }

  ExitCode set(const Catalog& catalog) const {
    const UnitPrice* price = find_price(catalog, id_);
    if (price == nullptr) {
      return fail(
          {{}, "no price is called `" + id_ + "`", "islet prices list names them.", "D2", ""},
          ExitCode::data_missing);
    }
    const Result<ParsedValue> value = parse_value(price_);
    if (!value) return fail(value.error(), ExitCode::wrong_input);
    if (value->currency != "USD") {
      return fail({{},
                   "`" + price_ + "` is no amount in USD",
                   "Prices are kept in USD; no amount is converted here.",
                   "V11",
                   ""},
                  ExitCode::wrong_input);
    }
    if (value->typical < 0) {
      return fail({{}, "a price is below 0", "Write it as `1.45 USD`.", "V2", ""},
                  ExitCode::wrong_input);
    }
    if (!last_day_of(date_)) {
      return fail({{}, "`" + date_ + "` is no date", "Write it as 2026-11-21.", "V6", ""},
                  ExitCode::wrong_input);
    }
    Figure<double> dollars;
    dollars.typical = value->typical;
    dollars.low = value->low;
    dollars.high = value->high;
    dollars.date = date_;
    return write(own_price_line(*price, dollars, note_.empty() ? "set on " + date_ : note_));
  }

  /// Writes the line into prices/own.yaml of the user's folder in place of an older one.
  ExitCode write(const std::string& line) const {
    const Result<std::string> own = own_catalog_to_write(catalog_.folder);
    if (!own) return fail(own.error(), ExitCode::wrong_use);
    const fs::path folder = fs::path(*own) / "prices";
    std::error_code failed;
    fs::create_directories(folder, failed);
    const std::string path = (folder / "own.yaml").string();
    std::string text = "prices:\n";
    if (fs::exists(path)) {
      const Result<std::string> old = read_file(path, own_bytes_max);
      if (!old) return fail(old.error(), ExitCode::outside_failed);
      for (const std::string_view each : split(*old, '\n')) {
        const bool replaced = each.find("id: " + id_ + ",") != std::string_view::npos;
        if (each.starts_with("  - ") && !replaced) text += std::string(each) + "\n";
      }
    }
    if (const auto error = write_file(path, text + line)) {
      return fail(*error, ExitCode::outside_failed);
    }
    write_message("wrote " + path + "\n");
    return ExitCode::done;
  }

  ExitCode put(const Table& table, const std::string& json) const {
    switch (output_.chosen()) {
      case Format::json:
        return put_result(output_, json, ExitCode::done);
      case Format::csv:
        return put_result(output_, csv_of(table), ExitCode::done);
      case Format::markdown:
        return put_result(output_, markdown_of(table), ExitCode::done);
      case Format::table:
        break;
    }
    return put_result(output_, text_of(table, output_.console().canvas()), ExitCode::done);
  }

  ExitCode fail(const Error& error, ExitCode code) const {
    return put_failure(output_, schema, {error}, 0, code);
  }

  std::string word_;
  std::string id_;
  std::string price_;
  std::string date_;
  std::string note_;
  CLI::App* set_ = nullptr;
  CLI::App* diff_ = nullptr;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_prices_command() { return std::make_unique<PricesCommand>(); }

}  // namespace islet
