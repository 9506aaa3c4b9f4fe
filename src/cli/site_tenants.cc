#include "cli/site_tenants.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

Error wrong(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "V1", ""};
}

std::optional<Error> give(std::string_view name, int tenant, SiteRun& run) {
  const auto found = std::ranges::find(run.workloads, name,
                                       [](const SiteWorkload& each) { return each.spec.name; });
  if (found == run.workloads.end()) {
    std::vector<std::string> names;
    for (const SiteWorkload& each : run.workloads) names.push_back(each.spec.name);
    const std::optional<std::string> near = closest(name, names);
    return wrong(fmt::format("`--tenant` names \"{}\", must be a workload that computes", name),
                 near ? "Did you mean `" + *near + "`?" : "");
  }
  if (found->tenant >= 0) {
    return wrong(fmt::format("`--tenant` names \"{}\" twice, must name a workload once", name), "");
  }
  found->tenant = tenant;
  return std::nullopt;
}

}  // namespace

std::optional<Error> give_tenants(const std::vector<std::string>& wishes, SiteRun& run) {
  for (const std::string& wish : wishes) {
    const std::size_t at = wish.find('=');
    if (at == 0 || at == std::string::npos || at + 1 == wish.size()) {
      return wrong(fmt::format("`--tenant` is \"{}\", must be NAME=WORKLOAD,...", wish), "");
    }
    const std::string name = wish.substr(0, at);
    const auto same = std::ranges::find(run.tenants, name);
    const int tenant = static_cast<int>(same - run.tenants.begin());
    if (same == run.tenants.end()) run.tenants.push_back(name);
    for (const std::string_view workload : split(std::string_view(wish).substr(at + 1), ',')) {
      if (auto error = give(workload, tenant, run)) return error;
    }
  }
  return std::nullopt;
}

}  // namespace islet
