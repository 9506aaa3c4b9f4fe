#include "sim/engine_request.h"

namespace islet {

std::string_view name_of(EndState state) {
  switch (state) {
    case EndState::finished:
      return "finished";
    case EndState::cancelled:
      return "cancelled";
    case EndState::expired:
      return "expired";
    case EndState::turned_away:
      return "turned_away";
    case EndState::refused_empty:
      return "refused_empty";
    case EndState::refused_context:
      return "refused_context";
    case EndState::refused_cache:
      return "refused_cache";
    case EndState::refused_queue:
      return "refused_queue";
  }
  return "finished";
}

}  // namespace islet
