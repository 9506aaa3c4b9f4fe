// Prices per unit, rates and planning terms of data/prices.
#pragma once

#include <string>

#include "base/quantity.h"
#include "catalog/figure.h"

namespace islet {

/// A price per unit of something, from data/prices: `per` is as written ("kW", "kWh", "visit").
struct UnitPrice {
  std::string id;
  std::string name;
  std::string per;
  Figure<double> dollars;  ///< US dollars per `per`
  std::string date;        ///< "2025", "2025-06" or "2025-06-15"
  std::string region;
  Origin origin;
};

/// A rate from data/prices: a fraction `of` something `per` something.
struct Rate {
  std::string id;
  std::string name;
  Figure<double> fraction;
  std::string of;
  std::string per;
  std::string date;
  std::string region;
  Origin origin;
};

/// How long something is planned for, from data/prices/terms.yaml.
struct Term {
  std::string id;
  std::string name;
  Figure<Duration> length;
  std::string region;
  Origin origin;
};

}  // namespace islet
