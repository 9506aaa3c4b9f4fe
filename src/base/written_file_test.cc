// Goal: a file is replaced whole or not at all.
#include "base/written_file.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace islet {
namespace {

class WrittenFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("islet_written_file_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(folder_), {});
  }

  std::filesystem::path folder_;
};

TEST_F(WrittenFile, ReplacesWhatWasThere) {
  EXPECT_FALSE(write_file(path("plan.json"), "old"));
  EXPECT_FALSE(write_file(path("plan.json"), "new"));
  EXPECT_EQ(*read_file(path("plan.json"), 100), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(WrittenFile, AMissingFolderIsAnErrorAndLeavesNothing) {
  const auto error = write_file(path("none/plan.json"), "x");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, "D9");
  EXPECT_EQ(files(), 0);
}

TEST_F(WrittenFile, AFullDiskLeavesTheOldFileWhole) {
  ASSERT_FALSE(write_file(path("plan.json"), "old"));
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto error = write_file(path("plan.json"), std::string(100'000, 'x'));
    ::_exit(error.has_value() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(*read_file(path("plan.json"), 100), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(WrittenFile, ReadingIsBounded) {
  ASSERT_FALSE(write_file(path("large"), std::string(1000, 'x')));
  const auto text = read_file(path("large"), 999);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, "D8");
  EXPECT_EQ(read_file(path("missing"), 10).error().code, "D1");
}

}  // namespace
}  // namespace islet
