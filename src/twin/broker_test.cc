// Goal: the rehearsed plant's figures go through a real MQTT broker and reach the live site's meter
// unchanged; two meters read beside each other; when the device is silent its figures turn stale.
#include "twin/broker.h"

#include <gtest/gtest.h>

#include "live/site_meters.h"
#include "net/clock.h"
#include "net/temp_folder.h"
#include "twin/victron_feed.h"

namespace islet {
namespace {

/// By the world's clock, however fast another test made ours.
Duration real(Duration length) { return clock_rate() * length; }

/// A device and two meters of the live site, clients of one broker.
class Wire {
 public:
  explicit Wire(const TempFolder& folder) {
    auto broker = Broker::open(loop, folder.path());
    if (!broker) return;
    broker_ = std::move(*broker);
    auto feed =
        std::make_unique<VictronFeed>(PollPace{real(100 * millisecond), real(200 * millisecond)});
    device = feed.get();
    const MeterPlace place{"127.0.0.1", broker_->port()};
    link_ = std::make_unique<MeterLink>(loop, place, std::move(feed),
                                        [](const std::vector<Sample>&) {});
    std::vector<MeterWish> wishes(2);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      wishes[i].name = i == 0 ? "gx" : "again";
      wishes[i].kind = "victron";
      wishes[i].place = place;
      wishes[i].period = real(200 * millisecond);
    }
    auto opened = SiteMeters::open(loop, board, wishes,
                                   [this](int meter, const std::vector<Sample>& samples) {
                                     for (const Sample& one : samples)
                                       board.take(meter, monotonic_now(), one);
                                   });
    if (!opened) return;
    meters = std::move(*opened);
    link_->start();
    meters->start();
  }
  bool is_up() const { return meters != nullptr; }
  void run(Duration length) {
    LoopTimer end(loop);
    end.set(after(monotonic_now(), length), [this] { loop.stop(); });
    loop.run();
  }
  /// Of the meter of that name.
  MeterState state(const std::string& meter, Gauge what) const {
    for (const BoardLine& line : board.lines(monotonic_now())) {
      if (line.meter == meter && line.what == what) return line.state;
    }
    return MeterState::absent;
  }

  EventLoop loop;
  MeterBoard board;
  VictronFeed* device = nullptr;
  std::unique_ptr<SiteMeters> meters;

 private:
  std::unique_ptr<Broker> broker_;
  std::unique_ptr<MeterLink> link_;
};

TEST(Broker, CarriesADevicesFiguresToMetersOfTheSite) {
  TempFolder folder;
  Wire wire(folder);
  ASSERT_TRUE(wire.is_up());
  wire.device->show({0.815, -250 * watt, 1'200 * watt, 950 * watt});
  wire.run(real(2.0 * second));
  const Instant now = monotonic_now();
  for (const char* meter : {"gx", "again"}) {
    EXPECT_EQ(wire.state(meter, Gauge::battery_charge), MeterState::fresh) << meter;
  }
  EXPECT_NEAR(wire.board.safe(Gauge::battery_charge, now), 0.815, 1e-9);
  EXPECT_NEAR(wire.board.safe(Gauge::battery_power, now), -250, 1e-9);
  EXPECT_NEAR(wire.board.safe(Gauge::panel_power, now), 1'200, 1e-9);
  EXPECT_NEAR(wire.board.safe(Gauge::load_power, now), 950, 1e-9);
  for (const auto& [name, link] : wire.meters->standings()) {
    EXPECT_TRUE(link.is_connected) << name;
    EXPECT_EQ(link.connections, 1) << name;
  }
  wire.device->mute(true);
  wire.run(real(1.5 * second));
  EXPECT_EQ(wire.state("gx", Gauge::battery_charge), MeterState::stale);
}

TEST(Broker, IsRefusedWhereItIsNotThere) {
  TempFolder folder;
  EventLoop loop;
  const auto broker = Broker::open(loop, folder.path(), "/nowhere/mosquitto");
  ASSERT_FALSE(broker);
  EXPECT_EQ(broker.error().what, "the MQTT broker cannot be started: /nowhere/mosquitto");
}

}  // namespace
}  // namespace islet
