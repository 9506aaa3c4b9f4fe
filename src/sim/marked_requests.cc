#include "sim/marked_requests.h"

#include <cmath>

#include "base/check.h"

namespace islet {

MarkedRequests::MarkedRequests(RequestSource& source, const RequestMarks& marks)
    : source_(source),
      marks_(marks),
      draw_(RandomStream(marks.seed).fork("acute")),
      adapter_draw_(RandomStream(marks.seed).fork("adapters")) {
  CHECK(marks.speed > 0);
}

void MarkedRequests::mark(TraceRequest& out) {
  if (out.is_marked) return;
  out.is_marked = true;
  if (marks_.acute_share > 0 && draw_.uniform() < marks_.acute_share) {
    out.work_class = WorkClass::high;
  }
  if (marks_.adapters > 0) {
    out.adapter = 1 + static_cast<std::uint64_t>(adapter_draw_.uniform(0, marks_.adapters));
  }
  if (marks_.speed != 1) {
    out.arrival = after(Instant(), between(Instant(), out.arrival) / marks_.speed);
  }
  const std::size_t at = index_of(out.work_class);
  if (out.first_token_within == no_goal) out.first_token_within = marks_.first_token_within[at];
  if (out.within == no_goal) out.within = marks_.within[at];
}

bool MarkedRequests::next(TraceRequest& out) {
  out.is_marked = false;
  while (source_.next(out)) {
    mark(out);
    if (!marks_.only_acute || is_acute(out.work_class)) return true;
    out.is_marked = false;
  }
  return false;
}

bool MarkedRequests::ended(Instant now, TraceRequest& ahead, bool has_ahead) {
  const bool is_other = source_.ended(now, ahead, has_ahead);
  if (is_other) mark(ahead);
  return is_other;
}

}  // namespace islet
