// Drills about places: what stays on the site, and a site without its link.
#include <atomic>
#include <fstream>

#include <fmt/format.h>

#include "live/drill_site.h"
#include "live/live_drill.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr const char* chat_path = "/v1/chat/completions";

std::string chat(const std::string& model) {
  return fmt::format(
      R"({{"model":"{}","max_tokens":4,"messages":[{{"role":"user","content":"hi"}}]}})", model);
}

/// A site with an engine of its own, and one elsewhere that its port leads to (0: nobody there).
Result<std::unique_ptr<DrillSite>> site_beside(int port, const std::string& keys_file) {
  Result<SiteModel> local = drill_model("both", "fake", "fake?step_us=20000");
  if (!local) return local.error();
  local->slots = 1;
  Result<SiteModel> remote =
      drill_model("both", "remote", fmt::format("http://127.0.0.1:{}/v1#words", port));
  if (!remote) return remote.error();
  remote->where = Residency::anywhere;
  SiteModel far = *remote;
  far.name = "far";
  ServeSettings settings;
  settings.keys_file = keys_file;
  settings.models = {*local, *remote, far};
  return DrillSite::open(settings);
}

std::string key_line(const std::string& key) { return "Authorization: Bearer " + key + "\r\n"; }

/// So many at once; how many were answered with 200.
int answered(const DrillSite& site, const std::string& model, const std::string& key, int count) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<RawClient>(site.port(), 60));
    clients.back()->send(
        DrillSite::text_of("POST", chat_path, chat(model), key.empty() ? "" : key_line(key)));
  }
  int done = 0;
  for (const auto& one : clients) done += status_of(one->receive_all()) == "200" ? 1 : 0;
  return done;
}

std::string tenant_line(const std::string& name, const std::string& more) {
  return fmt::format(R"({{"name":"{}","best":"normal",{}"keys":["{}"]}})", name, more,
                     key_hash("key-" + name));
}

int lines_with(const std::string& text, const std::string& mark) {
  int count = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

Result<DrillFigures> drill_residency() {
  auto elsewhere = DrillSite::open({});
  if (!elsewhere) return elsewhere.error();
  const DrillFolder keys;
  const std::string file = keys.path() + "/keys.json";
  std::ofstream(file) << "{\"tenants\":[" << tenant_line("private", R"("residency":"site",)") << ","
                      << tenant_line("open", "") << ","
                      << tenant_line("boss", R"("operates":true,)") << "]}";
  auto here = site_beside((*elsewhere)->port(), file);
  if (!here) return here.error();
  if (!(*here)->wait_until_up(3)) return Error{{}, "an engine did not come up", "", "D5", ""};
  const int private_done = answered(**here, "both", "key-private", 20);
  const int open_done = answered(**here, "both", "key-open", 20);
  const int private_far = answered(**here, "far", "key-private", 5);
  const int open_far = answered(**here, "far", "key-open", 5);
  const double arrived = (*elsewhere)->status_figure({"events"}).value_or(-1);
  (*here)->stop();
  const std::string audit = (*here)->file("left-site.log");
  return DrillFigures{
      {"private_done", static_cast<double>(private_done), ""},
      {"private_that_only_fit_elsewhere_done", static_cast<double>(private_far), ""},
      {"open_done", static_cast<double>(open_done + open_far), ""},
      {"audited_that_left", static_cast<double>(lines_with(audit, "\"request\"")), ""},
      {"audited_private_that_left", static_cast<double>(lines_with(audit, "\"allowed\":\"site\"")),
       ""},
      {"breaches", static_cast<double>(lines_with(audit, "\"breach\":true")), ""},
      {"events_elsewhere", arrived, ""}};
}

Result<DrillFigures> drill_disconnected() {
  constexpr int days = 30;
  constexpr int reports_a_day = 24;
  // Port 9 of this machine: nobody answers there, as when a link is down.
  auto here = site_beside(9, "");
  if (!here) return here.error();
  if (!(*here)->wait_until_up(1)) return Error{{}, "the engine did not come up", "", "D5", ""};
  const int done = answered(**here, "both", "", 40);
  const int far = answered(**here, "far", "", 2);
  const double ready = status_of((*here)->ask("GET", "/readyz")) == "200" ? 1 : 0;
  (*here)->stop();
  JournalSettings settings;
  settings.folder = (*here)->folder();
  int acknowledged = 0;
  {
    Result<std::unique_ptr<Journal>> journal = Journal::open(settings);
    if (!journal) return journal.error();
    std::atomic<int> written = 0;
    for (int i = 0; i < days * reports_a_day; ++i) {
      AcceptJob report;
      report.kind = JobKind::report;
      report.tenant = "local";
      report.key = fmt::format("hour-{}", i);
      report.payload = fmt::format("{{\"hour\":{}}}", i);
      (*journal)->write(report,
                        [&](const Result<StepOutcome>& outcome) { written += outcome ? 1 : 0; });
    }
    for (int i = 0; i < 6'000 && written < days * reports_a_day; ++i) wait_for(5.0 * millisecond);
    acknowledged = written;
  }
  // The link is back: what was queued is there, in order, each once.
  Result<std::unique_ptr<Journal>> journal = Journal::open(settings);
  if (!journal) return journal.error();
  const std::vector<Job> kept =
      (*journal)->reader().open_jobs(JobKind::report, JobId::none, 10 * days * reports_a_day);
  bool in_order = true;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    in_order = in_order && kept[i].payload == fmt::format("{{\"hour\":{}}}", i);
  }
  return DrillFigures{{"served_here", static_cast<double>(done), ""},
                      {"served_elsewhere", static_cast<double>(far), ""},
                      {"ready", ready, ""},
                      {"reports_acknowledged", static_cast<double>(acknowledged), ""},
                      {"reports_kept", static_cast<double>(kept.size()), ""},
                      {"in_order", 0, in_order ? "yes" : "no"}};
}

}  // namespace islet
