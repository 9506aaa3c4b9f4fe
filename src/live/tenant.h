// Who may ask: tenants with hashed keys, the best class each may claim, and their rates.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/instant.h"
#include "serving/request.h"
#include "serving/work_class.h"

namespace islet {

struct Tenant {
  std::string name;
  TenantId id{};
  WorkClass best = WorkClass::normal;         ///< no request of it is more urgent
  double requests_per_min = 0;                ///< 0: no limit
  double tokens_per_min = 0;                  ///< of prompts and replies asked for; 0: no limit
  bool operates = false;                      ///< may see all and load models
  Residency residency = Residency::anywhere;  ///< how far its requests may go at most
  std::vector<std::string> key_hashes;
};

/// What a tenant has left of a rate: it fills over a minute and holds a minute's worth.
struct RateLeft {
  double left = 0;
  Instant at;
  bool is_new = true;

  /// Takes `amount` when there is as much (or the bucket is full); else the wait until there is.
  Duration take(double per_min, double amount, Instant now);
};

class KeyRing {
 public:
  /// One tenant that needs no key: for loopback only.
  static KeyRing open_to_all();
  /// `{"tenants": [{"name", "keys": ["sha256:<64 hex digits>"], "best", "requests_per_min",
  /// "tokens_per_min", "operates", "residency"}]}`.
  static Result<KeyRing> read(std::string_view text, const std::string& file);

  /// The tenant of an `Authorization` header; null when none or the key is unknown. Takes as long
  /// for every key.
  const Tenant* find(std::string_view authorization) const;
  bool needs_key() const { return needs_key_; }
  const std::vector<Tenant>& tenants() const { return tenants_; }
  const Tenant* by_name(std::string_view name) const;

  /// Other tenants from now on. What was found before stays valid; what rates had left is kept.
  void replace(KeyRing newer);

  /// Books a request (and tokens) of a tenant; how long to wait when it is over its rate.
  Duration book(const Tenant& tenant, double requests, double tokens, Instant now);
  double requests_left(const Tenant& tenant) const;

 private:
  std::optional<std::size_t> index_of(const Tenant& tenant) const;

  std::vector<Tenant> tenants_;
  std::list<std::vector<Tenant>> former_;  ///< requests of theirs may still run
  std::vector<RateLeft> requests_;
  std::vector<RateLeft> tokens_;
  bool needs_key_ = true;
};

std::string_view name_of(Residency residency);
std::optional<Residency> residency_named(std::string_view name);

/// A new key, 32 random bytes as text, and the hash to keep: "sha256:...".
struct NewKey {
  std::string key;
  std::string hash;
};
NewKey new_key();
std::string key_hash(std::string_view key);

}  // namespace islet
