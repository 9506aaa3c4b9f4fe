// One piece of work as the scheduler sees it, and what it will cost.
#pragma once

#include "base/quantity.h"
#include "serving/ids.h"
#include "serving/work_class.h"

namespace islet {

/// How far from the site a request may go, and how far away an engine is.
enum class Residency : std::uint8_t { site, country, anywhere };
inline constexpr int residency_count = 3;

struct Request {
  RequestId id{};
  WorkClass work_class = WorkClass::normal;
  TenantId tenant{};
  WorkloadId workload{};
  ModelId model{};
  StreamId stream = StreamId::none;  ///< set: a newer one of the stream replaces a waiting one
  Residency residency = Residency::anywhere;
  bool deferrable = false;        ///< may wait for sun or a cheap hour as long as it ends in time
  bool ends_at_deadline = false;  ///< worthless after its deadline: it is ended then, in any state
  bool restartable = true;        ///< may begin again elsewhere when its engine is lost
  Tokens prompt{};
  Tokens reply{};                  ///< expected
  double items = 1;                ///< frames, images, windows
  Instant not_before = long_ago;   ///< start of its batch window
  Instant latest_start = never;    ///< deferred work is let go by then
  Instant first_token_by = never;  ///< first output due
  Instant deadline = never;        ///< whole output due
};

/// What the driver expects of a request on an engine under full load. The core adds these up and
/// compares them; it never computes them.
struct Cost {
  Duration service{};      ///< from start to end, alongside the engine's usual batch
  Duration first_token{};  ///< from start to the first output
  Energy energy{};         ///< beyond the engine's idle draw
  Tokens cache{};          ///< of the engine's cache that it books while it runs

  /// Draw beyond the engine's idle draw, on average.
  Power draw() const { return service > Duration() ? energy / service : Power(); }
};

}  // namespace islet
