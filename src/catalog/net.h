// The layers of a net, written as a line of text: what its totals do not say.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

/// One layer that computes; sums, scalings and poolings are part of the layer before them.
struct NetLayer {
  double work = 0;            ///< FLOP of one input, multiply and add counted apart
  double parameters = 0;      ///< 0 where an earlier layer's are used again
  double values_in = 0;       ///< numbers read
  double values_out = 0;      ///< numbers written
  double group_channels = 0;  ///< channels written by one group: 1 in a depthwise layer
  bool attends = false;       ///< to all places
};

struct Net {
  std::vector<NetLayer> layers;

  double work() const;        ///< FLOP
  double parameters() const;  ///< weights and one bias a channel
};

/// Reads a net, parts separated by commas:
///
///     224x224x3            the next layer reads 224 rows of 224 values in 3 channels
///     conv 7 64 /2         7x7 to 64 channels, every 2nd row and column
///     conv 1x7 64          one row high, seven columns wide
///     conv 3 128 g32       in 32 groups; a dense layer is `conv 1` on one place
///     conv 3 32 valid      without a border
///     conv 3 256 again     with the weights of an earlier layer
///     dw 3 /2              depthwise
///     attend 197 384 192   each place meets 197, 384 multiplications each, and writes 192 channels
///     3 x (conv 1 64, conv 3 64)
///
/// The first part is a shape; a later shape begins a branch or joins branches. At most
/// 20,000 parts, groups up to 4 deep. An error names the part that is not understood.
///
///     out = ceil(in / step), valid: floor((in - kernel) / step) + 1
///     work = 2 places_out kernel_area channels_in channels_out / groups
///     parameters = kernel_area channels_in channels_out / groups + channels_out
///
/// Source  counting; the shipped nets meet their published totals within a few per cent
Result<Net> read_net(std::string_view text);

}  // namespace islet
