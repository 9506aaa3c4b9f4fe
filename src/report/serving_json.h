// Parts of a serving run in JSON that several pages show. Internal to report.
#pragma once

#include <cstdint>
#include <string>

#include "report/json.h"
#include "sim/batch_engine.h"
#include "sim/serving_metrics.h"

namespace islet {

Json engine_json(const EngineSettings& settings, const Layout& layout);
/// Requests by how they ended.
Json ends_json(const ServingSummary& summary);
/// Sixteen hexadecimal digits.
std::string fingerprint_text(std::uint64_t fingerprint);

}  // namespace islet
