#include "twin/site_changes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "plan/demand.h"
#include "twin/site_facts.h"

namespace islet {
namespace {

constexpr double least_change = 0.1;
constexpr double deviations = 3;

const GivenValue* given(const Site& site, const std::string& key) {
  const auto found = std::find_if(site.given.begin(), site.given.end(),
                                  [&](const GivenValue& one) { return one.key == key; });
  return found == site.given.end() ? nullptr : &*found;
}

/// What stands there is a choice of the plan's where the file leaves one.
template <class Q>
bool is_chosen(const Sizing<Q>& sizing) {
  return sizing.size.low < sizing.size.high || sizing.size.options.size() > 1;
}

/// A part that stands there. `unit` names what `installed` counts in: "kWh".
template <class Q>
struct Part {
  std::string block;  ///< "power.battery"
  const Sizing<Q>* sizing;
  Q installed;
  Q one;
  const char* unit;
  std::optional<double> share;  ///< left of it
  const char* drift;            ///< "it holds {:.0f} % of what the file says"
};

template <class Q>
void add_part(const Site& site, const Part<Q>& part, std::vector<KeyChange>& out) {
  const double left = part.share.value_or(1.0);
  const std::string drift =
      part.share ? fmt::format(fmt::runtime(part.drift), 100 * left) : std::string();
  const GivenValue* size = given(site, part.block + ".size");
  const std::string key = size != nullptr ? part.block + ".size" : part.block;
  if (size == nullptr) size = given(site, part.block);
  if (part.sizing != nullptr && size != nullptr && !is_chosen(*part.sizing)) {
    if (part.share) out.push_back({key, size->value, scaled(size->value, left), drift});
    return;
  }
  if (part.sizing == nullptr || part.installed <= Q()) return;
  const auto amount = [&](Q value) {
    return fmt::format("{:.4g} {}", value / part.one, part.unit);
  };
  const std::string stands = fmt::format("{} stand there", amount(part.installed));
  out.push_back({part.block + ".size", size != nullptr ? size->value : "",
                 amount(left * part.installed), part.share ? stands + "; " + drift : stands});
  out.push_back({part.block + ".cost", "", "0 USD", "it is there already"});
  const Q more = part.sizing->size.high - left * part.installed;
  if (more / part.one > 0.01) {
    out.push_back({part.block + ".more", "", "up to " + amount(more), "as far as the file allows"});
  }
}

/// The key that says how much a workload asks.
std::string demand_key(const Workload& workload) {
  switch (workload.kind) {
    case WorkloadKind::chat:
      return "demand";
    case WorkloadKind::speech:
      return "audio";
    case WorkloadKind::requests:
    case WorkloadKind::batch:
      return "work";
    default:
      return "";
  }
}

bool is_of(const RequestRow& row, const Workload& workload) {
  return row.work_class == class_of(workload.importance, workload.kind == WorkloadKind::batch) &&
         std::find(workload.models.begin(), workload.models.end(), row.model) !=
             workload.models.end();
}

void add_demand(const Site& site, const RequestRows& rows, std::vector<KeyChange>& out) {
  const double days = days_of(rows);
  if (days < least_days_of_demand) return;
  for (const Workload& workload : site.workloads) {
    const std::string name = demand_key(workload);
    const GivenValue* value = given(site, "workloads." + workload.name + "." + name);
    if (name.empty() || value == nullptr) continue;
    const auto same =
        std::count_if(site.workloads.begin(), site.workloads.end(), [&](const Workload& other) {
          return other.models == workload.models && other.importance == workload.importance;
        });
    if (same > 1) continue;  // its requests cannot be told from another's
    const auto asked = static_cast<double>(
        std::count_if(rows.rows.begin(), rows.rows.end(),
                      [&](const RequestRow& row) { return is_of(row, workload); }));
    const double expected = demand_of(workload).mean * (days * day);
    if (expected <= 0 || asked <= 0) continue;
    const double ratio = asked / expected;
    const bool is_chance = std::abs(asked - expected) <= deviations * std::sqrt(expected);
    if (is_chance || std::abs(ratio - 1) <= least_change) continue;
    out.push_back({value->key, value->value, scaled(value->value, ratio),
                   fmt::format("{:.0f} were asked in {:.0f} days, {:.0f} were expected", asked,
                               days, expected)});
  }
}

}  // namespace

std::string scaled(std::string_view value, double factor) {
  std::string out;
  bool may_begin = true;  // a number that a letter or a slash stands before is part of a unit
  for (std::size_t at = 0; at < value.size();) {
    const char letter = value[at];
    const bool is_digit = letter >= '0' && letter <= '9';
    double number = 0;
    const auto read = std::from_chars(value.data() + at, value.data() + value.size(), number);
    if (is_digit && may_begin && read.ec == std::errc()) {
      const double result = factor * number;
      out += result >= 1000 ? fmt::format("{:.0f}", result) : fmt::format("{:.3g}", result);
      at = static_cast<std::size_t>(read.ptr - value.data());
      may_begin = false;
      continue;
    }
    out += letter;
    may_begin = letter == ' ' || letter == '.' || (may_begin && !is_digit);
    ++at;
  }
  return out;
}

std::vector<KeyChange> site_changes(const Site& site, const LiveState& state,
                                    const RequestRows& rows) {
  std::vector<KeyChange> out;
  const Supply& power = site.power;
  add_part<Power>(
      site,
      {"power.solar", power.solar ? &power.solar->sizing : nullptr, state.panels, kilowatt, "kWp",
       state.panels_found.drifted(), "they give {:.0f} % of what the file says"},
      out);
  add_part<Energy>(site,
                   {"power.battery", power.battery ? &power.battery->sizing : nullptr,
                    state.battery, kilowatt_hour, "kWh", state.battery_found.drifted(),
                    "it holds {:.0f} % of what the file says"},
                   out);
  add_demand(site, rows, out);
  return out;
}

}  // namespace islet
