// Keys of the site file under `live`: how `islet serve` runs on the site.
#include "site/keys.h"

namespace islet {

namespace {

using enum KeyForm;

constexpr KeySpec keys[] = {
    {.path = "live",
     .form = block,
     .line = "how the site is run",
     .unused = "it is for `islet serve`, which comes later"},
    {.path = "live.listen",
     .standard = "127.0.0.1:8443",
     .why = "this machine only",
     .line = "address and port of the gateway",
     .example = "0.0.0.0:8443"},
    {.path = "live.tls",
     .form = word,
     .words = "auto none",
     .standard = "auto",
     .why = "a site certificate is made on first start",
     .line = "encryption of the gateway",
     .example = "auto"},
    {.path = "live.sign_in",
     .form = word,
     .words = "required none",
     .standard = "required",
     .why = "nobody unknown gets in",
     .line = "whether clients must sign in",
     .example = "required"},
    {.path = "live.clock",
     .form = word,
     .standard = "auto",
     .why = "the system's clock",
     .line = "where the time comes from",
     .example = "ships-gps"},
    {.path = "live.keep",
     .form = known,
     .unit = "days",
     .range = {0, 36500},
     .standard = "90 days",
     .why = "a season of records",
     .line = "how long measurements and logs are kept",
     .example = "90 days"},
    {.path = "live.readings", .form = names, .line = "meters that are read"},
    {.path = "live.readings.*", .form = block, .line = "one meter", .scalar = "kind"},
    {.path = "live.readings.*.kind",
     .form = word,
     .words = "auto victron modbus nut sunspec gencomm mqtt json none",
     .line = "what it speaks",
     .example = "victron"},
    {.path = "live.readings.*.url", .line = "where it is", .example = "mqtt://192.0.2.10"},
    {.path = "live.readings.*.map",
     .line = "file that says what its registers mean",
     .example = "rack-meter.map.yaml"},
    {.path = "live.share", .form = block, .line = "what goes to a hub"},
    {.path = "live.share.hub",
     .line = "address of the hub",
     .example = "tls://hub.example.com:7422"},
    {.path = "live.share.send",
     .form = words,
     .words = "summaries alarms measurements",
     .line = "what is sent; never pictures, never prompts",
     .example = "[summaries, alarms]"},
    {.path = "live.share.prefer",
     .form = words,
     .line = "links to use, best first",
     .example = "[port_mobile, leo]"},
    {.path = "live.share.at_most",
     .form = known,
     .unit = "MB/day",
     .range = {0, 1e9},
     .line = "most data a day",
     .example = "200 MB/day"},
};

}  // namespace

std::span<const KeySpec> keys_of_live() { return keys; }

}  // namespace islet
