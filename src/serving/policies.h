// The rules a site is served by: one of each kind, composed, and the list of compositions.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "serving/admission.h"
#include "serving/deferral.h"
#include "serving/queue_order.h"

namespace islet {

struct Policies {
  std::string_view name;
  std::unique_ptr<QueueOrder> order;
  std::unique_ptr<Admission> admission;
  std::unique_ptr<Deferral> deferral;
  bool newest_frame_only = false;  ///< of each stream, one frame waits: the newest
  bool preempts = false;           ///< acute work stops routine work; anything stops batch work
  bool paces_batch = false;        ///< beside others, batch work runs no faster than it is due
};

/// Names of all compositions, the default first.
std::span<const std::string_view> scheduling_names();

/// The composition of that name; its `name` is empty when there is none.
Policies make_policies(std::string_view name);

inline constexpr std::string_view default_scheduling = "acute-first";

}  // namespace islet
