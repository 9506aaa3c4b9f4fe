// A generator set that is started and stopped through its controller, over Modbus TCP.
#pragma once

#include "live/lever.h"

namespace islet {

/// `place`: ADDRESS:PORT. Controllers that speak Deep Sea's GenComm: a key and its complement are
/// written in one piece, only while the controller stands in automatic mode, so that a person at
/// the set is never overruled. A key that was taken is no proof that the set runs: its meter is.
Result<std::unique_ptr<Lever>> set_lever(const std::string& place);

}  // namespace islet
