#include "report/json.h"

#include <utility>

#include "report/version.h"

namespace islet {

Json json_of(const Error& error) {
  return Json{{"severity", error.severity == Severity::error ? "error" : "warning"},
              {"code", error.code},
              {"file", error.place.file},
              {"line", error.place.line},
              {"column", error.place.column},
              {"length", error.place.length},
              {"what", error.what},
              {"hint", error.hint}};
}

std::string enveloped(const std::string& schema, const std::vector<Error>& diagnostics, bool ok,
                      Json result) {
  Json list = Json::array();
  for (const Error& error : diagnostics) list.push_back(json_of(error));
  const Json envelope = {{"schema", schema},
                         {"islet", version()},
                         {"ok", ok},
                         {"diagnostics", std::move(list)},
                         {"result", std::move(result)}};
  return envelope.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace islet
