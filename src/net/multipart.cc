#include "net/multipart.h"

namespace islet {
namespace {

constexpr std::size_t most_parts = 16;
constexpr std::size_t longest_head = 4'096;

Error bad_form(const char* what) {
  return Error{
      {}, std::string("the form is malformed: ") + what, "Send multipart/form-data.", "G1", ""};
}

/// The value of `key="..."` (or without quotes) in a header line.
std::string attribute(std::string_view line, std::string_view key) {
  for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
    const bool is_start = at == 0 || line[at - 1] == ' ' || line[at - 1] == ';';
    std::string_view rest = line.substr(at + key.size());
    if (!is_start || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      return std::string(rest.substr(0, rest.find('"')));
    }
    return std::string(rest.substr(0, rest.find_first_of("; \r\n")));
  }
  return "";
}

}  // namespace

Result<std::vector<FormPart>> read_form(std::string_view content_type, std::string_view body) {
  const std::string boundary = attribute(content_type, "boundary");
  if (!content_type.starts_with("multipart/form-data") || boundary.empty() ||
      boundary.size() > 70) {
    return bad_form("there is no boundary");
  }
  const std::string mark = "--" + boundary;
  std::vector<FormPart> parts;
  std::size_t at = body.find(mark);
  while (at != std::string_view::npos) {
    at += mark.size();
    if (body.substr(at).starts_with("--")) return parts;
    const std::size_t head_end = body.find("\r\n\r\n", at);
    const std::size_t end = body.find("\r\n" + mark, head_end);
    if (head_end == std::string_view::npos || head_end - at > longest_head) {
      return bad_form("a part has no head");
    }
    if (end == std::string_view::npos) return bad_form("it is cut off");
    if (parts.size() >= most_parts) return bad_form("it has too many parts");
    const std::string_view head = body.substr(at, head_end - at);
    // An empty part's end lies on the last two bytes of its head.
    const std::size_t from = std::min(head_end + 4, end);
    parts.push_back(
        {attribute(head, "name"), attribute(head, "filename"), body.substr(from, end - from)});
    at = end + 2;
  }
  return bad_form("it has no end");
}

}  // namespace islet
