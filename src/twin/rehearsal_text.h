// What a rehearsal came to, as one JSON object.
#pragma once

#include <string>

#include "twin/rehearsal.h"

namespace islet {

std::string json_of(const RehearsalOutcome& outcome);

}  // namespace islet
