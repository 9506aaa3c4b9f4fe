// What a gateway on this machine says of its site.
#pragma once

#include <string>

#include "base/error.h"

namespace islet {

/// The document that `GET /islet/status` gives. `key`: of a tenant that operates; empty: what
/// ISLET_KEY holds, or none. Error G2 where there is no such answer: `what` says what came instead,
/// such as "nobody answers".
Result<std::string> gateway_status(int port, const std::string& key = "");

}  // namespace islet
