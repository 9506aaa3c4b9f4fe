#include "report/json.h"

#include <algorithm>
#include <utility>

#include "report/version.h"

namespace islet {

namespace {

std::string plain(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_series(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& each) { return each.is_number(); });
}

void add_dump(const Json& value, std::size_t indent, std::string& out) {
  if (!value.is_structured() || value.empty() || is_series(value)) {
    out += plain(value);
    return;
  }
  const bool is_map = value.is_object();
  out += is_map ? '{' : '[';
  bool first = true;
  for (const auto& [key, each] : value.items()) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append(indent + 2, ' ');
    if (is_map) out += plain(Json(key)) + ": ";
    add_dump(each, indent + 2, out);
  }
  out += '\n';
  out.append(indent, ' ');
  out += is_map ? '}' : ']';
}

}  // namespace

std::string dumped(const Json& value) {
  std::string out;
  add_dump(value, 0, out);
  return out;
}

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
  return dumped(envelope) + "\n";
}

}  // namespace islet
