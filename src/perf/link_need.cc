#include "perf/link_need.h"

namespace islet {
namespace {

// "7B", "13B" and so on name a class of size: a model of 6.7 or 8.0 billion counts as 7B, Llama-70B
// has 70.6 billion and is not above 70B.
constexpr double class_7b_least = 6.5e9;
constexpr double class_13b_least = 12.5e9;
constexpr double class_70b_most = 75e9;
constexpr double class_70b_least = 60e9;
constexpr double class_405b_least = 400e9;

LinkAdvice advice(LinkNeed need, const char* rule, const char* why) {
  return {.need = need, .rule = rule, .why = why};
}

LinkAdvice training_advice(const JointTask& task) {
  using enum LinkNeed;
  const double size = task.parameters;
  if (task.work == JointWork::full_training) {
    if (size > class_70b_most) {
      return advice(required, "R020", "training above 70B exchanges more than other links carry");
    }
    if (size >= class_13b_least) {
      return advice(required, "R022", "gradients of full training from 13B on saturate PCIe");
    }
    if (size >= class_7b_least && !task.accumulates_gradients) {
      LinkAdvice found = advice(optional, "R025", "full training of 7B to 13B is slower on PCIe");
      found.pcie_loss_low = 0.2;
      found.pcie_loss_high = 0.4;
      return found;
    }
  } else if (size >= class_70b_least) {
    return advice(optional, "R027", "an adapter's gradients are small");
  }
  if (size < class_7b_least) return advice(not_needed, "R031", "the model is below 7B");
  return advice(not_needed, "R032", "copies exchange gradients seldom");
}

LinkAdvice inference_advice(const JointTask& task) {
  using enum LinkNeed;
  const double size = task.parameters;
  const bool is_split = task.tensor * task.pipeline > 1;
  if (!is_split) return advice(not_needed, "R030", "devices work apart from each other");
  if (task.tensor > 2) {
    return advice(required, "R021",
                  "a tensor split over more than two devices exchanges for every "
                  "layer of every token");
  }
  if (size >= class_405b_least) {
    return advice(required, "R023", "a model of 405B is too large for splits without NVLink");
  }
  if (task.realtime && size > class_70b_most) {
    return advice(required, "R024", "real-time serving of a very large model waits for the link");
  }
  if (size < class_7b_least) return advice(not_needed, "R031", "the model is below 7B");
  if (task.tensor == 1) {
    return advice(not_needed, "R033", "pipeline stages pass activations once a step");
  }
  const bool is_quantised = task.weights == Precision::int4 || task.weights == Precision::int8;
  if (is_quantised && size >= class_70b_least && size <= class_70b_most) {
    return advice(optional, "R028", "70B in 8 or 4 bit needs two devices at most");
  }
  return advice(optional, "R026", "two devices can share layers over PCIe or a bridge");
}

}  // namespace

std::string_view name_of(LinkNeed need) {
  switch (need) {
    case LinkNeed::not_needed:
      return "not needed";
    case LinkNeed::optional:
      return "optional";
    case LinkNeed::required:
      return "required";
  }
  return "required";
}

LinkAdvice link_advice(const JointTask& task) {
  if (task.devices <= 1) {
    return advice(LinkNeed::not_needed, "R029", "there is one device");
  }
  return task.work == JointWork::inference ? inference_advice(task) : training_advice(task);
}

}  // namespace islet
