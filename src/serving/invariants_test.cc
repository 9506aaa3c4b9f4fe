// Goal: the watcher finds each kind of planted fault, so that its silence means something.
#include "serving/invariants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serving/fake_world.h"

namespace islet {
namespace {

class Watch : public ::testing::Test {
 protected:
  Watch() : watcher_(limits(), {.acute_first = true, .newest_frame_only = true}, costs_) {
    EngineSpec engine = fake_engine(0, 2);
    engine.cache = 1000.0 * token;
    see(0, EngineUp{engine}, {});
  }

  static SchedulerSettings limits() {
    SchedulerSettings settings;
    settings.class_limit = {2, 2, 2, 2, 2};
    return settings;
  }

  void see(double seconds, const Event& event, const std::vector<Decision>& decisions) {
    watcher_.see(at(seconds * second), event, decisions);
  }
  void admit(double seconds, const Request& request) {
    see(seconds, RequestArrives{request}, {Admit{request.id, request.model}});
  }
  void admit_and_start(double seconds, const Request& request) {
    see(seconds, RequestArrives{request},
        {Admit{request.id, request.model}, Start{request.id, EngineId{0}, 50.0 * watt}});
  }
  /// What the first fault says, without its moment.
  std::string fault() const {
    if (watcher_.count() == 0) return "none";
    const std::string& text = watcher_.faults().front();
    return text.substr(text.find(": ") + 2);
  }

  FakeCosts costs_;
  Invariants watcher_;
};

TEST_F(Watch, IsSilentAboutAPlainDay) {
  admit_and_start(1, fake_request(1, WorkClass::normal, 5));
  see(6, RequestDone{RequestId{1}}, {});
  watcher_.finish(at(7.0 * second), true);
  EXPECT_EQ(fault(), "none");
}

TEST_F(Watch, FindsARequestWithoutAnswer) {
  see(1, RequestArrives{fake_request(1, WorkClass::normal, 5)}, {});
  EXPECT_EQ(fault(), "request was neither admitted nor rejected (1)");
}

TEST_F(Watch, FindsALostRequest) {
  admit(1, fake_request(1, WorkClass::normal, 5));
  watcher_.finish(at(7.0 * second), true);
  EXPECT_EQ(fault(), "request was lost (1)");
}

TEST_F(Watch, FindsASecondEnd) {
  admit(1, fake_request(1, WorkClass::normal, 5));
  see(2, Tick{}, {End{RequestId{1}, Reason::cancelled}});
  see(3, Tick{}, {End{RequestId{1}, Reason::cancelled}});
  EXPECT_EQ(fault(), "ended a request that is not there (1)");
}

TEST_F(Watch, FindsAStartThatCannotBe) {
  admit_and_start(1, fake_request(1, WorkClass::normal, 5));
  see(2, Tick{}, {Start{RequestId{1}, EngineId{0}, {}}});
  EXPECT_EQ(fault(), "started a request that does not wait (1)");
}

TEST_F(Watch, FindsTooManyOnAnEngine) {
  for (std::uint64_t id = 1; id <= 3; ++id) {
    admit_and_start(1, fake_request(id, WorkClass::normal, 5));
  }
  EXPECT_EQ(fault(), "more requests than slots (3)");
}

TEST_F(Watch, FindsTooMuchCache) {
  for (std::uint64_t id = 1; id <= 2; ++id) {
    Request request = fake_request(id, WorkClass::normal, 5);
    request.prompt = 501.0 * token;
    admit_and_start(1, request);
  }
  EXPECT_EQ(fault(), "more cache than there is (2)");
}

TEST_F(Watch, FindsTheWrongModelAndTheWrongPlace) {
  Request other = fake_request(1, WorkClass::normal, 5);
  other.model = ModelId{3};
  admit_and_start(1, other);
  EXPECT_EQ(fault(), "started without its model (1)");
}

TEST_F(Watch, FindsAStartOnADeadEngine) {
  admit(1, fake_request(1, WorkClass::normal, 5));
  see(2, EngineDown{EngineId{0}}, {Start{RequestId{1}, EngineId{0}, {}}});
  EXPECT_EQ(fault(), "started on an engine that is not up (1)");
}

TEST_F(Watch, FindsAcuteWorkBehindRoutineWork) {
  admit_and_start(1, fake_request(1, WorkClass::normal, 5));
  admit_and_start(1, fake_request(2, WorkClass::normal, 5));
  admit(2, fake_request(3, WorkClass::high, 1));
  see(2.01, Tick{}, {});
  EXPECT_EQ(fault(), "none");  // within the quantum
  see(2.03, Tick{}, {});
  EXPECT_EQ(fault(), "acute request waits behind routine work (3)");
}

TEST_F(Watch, FindsADrawAboveTheLimit) {
  PowerReading reading;
  reading.available = 60.0 * watt;
  see(0.5, PowerRead{reading}, {});
  admit_and_start(1, fake_request(1, WorkClass::normal, 5));
  EXPECT_EQ(fault(), "none");
  admit_and_start(1, fake_request(2, WorkClass::normal, 5));
  EXPECT_EQ(fault(), "expected draw is above the limit (0)");
}

TEST_F(Watch, FindsAQueueOverItsLimit) {
  see(0.5, EngineUp{fake_engine(0, 1)}, {});
  for (std::uint64_t id = 1; id <= 100; ++id) admit(1, fake_request(id, WorkClass::normal, 5));
  EXPECT_EQ(fault(), "queue is over its limit (2)");
}

TEST_F(Watch, FindsTwoFramesOfAStream) {
  for (std::uint64_t id = 1; id <= 2; ++id) {
    Request frame = fake_request(id, WorkClass::normal, 5);
    frame.stream = StreamId{4};
    admit(1, frame);
  }
  EXPECT_EQ(fault(), "two frames of a stream wait (2)");
}

TEST_F(Watch, FindsWorkThatOutlivesItsDeadline) {
  Request request = fake_request(1, WorkClass::batch, 5);
  request.deadline = at(3.0 * second);
  request.ends_at_deadline = true;
  admit_and_start(1, request);
  watcher_.check_deadlines(at(3.0 * second));
  EXPECT_EQ(fault(), "none");
  watcher_.check_deadlines(at(3.1 * second));
  EXPECT_EQ(fault(), "lives on after its deadline (1)");
  see(6, RequestDone{RequestId{1}}, {});
  EXPECT_EQ(watcher_.count(), 2);
  EXPECT_THAT(watcher_.faults().back(), testing::HasSubstr("was done after its deadline (1)"));
}

TEST_F(Watch, FindsACancelledRequestThatLivesOn) {
  admit_and_start(1, fake_request(1, WorkClass::normal, 5));
  see(2, RequestCancelled{RequestId{1}}, {});
  EXPECT_EQ(fault(), "cancelled request lives on (1)");
}

}  // namespace
}  // namespace islet
