#include "accuracy/fitting_changes.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace islet {
namespace {

class Changes {
 public:
  explicit Changes(const RunQuestion& question) : question_(question) {}

  std::vector<FittingChange> list() {
    add_batch();
    add_context();
    add_precision();
    add_splits();
    if (!narrower_fits_) add_both();
    return std::move(list_);
  }

 private:
  void add_batch() {
    const int most = run_memory(question_).most;
    if (most < 1 || most >= question_.batch) return;
    list_.push_back({fmt::format("--batch {}", most),
                     fmt::format("{} of {} at one time", most, question_.batch)});
  }

  void add_context() {
    if (!question_.model->shape) return;
    const double asked = question_.context() / token;
    double low = 0;
    double high = asked;
    for (int step = 0; step < 40 && high - low > 1; ++step) {
      const double middle = std::floor((low + high) / 2);
      const Holding holding{.sequences = 1.0 * question_.batch, .context = middle * token};
      (fits(*question_.model, *question_.device, question_.layout, holding) ? low : high) = middle;
    }
    const double prompt = low - question_.reply / token;
    if (prompt < 16) return;
    list_.push_back({fmt::format("--prompt {:.0f}", prompt),
                     fmt::format("{:.0f} of {:.0f} tokens of context", low, asked)});
  }

  void add_precision() {
    for (const Precision precision : narrowing) {
      const bool narrower = bytes_per_value(precision) < bytes_per_value(question_.layout.weights);
      if (!narrower || !is_of_use(question_, precision)) continue;
      const RunQuestion changed = with_weights(question_, precision);
      if (!fits_memory(changed)) continue;
      list_.push_back({fmt::format("--precision {}", name_of(precision)),
                       fmt::format("{:.1f} GB of weights", weights_gb(changed))});
      narrower_fits_ = true;
      return;
    }
  }

  static double weights_gb(const RunQuestion& question) {
    return weight_bytes(*question.model, question.layout.weights) / gigabyte;
  }

  /// The fewest devices of a tensor split, else of a pipeline.
  std::optional<RunQuestion> split(RunQuestion changed) const {
    for (int devices = 2; devices <= 16; devices *= 2) {
      changed.layout.tensor = devices;
      changed.layout.pipeline = 1;
      if (!refusal(*changed.model, *changed.device, changed.layout) && fits_memory(changed)) {
        return changed;
      }
      changed.layout.tensor = 1;
      changed.layout.pipeline = devices;
      if (!refusal(*changed.model, *changed.device, changed.layout) && fits_memory(changed)) {
        return changed;
      }
    }
    return std::nullopt;
  }

  static std::string split_option(const Layout& layout) {
    return layout.tensor > 1 ? fmt::format("--tensor {}", layout.tensor)
                             : fmt::format("--pipeline {}", layout.pipeline);
  }

  void add_splits() {
    if (!question_.model->shape || question_.layout.devices() > 1) return;
    const std::optional<RunQuestion> found = split(question_);
    if (!found) return;
    list_.push_back({split_option(found->layout),
                     fmt::format("{} devices share the model", found->layout.devices())});
  }

  void add_both() {
    if (!question_.model->shape || question_.layout.devices() > 1) return;
    for (const Precision precision : {Precision::int8, Precision::int4}) {
      const bool narrower = bytes_per_value(precision) < bytes_per_value(question_.layout.weights);
      if (!narrower || !has_arithmetic(question_, precision)) continue;
      const std::optional<RunQuestion> found = split(with_weights(question_, precision));
      if (!found) continue;
      list_.push_back(
          {fmt::format("--precision {} {}", name_of(precision), split_option(found->layout)),
           fmt::format("{:.1f} GB of weights over {} devices", weights_gb(*found),
                       found->layout.devices())});
    }
  }

  const RunQuestion& question_;
  bool narrower_fits_ = false;
  std::vector<FittingChange> list_;
};

}  // namespace

std::vector<FittingChange> fitting_changes(const RunQuestion& question) {
  return Changes(question).list();
}

}  // namespace islet
