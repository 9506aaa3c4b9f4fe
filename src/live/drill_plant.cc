#include "live/drill_plant.h"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "meters/gencomm_points.h"
#include "meters/sunspec_server.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr Duration count_every = 50.0 * millisecond;
constexpr Duration meter_period = 250.0 * millisecond;

}  // namespace

/// Notes when it first told a loss.
class DrillPlant::UpsTalk final : public Talk {
 public:
  explicit UpsTalk(DrillPlant& plant) : plant_(plant), talk_(plant.ups_) {}
  std::string answer(std::string_view bytes) override {
    std::string said = talk_.answer(bytes);
    const bool tells_loss = said.find("\"OB") != std::string::npos;
    if (tells_loss && plant_.told_lost_ == never) plant_.told_lost_ = monotonic_now();
    return said;
  }

 private:
  DrillPlant& plant_;
  NutConversation talk_;
};

class DrillPlant::SetTalk final : public Talk {
 public:
  explicit SetTalk(RegisterBank& bank) : talk_(bank) {}
  std::string answer(std::string_view bytes) override { return talk_.answer(bytes); }

 private:
  ModbusConversation talk_;
};

DrillPlant::DrillPlant(std::string folder) : folder_(std::move(folder)) {
  ups_.says = "drill UPS";
  say("OL");
  ups_.variables["battery.charge"] = "100";
  set_state(0);
  bank_.set(GencommPoints::unit, GencommPoints::total_power, {0, 0});
  bank_.set(GencommPoints::unit, GencommPoints::fuel_percent, 80);
  // Sun enough that batch work need not wait for it.
  HybridInverter inverter;
  inverter.panels = 1.5 * kilowatt;
  inverter.charge = 0.8;
  inverter.capacity = 5.0 * kilowatt_hour;
  inverter.discharge_limit = 2.0 * kilowatt;
  lay_out(bank_, 1, inverter);
  std::error_code fault;
  std::filesystem::create_directories(folder_ + "/class/hwmon/hwmon0", fault);
  std::ofstream(folder_ + "/class/hwmon/hwmon0/name") << "drill\n";
  std::ofstream(folder_ + "/class/hwmon/hwmon0/energy1_input") << "0\n";
}

void DrillPlant::set_state(std::uint16_t state) {
  bank_.set(GencommPoints::unit, GencommPoints::engine_state, state);
}

SiteParts DrillPlant::parts(Power idle, Power each) {
  idle_ = idle;
  each_ = each;
  SiteParts parts;
  PlantWatchSettings& watch = parts.plant.emplace();
  Plant& plant = watch.plant;
  plant.panel_rated = 2.0 * kilowatt;
  plant.battery.capacity = 5.0 * kilowatt_hour;
  plant.battery.charge_max = plant.battery.discharge_max = 2.0 * kilowatt;
  plant.inverter_max = 2.0 * kilowatt;
  plant.generator = Generator();
  plant.generator->rated = 1.0 * kilowatt;
  plant.generator->tank = 50.0 * litre;
  watch.grid = 2.0 * kilowatt;
  watch.stable_for = 3.0 * second;
  parts.instruments = [this](EventLoop& loop) -> Result<std::vector<MeterWish>> {
    auto nut = TalkPort::open(loop, [this] { return std::make_unique<UpsTalk>(*this); });
    if (!nut) return nut.error();
    nut_ = std::move(*nut);
    auto modbus = TalkPort::open(loop, [this] { return std::make_unique<SetTalk>(bank_); });
    if (!modbus) return modbus.error();
    modbus_ = std::move(*modbus);
    std::vector<MeterWish> out(4);
    out[3].name = out[3].kind = "sunspec";
    out[3].place.port = modbus_->port();
    out[0].name = out[0].kind = "nut";
    out[0].place.port = nut_->port();
    out[1].name = "set";
    out[1].kind = "gencomm";
    out[1].place.port = modbus_->port();
    out[2].name = "machine";
    out[2].kind = "folder";
    out[2].folder = folder_;
    for (MeterWish& one : out) one.period = meter_period;
    return out;
  };
  return parts;
}

void DrillPlant::meter(SiteServer& site) {
  site_ = &site;
  counted_at_ = monotonic_now();
  timer_ = std::make_unique<LoopTimer>(site.loop());
  count();
}

void DrillPlant::count() {
  const Instant now = monotonic_now();
  int running = 0;
  for (const EngineStanding& one : site_->standings()) running += one.running;
  const Power present = idle_ + running * each_;
  counted_ += present * between(std::exchange(counted_at_, now), now);
  // A first-order mean, as sensors of boards have.
  draw_ += 0.2 * (present - draw_);
  std::ofstream(folder_ + "/class/hwmon/hwmon0/energy1_input")
      << fmt::format("{:.0f}\n", 1e6 * (counted_ / joule));
  timer_->set(after(now, count_every), [this] { count(); });
}

void DrillPlant::close() {
  timer_.reset();
  nut_.reset();
  modbus_.reset();
}

DrillStream::DrillStream(int port, const std::string& request) : client_(port, 120) {
  client_.send(request);
  reader_ = std::thread([this] {
    for (std::string more = client_.receive(); !more.empty(); more = client_.receive()) {
      const std::lock_guard lock(mutex_);
      moments_.push_back(monotonic_now());
      text_ += more;
    }
  });
}

DrillStream::~DrillStream() {
  leave();
  if (reader_.joinable()) reader_.join();
}

void DrillStream::leave() { ::shutdown(client_.descriptor(), SHUT_RDWR); }

std::size_t DrillStream::pieces() const {
  const std::lock_guard lock(mutex_);
  return moments_.size();
}

Instant DrillStream::last_before(Instant end) const {
  const std::lock_guard lock(mutex_);
  Instant found = never;
  for (const Instant one : moments_) {
    if (one < end) found = one;
  }
  return found;
}

Instant DrillStream::first_after(Instant begin) const {
  const std::lock_guard lock(mutex_);
  for (const Instant one : moments_) {
    if (one >= begin) return one;
  }
  return never;
}

std::string DrillStream::whole() {
  if (reader_.joinable()) reader_.join();
  return text_;
}

}  // namespace islet
