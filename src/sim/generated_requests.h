// Requests by chance: when they come and how long they are, each by a law with a few figures.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "sim/trace.h"

namespace islet {

/// Tokens of a prompt or reply.
struct LengthLaw {
  enum class Kind { fixed, uniform, gamma, lognormal };
  Kind kind = Kind::fixed;
  double first = 500;  ///< tokens: all, the least, the mean, the median
  double second = 0;   ///< the most; deviation over mean; deviation of the logarithm

  Tokens mean() const;
  /// At least 1.
  int draw(RandomStream& random) const;
};

struct ArrivalLaw {
  enum class Kind {
    poisson,  ///< many who do not know of each other
    gamma,    ///< gaps with a deviation of their own: bursts above 1
    weibull,  ///< the same by shape: bursts below 1
    users,    ///< so many, each asking again some time after its answer
    bulk,     ///< so many at once, again and again
  };
  Kind kind = Kind::poisson;
  Frequency rate = 1 * hertz;  ///< on average, of the first three
  double spread = 1;           ///< gamma: deviation over mean of the gaps; weibull: its shape
  int count = 1;               ///< users, or requests of one bulk
  Duration pause;              ///< mean time to think, or from bulk to bulk
  std::vector<double> hourly;  ///< of a day (24) or week (168), mean 1; empty: all alike
};

struct GeneratedLoad {
  ArrivalLaw arrivals;
  LengthLaw prompt;
  LengthLaw reply{LengthLaw::Kind::fixed, 250, 0};
  std::int64_t requests = 1000;
  std::uint64_t seed = 1;
};

/// "poisson:RATE", "gamma:RATE,CV", "weibull:RATE,SHAPE", "users:COUNT,THINK_S",
/// "bulk:COUNT,GAP_S".
Result<ArrivalLaw> read_arrivals(std::string_view text);
/// "512", "64..1024", "gamma:MEAN,CV", "lognormal:MEDIAN,SIGMA".
Result<LengthLaw> read_lengths(std::string_view text);
/// 24 or 168 figures of at least 0 with commas between; scaled to a mean of 1.
Result<std::vector<double>> read_hourly(std::string_view text);

class GeneratedRequests final : public RequestSource {
 public:
  explicit GeneratedRequests(const GeneratedLoad& load);
  bool next(TraceRequest& out) override;
  bool ended(Instant now, TraceRequest& ahead, bool has_ahead) override;

 private:
  bool next_arrival(Instant& out);
  double gap();
  bool by_gaps(Instant& out);
  void size(TraceRequest& out);

  GeneratedLoad load_;
  RandomStream arrivals_;
  RandomStream sizes_;
  std::int64_t given_ = 0;
  Instant clock_;
  std::vector<TraceRequest> waiting_;  ///< of users: a heap, the next on top
};

}  // namespace islet
