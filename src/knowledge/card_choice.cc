#include "knowledge/card_choice.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace islet {
namespace {

enum class Slot { pcie_double, pcie_single, pcie_low, m2, jetson_small, jetson_large, none };

Slot slot_of(FormFactor form) {
  switch (form) {
    case FormFactor::pcie_dual_slot:
    case FormFactor::pcie_dual_slot_active:
      return Slot::pcie_double;
    case FormFactor::pcie_single_slot:
    case FormFactor::pcie_single_slot_active:
      return Slot::pcie_single;
    case FormFactor::pcie_low_profile_single:
      return Slot::pcie_low;
    case FormFactor::m2:
      return Slot::m2;
    case FormFactor::jetson_260pin:
      return Slot::jetson_small;
    case FormFactor::jetson_699pin:
      return Slot::jetson_large;
    case FormFactor::sxm:
    case FormFactor::usb:
    case FormFactor::soc:
      break;
  }
  return Slot::none;
}

/// A smaller PCIe card goes into a larger slot, nothing else does.
bool fits(Slot slot, Slot card) {
  if (slot == Slot::none || card == Slot::none) return false;
  if (slot == card) return true;
  const bool pcie = slot <= Slot::pcie_low && card <= Slot::pcie_low;
  return pcie && card > slot;
}

bool is_pcie(const Accelerator& device) { return slot_of(device.form) <= Slot::pcie_low; }

/// "h100" of "h100_sxm5".
std::string family_of(const Accelerator& device) {
  return device.id.substr(0, device.id.find('_'));
}

double merit(const Accelerator& device) { return device.memory_bandwidth / gigabyte_per_second; }

}  // namespace

std::vector<std::string> sxm_objections(const Knowledge& knowledge, const SitePermit& permit) {
  std::vector<std::string> objections;
  const double floor_kw = number_at(fact_named(knowledge, "R099"), "when.site_kw_ge").value_or(0);
  if (permit.site < floor_kw * kilowatt) {
    objections.push_back(fmt::format("the site has {:.4g} kW, an SXM board needs one of {:.4g} kW",
                                     permit.site / kilowatt, floor_kw));
  }
  if (!permit.permanent) objections.emplace_back("the site is not said to be permanent");
  if (!permit.cooled) objections.emplace_back("no cooling is said to be established");
  if (!permit.training) objections.emplace_back("the job is not training; inference fits cards");
  return objections;
}

std::vector<CardPlan> nearest_cards(const Catalog& catalog, const Accelerator& board) {
  std::vector<CardPlan> plans;
  for (const Accelerator& card : catalog.accelerators) {
    if (!is_pcie(card) || card.named_only || card.avoid_off_grid || card.memory <= Bytes() ||
        card.vendor != board.vendor || !card.price) {
      continue;
    }
    const int count = static_cast<int>(std::ceil(board.memory / card.memory - 1e-9));
    if (count > 2) continue;
    plans.push_back({&card, count});
  }
  // Nearest is a card of the board's own family, then what has memory as fast.
  const auto distance = [&](const CardPlan& plan) {
    return std::abs(std::log(plan.count * merit(*plan.card) / merit(board)));
  };
  const std::string family = family_of(board);
  std::stable_sort(plans.begin(), plans.end(), [&](const CardPlan& left, const CardPlan& right) {
    const bool left_kin = family_of(*left.card) == family;
    const bool right_kin = family_of(*right.card) == family;
    if (left_kin != right_kin) return left_kin;
    return distance(left) < distance(right);
  });
  return plans;
}

std::vector<const Accelerator*> upgrades_for(const Catalog& catalog, const Accelerator& device,
                                             Power limit) {
  std::vector<const Accelerator*> cards;
  for (const Accelerator& card : catalog.accelerators) {
    if (card.id == device.id || card.named_only ||
        !fits(slot_of(device.form), slot_of(card.form))) {
      continue;
    }
    const bool more = card.memory > device.memory ||
                      card.peak_at(Precision::int8) > device.peak_at(Precision::int8);
    if (more && card.board_power.typical <= limit && card.year >= device.year) {
      cards.push_back(&card);
    }
  }
  std::stable_sort(cards.begin(), cards.end(),
                   [](const Accelerator* left, const Accelerator* right) {
                     return merit(*left) > merit(*right);
                   });
  return cards;
}

Answer sxm_answer(const Knowledge& knowledge, const Catalog& catalog, const Accelerator& board,
                  const SitePermit& permit) {
  Answer answer;
  answer.question = "sxm";
  answer.say("device", board.id);
  answer.count("site_kw", permit.site / kilowatt);
  answer.reasons = sxm_objections(knowledge, permit);
  answer.verdict = answer.reasons.empty() ? "allowed" : "refused";
  if (!answer.reasons.empty()) {
    const std::vector<CardPlan> plans = nearest_cards(catalog, board);
    if (!plans.empty()) {
      const CardPlan& plan = plans.front();
      answer.say("nearest_pcie", fmt::format("{} x {}", plan.count, plan.card->id));
      answer.count("nearest_pcie_w", plan.count * plan.card->board_power.typical / watt);
      answer.count("nearest_pcie_memory_gb", plan.count * plan.card->memory / gigabyte);
    }
  }
  answer.count("board_w", board.board_power.typical / watt);
  answer.rest_on({"R099", "R100", "R035", "CE22", "CH08"});
  return answer;
}

Answer upgrade_answer(const Catalog& catalog, const Accelerator& device, Power limit) {
  Answer answer;
  answer.question = "upgrade";
  answer.say("device", device.id);
  answer.say("form", std::string(name_of(device.form)));
  answer.count("limit_w", limit / watt);
  const std::vector<const Accelerator*> cards = upgrades_for(catalog, device, limit);
  answer.verdict = cards.empty()
                       ? "no later card fits its slot and power"
                       : fmt::format("fits its slot and power: {} of the catalogue", cards.size());
  for (std::size_t index = 0; index < cards.size() && index < 8; ++index) {
    const Accelerator& card = *cards[index];
    answer.say(card.id, fmt::format("{}, {:.4g} GB, {:.4g} W", card.year, card.memory / gigabyte,
                                    card.board_power.typical / watt));
  }
  answer.rest_on({"R153"});
  return answer;
}

std::optional<LeadTime> lead_time(const Knowledge& knowledge, const Accelerator& device) {
  if (device.lead) {
    return LeadTime{{device.lead->low / week, device.lead->high / week}, true};
  }
  // "High-end" is taken as a data-centre card of 40 GB and more (assumption, 2026-11).
  if (device.device_class != DeviceClass::datacenter_gpu || device.memory < 40 * gigabyte) {
    return std::nullopt;
  }
  const auto weeks = range_at(fact_named(knowledge, "R169"), "value");
  if (!weeks) return std::nullopt;
  return LeadTime{*weeks, false};
}

Answer supply_answer(const Knowledge& knowledge, const Accelerator& device) {
  Answer answer;
  answer.question = "supply";
  answer.say("device", device.id);
  const auto lead = lead_time(knowledge, device);
  if (lead) {
    answer.verdict = fmt::format("{:.3g} to {:.3g} weeks", lead->weeks.low, lead->weeks.high);
    answer.count("lead_low_weeks", lead->weeks.low);
    answer.count("lead_high_weeks", lead->weeks.high);
    answer.reasons.emplace_back(lead->stated_for_device
                                    ? "the record of the device says so"
                                    : "stated of high-end cards as a whole; memory is scarce "
                                      "(R180, CK29): ask the supplier");
  } else {
    answer.verdict = "no lead time is stated";
  }
  if (device.price) {
    answer.count("price_low_usd", device.price->low / dollar);
    answer.count("price_high_usd", device.price->high / dollar);
  }
  answer.rest_on({"R169", "R180", "CK29"});
  return answer;
}

}  // namespace islet
