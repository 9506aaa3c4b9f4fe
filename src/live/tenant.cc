#include "live/tenant.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <sys/random.h>

#include "base/sha256.h"
#include "net/json.h"

namespace islet {
namespace {

constexpr std::size_t most_tenants = 1'000;
constexpr std::size_t longest_key = 512;

Error bad_keys(const std::string& file, const std::string& what) {
  return Error{Place{file}, what,
               "A tenant is {\"name\": ..., \"keys\": [\"sha256:...\"], \"best\": \"normal\"}.",
               "G4", ""};
}

/// Looks at every byte whatever it finds.
bool same_bytes(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned differs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differs |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return differs == 0;
}

std::optional<WorkClass> class_named(std::string_view name) {
  for (int i = 0; i < work_class_count; ++i) {
    if (name_of(work_class_at(i)) == name) return work_class_at(i);
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, residency_count> residencies = {"site", "country",
                                                                       "anywhere"};

TenantId id_of(std::string_view name) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return TenantId{hash};
}

/// Why a key is not taken; "" when all are.
std::string take_keys(Tenant& tenant, const JsonValue& list) {
  for (const JsonValue& key : list.items) {
    const bool fits = key.text.starts_with("sha256:") && key.text.size() == 71;
    if (!fits) return "a key is not \"sha256:\" and 64 hexadecimal digits";
    tenant.key_hashes.push_back(key.text);
  }
  return "";
}

/// Why the member is not taken; "" when it is.
std::string take_member(Tenant& tenant, const std::string& name, const JsonValue& value) {
  const bool is_rate = value.is(JsonValue::Kind::number) && value.number >= 0;
  if (name == "name" && value.is(JsonValue::Kind::text) && !value.text.empty()) {
    tenant.name = value.text;
    tenant.id = id_of(value.text);
  } else if (name == "best" && value.is(JsonValue::Kind::text)) {
    const auto best = class_named(value.text);
    if (!best)
      return "`best` is \"" + value.text + "\", must be safety, high, normal, low or batch";
    tenant.best = *best;
  } else if (name == "requests_per_min" && is_rate) {
    tenant.requests_per_min = value.number;
  } else if (name == "tokens_per_min" && is_rate) {
    tenant.tokens_per_min = value.number;
  } else if (name == "residency" && value.is(JsonValue::Kind::text)) {
    const auto residency = residency_named(value.text);
    if (!residency) {
      return "`residency` is \"" + value.text + "\", must be site, country or anywhere";
    }
    tenant.residency = *residency;
  } else if (name == "operates" && value.is(JsonValue::Kind::boolean)) {
    tenant.operates = value.truth;
  } else if (name == "keys" && value.is(JsonValue::Kind::list)) {
    return take_keys(tenant, value);
  } else {
    return "`" + name + "` is unknown or no value that it can have";
  }
  return "";
}

}  // namespace

std::string_view name_of(Residency residency) {
  return residencies.at(static_cast<std::size_t>(residency));
}

std::optional<Residency> residency_named(std::string_view name) {
  const auto found = std::find(residencies.begin(), residencies.end(), name);
  if (found == residencies.end()) return std::nullopt;
  return static_cast<Residency>(found - residencies.begin());
}

Duration RateLeft::take(double per_min, double amount, Instant now) {
  if (per_min <= 0) return {};
  const double gained = is_new ? per_min : between(at, now) / minute * per_min;
  left = std::min(per_min, left + std::max(0.0, gained));
  at = now;
  is_new = false;
  // What is larger than a minute's worth is let through by a full bucket, which it empties deeply.
  const double needed = std::min(amount, per_min);
  if (left + 1e-9 < needed) return (needed - left) / per_min * minute;
  left -= amount;
  return {};
}

KeyRing KeyRing::open_to_all() {
  KeyRing ring;
  Tenant local;
  local.name = "local";
  local.id = id_of(local.name);
  local.best = WorkClass::safety;
  local.operates = true;
  ring.tenants_.push_back(local);
  ring.requests_.resize(1);
  ring.tokens_.resize(1);
  ring.needs_key_ = false;
  return ring;
}

Result<KeyRing> KeyRing::read(std::string_view text, const std::string& file) {
  const Result<JsonValue> value = read_json(text);
  if (!value) return bad_keys(file, value.error().what);
  const JsonValue* list = value->find("tenants");
  if (list == nullptr || !list->is(JsonValue::Kind::list) || list->items.empty() ||
      list->items.size() > most_tenants) {
    return bad_keys(file, "`tenants` is missing, empty or no list");
  }
  KeyRing ring;
  for (const JsonValue& one : list->items) {
    Tenant tenant;
    for (std::size_t i = 0; i < one.names.size(); ++i) {
      const std::string fault = take_member(tenant, one.names[i], one.items[i]);
      if (!fault.empty()) return bad_keys(file, fault);
    }
    if (tenant.name.empty()) return bad_keys(file, "a tenant has no name");
    if (ring.by_name(tenant.name) != nullptr) {
      return bad_keys(file, "there are two tenants \"" + tenant.name + "\"");
    }
    ring.tenants_.push_back(std::move(tenant));
  }
  ring.requests_.resize(ring.tenants_.size());
  ring.tokens_.resize(ring.tenants_.size());
  return ring;
}

const Tenant* KeyRing::find(std::string_view authorization) const {
  if (!needs_key_) return &tenants_.front();
  if (!authorization.starts_with("Bearer ") || authorization.size() > longest_key) return nullptr;
  const std::string hash = key_hash(authorization.substr(7));
  const Tenant* found = nullptr;
  for (const Tenant& tenant : tenants_) {
    for (const std::string& one : tenant.key_hashes) {
      if (same_bytes(one, hash)) found = &tenant;
    }
  }
  return found;
}

const Tenant* KeyRing::by_name(std::string_view name) const {
  const auto place = std::find_if(tenants_.begin(), tenants_.end(),
                                  [&](const Tenant& one) { return one.name == name; });
  return place == tenants_.end() ? nullptr : &*place;
}

void KeyRing::replace(KeyRing newer) {
  for (std::size_t i = 0; i < newer.tenants_.size(); ++i) {
    for (std::size_t old = 0; old < tenants_.size(); ++old) {
      if (tenants_[old].name != newer.tenants_[i].name) continue;
      newer.requests_[i] = requests_[old];
      newer.tokens_[i] = tokens_[old];
    }
  }
  former_.push_back(std::move(tenants_));
  tenants_ = std::move(newer.tenants_);
  requests_ = std::move(newer.requests_);
  tokens_ = std::move(newer.tokens_);
  needs_key_ = newer.needs_key_;
}

/// By name: a tenant of before a reload is who now has its name.
std::optional<std::size_t> KeyRing::index_of(const Tenant& tenant) const {
  for (std::size_t i = 0; i < tenants_.size(); ++i) {
    if (&tenants_[i] == &tenant || tenants_[i].name == tenant.name) return i;
  }
  return std::nullopt;
}

Duration KeyRing::book(const Tenant& tenant, double requests, double tokens, Instant now) {
  const std::optional<std::size_t> index = index_of(tenant);
  if (!index) return {};
  const Duration wait = requests_[*index].take(tenant.requests_per_min, requests, now);
  if (wait > Duration()) return wait;
  return tokens_[*index].take(tenant.tokens_per_min, tokens, now);
}

double KeyRing::requests_left(const Tenant& tenant) const {
  const std::optional<std::size_t> index = index_of(tenant);
  return index ? std::max(0.0, std::floor(requests_[*index].left)) : 0;
}

std::string key_hash(std::string_view key) { return "sha256:" + sha256(key); }

NewKey new_key() {
  unsigned char bytes[32] = {};
  CHECK(::getrandom(bytes, sizeof bytes, 0) == static_cast<ssize_t>(sizeof bytes));
  NewKey made;
  made.key = "islet-";
  constexpr std::string_view digits = "0123456789abcdef";
  for (const unsigned char one : bytes) {
    made.key += digits[one >> 4U];
    made.key += digits[one & 15U];
  }
  made.hash = key_hash(made.key);
  return made;
}

}  // namespace islet
