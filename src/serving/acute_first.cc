// Acute work before all other work, whatever the order of the others.
#include <algorithm>
#include <string>
#include <utility>

#include "serving/queue_order.h"

namespace islet {
namespace {

class AcuteFirst final : public QueueOrder {
 public:
  explicit AcuteFirst(std::unique_ptr<QueueOrder> others)
      : others_(std::move(others)), name_("acute-first " + std::string(others_->name())) {}

  std::string_view name() const override { return name_; }

  Turn turn(const Request& request, const Cost& cost, Instant now, TenantAccount& tenant) override {
    if (is_acute(request.work_class)) {
      const Instant due = std::min(request.deadline, request.first_token_by);
      return {.band = static_cast<int>(request.work_class),
              .key = (due == never ? after(now, patience) : due).nanoseconds()};
    }
    Turn turn = others_->turn(request, cost, now, tenant);
    turn.band += static_cast<int>(WorkClass::normal);
    return turn;
  }

  void started(const Turn& turn) override {
    if (turn.band >= static_cast<int>(WorkClass::normal)) others_->started(turn);
  }
  std::int64_t virtual_now() const override { return others_->virtual_now(); }
  bool puts_acute_first() const override { return true; }

 private:
  /// Acute work without a deadline counts as due this long after it arrived.
  static constexpr Duration patience = minute;

  std::unique_ptr<QueueOrder> others_;
  std::string name_;
};

}  // namespace

std::unique_ptr<QueueOrder> make_acute_first(std::unique_ptr<QueueOrder> others) {
  return std::make_unique<AcuteFirst>(std::move(others));
}

}  // namespace islet
