#include "base/indent_json.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(IndentJson, WritesAsGoDoes) {
  EXPECT_EQ(indent_json(R"([{"a":1,"b":[],"c":{ },"d":[true,"x"],"e":{"f":"g"}}])"),
            "[\n    {\n        \"a\": 1,\n        \"b\": [],\n        \"c\": {},\n"
            "        \"d\": [\n            true,\n            \"x\"\n        ],\n"
            "        \"e\": {\n            \"f\": \"g\"\n        }\n    }\n]");
}

TEST(IndentJson, LeavesStringsAlone) {
  EXPECT_EQ(indent_json(R"("a,{\"}[ \\")"), R"("a,{\"}[ \\")");
  EXPECT_EQ(indent_json("\"open, \\"), "\"open, \\");
  EXPECT_EQ(indent_json(""), "");
}

TEST(IndentJson, IsBounded) {
  const std::string deep = indent_json(std::string(10'000, '['));
  EXPECT_LT(deep.size(), 10'000u * (2 + 4 * 64));
  EXPECT_EQ(indent_json("]]}}"), "\n]\n]\n}\n}");
}

}  // namespace
}  // namespace boltseal
