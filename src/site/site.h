// The resolved site: every key of the site file as a typed value, defaults filled in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/weather.h"
#include "site/route.h"
#include "site/supply.h"
#include "site/value.h"
#include "site/workload.h"

namespace islet {

/// A default that the reader filled in, for `islet check --show-defaults`.
struct DefaultUsed {
  std::string key;    ///< "workloads.assistant.prompt"
  std::string value;  ///< as one would write it: "900 tokens"
  std::string why;    ///< where the default comes from
};

/// `--set KEY=VALUE`, as taken over.
struct OverrideUsed {
  std::string key;
  std::string value;
};

/// A key that stands in the file and that no plan uses yet.
struct KeyUnused {
  std::string key;
  std::string why;  ///< what happens instead
  Place place;
};

/// A value as it stands in the site file or in `--set`.
struct GivenValue {
  std::string key;    ///< "workloads.assistant.prompt", "workloads.cameras.when_short.0.below"
  std::string value;  ///< as written
  Place place;        ///< of a value from `--set`: that of what it replaced, or none
};

/// A file that the site was read from, so that a plan can be read again without it.
struct SiteText {
  std::string file;
  std::string text;
};

struct Where {
  std::optional<GeoPosition> position;  ///< none for a moving site
  bool moving = false;
  std::vector<RouteStop> route;
  std::vector<GeoPosition> daily;  ///< of a route with positions, at noon of each day; else empty
  std::string timezone;            ///< IANA name; empty: from the longitude, of each day on a route
  Duration utc_offset;             ///< of standard time; on a route without a time zone 0
  Uncertain<Temperature> air;      ///< extremes of the outside air
  std::string dust = "none";       ///< none, light, heavy
  std::string salt = "none";
  std::string vibration;                  ///< a standard, such as "IEC 60945"; empty: none
  std::string weather;                    ///< file beside the site file; empty: built in
  std::optional<MonthlyClimate> monthly;  ///< monthly means given in the site file
};

struct EnclosureWish {
  bool given = false;
  std::string rating;   ///< "IP65"; empty: any
  std::string cooling;  ///< "auto" or a kind of cooler
  std::optional<Limit<Temperature>> inside;
};

struct Link {
  std::string name;
  Bandwidth down;
  Bandwidth up;
  Uncertain<Duration> delay;
  double available = 1;  ///< share of time
  Power power;
  MoneyRate subscription;
  BytePrice data_price;
  Bandwidth cap;                   ///< mean rate that the plan allows; 0: none
  std::vector<WeeklyWindow> when;  ///< empty: always
  Duration sync_every;             ///< 0: whenever it works
  Place place;
};

/// Which models may be used.
struct ModelWish {
  std::vector<std::string> licences;  ///< as the catalogue writes them; empty: any
  std::vector<std::string> engines;   ///< software by the names of calibration; empty: any
  std::vector<std::string> drafts;    ///< models that may draft for others, by id; empty: any
  bool may_draft = false;             ///< else every token is made by the model itself

  /// Case and punctuation do not count: `apache-2.0` allows "Apache-2.0", and not
  /// "Apache-2.0 (code); weights vary".
  bool allows(std::string_view licence) const;
};

/// `hardware.have`: like devices or hosts that are there already.
struct OwnedDevice {
  std::string id;  ///< of an accelerator or a host of the catalogue
  int count = 1;
  Place place;
};

struct HardwareWish {
  std::vector<OwnedDevice> have;  ///< each kind once, in the order of the file
  int nodes_min = 1;
  int nodes_max = 4;
  int spares = 0;
  int survive_node_losses = 0;
  std::vector<std::string> consider;    ///< catalogue names; empty: anything
  std::vector<std::string> avoid;       ///< names, makers, or ways ("liquid cooling")
  std::optional<Limit<Bytes>> storage;  ///< disks for what is kept on site; none: as needed
  std::optional<Limit<Mass>> mass;
  std::optional<Limit<double>> height_u;
  std::optional<Limit<double>> noise_dba;
  std::string cooling;  ///< "passive": no fans; empty: any
  std::vector<std::string> approvals;
  /// Power limits that boards may be held to, as shares of their own; falling. 1: their own.
  std::vector<double> power_caps = {1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6};
  Place place;
};

enum class Objective { lifetime_cost, purchase_cost, energy, fuel, mass };
std::string_view name_of(Objective objective);

struct Goals {
  Objective minimise = Objective::lifetime_cost;
  std::optional<Limit<Duration>> ride_through;    ///< at least; safety work, no sun, no generator
  std::optional<Limit<double>> renewable;         ///< at least, share of energy used
  std::optional<Limit<Duration>> generator_time;  ///< at most, running time a year
  std::optional<Limit<Power>> power;  ///< quantile `power_quantile` of the draw, at most
  double power_quantile = 0.99;
  double confidence = 0.9;  ///< share of weather years in which all requirements hold
};

/// What one unit of another currency is worth, as the site file says.
struct CurrencyRate {
  std::string currency;  ///< three letters
  double dollars = 0;
  std::string on;                     ///< "2026-11-20"; empty: not said
  std::string source;                 ///< empty: not said
  std::vector<std::string> used_for;  ///< keys whose amounts were converted, as read
};

/// What a project costs beside its gear: engineering, freight, approvals, contracts. Each has at
/// least one of the three; a share is of gear and installation.
struct ProjectCost {
  std::string name;
  Uncertain<Money> price;       ///< once
  Uncertain<double> share;      ///< once
  Uncertain<MoneyRate> yearly;  ///< as long as the design is used
};

struct MoneyTerms {
  std::string currency = "USD";
  Duration life = 5 * year;
  double discount = 0.08;              ///< nominal, a year
  std::optional<Limit<Money>> budget;  ///< of the purchase
  Money visit;
  double visits_per_year = 0;
  std::vector<std::pair<std::string, MoneyRate>> cost_of_missing;  ///< by workload
  std::vector<CurrencyRate> rates;
  std::vector<ProjectCost> project;
};

struct Privacy {
  std::vector<std::string> leaves_site = {"summaries"};
  Duration keep;
};

/// One line of `what_if`: a key and the values to try, as written.
struct WhatIf {
  std::string key;
  std::vector<std::string> values;
  std::vector<Place> places;  ///< of the values
  Place place;
};

/// Values that all lines of `what_if` may have together: each is planned anew.
inline constexpr int what_if_cases_max = 48;

/// `live`: checked here, used by `islet serve`.
struct LiveSettings {
  std::string listen;
  std::string tls;
  std::string sign_in;
  std::string clock;
  Duration keep;
  struct Reading {
    std::string name, kind, url, map;
  };
  std::vector<Reading> readings;
  /// What may be set on machine or plant. Bounds in the unit of its kind: W, MHz, cores, 0 or 1.
  struct Control {
    std::string name, kind, place;
    double least = 0;
    double most = 0;
    bool enabled = false;
  };
  std::vector<Control> controls;
  std::string hub;
  std::vector<std::string> send;
  std::vector<std::string> prefer;
  Bandwidth share_at_most;
};

struct Site {
  std::string file;
  std::string name;
  std::string kind;
  std::string fleet;
  std::string note;
  Where where;
  Supply power;
  EnclosureWish enclosure;
  std::vector<Link> links;
  std::vector<Workload> workloads;  ///< in the order of the file
  ModelWish models;
  HardwareWish hardware;
  Goals goals;
  Privacy privacy;
  MoneyTerms money;
  std::vector<WhatIf> what_if;
  LiveSettings live;
  std::vector<DefaultUsed> defaults;    ///< in the order of reading
  std::vector<OverrideUsed> overrides;  ///< in the order given
  std::vector<GivenValue> given;        ///< everything else, in the order of the file
  std::vector<SiteText> texts;          ///< the site file, then those it extends
  std::vector<KeyUnused> unused;        ///< in the order of the file
};

}  // namespace islet
