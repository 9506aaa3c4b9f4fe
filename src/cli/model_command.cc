#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/result_output.h"
#include "engines/gguf_reader.h"
#include "engines/shape_model.h"
#include "report/model_file_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/model/1";

class ModelCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    list_ = app.add_subcommand("list", "models of which a shape can be made");
    list_->footer("");
    list_catalog_.declare(*list_);
    list_output_.declare(*list_);
    make_ = app.add_subcommand("make", "write a model file with random weights");
    make_->footer("");
    declare_make();
    show_ = app.add_subcommand("show", "what a GGUF file holds");
    show_->footer("");
    show_->add_option("FILE", file_, "the model file")->required();
    show_output_.declare(*show_);
  }

  ExitCode run() override {
    if (list_->parsed()) return list_models();
    if (show_->parsed()) return show_file();
    return make_file();
  }

 private:
  void declare_make() {
    make_->add_option("NAME", wish_.model, "a model of the catalogue, or one of ours")->required();
    make_->add_option("--format", format_, "gguf or onnx; else from the ending of the file")
        ->check(CLI::IsMember({"gguf", "onnx"}).description(""));
    make_->add_option("--weights", weights_, "GGUF: q4_0, q8_0 or f16")
        ->check(CLI::IsMember({"q4_0", "q8_0", "f16"}).description(""))
        ->capture_default_str();
    make_
        ->add_option("--layers", wish_.layers, "GGUF: only the first N layers, such as for a draft")
        ->check(CLI::Range(1, 1000).description(""))
        ->type_name("N");
    make_->add_option("--adapter", wish_.adapter_rank, "GGUF: a LoRA adapter of this rank instead")
        ->check(CLI::Range(1, 512).description(""))
        ->type_name("RANK");
    make_->add_option("--seed", wish_.seed, "of the random weights")->capture_default_str();
    make_->add_option("-o,--output", file_, "file to write")->required();
    make_->add_flag("--force", force_, "replace a file that is there");
    make_catalog_.declare(*make_);
  }

  ExitCode list_models() const {
    const LoadedCatalog loaded = load_catalog(list_catalog_);
    if (loaded.code != ExitCode::done) {
      return put_failure(list_output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    const std::vector<ListedShape> rows = listed(loaded.catalog);
    if (list_output_.chosen() == Format::json) {
      return put_result(list_output_, shapes_json(rows), ExitCode::done);
    }
    return put_result(list_output_, rendered(list_output_, shapes_table(rows)), ExitCode::done);
  }

  ExitCode show_file() const {
    const Result<GgufSummary> summary = read_gguf(file_);
    if (!summary) {
      return put_failure(show_output_, schema, {summary.error()}, 0, ExitCode::wrong_input);
    }
    if (show_output_.chosen() == Format::json) {
      return put_result(show_output_, model_file_json(facts_of(*summary)), ExitCode::done);
    }
    return put_result(show_output_, rendered(show_output_, model_file_table(facts_of(*summary))),
                      ExitCode::done);
  }

  static std::vector<ListedShape> listed(const Catalog& catalog) {
    std::vector<ListedShape> rows;
    for (const ShapeOffer& offer : shape_offers(catalog)) {
      rows.push_back({offer.name, offer.format == ShapeFormat::onnx ? "onnx" : "gguf",
                      offer.architecture, offer.parameters, offer.file});
    }
    return rows;
  }

  ModelFileFacts facts_of(const GgufSummary& summary) const {
    ModelFileFacts facts;
    facts.file = file_;
    facts.architecture = summary.architecture;
    facts.parameters = static_cast<double>(summary.parameters);
    facts.tensors = summary.tensors.size();
    facts.size = summary.file;
    facts.load_memory = load_memory(summary);
    for (const auto& [name, value] : summary.settings) {
      if (name == "general.name") facts.name = value;
      if (value.size() <= 64) facts.settings.push_back({name, value});
    }
    return facts;
  }

  static std::string rendered(const OutputOptions& output, const Table& table) {
    if (output.chosen() == Format::csv) return csv_of(table);
    if (output.chosen() == Format::markdown) return markdown_of(table);
    return text_of(table, output.console().canvas());
  }

  ExitCode make_file() {
    const OutputOptions output = output_of_make();
    if (format_.empty()) format_ = file_.ends_with(".onnx") ? "onnx" : "gguf";
    wish_.format = format_ == "onnx" ? ShapeFormat::onnx : ShapeFormat::gguf;
    wish_.weights = weights_ == "f16"    ? ShapeWeights::f16
                    : weights_ == "q8_0" ? ShapeWeights::q8_0
                                         : ShapeWeights::q4_0;
    if (const auto refusal = output_refusal(output)) {
      return put_failure(output, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = load_few_records(make_catalog_, {wish_.model});
    if (loaded.code != ExitCode::done) {
      return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
    }
    const Result<ShapeMade> made =
        make_shape_model(wish_, loaded.catalog, file_, [](double) { return !interrupt_asked(); });
    if (!made) return put_failure(output, schema, {made.error()}, 0, code_of(made.error()));
    write_message(fmt::format("{}: {}, {} parameters, {} MB, random weights of seed {}\n", file_,
                              made->architecture, significant(made->parameters),
                              significant(made->file / megabyte, 4), wish_.seed));
    return ExitCode::done;
  }

  static ExitCode code_of(const Error& error) {
    if (interrupt_asked()) return ExitCode::interrupted;
    if (error.code == "D9") return ExitCode::outside_failed;
    return error.code == "D2" ? ExitCode::data_missing : ExitCode::wrong_input;
  }

  OutputOptions output_of_make() const {
    OutputOptions output;
    output.file = file_;
    output.format = "table";
    output.force = force_;
    return output;
  }

  ShapeWish wish_;
  std::string format_;
  std::string weights_ = "q4_0";
  std::string file_;
  bool force_ = false;
  CLI::App* list_ = nullptr;
  CLI::App* make_ = nullptr;
  CLI::App* show_ = nullptr;
  CatalogOptions list_catalog_;
  CatalogOptions make_catalog_;
  OutputOptions list_output_;
  OutputOptions show_output_;
};

}  // namespace

std::unique_ptr<Command> make_model_command() { return std::make_unique<ModelCommand>(); }

}  // namespace islet
