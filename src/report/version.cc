#include "report/version.h"

namespace islet {

std::string version() { return ISLET_VERSION; }

}  // namespace islet
