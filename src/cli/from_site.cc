#include "cli/from_site.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "base/written_file.h"
#include "net/http_client.h"
#include "twin/site_changes.h"
#include "twin/site_facts.h"

namespace islet {
namespace {

constexpr std::size_t state_bytes_max = std::size_t{16} << 20U;

/// The port of "http://127.0.0.1:8080"; nothing for an address of another machine.
std::optional<int> own_port(std::string_view address) {
  for (const std::string_view start : {"http://127.0.0.1:", "http://localhost:"}) {
    if (!address.starts_with(start)) continue;
    address.remove_prefix(start.size());
    if (address.ends_with('/')) address.remove_suffix(1);
    int port = 0;
    const auto read = std::from_chars(address.data(), address.data() + address.size(), port);
    const bool is_whole = read.ec == std::errc() && read.ptr == address.data() + address.size();
    return is_whole && port > 0 && port < 65'536 ? std::optional(port) : std::nullopt;
  }
  return std::nullopt;
}

Result<std::string> state_by_gateway(const std::string& address, int port) {
  RawClient client(port);
  std::string request = "GET /islet/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (const char* key = std::getenv("ISLET_KEY")) {
    request += std::string("Authorization: Bearer ") + key + "\r\n";
  }
  const bool sent = client.is_open() && client.send(request + "\r\n");
  const std::string reply = sent ? client.receive_all() : "";
  const std::size_t body = reply.find("\r\n\r\n");
  if (body != std::string::npos && reply.starts_with("HTTP/1.1 200")) return reply.substr(body + 4);
  const std::string said = reply.empty() ? "nobody answers" : reply.substr(0, reply.find('\r'));
  return Error{{address},
               "no state of the site: " + said,
               "Name its state folder, or put the key of a tenant that operates into ISLET_KEY.",
               "G2",
               ""};
}

/// "2026-11-22 06:17 UTC".
std::string utc_text(std::int64_t unix_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds(unix_ms)};
  const auto days = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss time(moment - days);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count());
}

}  // namespace

void FromSite::declare(CLI::App& app) {
  app.add_option("--from-site", source_,
                 "plan the site as it is: the state folder of `islet serve --site`, or its address "
                 "on this machine")
      ->type_name("DIR|URL");
}

Result<SiteSeen> FromSite::seen(const Site& site) const {
  const bool is_address = source_.find("://") != std::string::npos;
  const std::optional<int> port = own_port(source_);
  if (is_address && !port) {
    return Error{{source_},
                 "the address is none of a gateway on this machine",
                 "Write http://127.0.0.1:8080, or name the site's state folder.",
                 "V1",
                 ""};
  }
  const Result<std::string> text =
      port ? state_by_gateway(source_, *port) : read_file(source_ + "/state.json", state_bytes_max);
  if (!text) return text.error();
  const Result<LiveState> state = read_live_state(*text, source_);
  if (!state) return state.error();
  RequestRows rows;
  if (!is_address && std::filesystem::exists(source_ + "/requests.csv")) {
    Faults faults;
    rows = read_request_rows(source_, faults);
    if (faults.has_errors()) return faults.sorted().front();
  }
  SiteSeen out;
  out.source = source_;
  if (state->unix_ms) out.written = utc_text(*state->unix_ms);
  for (SiteFact& one : site_facts(*state, rows)) {
    out.facts.push_back(
        {std::move(one.what), std::move(one.says), std::move(one.taken), one.value});
  }
  for (KeyChange& one : site_changes(site, *state, rows)) {
    out.keys.push_back(
        {std::move(one.key), std::move(one.was), std::move(one.now), std::move(one.why)});
  }
  return out;
}

void set_seen(const SiteSeen& seen, SiteOptions& options) {
  std::vector<std::string> set;
  for (const SeenKey& one : seen.keys) set.push_back(one.key + "=" + one.now);
  set.insert(set.end(), options.set.begin(), options.set.end());
  options.set = std::move(set);
}

}  // namespace islet
