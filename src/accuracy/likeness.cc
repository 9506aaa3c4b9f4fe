#include "accuracy/likeness.h"

#include <algorithm>
#include <cmath>

namespace islet {

Reaches reaches(double distance) {
  constexpr double reach = 5;
  const double far = std::exp(-distance / reach);
  const double squared = far * far;
  return {squared * squared * far, far};
}

LikenessTable::LikenessTable(const std::vector<Likeness>& likenesses) {
  for (const Likeness& one : likenesses) {
    Kind& kind = kinds_[one.kind];
    kind.scale = one.scale;
    for (const LikenessPlace& place : one.places) {
      Row row;
      row.weight = place.weight;
      for (std::size_t i = 0; i < along_count; ++i) {
        row.along[i] = static_cast<float>(place.place.along[i]);
      }
      for (std::size_t i = 0; i < alike_count; ++i) {
        auto& numbers = kind.numbers[i];
        const int next = static_cast<int>(numbers.size());
        row.words[i] = numbers.emplace(place.place.words[i], next).first->second;
      }
      kind.rows.push_back(row);
    }
  }
}

std::optional<LikenessAnswer> LikenessTable::at(std::string_view kind_name,
                                                const RunPlace& run) const {
  const auto found = kinds_.find(kind_name);
  if (found == kinds_.end()) return std::nullopt;
  const Kind& kind = found->second;
  const LikenessScale& scale = kind.scale;
  std::array<int, alike_count> words{};
  for (std::size_t i = 0; i < alike_count; ++i) {
    const auto known = kind.numbers[i].find(run.words[i]);
    words[i] = known == kind.numbers[i].end() ? -1 : known->second;
  }
  LikenessAnswer answer;
  double greatest = 0;
  for (const Row& row : kind.rows) {
    double distance = 0;
    for (std::size_t i = 0; i < along_count; ++i) {
      const double apart = row.along[i] - static_cast<float>(run.along[i]);
      distance += scale.along[i] * apart * apart;
    }
    for (std::size_t i = 0; i < alike_count; ++i) {
      distance += row.words[i] == words[i] ? 0 : scale.words[i];
    }
    const Reaches reach = reaches(distance);
    const double likeness = scale.near * reach.near + scale.far * reach.far;
    greatest = std::max(greatest, likeness);
    answer.value += row.weight * (likeness + scale.all);
  }
  const double whole = scale.near + scale.far;
  const double share = whole > 0 ? greatest / whole : 0;
  answer.far = 1 - share * share;
  answer.variance = whole * answer.far + scale.noise;
  return answer;
}

}  // namespace islet
