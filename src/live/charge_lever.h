// The limit of an inverter on what it charges its battery with, over Modbus TCP.
#pragma once

#include "live/lever.h"

namespace islet {

/// `place`: ADDRESS:PORT or ADDRESS:PORT/UNIT of a device with SunSpec's model 124 (storage
/// controls), which is searched for in its list of models. Watts are written as a share of what the
/// device says is its most; the limit falls back by itself where the device takes a time for that,
/// so it is written anew while it holds. What stood there is put back.
Result<std::unique_ptr<Lever>> charge_lever(const std::string& place);

}  // namespace islet
