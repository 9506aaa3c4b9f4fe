// What a site was asked for, as data: `islet measure --from-ledger --format json`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

struct ProfileLine {
  std::string name;
  std::string model;
  std::string work_class;
  int requests = 0;
  int done = 0;
  double per_hour = 0;
  double prompt = 0;
  double reply = 0;
  std::optional<double> first_token_s;
  std::optional<double> whole_s;
  bool is_promised = false;
};

struct ProfilePage {
  std::vector<ProfileLine> work;
  int requests = 0;
  double span_h = 0;
  std::string site;           ///< the site file
  std::string trace;          ///< file; empty: none was written
  std::vector<Error> faults;  ///< of reading that site file
};

/// Schema islet/measure-ledger/1.
std::string profile_json(const ProfilePage& page);

}  // namespace islet
