// Goal: nothing is set beyond its bounds, every write is logged, and everything is set back when
// the site ends, hangs, or is killed.
#include "live/control_guard.h"

#include <csignal>
#include <fstream>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/written_file.h"
#include "live/site_controls.h"
#include "meters/gencomm_points.h"
#include "meters/modbus_server.h"
#include "meters/nvml_library.h"
#include "meters/sunspec_server.h"
#include "net/talk_port.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

using ::testing::HasSubstr;

std::string text_in(const std::string& file) {
  const Result<std::string> text = read_file(file, 100'000);
  return text ? *text : "";
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

struct FileCase {
  const char* kind;
  const char* before;
  double wanted;
  const char* set;
};

TEST(ControlGuard, KeepsBoundsAndSetsBackWhatItFound) {
  const FileCase cases[] = {
      {"power_file", "65000000\n", 30, "30000000\n"},
      {"power_file", "65000000\n", 5, "15000000\n"},    // the least
      {"power_file", "65000000\n", 900, "60000000\n"},  // the most
      {"clock_file", "930000000\n", 50, "50000000\n"},
      {"cpu_quota", "max 100000\n", 15, "1500000 100000\n"},
  };
  for (const FileCase& one : cases) {
    TempFolder folder;
    const std::string file = folder.path() + "/lever";
    const std::string log = folder.path() + "/log";
    write(file, one.before);
    {
      ControlGuard guard(log);
      ASSERT_FALSE(guard.add({"it", one.kind, file, 15, 60})) << one.kind;
      EXPECT_EQ(text_in(file), one.before) << "off until it is set";
      EXPECT_FALSE(guard.set("it", one.wanted));
      EXPECT_EQ(text_in(file), one.set) << one.kind;
    }
    EXPECT_EQ(text_in(file), one.before) << one.kind;
    EXPECT_THAT(text_in(log), HasSubstr("it: ")) << one.kind;
    EXPECT_THAT(text_in(log), HasSubstr("the guard ends: done")) << one.kind;
  }
}

TEST(ControlGuard, RefusesWhatItDoesNotKnow) {
  ControlGuard guard("");
  EXPECT_TRUE(guard.add({"a", "magic", "x", 0, 1}));
  EXPECT_TRUE(guard.add({"a", "power_file", "x", 2, 1}));
  EXPECT_TRUE(guard.add({"a", "card_power", "0", 0, 1}));  // there is no card
  EXPECT_TRUE(guard.add({"a", "generator", "nowhere", 0, 1}));
  EXPECT_EQ(guard.answer("set a 1"), "no there is no control `a`");
  EXPECT_EQ(guard.answer("lever a power_file nowhere 1 2"), "ok");
  EXPECT_THAT(guard.answer("set a 1"), HasSubstr("no "));
  EXPECT_EQ(guard.answer("set a nan"), "no `nan` is no number");
  EXPECT_EQ(guard.answer("dance"), "no such order");
}

TEST(ControlGuard, LimitsACardWithinItsOwnBounds) {
  ControlGuard guard("", ISLET_STAND_IN_NVML);
  ASSERT_FALSE(guard.add({"card", "card_power", "0", 50, 400}));
  ASSERT_FALSE(guard.add({"clock", "card_clock", "0", 300, 1'500}));
  auto library = NvmlLibrary::open(ISLET_STAND_IN_NVML);
  ASSERT_TRUE(library);
  EXPECT_FALSE(guard.set("card", 60));
  EXPECT_EQ((*library)->limit(0), 100 * watt);  // the least that the card takes
  EXPECT_FALSE(guard.set("clock", 900));
  EXPECT_EQ((*library)->power(0), 120 * watt);
  guard.restore("over");
  EXPECT_EQ((*library)->limit(0), 300 * watt);
  EXPECT_EQ((*library)->power(0), 300 * watt);
}

/// A controller of a set, and an inverter that charges with 4 kW at most, on a thread of their own.
class Controller {
 public:
  Controller() {
    bank_.set(GencommPoints::unit, GencommPoints::control_mode, GencommPoints::automatic);
    bank_.let_write(GencommPoints::unit, GencommPoints::key, 2);
    HybridInverter inverter;
    inverter.charge_max = 4 * kilowatt;
    lay_out(bank_, inverter_unit, inverter);
    auto port = TalkPort::open(loop_, [this] { return std::make_unique<Told>(bank_); });
    EXPECT_TRUE(port);
    port_ = std::move(*port);
    place = "127.0.0.1:" + std::to_string(port_->port());
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Controller() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }
  void set_mode(std::uint16_t mode) {
    loop_.post([this, mode] { bank_.set(GencommPoints::unit, GencommPoints::control_mode, mode); });
  }
  /// After the loop took its turn.
  std::pair<int, int> key() {
    std::promise<std::pair<int, int>> read;
    loop_.post([&] {
      read.set_value({bank_.at(GencommPoints::unit, GencommPoints::key),
                      bank_.at(GencommPoints::unit, GencommPoints::key + 1)});
    });
    return read.get_future().get();
  }
  /// What the inverter may charge with, after the loop took its turn.
  double charge_share() {
    std::promise<double> read;
    loop_.post([&] { read.set_value(islet::charge_share(bank_, inverter_unit)); });
    return read.get_future().get();
  }
  std::string place;

 private:
  static constexpr std::uint8_t inverter_unit = 3;

  class Told final : public Talk {
   public:
    explicit Told(RegisterBank& bank) : talk_(bank) {}
    std::string answer(std::string_view bytes) override { return talk_.answer(bytes); }

   private:
    ModbusConversation talk_;
  };
  EventLoop loop_;
  RegisterBank bank_;
  std::unique_ptr<TalkPort> port_;
  std::thread thread_;
};

TEST(ControlGuard, StartsASetByKeyAndComplementAndLetsItGo) {
  Controller controller;
  ControlGuard guard("");
  ASSERT_FALSE(guard.add({"set", "generator", controller.place, 0, 1}));
  const auto fault = guard.set("set", 1);
  EXPECT_FALSE(fault) << fault->what;
  EXPECT_EQ(controller.key(), (std::pair{35732, 65535 - 35732}));
  guard.restore("over");
  EXPECT_EQ(controller.key(), (std::pair{35733, 65535 - 35733}));
}

TEST(ControlGuard, APersonAtTheSetIsNotOverruled) {
  Controller controller;
  controller.set_mode(2);  // by hand
  ControlGuard guard("");
  ASSERT_FALSE(guard.add({"set", "generator", controller.place, 0, 1}));
  const auto fault = guard.set("set", 1);
  ASSERT_TRUE(fault);
  EXPECT_THAT(fault->what, HasSubstr("somebody has it in hand"));
  EXPECT_EQ(controller.key().first, 0);
}

TEST(ControlGuard, LimitsWhatAnInverterChargesWithAndFreesItAgain) {
  Controller controller;
  ControlGuard guard("");
  ASSERT_FALSE(guard.add({"charger", "charge_limit", controller.place + "/3", 200, 3'000}));
  EXPECT_EQ(controller.charge_share(), 1);
  const auto fault = guard.set("charger", 1'000);
  EXPECT_FALSE(fault) << fault->what;
  EXPECT_NEAR(controller.charge_share(), 0.25, 1e-9);
  EXPECT_FALSE(guard.set("charger", 0));
  EXPECT_NEAR(controller.charge_share(), 200.0 / 4'000, 1e-9);  // its least
  guard.restore("over");
  EXPECT_EQ(controller.charge_share(), 1);
}

TEST(ControlGuard, SaysWhatADeviceIsNot) {
  Controller controller;
  ControlGuard guard("");
  EXPECT_TRUE(guard.add({"charger", "charge_limit", controller.place + "/300", 0, 1}));
  ASSERT_FALSE(guard.add({"charger", "charge_limit", controller.place + "/9", 0, 1}));
  EXPECT_TRUE(guard.set("charger", 1));  // nobody of that number
}

/// Waits for a file to say that.
bool comes_to(const std::string& file, const auto& what) {
  for (int i = 0; i < 1'000; ++i) {
    if (testing::Value(text_in(file), what)) return true;
    wait_for(10.0 * millisecond);
  }
  return false;
}

TEST(SiteControls, ASiteThatIsKilledIsSetBackByItsGuard) {
  TempFolder folder;
  const std::string file = folder.path() + "/limit";
  const std::string log = folder.path() + "/controls.log";
  write(file, "65000000\n");
  const pid_t site = ::fork();
  ASSERT_GE(site, 0);
  if (site == 0) {
    EventLoop loop;
    auto controls =
        SiteControls::open(loop, {{"cpu", "power_file", file, 15, 60}}, ISLET_GUARD, log);
    if (!controls) ::_exit(1);
    (*controls)->limit(20 * watt);
    comes_to(file, "20000000\n");
    ::raise(SIGKILL);
  }
  int how = 0;
  ASSERT_EQ(::waitpid(site, &how, 0), site);
  EXPECT_TRUE(WIFSIGNALED(how)) << WEXITSTATUS(how);
  EXPECT_TRUE(comes_to(file, "65000000\n")) << text_in(file);
  // The guard writes what it did after it has done it.
  EXPECT_TRUE(comes_to(log, HasSubstr("the site is gone: done"))) << text_in(log);
  EXPECT_THAT(text_in(log), HasSubstr("cpu: 20, was 65000000: done"));
}

TEST(SiteControls, AnOrderlyEndSetsBackBeforeItReturns) {
  TempFolder folder;
  const std::string file = folder.path() + "/limit";
  write(file, "65000000\n");
  EventLoop loop;
  {
    auto controls = SiteControls::open(loop, {{"cpu", "power_file", file, 15, 60}}, ISLET_GUARD,
                                       folder.path() + "/log");
    ASSERT_TRUE(controls) << controls.error().text();
    (*controls)->limit(1'000 * watt);  // more than all of it: nothing is written
    (*controls)->limit(30 * watt);
    EXPECT_TRUE(comes_to(file, "30000000\n"));
  }
  EXPECT_EQ(text_in(file), "65000000\n");
}

TEST(SiteControls, CoresAndClocksFollowWhatMayBeDrawnAboveIdle) {
  TempFolder folder;
  const std::string quota = folder.path() + "/cpu.max";
  const std::string clock = folder.path() + "/max_freq";
  write(quota, "max 100000\n");
  write(clock, "1200000000\n");
  const std::vector<LeverWish> wishes = {{"share", "cpu_quota", quota, 1, 8},
                                         {"clock", "clock_file", clock, 300, 1'200}};
  EventLoop loop;
  {
    auto controls = SiteControls::open(loop, wishes, ISLET_GUARD, "", {20 * watt, 100 * watt});
    ASSERT_TRUE(controls) << controls.error().text();
    (*controls)->limit(60 * watt);  // half of what is above idle
    EXPECT_TRUE(comes_to(quota, "400000 100000\n")) << text_in(quota);
    EXPECT_TRUE(comes_to(clock, "600000000\n")) << text_in(clock);
    (*controls)->limit(5 * watt);  // less than idle: the least
    EXPECT_TRUE(comes_to(quota, "100000 100000\n")) << text_in(quota);
    EXPECT_TRUE(comes_to(clock, "300000000\n")) << text_in(clock);
  }
  EXPECT_EQ(text_in(quota), "max 100000\n");
  {
    auto controls = SiteControls::open(loop, wishes, ISLET_GUARD, "");
    ASSERT_TRUE(controls);
    (*controls)->limit(5 * watt);
  }
  EXPECT_EQ(text_in(quota), "max 100000\n") << "the machines' draw is not known";
}

TEST(EnabledControls, AreThoseThatTheSiteEnables) {
  LiveSettings live;
  live.controls = {{"cpu", "power_file", "/x", 15, 65, true},
                   {"card", "card_power", "0", 100, 300, false}};
  const std::vector<LeverWish> wishes = enabled_controls(live);
  ASSERT_EQ(wishes.size(), 1U);
  EXPECT_EQ(wishes[0].name, "cpu");
  EXPECT_EQ(wishes[0].place, "/x");
  EXPECT_EQ(wishes[0].least, 15);
  EXPECT_EQ(wishes[0].most, 65);
}

}  // namespace
}  // namespace islet
