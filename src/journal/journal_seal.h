// A seal over what was written, so that a byte that changed on disk is noticed when it is read.
#pragma once

#include <cstdint>
#include <string_view>

namespace islet {

/// FNV-1a over 64 bits. Each step is a bijection, so a single changed byte always changes the seal.
///
///     seal = (seal xor byte) * 1099511628211, from 14695981039346656037
///
/// Valid for   damage by chance, not by somebody who means it
/// Leaves out  length: fields are parted by their own
/// Source      Fowler, Noll, Vo, hash FNV-1a
class Seal {
 public:
  Seal& add(std::string_view bytes) {
    add(static_cast<std::int64_t>(bytes.size()));
    for (const char c : bytes) step(static_cast<unsigned char>(c));
    return *this;
  }
  Seal& add(std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      step(static_cast<unsigned char>((static_cast<std::uint64_t>(number) >> shift) & 0xFFU));
    }
    return *this;
  }
  std::int64_t value() const { return static_cast<std::int64_t>(state_); }

 private:
  void step(unsigned char one) { state_ = (state_ ^ one) * 1'099'511'628'211U; }
  std::uint64_t state_ = 14'695'981'039'346'656'037U;
};

}  // namespace islet
