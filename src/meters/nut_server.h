// The other side of Network UPS Tools' protocol: variables of one UPS that clients read. It opens
// no socket.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace islet {

struct NutBook {
  std::string ups = "ups";
  std::string says = "a UPS";
  std::map<std::string, std::string> variables;
  bool is_stale = false;  ///< its driver hears nothing from it
};

/// One connection.
class NutConversation {
 public:
  explicit NutConversation(const NutBook& book) : book_(book) {}
  std::string answer(std::string_view bytes);
  bool is_over() const { return is_over_; }

 private:
  std::string answer_line(std::string_view line);

  const NutBook& book_;
  std::string held_;
  bool is_over_ = false;
};

}  // namespace islet
