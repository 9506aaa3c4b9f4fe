// What happens to a site, as the scheduler is told.
#pragma once

#include <variant>

#include "serving/engine.h"
#include "serving/power_reading.h"

namespace islet {

struct RequestArrives {
  Request request{};
};
/// Its first output left. Optional: only `routine_beside_prefill` looks at it.
struct FirstOutput {
  RequestId request{};
};
struct RequestDone {
  RequestId request{};
};
/// The one who asked went away. Taken in every state; unknown ids are let pass.
struct RequestCancelled {
  RequestId request{};
};
/// It is ready: new, after a start, or back with other figures. What it ran before is lost.
struct EngineUp {
  EngineSpec engine{};
};
/// It failed or was turned off: what it ran is lost.
struct EngineDown {
  EngineId engine{};
};
/// The model that `LoadModel` asked for is there.
struct ModelLoaded {
  EngineId engine{};
  ModelId model{};
};
struct PowerRead {
  PowerReading reading{};
};
/// What compute may draw at most whatever the plant could give: an operator's or a hub's limit.
struct CapChanged {
  Power cap = unlimited_power;
};
struct ForecastMade {
  Forecast slots{};
};
/// Nothing but time.
struct Tick {};

using Event = std::variant<RequestArrives, FirstOutput, RequestDone, RequestCancelled, EngineUp,
                           EngineDown, ModelLoaded, PowerRead, CapChanged, ForecastMade, Tick>;

}  // namespace islet
