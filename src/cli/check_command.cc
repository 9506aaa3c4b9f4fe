#include <algorithm>

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
    site_.declare_several(app);
    app.add_flag("--show-defaults", show_defaults_, "list every value that was not given");
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
    }
    if (std::count(site_.files.begin(), site_.files.end(), "-") > 1) {
      return put_failure(output_, schema,
                         {{{}, "standard input can be read once", "Name `-` once.", "", ""}}, 0,
                         ExitCode::wrong_use);
    }
    const Result<std::vector<Override>> overrides = site_.overrides();
    if (!overrides) {
      return put_failure(output_, schema, {overrides.error()}, 0, ExitCode::wrong_use);
    }
    const LoadedCatalog loaded = load_catalog(site_.catalog);
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    if (site_.files.size() > 1) return check_all(loaded, *overrides);
    return check_one(loaded, *overrides);
  }

 private:
  ExitCode check_one(const LoadedCatalog& loaded, const std::vector<Override>& overrides) const {
    const CheckedSite checked = check_site(site_.files.front(), loaded.catalog, overrides);
    if (checked.code != ExitCode::done) {
      return put_failure(output_, schema, checked.list, checked.seen, checked.code);
    }
    show(output_.console(), checked.list, checked.seen);
    const bool clean = checked.list.empty() || !output_.strict;
    return put_result(output_, text_for(checked), clean ? ExitCode::done : ExitCode::warnings);
  }

  /// All files, whatever is wrong with one of them. The worst of them decides how it ends: wrong
  /// input goes before missing data, and that before warnings.
  ExitCode check_all(const LoadedCatalog& loaded, const std::vector<Override>& overrides) const {
    std::vector<FileVerdict> verdicts;
    ExitCode code = ExitCode::done;
    for (const std::string& file : site_.files) {
      CheckedSite checked = check_site(file, loaded.catalog, overrides);
      show(output_.console(), checked.list, checked.seen);
      const bool warned = !checked.list.empty() && output_.strict;
      const ExitCode own =
          checked.code == ExitCode::done && warned ? ExitCode::warnings : checked.code;
      const bool wrong = code == ExitCode::wrong_input || own == ExitCode::wrong_input;
      code = wrong ? ExitCode::wrong_input : std::max(code, own);
      verdicts.push_back({file, std::move(checked.site), std::move(checked.list)});
    }
    return put_result(output_, text_for(verdicts), code);
  }

  std::string text_for(const CheckedSite& checked) const {
    const auto page = [&] { return check_page(checked.site, checked.seen, show_defaults_); };
    return in_form(output_,
                   {[&] { return check_json(checked.site, checked.list); },
                    [&] { return csv_of(defaults_table(checked.site)); }, [&] { return page(); }});
  }

  std::string text_for(const std::vector<FileVerdict>& verdicts) const {
    const auto page = [&] { return check_page(verdicts, show_defaults_); };
    return in_form(output_, {[&] { return check_json(verdicts); },
                             [&] {
                               return csv_of(show_defaults_ ? defaults_table(verdicts)
                                                            : verdict_table(verdicts));
                             },
                             [&] { return page(); }});
  }

  SiteOptions site_;
  bool show_defaults_ = false;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace islet
