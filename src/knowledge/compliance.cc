#include "knowledge/compliance.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return out;
}

bool holds(const std::vector<std::string>& words, std::string_view wanted) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return lower(word) == lower(wanted); });
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

const Fact* vertical_of(const Knowledge& knowledge, std::string_view name) {
  for (const Fact* vertical : facts_of_kind(knowledge, "vertical")) {
    if (lower(vertical->id) == lower(name) || holds(vertical->words("sites"), name) ||
        holds(vertical->words("workloads"), name)) {
      return vertical;
    }
  }
  return nullptr;
}

Compliance compliance(const Fact& vertical, const std::vector<std::string>& held) {
  Compliance result;
  result.vertical = vertical.id;
  result.asks = vertical.words("asks");
  result.approvals = vertical.words("approvals");
  result.rules = vertical.words("rules");
  for (const std::string& approval : result.approvals) {
    if (!holds(held, approval)) result.missing.push_back(approval);
  }
  return result;
}

Answer compliance_answer(const Fact& vertical, const std::vector<std::string>& held) {
  const Compliance result = compliance(vertical, held);
  Answer answer;
  answer.question = "compliance";
  answer.verdict = result.missing.empty() ? "nothing is missing" : "something is missing";
  answer.say("vertical", vertical.id + ": " + vertical.title);
  answer.say("approvals", joined(result.approvals));
  answer.say("missing", result.missing.empty() ? "none" : joined(result.missing));
  answer.reasons = result.asks;
  answer.rest_on(result.rules);
  return answer;
}

Answer ruggedness_answer(const Fact& environment) {
  Answer answer;
  answer.question = "rugged";
  answer.verdict = joined(environment.words("demands"));
  answer.say("environment", environment.id + ": " + environment.title);
  if (const auto ambient = range_at(environment, "ambient_c")) {
    answer.count("ambient_low_c", ambient->low);
    answer.count("ambient_high_c", ambient->high);
  }
  for (const char* supply : {"supply_dc_v", "supply_ac_v"}) {
    if (const auto volts = number_at(environment, supply)) answer.count(supply, *volts);
  }
  answer.rest_on(environment.words("rules"));
  return answer;
}

const Fact* industry_of(const Knowledge& knowledge, std::string_view name) {
  for (const Fact* industry : facts_of_kind(knowledge, "industry")) {
    if (lower(industry->id) == lower(name) || lower(industry->title) == lower(name)) {
      return industry;
    }
  }
  return nullptr;
}

Answer industry_answer(const Knowledge& knowledge, const Fact& industry) {
  Answer answer;
  answer.question = "industry";
  answer.verdict = fmt::format("start from the template `{}`", industry.word("template"));
  answer.say("industry", industry.id + ": " + industry.title);
  answer.say("adoption", industry.word("adoption"));
  answer.say("driver", industry.word("driver"));
  answer.say("template", industry.word("template"));
  answer.count("tier", number_at(industry, "tier").value_or(0));
  answer.say("scenarios", joined(industry.words("scenarios")));
  for (const std::string& id : industry.words("scenarios")) {
    const Fact* scenario = find_fact(knowledge, id);
    if (scenario == nullptr) continue;
    for (const char* path : {"expected.capex_usd", "expected.opex_usd_per_year"}) {
      if (const auto cost = range_at(*scenario, path)) {
        answer.say(std::string(path).substr(9), fmt::format("{} to {}", cost->low, cost->high));
      }
    }
  }
  answer.rest_on({industry.id});
  answer.rest_on(industry.words("scenarios"));
  return answer;
}

}  // namespace islet
