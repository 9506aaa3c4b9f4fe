// Ctrl-C: the first asks for the best so far, the second ends the program at once.
#pragma once

namespace islet {

/// From here on the first SIGINT or SIGTERM only raises a flag. Writing to a closed pipe no longer
/// ends the program either: the write fails instead.
void catch_interrupts();

/// True after the first.
bool interrupt_asked();

}  // namespace islet
