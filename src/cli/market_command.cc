#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/written_file.h"
#include "cli/command.h"
#include "cli/on_catalog.h"
#include "cli/result_output.h"
#include "knowledge/market.h"
#include "report/answer_page.h"
#include "report/explain_page.h"
#include "report/market_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/market/1";

bool mentions(const std::string& text, const std::string& word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char left, char right) {
           const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
           return lower(left) == lower(right);
         }) != text.end();
}

class MarketCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    CLI::App* list = app.add_subcommand("list", "segments with stated and recomputed growth");
    list->add_option("WORD", word_, "only segments that mention it");
    flags_ = app.add_subcommand("flags", "segments whose growth and endpoints disagree");
    for (CLI::App* each : {list, flags_}) {
      each->add_option("--plot", plot_, "also draw the growths into this SVG file");
      output_.declare(*each);
    }
    show_ = app.add_subcommand("show", "one record as stated, with its conflicts");
    show_->add_option("ID", id_, "such as M04, SH31 or P11")->required();
    output_.declare(*show_);
    offgrid_ = app.add_subcommand("offgrid", "the off-grid market, step by step");
    output_.declare(*offgrid_);
    project_ = app.add_subcommand("project", "a segment in a later year, with its range");
    project_->add_option("ID", id_, "such as M04")->required();
    project_->add_option("--to", year_, "year")->required();
    output_.declare(*project_);
  }

  ExitCode run() override {
    return on_knowledge({output_, schema}, {"none", {}, {}},
                        [&](const Catalog& catalog, const Knowledge& knowledge) {
                          return answer(catalog, knowledge);
                        });
  }

 private:
  ExitCode answer(const Catalog& catalog, const Knowledge& knowledge) {
    if (offgrid_->parsed()) return put(offgrid_market(knowledge));
    if (show_->parsed()) return show(knowledge, catalog);
    const std::vector<MarketSize> sizes = market_sizes(knowledge);
    return project_->parsed() ? project(sizes) : list(sizes);
  }

  ExitCode list(std::vector<MarketSize> sizes) const {
    if (flags_->parsed()) {
      std::erase_if(sizes, [](const MarketSize& size) { return size.check != GrowthCheck::off; });
    }
    std::erase_if(sizes, [&](const MarketSize& size) {
      return !word_.empty() && !mentions(size.fact->title + " " + size.fact->word("scope"), word_);
    });
    if (!plot_.empty()) {
      if (const auto failed = write_file(plot_, growth_plot(sizes))) {
        return put_failure(output_, schema, {*failed}, 0, ExitCode::outside_failed);
      }
    }
    switch (output_.chosen()) {
      case Format::json:
        return put_result(output_, markets_json(sizes), ExitCode::done);
      case Format::csv:
        return put_result(output_, csv_of(markets_table(sizes)), ExitCode::done);
      case Format::markdown:
        return put_result(output_, markdown_of(markets_table(sizes)), ExitCode::done);
      case Format::table:
        break;
    }
    return put_result(output_, text_of(markets_table(sizes), output_.console().canvas()),
                      ExitCode::done);
  }

  ExitCode unknown() const {
    return put_failure(output_, schema,
                       {{{},
                         "no market record is called `" + id_ + "`",
                         "islet market list names them.",
                         "D2",
                         ""}},
                       0, ExitCode::data_missing);
  }

  ExitCode show(const Knowledge& knowledge, const Catalog& catalog) const {
    Named found;
    found.fact = find_fact(knowledge, id_);
    if (found.fact == nullptr || found.fact->kind != "market") return unknown();
    if (output_.chosen() == Format::json) {
      return put_result(output_, explain_json(found, knowledge, catalog), ExitCode::done);
    }
    const Document page = explain_page(found, knowledge, catalog);
    return put_result(output_,
                      output_.chosen() == Format::table ? text_of(page, output_.console().canvas())
                                                        : markdown_of(page),
                      ExitCode::done);
  }

  ExitCode project(const std::vector<MarketSize>& sizes) const {
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const MarketSize& size) {
      return mentions(size.fact->id, id_) && size.fact->id.size() == id_.size();
    });
    if (found == sizes.end()) return unknown();
    const Result<Answer> answer = market_projection(*found, year_);
    if (!answer) return put_failure(output_, schema, {answer.error()}, 0, ExitCode::wrong_input);
    return put(*answer);
  }

  ExitCode put(const Answer& answer) const {
    return put_result(output_,
                      in_form(output_, {[&] { return answer_json(answer); },
                                        [&] { return csv_of(answer_table(answer)); },
                                        [&] { return answer_page(answer); }}),
                      ExitCode::done);
  }

  std::string word_;
  std::string id_;
  std::string plot_;
  int year_ = 0;
  CLI::App* flags_ = nullptr;
  CLI::App* show_ = nullptr;
  CLI::App* offgrid_ = nullptr;
  CLI::App* project_ = nullptr;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_market_command() { return std::make_unique<MarketCommand>(); }

}  // namespace islet
