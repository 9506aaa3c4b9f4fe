#include "cli/command.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/check_page.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/check/1";

class CheckCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    site_.declare(app);
    app.add_flag("--show-defaults", show_defaults_, "list every value that was not given");
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    const LoadedSite loaded = load_site(site_);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    show(output_.console(), loaded.list, loaded.seen);
    const bool clean = loaded.list.empty() || !output_.strict;
    return put_result(output_, text_for(loaded), clean ? ExitCode::done : ExitCode::warnings);
  }

 private:
  std::string text_for(const LoadedSite& loaded) const {
    const auto page = [&] { return check_page(loaded.site, loaded.seen, show_defaults_); };
    switch (output_.chosen()) {
      case Format::json:
        return check_json(loaded.site, loaded.list);
      case Format::csv:
        return csv_of(defaults_table(loaded.site));
      case Format::markdown:
        return markdown_of(page());
      case Format::table:
        break;
    }
    return text_of(page(), output_.console().canvas());
  }

  SiteOptions site_;
  bool show_defaults_ = false;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace islet
