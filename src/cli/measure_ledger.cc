#include "cli/measure_ledger.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/written_file.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "report/profile_page.h"
#include "site/read_site.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/measure-ledger/1";
constexpr std::size_t site_bytes_max = std::size_t{4} << 20U;

ProfilePage page_of(const WorkProfile& profile) {
  ProfilePage page;
  page.requests = profile.requests;
  page.span_h = profile.span_s / 3600;
  for (const ProfiledWork& work : profile.work) {
    page.work.push_back({work.name, work.model, std::string(name_of(work.work_class)),
                         work.requests, work.done, work.per_hour, work.prompt, work.reply,
                         work.first_token_s, work.whole_s, work.is_promised});
  }
  return page;
}

/// The choice that a site file may name for it: its own name, or the first that means that model;
/// empty for a model that the catalogue does not know so.
std::string choice_of(const Catalog& catalog, const std::string& name) {
  if (find_choice(catalog, name) != nullptr) return name;
  const Model* model = find_model(catalog, name);
  for (const ModelChoice& choice : catalog.choices) {
    if (model != nullptr && choice.model == model->id) return choice.name;
  }
  return "";
}

/// Rows get names that a site file may use; `model` where the catalogue does not know theirs, for
/// clients may call it anything. What is still unknown then is returned.
std::string name_models(RequestRows& rows, const std::string& model, const Catalog& catalog) {
  const std::string other = model.empty() ? "" : choice_of(catalog, model);
  if (!model.empty() && other.empty()) return "`" + model + "`";
  std::map<std::string, std::string> names;
  for (RequestRow& row : rows.rows) {
    const auto [found, is_new] = names.try_emplace(row.model);
    if (is_new) found->second = choice_of(catalog, row.model);
    if (found->second.empty()) found->second = other;
    if (found->second.empty()) return row.model.empty() ? "no model" : "`" + row.model + "`";
    row.model = found->second;
  }
  return "";
}

}  // namespace

void MeasureLedger::declare(CLI::App& app) {
  app.add_option(
         "--from-ledger", source_,
         "measure nothing: a site file of what `islet serve --state DIR` was asked, or of a "
         "trace")
      ->type_name("DIR|FILE")
      ->group("Ledger");
  app.add_option("--site", base_, "a site file whose other sections are kept")
      ->type_name("SITE")
      ->group("Ledger");
  app.add_option("--at", where_, "without --site: where it is, such as '61.2 N, 149.9 W'")
      ->group("Ledger");
  app.add_option("--trace", trace_, "also write a trace that simulate reads")
      ->type_name("FILE.csv")
      ->group("Ledger");
  app.add_option("--utc-offset", offset_h_, "hours that local time is ahead of UTC")
      ->check(CLI::Range(-14.0, 14.0).description(""))
      ->group("Ledger");
}

Result<std::string> MeasureLedger::site_text(const WorkProfile& profile) const {
  SiteWish wish;
  wish.where = where_;
  wish.base_name = base_;
  if (base_.empty()) return profiled_site(profile, wish);
  const Result<std::string> text = read_file(base_, site_bytes_max);
  if (!text) return text.error();
  wish.base = *text;
  return profiled_site(profile, wish);
}

ExitCode MeasureLedger::run(const std::string& model, const CatalogOptions& catalog,
                            const OutputOptions& output) const {
  const auto fail = [&](const Error& error, ExitCode code) {
    return put_failure(output, schema, {error}, 0, code);
  };
  if (const auto refusal = output_refusal(output)) return fail(*refusal, ExitCode::wrong_use);
  if (base_.empty() == where_.empty()) {
    return fail({{},
                 "--from-ledger needs --site or --at, and not both",
                 "Write --at '61.2 N, 149.9 W', or name the site's own file.",
                 "",
                 ""},
                ExitCode::wrong_use);
  }
  const LoadedCatalog loaded = load_catalog(catalog);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  Faults faults;
  RequestRows rows = read_request_rows(source_, faults);
  if (faults.has_errors()) {
    return put_failure(output, schema, faults.sorted(), faults.count(), ExitCode::wrong_input);
  }
  const std::string unknown = name_models(rows, model, loaded.catalog);
  if (!unknown.empty()) {
    return fail({{source_},
                 "the requests name " + unknown + ", which is no choice of the catalogue",
                 "Say which it is: islet measure chat/8b-q4 --from-ledger ...; see islet catalog "
                 "list choices.",
                 "D2",
                 ""},
                ExitCode::data_missing);
  }
  const WorkProfile profile = work_profile(rows, offset_h_);
  const Result<std::string> text = site_text(profile);
  if (!text) return fail(text.error(), ExitCode::wrong_input);
  // What is written is read at once: nobody shall have to edit it.
  (void)read_site(*text, "profiled site", loaded.catalog, {}, faults);
  if (!trace_.empty()) {
    if (const auto fault = write_file(trace_, trace_text(rows))) {
      return fail(*fault, ExitCode::outside_failed);
    }
  }
  ProfilePage page = page_of(profile);
  page.site = *text;
  page.trace = trace_;
  page.faults = faults.sorted();
  const ExitCode code = faults.has_errors() ? exit_code_for(page.faults) : ExitCode::done;
  show(output.console(), page.faults);
  const bool is_json = output.chosen() == Format::json;
  return put_result(output, is_json ? profile_json(page) : *text, code);
}

}  // namespace islet
