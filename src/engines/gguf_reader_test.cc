// Goal: the reader of model files takes what is right and names what is wrong, whatever the bytes.
#include "engines/gguf_reader.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "engines/gguf_format.h"

namespace islet {
namespace {

const std::vector<GgufTensor> tensors = {{"a", 32, 4, GgufType::q4_0}, {"b", 8}};

std::string good_header() {
  GgufHeader header;
  header.add("general.architecture", "llama");
  header.add("x.count", std::uint32_t{7});
  header.add("x.ratio", 0.5F);
  header.add("x.flag", true);
  header.add("x.words", std::vector<std::string>{"one", "two"});
  header.add("x.scores", std::vector<float>{1, 2, 3});
  return header.text(tensors);
}

std::uint64_t good_size() { return good_header().size() + 96 + 32; }

std::string fault(const std::string& text, std::uint64_t size) {
  const Result<GgufSummary> read = read_gguf_header(text, size, "m.gguf");
  return read ? "" : read.error().text();
}

TEST(GgufHeaderReader, ReadsWhatWasWritten) {
  const Result<GgufSummary> read = read_gguf_header(good_header(), good_size(), "m.gguf");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->architecture, "llama");
  EXPECT_EQ(read->settings.at("x.count"), "7");
  EXPECT_EQ(read->settings.at("x.ratio"), "0.5");
  EXPECT_EQ(read->settings.at("x.flag"), "true");
  EXPECT_EQ(read->array_lengths.at("x.words"), 2U);
  EXPECT_EQ(read->array_lengths.at("x.scores"), 3U);
  ASSERT_EQ(read->tensors.size(), 2U);
  EXPECT_EQ(read->tensors[0].bytes, 72U);
  EXPECT_EQ(read->tensors[1].offset, 96U);
  EXPECT_EQ(read->parameters, 136U);
  EXPECT_EQ(read->first_tensor, good_header().size());
}

TEST(GgufHeaderReader, SaysWhatIsWrong) {
  const std::string header = good_header();
  const auto said = [](const std::string& why) {
    return "m.gguf: error[D12]: `m.gguf` is no model file that can be loaded: " + why +
           "\n  hint: Fetch or make the file again.";
  };
  EXPECT_EQ(fault("no", 2), said("it does not begin with GGUF"));
  std::string other = header;
  other[4] = 9;
  EXPECT_EQ(fault(other, good_size()), said("it has version 9, must be 2 or 3"));
  other = header;
  other[15] = 1;
  EXPECT_EQ(fault(other, good_size()),
            said("it claims 72057594037927938 tensors and 6 settings, at most 65536 and 4096 can "
                 "be"));
  EXPECT_EQ(fault(header, good_size() - 33), said("tensor `b` lies beyond the end of the file"));
  EXPECT_EQ(fault(header.substr(0, 60), good_size()),
            said("it ends within setting `general.architecture`"));
}

TEST(GgufHeaderReader, TakesNoPrefixForTheWhole) {
  const std::string header = good_header();
  // The padding at the end is not read.
  for (std::size_t length = 0; length + 32 < header.size(); ++length) {
    EXPECT_NE(fault(header.substr(0, length), good_size()), "") << length;
  }
}

TEST(GgufHeaderReader, EndsWhateverTheBytes) {
  const std::string header = good_header();
  RandomStream stream(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string other = header;
    for (int i = 0; i < 3; ++i) {
      other[stream.next() % other.size()] = static_cast<char>(stream.next() & 0xFFU);
    }
    const Result<GgufSummary> read = read_gguf_header(other, good_size(), "m.gguf");
    if (!read) {
      EXPECT_EQ(read.error().code, "D12");
    }
  }
}

}  // namespace
}  // namespace islet
