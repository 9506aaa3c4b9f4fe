#include "twin/instruments.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/written_file.h"
#include "meters/gencomm_points.h"

namespace islet {
namespace {

constexpr std::uint8_t inverter_unit = 1;
constexpr std::uint8_t room_unit = 7;
/// A sensor of the room, as a file of points says it.
constexpr const char* room_map =
    "name: rehearsed room\nunit: 7\npoints:\n"
    "  - {what: inlet_temperature, register: 0, form: s16, factor: 0.1}\n";

/// One client of an instrument.
template <class Conversation>
class InstrumentTalk final : public Talk {
 public:
  template <class Shown>
  explicit InstrumentTalk(Shown& shown) : conversation_(shown) {}
  std::string answer(std::string_view bytes) override { return conversation_.answer(bytes); }

 private:
  Conversation conversation_;
};

}  // namespace

Result<std::vector<MeterWish>> Instruments::open(EventLoop& loop, Duration period,
                                                 Duration sensor_period) {
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
    one.period = period;
    return one;
  };
  std::vector<MeterWish> out;
  if (has_broker_) {
    if (auto error = open_broker(loop, period)) return *error;
    out.push_back(wish("gx", "victron", broker_->port()));
  }
  out.push_back(wish("inverter", "sunspec", modbus_->port()));
  if (power_.plant.generator) out.push_back(wish("set", "gencomm", modbus_->port()));
  if (!power_.grid.empty() || power_.plant.ups) out.push_back(wish("ups", "nut", nut_->port()));
  std::error_code fault;
  std::filesystem::create_directories(folder_, fault);
  out.push_back(wish("room", "modbus", modbus_->port()));
  out.back().map = folder_ + "/room.map.yaml";
  if (auto error = write_file(out.back().map, room_map)) return *error;
  out.push_back(wish("machines", "folder", 0));
  out.back().folder = folder_;
  out.back().period = sensor_period;
  return out;
}

/// The device is a client of the broker, as the meter is.
std::optional<Error> Instruments::open_broker(EventLoop& loop, Duration period) {
  std::error_code missing;
  std::filesystem::create_directories(folder_, missing);
  auto broker = Broker::open(loop, folder_);
  if (!broker) return broker.error();
  broker_ = std::move(*broker);
  auto feed = std::make_unique<VictronFeed>(PollPace{period, 2.0 * period});
  feed_ = feed.get();
  gx_ = std::make_unique<MeterLink>(loop, MeterPlace{"127.0.0.1", broker_->port()}, std::move(feed),
                                    [](const std::vector<Sample>&) {});
  gx_->start();
  return std::nullopt;
}

void Instruments::close() {
  gx_.reset();
  feed_ = nullptr;
  broker_.reset();
  modbus_.reset();
  nut_.reset();
}

double Instruments::charge_share() const { return islet::charge_share(bank_, inverter_unit); }

void Instruments::show(const RehearsedPlant& plant, Energy metered, const TroublesNow& troubles) {
  ++shows_;
  show_inverter(plant, troubles);
  if (power_.plant.generator) show_set(plant);
  show_ups(plant);
  show_room(plant);
  show_sensors(metered);
  if (feed_ != nullptr) {
    const HybridInverter shown = plant.shown();
    feed_->show({shown.charge, shown.battery, shown.panels, shown.loads});
    feed_->mute(troubles.meter_mute);
  }
  if (modbus_ == nullptr) return;
  modbus_->mute(troubles.meter_mute);
  modbus_->cut(troubles.link_cut);
}

void Instruments::show_inverter(const RehearsedPlant& plant, const TroublesNow& troubles) {
  HybridInverter shown = plant.shown();
  if (troubles.meter_jumps && shows_ % 8 >= 4) shown.charge *= 0.66;
  shown.is_absurd = troubles.meter_absurd;
  lay_out(bank_, inverter_unit, shown);
}

void Instruments::show_set(const RehearsedPlant& plant) {
  using Points = GencommPoints;
  const auto power = static_cast<std::uint32_t>(plant.generator() / watt);
  bank_.set(Points::unit, Points::engine_state, static_cast<std::uint16_t>(plant.set()));
  bank_.set(
      Points::unit, Points::total_power,
      {static_cast<std::uint16_t>(power >> 16U), static_cast<std::uint16_t>(power & 0xFFFFU)});
  bank_.set(Points::unit, Points::fuel_percent,
            static_cast<std::uint16_t>(std::lround(100 * plant.fuel())));
}

void Instruments::show_ups(const RehearsedPlant& plant) {
  constexpr double low_below = 0.1;
  ups_.says = "rehearsed UPS";
  // Where no UPS stands, the plant's battery is one.
  const bool is_own = power_.plant.ups.has_value();
  const double charge = is_own ? plant.ups_charge() : plant.charge();
  std::string status = plant.is_fed() ? "OL" : "OB DISCHRG";
  if (!plant.is_fed() && charge < low_below) status += " LB";
  ups_.variables["ups.status"] = status;
  ups_.variables["battery.charge"] = fmt::format("{:.0f}", 100 * charge);
  if (is_own) {
    ups_.variables["battery.runtime"] = fmt::format("{:.0f}", plant.ups_runtime() / second);
  }
}

void Instruments::show_room(const RehearsedPlant& plant) {
  const auto tenths = static_cast<std::int16_t>(std::lround(10 * plant.inside().in_celsius()));
  bank_.set(room_unit, 0, static_cast<std::uint16_t>(tenths));
}

void Instruments::show_sensors(Energy metered) const {
  const std::string sensor = folder_ + "/class/hwmon/hwmon0";
  std::error_code fault;
  std::filesystem::create_directories(sensor, fault);
  std::ofstream(sensor + "/name") << "rehearsed\n";
  std::ofstream(sensor + "/energy1_input") << fmt::format("{:.0f}\n", 1e6 * (metered / joule));
}

}  // namespace islet
