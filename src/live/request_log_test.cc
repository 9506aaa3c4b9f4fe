// Goal: what the site served stands in a table from which it can be planned again: a row for each
// request, whatever became of it.
#include "live/request_log.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/written_file.h"

namespace islet {
namespace {

class Requests : public testing::Test {
 protected:
  void SetUp() override {
    file_ = (std::filesystem::temp_directory_path() / "islet-request-log-test.csv").string();
    std::filesystem::remove(file_);
  }
  void TearDown() override { std::filesystem::remove(file_); }

  static Instant at(double seconds) { return after(Instant(), seconds * second); }

  static Request request(std::uint64_t id) {
    Request one;
    one.id = RequestId{id};
    one.work_class = WorkClass::high;
    one.model = ModelId{1};
    one.prompt = 90.0 * token;
    one.first_token_by = at(12);
    return one;
  }

  static EngineOutput output(std::uint64_t id, std::uint32_t tokens, SequenceEnd end) {
    EngineOutput out;
    out.request = RequestId{id};
    out.tokens = tokens;
    out.prompt_tokens = tokens == 1 ? 104 : 0;
    out.end = end;
    return out;
  }

  /// Rows without their first column, the time of day.
  std::vector<std::string> rows() const {
    std::vector<std::string> list;
    const std::string text = *read_file(file_, 1 << 20);
    for (const std::string_view line : split(text, '\n')) {
      if (!line.empty()) list.emplace_back(line.substr(line.find(',') + 1));
    }
    return list;
  }

  std::string file_;
};

TEST_F(Requests, ARowTellsWhenItCameAndHowLongItTook) {
  {
    RequestLog log(file_);
    log.name(ModelId{1}, "chat, the large one");
    log.saw(at(10), RequestArrives{request(7)}, {});
    log.put_out(at(10.5), output(7, 1, SequenceEnd::none));
    log.put_out(at(11), output(7, 9, SequenceEnd::none));
    log.put_out(at(12), output(7, 2, SequenceEnd::length));
  }
  ASSERT_EQ(rows().size(), 2U);
  EXPECT_EQ(rows()[1], "chat_ the large one,high,,104,12,0.5000,2.0000,2.0000,,done");
}

TEST_F(Requests, WhatWasRefusedOrGivenUpStandsThereToo) {
  {
    RequestLog log(file_);
    log.saw(at(1), RequestArrives{request(1)}, std::vector<Decision>{Reject{RequestId{1}}});
    log.saw(at(2), RequestArrives{request(2)}, {});
    log.saw(at(3), RequestCancelled{RequestId{2}}, {});
    log.saw(at(4), RequestArrives{request(3)}, {});
    log.put_out(at(5), output(3, 0, SequenceEnd::failed));
    log.put_out(at(6), output(3, 5, SequenceEnd::stop));
  }
  ASSERT_EQ(rows().size(), 4U);
  EXPECT_TRUE(rows()[1].ends_with(",refused"));
  EXPECT_TRUE(rows()[2].starts_with("model-1,high,,90,0,,1.0000,"));
  EXPECT_TRUE(rows()[2].ends_with(",cancelled"));
  EXPECT_TRUE(rows()[3].ends_with(",failed"));
}

TEST_F(Requests, ARestartAddsToWhatIsThere) {
  for (int run = 0; run < 2; ++run) {
    RequestLog log(file_);
    log.saw(at(1), RequestArrives{request(1)}, std::vector<Decision>{Reject{RequestId{1}}});
  }
  EXPECT_EQ(rows().size(), 3U);
}

TEST_F(Requests, TheFileHasABound) {
  {
    RequestLog log(file_, 300);
    for (int i = 0; i < 1000; ++i) {
      log.saw(at(i), RequestArrives{request(1)}, std::vector<Decision>{Reject{RequestId{1}}});
      log.flush();
    }
  }
  EXPECT_LE(std::filesystem::file_size(file_), 300U);
}

}  // namespace
}  // namespace islet
