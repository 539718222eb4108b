#include "base/json_writer.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(JsonWriter, WritesNestedValues) {
  StringOutput out;
  JsonWriter json(out);
  json.begin_object();
  json.member("name", "web");
  json.member("count", std::size_t{3});
  json.member("negative", -1);
  json.member("yes", true);
  json.begin_array("empty");
  json.end_array();
  json.begin_array("list");
  json.value("a");
  json.begin_object();
  json.end_object();
  json.end_array();
  json.end_object();
  EXPECT_EQ(out.text,
            "{\n  \"name\": \"web\",\n  \"count\": 3,\n  \"negative\": -1,\n  \"yes\": true,\n"
            "  \"empty\": [],\n  \"list\": [\n    \"a\",\n    {}\n  ]\n}\n");
}

TEST(JsonWriter, EscapesWhatJsonCannotHold) {
  StringOutput out;
  {
    JsonWriter json(out);
    json.begin_array();
    json.value(std::string("q\" b\\ n\n t\t c\x01 d\x7f bad\xff é ") + '\0');
    json.end_array();
  }
  EXPECT_EQ(out.text, "[\n  \"q\\\" b\\\\ n\\n t\\t c\\u0001 d\\u007f bad\\ufffd é \\u0000\"\n]\n");
}

}  // namespace
}  // namespace boltseal
