// Goal: tensors are read and written as the Open Inference Protocol says, and sizes that do not
// fit, overflow or are negative are refused.
#include "engines/kserve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace islet {
namespace {

using ::testing::HasSubstr;

std::string input(const std::string& rest) {
  return R"({"id":"7","inputs":[{"name":"x",)" + rest + "}]}";
}

TEST(KServe, ReadsNumbersFlatOrNested) {
  for (const char* data : {"[1,2,3,4]", "[[1,2],[3,4]]"}) {
    const auto got =
        read_infer(input(R"("datatype":"INT32","shape":[2,2],"data":)" + std::string(data)), {});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->inputs[0].bytes.size(), 16U);
    EXPECT_EQ(got->inputs[0].bytes[4], 2);
  }
}

TEST(KServe, ReadsBytesBehindTheHeader) {
  const std::string json =
      input(R"("datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8})");
  const auto got = read_infer(json + "abcdefgh", json.size());
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->inputs[0].bytes, "abcdefgh");
  EXPECT_FALSE(read_infer(json + "abcdefg", json.size()));
  EXPECT_FALSE(read_infer(json + "abcdefghi", json.size()));
  EXPECT_FALSE(read_infer(json + "abcdefgh", json.size() + 100));
}

TEST(KServe, RefusesWhatDoesNotFit) {
  for (const char* rest :
       {R"("datatype":"FP32","shape":[3],"data":[1,2])",
        R"("datatype":"FP32","shape":[-1],"data":[])",
        R"("datatype":"FP32","shape":[4294967296,4294967296],"data":[])",
        R"("datatype":"FP32","shape":[9223372036854775807,2],"data":[])",
        R"("datatype":"FP99","shape":[1],"data":[1])",
        R"("datatype":"UINT8","shape":[1],"data":[256])",
        R"("datatype":"INT32","shape":[1],"data":[1.5])",
        R"("datatype":"FP32","shape":[1],"data":["1"])",
        R"("datatype":"FP32","shape":[1],"data":[1e39])",
        R"("datatype":"FP32","shape":[1],"parameters":{"binary_data_size":-4})",
        R"("datatype":"FP32","shape":"1","data":[1])", R"("shape":[1],"data":[1])"}) {
    EXPECT_FALSE(read_infer(input(rest), {})) << rest;
  }
  EXPECT_FALSE(read_infer("{}", {}));
  EXPECT_FALSE(read_infer(R"({"inputs":[]})", {}));
}

TEST(KServe, WritesNumbersOrBytes) {
  InferRequest request;
  request.id = "7";
  const std::vector<Tensor> outputs = {{"y", TensorKind::u8, {1, 2}, "\x01\x02"}};
  EXPECT_EQ(infer_reply("m", request, outputs).body,
            R"({"model_name":"m","model_version":"1","id":"7",)"
            R"("outputs":[{"name":"y","datatype":"UINT8","shape":[1,2],"data":[1,2]}]})");
  request.all_binary = true;
  const InferReply reply = infer_reply("m", request, outputs);
  EXPECT_THAT(reply.body, HasSubstr(R"("parameters":{"binary_data_size":2})"));
  EXPECT_EQ(reply.body.substr(reply.json_bytes), "\x01\x02");
}

}  // namespace
}  // namespace islet
