#include "perf/accuracy_caveat.h"

namespace islet {
namespace {

// Below this size the evaluations named here have few models, and losses grow.
constexpr double small_model = 6e9;

constexpr const char* kurtic =
    "Kurtic et al., ACL 2025 (arXiv 2411.02355), Llama 3.1 8B to 405B, over 500,000 evaluations";
constexpr const char* castro =
    "Egiazarian et al., arXiv 2509.23202, and its model card of Llama-3.1-8B in NVFP4";
constexpr const char* wu = "Wu et al., arXiv 2004.09602, nets for vision, speech and language";

AccuracyCaveat of_language(const Model& model, Precision weights) {
  const bool is_small = model.parameters < small_model;
  switch (weights) {
    case Precision::fp8:
      return {0.0, 0.01, Grade::b, "8-bit floating point loses next to nothing", kurtic};
    case Precision::int8:
      return {0.01, 0.03, Grade::b, "8-bit integers lose 1 to 3 % when tuned well", kurtic};
    case Precision::int4:
      if (is_small) {
        return {0.02, 0.08, Grade::d, "4-bit weights cost small models more than large ones",
                std::string("assumption; larger models: ") + kurtic};
      }
      return {0.01, 0.04, Grade::b, "4-bit weights rival 8-bit integers with a good method",
              kurtic};
    case Precision::fp4:
      return {0.02, is_small ? 0.1 : 0.06, is_small ? Grade::d : Grade::b,
              "4-bit floating point lost 3.5 % trained for it and 6.2 % rounded to it, at 8B",
              castro};
    case Precision::fp16:
    case Precision::fp32:
      break;
  }
  return {0.0, 0.0, Grade::a, "the precision the model was made in", ""};
}

AccuracyCaveat of_net(Precision weights) {
  switch (weights) {
    case Precision::fp8:
      return {0.0, 0.01, Grade::c, "8-bit floating point loses no more than 8-bit integers", wu};
    case Precision::int8:
      return {0.0, 0.01, Grade::b,
              "8-bit integers lose under 1 %, some small nets only when trained for it", wu};
    case Precision::fp4:
    case Precision::int4:
      return {0.02, 0.1, Grade::d, "4-bit nets must be trained for it and measured", "assumption"};
    case Precision::fp16:
    case Precision::fp32:
      break;
  }
  return {0.0, 0.0, Grade::a, "the precision the model was made in", ""};
}

}  // namespace

AccuracyCaveat accuracy_caveat(const Model& model, Precision weights) {
  return model.kind == ModelKind::language ? of_language(model, weights) : of_net(weights);
}

}  // namespace islet
