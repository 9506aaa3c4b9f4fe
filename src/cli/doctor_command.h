// `islet doctor`: what meters read now.
#pragma once

#include <memory>

#include "cli/command.h"

namespace islet {

std::unique_ptr<Command> make_doctor_command();

}  // namespace islet
