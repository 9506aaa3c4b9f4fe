#include "serving/id_table.h"

#include <utility>

#include "base/check.h"

namespace islet {

/// Mixes all bits, so that neighbouring ids do not crowd. Source  the finaliser of SplitMix64
/// (Steele, Lea, Flood, 2014).
std::size_t IdTable::home(std::uint64_t id) const {
  id = (id ^ (id >> 30U)) * 0xBF58476D1CE4E5B9U;
  id = (id ^ (id >> 27U)) * 0x94D049BB133111EBU;
  return static_cast<std::size_t>(id ^ (id >> 31U)) & (cells_.size() - 1);
}

std::uint32_t IdTable::find(std::uint64_t id) const {
  if (cells_.empty()) return none;
  for (std::size_t at = home(id); cells_[at].row != none; at = (at + 1) & (cells_.size() - 1)) {
    if (cells_[at].id == id) return cells_[at].row;
  }
  return none;
}

void IdTable::insert(std::uint64_t id, std::uint32_t row) {
  CHECK(row != none);
  if (2 * (size_ + 1) > cells_.size()) grow();
  std::size_t at = home(id);
  while (cells_[at].row != none) {
    CHECK(cells_[at].id != id);
    at = (at + 1) & (cells_.size() - 1);
  }
  cells_[at] = {id, row};
  ++size_;
}

void IdTable::erase(std::uint64_t id) {
  if (cells_.empty()) return;
  const std::size_t mask = cells_.size() - 1;
  std::size_t gap = home(id);
  while (cells_[gap].row != none && cells_[gap].id != id) gap = (gap + 1) & mask;
  if (cells_[gap].row == none) return;
  --size_;
  // Whoever stands behind the gap only because of it moves up; a search never meets a false end.
  for (std::size_t at = (gap + 1) & mask; cells_[at].row != none; at = (at + 1) & mask) {
    const std::size_t way = (at - home(cells_[at].id)) & mask;
    if (way < ((at - gap) & mask)) continue;
    cells_[gap] = cells_[at];
    gap = at;
  }
  cells_[gap] = Cell();
}

void IdTable::grow() {
  std::vector<Cell> old(cells_.empty() ? 16 : 2 * cells_.size());
  std::swap(old, cells_);
  size_ = 0;
  for (const Cell& cell : old) {
    if (cell.row != none) insert(cell.id, cell.row);
  }
}

}  // namespace islet
