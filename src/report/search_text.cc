#include "report/search_text.h"

#include <fmt/format.h>

namespace islet {

std::string gap_text(double share) {
  return share < 1e-4 ? "0.01 %" : fmt::format("{:.2g} %", 100 * share);
}

}  // namespace islet
