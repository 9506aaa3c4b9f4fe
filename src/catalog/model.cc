#include "catalog/model.h"

namespace islet {

std::string_view name_of(ModelKind kind) {
  switch (kind) {
    case ModelKind::language:
      return "language";
    case ModelKind::vision:
      return "vision";
    case ModelKind::speech:
      return "speech";
    case ModelKind::recommendation:
      return "recommendation";
    case ModelKind::image:
      return "image";
    case ModelKind::other:
      break;
  }
  return "other";
}

}  // namespace islet
