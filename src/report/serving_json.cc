#include "report/serving_json.h"

#include <fmt/format.h>

namespace islet {

Json engine_json(const EngineSettings& settings, const Layout& layout) {
  return Json{{"tensor", layout.tensor},
              {"pipeline", layout.pipeline},
              {"data_parallel", settings.ranks},
              {"precision", name_of(layout.weights)},
              {"max_batch", settings.max_sequences},
              {"token_budget", settings.token_budget},
              {"cache_blocks", settings.cache_blocks}};
}

Json ends_json(const ServingSummary& summary) {
  Json ends = Json::object();
  for (int state = 0; state < end_state_count; ++state) {
    const auto each = static_cast<EndState>(state);
    ends[std::string(name_of(each))] = summary.in(each);
  }
  return ends;
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  return fmt::format("{:016x}", fingerprint);
}

}  // namespace islet
