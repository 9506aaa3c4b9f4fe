#include "twin/rehearsal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "net/clock.h"

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::uint8_t inverter_unit = 1;
constexpr std::uint8_t set_unit = 10;
/// The world's time between two steps of the plant: 10 ms, or a quarter of a second at true speed.
constexpr Duration least_pulse = 10.0 * millisecond;
/// Between two questions to a meter: a machine that is busy for a moment is no silent meter.
constexpr Duration least_period = 60.0 * millisecond;
constexpr double step_choices_s[] = {0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60};

constexpr std::array<std::string_view, trouble_kinds> trouble_names = {
    "mains_lost",   "generator_lost", "sun_lost", "meter_mute",
    "meter_absurd", "meter_jumps",    "link_cut", "lower_cap"};

Duration step_for(double speed) {
  const double wanted = std::max(0.25, speed * (least_pulse / second));
  for (const double one : step_choices_s) {
    if (one >= wanted) return one * second;
  }
  return 60.0 * second;
}

bool is_camera(const SiteWorkload& workload) {
  return workload.spec.kind == WorkloadKind::video || workload.spec.kind == WorkloadKind::signal;
}

/// One client of an instrument.
template <class Conversation>
class InstrumentTalk final : public Talk {
 public:
  template <class Shown>
  explicit InstrumentTalk(const Shown& shown) : conversation_(shown) {}
  std::string answer(std::string_view bytes) override { return conversation_.answer(bytes); }

 private:
  Conversation conversation_;
};

Instant moved(Instant moment, Duration by) {
  return moment == never || moment == long_ago ? moment : after(moment, by);
}

}  // namespace

std::string_view name_of(TroubleKind kind) { return trouble_names[static_cast<std::size_t>(kind)]; }

Result<Trouble> trouble_in(std::string_view text) {
  const Error refused{
      {},
      fmt::format("`--trouble` is \"{}\", must be KIND@START+LENGTH", text),
      fmt::format("Such as mains_lost@20s+60s; kinds are {}.", fmt::join(trouble_names, ", ")),
      "V1",
      ""};
  const std::size_t at = text.find('@');
  const std::size_t plus = text.find('+');
  if (at == std::string_view::npos || plus == std::string_view::npos || plus < at) return refused;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto kind = std::find(trouble_names.begin(), trouble_names.end(), text.substr(0, at));
  const auto seconds = [](std::string_view number) -> std::optional<double> {
    double value = 0;
    if (number.ends_with('s')) number.remove_suffix(1);
    const char* begin = number.data();
    const auto got = std::from_chars(begin, begin + number.size(), value);
    const bool is_all = got.ec == std::errc() && got.ptr == begin + number.size();
    return is_all && value >= 0 && value < 1e8 ? std::optional(value) : std::nullopt;
  };
  const auto start = seconds(text.substr(at + 1, plus - at - 1));
  const auto length = seconds(text.substr(plus + 1, slash - std::min(slash, plus + 1)));
  const auto more = slash < text.size() ? seconds(text.substr(slash + 1)) : std::optional(0.0);
  if (kind == trouble_names.end() || !start || !length || !more) return refused;
  Trouble out;
  out.kind = static_cast<TroubleKind>(kind - trouble_names.begin());
  out.at = after(Instant(), *start * second);
  out.length = *length * second;
  out.failing_cranks = static_cast<int>(*more);
  if (*more > 0 && *more <= 1) out.cap = *more;
  return out;
}

std::vector<Trouble> draw_troubles(Duration span, std::uint64_t seed) {
  RandomStream random = RandomStream(seed).fork("troubles");
  std::vector<Trouble> out;
  const auto many = 2 + static_cast<int>(random.uniform() * 7);
  for (int i = 0; i < many; ++i) {
    Trouble one;
    one.kind = static_cast<TroubleKind>(static_cast<int>(random.uniform() * trouble_kinds));
    one.at = after(Instant(), random.uniform() * span);
    // A minute to six hours, short ones more often.
    one.length = std::exp(random.uniform(std::log(60.0), std::log(6.0 * 3600))) * second;
    one.failing_cranks = static_cast<int>(random.uniform() * 3);
    out.push_back(one);
  }
  return out;
}

/// Tells what became of one request of the load.
class Rehearsal::Asker final : public AskerSide {
 public:
  Asker(RehearsedWork& work, const Workload& spec, Instant arrived)
      : work_(work), spec_(spec), arrived_(arrived) {
    ++work_.asked;
    ++work_.open;
  }
  void output(const EngineOutput& output) override {
    if (output.end == SequenceEnd::none) return;
    --work_.open;
    if (output.end == SequenceEnd::failed) return lose("failed");
    const Duration took = between(arrived_, monotonic_now());
    bool is_late = false;
    for (const LatencyGoal& goal : spec_.latency) is_late = is_late || took > goal.limit;
    ++(is_late ? work_.late : work_.served);
  }
  void refused(Reason reason, Duration /*retry_after*/) override {
    --work_.open;
    lose(std::string(name_of(reason)));
  }
  void ended(Reason reason) override {
    --work_.open;
    lose(std::string(name_of(reason)));
  }

 private:
  void lose(const std::string& why) {
    ++work_.lost;
    ++work_.lost_by[why];
  }
  RehearsedWork& work_;
  const Workload& spec_;
  Instant arrived_;
};

Rehearsal::Rehearsal(RehearsalWish wish)
    : wish_(std::move(wish)),
      start_(std::int64_t{24} * wish_.run.first_day * hour_ns),
      step_(step_for(wish_.speed)),
      meter_period_(std::max({0.5 * second, 2.0 * step_, wish_.speed * least_period})) {
  const RandomStream random(wish_.run.seed);
  plant_ =
      std::make_unique<RehearsedPlant>(wish_.run.power, start_, step_, random.fork("generator"));
  const Instant end = after(start_, wish_.run.days * day);
  for (std::size_t w = 0; w < wish_.run.workloads.size(); ++w) {
    const SiteWorkload& workload = wish_.run.workloads[w];
    RehearsedWork& work = work_.emplace_back();
    work.name = workload.spec.name;
    work.work_class = workload.work_class;
    if (!wish_.loads || is_camera(workload)) continue;
    streams_.emplace_back(workload, static_cast<int>(w), random, start_, end);
    stream_workload_.push_back(w);
  }
}

Rehearsal::~Rehearsal() {
  pulse_.reset();
  load_.reset();
  modbus_.reset();
  nut_.reset();
  site_.reset();
}

/// What the site may know of itself: its design, and the weather that is usual at this time.
PlantWatchSettings Rehearsal::watch_settings() const {
  const SitePower& power = wish_.run.power;
  PlantWatchSettings out;
  out.plant = power.plant;
  for (const Power grid : power.grid) out.grid = std::max(out.grid, grid);
  for (const OtherDraw& other : power.others) out.fixed += other.power;
  out.standing = machines_->cameras();
  out.look_every = std::max(0.25 * second, step_);
  out.tell_every = std::max(1.0 * second, 2.0 * step_);
  out.device_stale = 3.0 * meter_period_ + 1.0 * second;
  out.stable_for = std::max(30.0 * second, 2.0 * step_);
  constexpr int days = 14;
  for (int back = 0; back < days && !power.panel_yield.empty(); ++back) {
    for (int at = 0; at < 24; ++at) {
      const int number = 24 * (wish_.run.first_day + back - days / 2) + at;
      const auto index =
          static_cast<std::size_t>((number % hours_per_year + hours_per_year) % hours_per_year);
      out.usual_sun[static_cast<std::size_t>(at)] +=
          power.panel_yield[index] / days * power.plant.panel_health * power.plant.panel_rated;
    }
  }
  return out;
}

Result<std::unique_ptr<Rehearsal>> Rehearsal::open(const ServeSettings& settings,
                                                   RehearsalWish wish) {
  std::unique_ptr<Rehearsal> out(new Rehearsal(std::move(wish)));
  Rehearsal* const raw = out.get();
  out->folder_ = settings.state_folder + "/rehearsed-sys";
  SiteParts parts;
  auto machines = std::make_unique<RehearsedMachines>(raw->wish_.run);
  raw->machines_ = machines.get();
  parts.engines = std::move(machines);
  parts.costs = std::make_unique<SiteCosts>(raw->wish_.run);
  for (std::size_t m = 0; m < raw->wish_.run.models.size(); ++m) {
    ServedModel model;
    model.id = ModelId{static_cast<std::uint8_t>(m)};
    model.name = raw->wish_.run.models[m];
    parts.models.push_back(model);
  }
  for (const SiteWorkload& workload : raw->wish_.run.workloads) {
    parts.ladders.push_back({workload.ladder});
  }
  parts.scheduler.power.stale_after = std::max(1.0 * minute, 5.0 * raw->meter_period_);
  parts.plant = raw->watch_settings();
  parts.instruments = [raw](EventLoop& loop) { return raw->open_instruments(loop); };
  Result<std::unique_ptr<SiteServer>> site = SiteServer::open(settings, std::move(parts));
  if (!site) return site.error();
  raw->site_ = std::move(*site);
  raw->begin();
  return out;
}

Result<std::vector<MeterWish>> Rehearsal::open_instruments(EventLoop& loop) {
  publish();
  auto modbus = TalkPort::open(
      loop, [this] { return std::make_unique<InstrumentTalk<ModbusConversation>>(bank_); });
  if (!modbus) return modbus.error();
  modbus_ = std::move(*modbus);
  auto nut = TalkPort::open(
      loop, [this] { return std::make_unique<InstrumentTalk<NutConversation>>(ups_); });
  if (!nut) return nut.error();
  nut_ = std::move(*nut);
  const auto wish = [&](const char* name, const char* kind, int port) {
    MeterWish one;
    one.name = name;
    one.kind = kind;
    one.place.port = port;
    one.period = meter_period_;
    return one;
  };
  std::vector<MeterWish> out = {wish("inverter", "sunspec", modbus_->port())};
  if (wish_.run.power.plant.generator) out.push_back(wish("set", "gencomm", modbus_->port()));
  if (!wish_.run.power.grid.empty()) out.push_back(wish("ups", "nut", nut_->port()));
  out.push_back(wish("machines", "folder", 0));
  out.back().folder = folder_;
  out.back().period = step_;
  return out;
}

void Rehearsal::begin() {
  desk_start_ = site_->desk().now();
  pulse_ = std::make_unique<LoopTimer>(site_->loop());
  load_ = std::make_unique<LoopTimer>(site_->loop());
  pulse();
  ask_due();
}

/// What is open at the end of the span is open: nobody waits for it.
void Rehearsal::run() { site_->run(0.5 * wish_.speed * second); }

void Rehearsal::follow_troubles(Duration since) {
  PlantTroubles& plant = plant_->troubles();
  const bool was_lost = plant.mains_lost;
  plant.mains_lost = plant.sun_lost = plant.generator_lost = false;
  bool mute = false;
  bool cut = false;
  double cap = 1;
  jumps_ = is_absurd_ = false;
  for (const Trouble& one : wish_.troubles) {
    const Duration begins = between(Instant(), one.at);
    if (since < begins || since >= begins + one.length) continue;
    switch (one.kind) {
      case TroubleKind::mains_lost:
        plant.mains_lost = true;
        if (!was_lost) plant.failing_cranks = one.failing_cranks;
        break;
      case TroubleKind::generator_lost:
        plant.generator_lost = true;
        break;
      case TroubleKind::sun_lost:
        plant.sun_lost = true;
        break;
      case TroubleKind::meter_mute:
        mute = true;
        break;
      case TroubleKind::meter_absurd:
        is_absurd_ = true;
        break;
      case TroubleKind::meter_jumps:
        jumps_ = true;
        break;
      case TroubleKind::link_cut:
        cut = true;
        break;
      case TroubleKind::lower_cap:
        cap = std::min(cap, one.cap);
        break;
    }
  }
  lower_cap(cap);
  modbus_->mute(mute);
  modbus_->cut(cut);
}

void Rehearsal::lower_cap(double share) {
  if (share == cap_ || site_->plant() == nullptr) return;
  cap_ = share;
  site_->plant()->limit(share < 1 ? share * machines_->full() : unlimited_power);
}

/// As many steps of the plant as the clock has gone on, then its instruments show the new state.
void Rehearsal::pulse() {
  const Duration since = between(desk_start_, site_->desk().now());
  if (since >= span()) return site_->stop();
  follow_troubles(since);
  const Duration behind = since - between(start_, plant_->now());
  const auto steps = static_cast<int>(behind / step_);
  if (steps > 0) {
    const Energy drawn = machines_->drawn(monotonic_now());
    const Power mean = (drawn - metered_) / (steps * step_);
    metered_ = drawn;
    see_envelope(mean - machines_->cameras());
    for (int i = 0; i < steps; ++i) plant_->take_step(mean);
    publish();
  }
  if (++pulses_ % 4 == 0 && site_->plant() != nullptr) {
    for (const std::string& alarm : site_->plant()->board().alarms(site_->desk().now())) {
      ++alarms_[alarm];
    }
  }
  pulse_->set(after(monotonic_now(), step_), [this] { pulse(); });
}

/// By the plant's own truth, not by a meter: how long the machines drew more than they might.
void Rehearsal::see_envelope(Power draw) {
  const PlantWatch* plant = site_->plant();
  if (plant == nullptr) return;
  const Power cap = cap_ < 1 ? cap_ * machines_->full() : unlimited_power;
  const bool is_over = draw > 1.02 * std::min(plant->standing().reading.available, cap);
  const Instant now = monotonic_now();
  if (!is_over) over_since_ = never;
  if (is_over && over_since_ == never) over_since_ = now;
  if (is_over) longest_over_ = std::max(longest_over_, between(over_since_, now) + step_);
}

void Rehearsal::publish() {
  HybridInverter shown = plant_->shown();
  if (jumps_) shown.charge = pulses_ % 8 < 4 ? shown.charge : shown.charge * 0.66;
  lay_out(bank_, inverter_unit, shown);
  if (is_absurd_) {
    // Place of SoC in models 713 and 802, of the sun's W in 160: none, none, a sign that turned.
    bank_.set(inverter_unit, sunspec_base + 2 + 68 + 52 + 30 + 4, 0xFFFF);
    bank_.set(inverter_unit, sunspec_base + 2 + 68 + 52 + 30 + 9 + 11, 0xFFFF);
    bank_.set(inverter_unit, sunspec_base + 2 + 68 + 52 + 21, 0xFF38);
  }
  if (wish_.run.power.plant.generator) {
    const auto power = static_cast<std::uint32_t>(plant_->generator() / watt);
    bank_.set(set_unit, 1408, static_cast<std::uint16_t>(plant_->set()));
    bank_.set(
        set_unit, 1536,
        {static_cast<std::uint16_t>(power >> 16U), static_cast<std::uint16_t>(power & 0xFFFFU)});
    bank_.set(set_unit, 1027, static_cast<std::uint16_t>(std::lround(100 * plant_->fuel())));
  }
  ups_.says = "rehearsed UPS";
  const double charge = plant_->charge();
  std::string status = plant_->is_fed() ? "OL" : "OB DISCHRG";
  if (!plant_->is_fed() && charge < 0.1) status += " LB";
  ups_.variables["ups.status"] = status;
  ups_.variables["battery.charge"] = fmt::format("{:.0f}", 100 * charge);
  const std::string sensor = folder_ + "/class/hwmon/hwmon0";
  std::error_code fault;
  std::filesystem::create_directories(sensor, fault);
  std::ofstream(sensor + "/name") << "rehearsed\n";
  std::ofstream(sensor + "/energy1_input") << fmt::format("{:.0f}\n", 1e6 * (metered_ / joule));
}

void Rehearsal::ask_due() {
  const Duration since = between(desk_start_, site_->desk().now());
  const Instant now = after(start_, since);
  Instant next = never;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    constexpr int at_once = 500;  // the loop has other things to do
    for (int many = 0; many < at_once && streams_[i].next() <= now; ++many) {
      ask(stream_workload_[i], streams_[i].take());
    }
    next = std::min(next, streams_[i].next());
  }
  if (next == never) return;
  const Duration wait = std::max(Duration(), between(now, next));
  load_->set(after(monotonic_now(), wait), [this] { ask_due(); });
}

void Rehearsal::ask(std::size_t workload, const Request& request) {
  const Duration shift = between(start_, desk_start_);
  Request one = request;
  one.not_before = moved(one.not_before, shift);
  one.latest_start = moved(one.latest_start, shift);
  one.first_token_by = moved(one.first_token_by, shift);
  one.deadline = moved(one.deadline, shift);
  const SiteWorkload& spec = wish_.run.workloads[workload];
  site_->desk().ask(one, StartSequence(),
                    std::make_unique<Asker>(work_[workload], spec.spec, monotonic_now()));
}

RehearsalOutcome Rehearsal::outcome() const {
  RehearsalOutcome out;
  out.span = between(start_, plant_->now());
  out.work = work_;
  out.plant = plant_->books();
  out.charge = plant_->charge();
  out.alarms = alarms_;
  out.longest_over = longest_over_;
  if (const PlantWatch* plant = site_->plant()) {
    out.ledger = plant->ledger().sums();
    out.standing = plant->standing();
    Energy by_plant;
    Energy by_ledger;
    for (const Reconciled& one : plant->hours()) {
      by_plant += one.plant;
      by_ledger += one.ledger;
    }
    out.hours = static_cast<int>(plant->hours().size());
    if (by_plant > Energy()) out.residual = (by_plant - by_ledger) / by_plant;
  }
  return out;
}

}  // namespace islet
