#include "cli/from_site.h"

#include <charconv>
#include <filesystem>

#include "base/written_file.h"
#include "cli/gateway_status.h"
#include "net/utc_text.h"
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
  Result<std::string> status = gateway_status(port);
  if (status) return status;
  Error error = status.error();
  error.place = {address};
  error.what = "no state of the site: " + error.what;
  error.hint = "Name its state folder, or put the key of a tenant that operates into ISLET_KEY.";
  return error;
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
  if (state->unix_ms) out.written = utc_minute(WallTime{*state->unix_ms});
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
