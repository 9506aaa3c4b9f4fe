// The next token from a model's scores: the likeliest, or drawn by seed and place alone, so that a
// sequence that is stopped, moved or guessed ahead says the same.
#pragma once

#include <cstdint>
#include <span>

#include "engines/engine_message.h"

namespace islet {

/// `place` is the number of tokens in the sequence before this one. `scores` is not empty.
///
///     probability ~ exp((score - highest) / temperature), among the `top_k` likeliest whose sum
///                   reaches `top_p`
///
/// Valid for   any scores; those that are no numbers are never drawn while others are
/// Leaves out  penalties for repetition
/// Source      Gumbel (1954) for the draw by noise; Holtzman et al., "The curious case of neural
/// text degeneration", ICLR 2020 (top p)
std::int32_t drawn_token(std::span<const float> scores, const Sampling& sampling,
                         std::uint64_t place);

}  // namespace islet
