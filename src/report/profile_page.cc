#include "report/profile_page.h"

#include "report/json.h"

namespace islet {

std::string profile_json(const ProfilePage& page) {
  const auto given = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  Json work = Json::array();
  for (const ProfileLine& line : page.work) {
    work.push_back({{"name", line.name},
                    {"model", line.model},
                    {"class", line.work_class},
                    {"requests", line.requests},
                    {"done", line.done},
                    {"requests_per_hour", line.per_hour},
                    {"prompt_tokens", line.prompt},
                    {"reply_tokens", line.reply},
                    {"first_token_s", given(line.first_token_s)},
                    {"whole_s", given(line.whole_s)},
                    {"promised", line.is_promised}});
  }
  bool good = true;
  for (const Error& error : page.faults) good = good && error.severity != Severity::error;
  return enveloped("islet/measure-ledger/1", page.faults, good,
                   Json{{"requests", page.requests},
                        {"span_h", page.span_h},
                        {"workloads", std::move(work)},
                        {"reads", good},
                        {"trace_file", page.trace.empty() ? Json() : Json(page.trace)},
                        {"site", page.site}});
}

}  // namespace islet
