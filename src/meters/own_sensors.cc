#include "meters/own_sensors.h"

#include <algorithm>

namespace islet {
namespace {

/// Adds a sample to one of the same measure, if there is one.
void join(const Sample& more, std::vector<Sample>& samples) {
  const auto same = std::find_if(samples.begin(), samples.end(),
                                 [&](const Sample& one) { return one.what == more.what; });
  if (same == samples.end()) {
    samples.push_back(more);
  } else if (more.what == Gauge::temperature) {
    if (more.value) same->value = std::max(same->value.value_or(*more.value), *more.value);
  } else if (same->value && more.value) {
    *same->value += *more.value;
  } else {
    same->value.reset();
  }
}

}  // namespace

OwnSensors::OwnSensors(std::string root, const std::string& library) : folder_(std::move(root)) {
  if (!library.empty()) cards_.emplace(library);
}

void OwnSensors::look(std::vector<Sample>& samples) {
  std::vector<Sample> said;
  folder_.look(said);
  std::vector<Sample> of_cards;
  if (cards_) cards_->look(of_cards);
  for (const Sample& one : of_cards) join(one, said);
  samples.insert(samples.end(), said.begin(), said.end());
}

std::string OwnSensors::found() const {
  const std::string files = folder_.found();
  const std::string cards = cards_ ? cards_->found() : "";
  return files + (files.empty() || cards.empty() ? "" : ", ") + cards;
}

}  // namespace islet
