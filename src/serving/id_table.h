// Row numbers by id: a flat table without allocation once grown, the same in every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace islet {

class IdTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  std::size_t size() const { return size_; }
  /// The row of `id`; `none` when it is not there.
  std::uint32_t find(std::uint64_t id) const;
  /// `id` must not be there, `row` must not be `none`.
  void insert(std::uint64_t id, std::uint32_t row);
  /// Nothing happens when it is not there.
  void erase(std::uint64_t id);

 private:
  struct Cell {
    std::uint64_t id = 0;
    std::uint32_t row = none;
  };
  std::size_t home(std::uint64_t id) const;
  void grow();

  std::vector<Cell> cells_;  ///< a power of two, at most half full
  std::size_t size_ = 0;
};

}  // namespace islet
