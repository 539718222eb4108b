#include "net/challenge.h"

#include <gtest/gtest.h>

namespace boltseal::net {
namespace {

std::string told(std::string_view header) {
  std::string text;
  for (const Challenge& challenge : parse_challenges(header)) {
    text += challenge.scheme;
    for (const auto& [name, value] : challenge.parameters) text += " " + name + "=<" + value + ">";
    text += ";";
  }
  return text;
}

TEST(Challenge, AsRegistriesSendThem) {
  EXPECT_EQ(
      told(R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",)"
           R"(scope="repository:library/nginx:pull,push")"),
      "bearer realm=<https://auth.docker.io/token> scope=<repository:library/nginx:pull,push> "
      "service=<registry.docker.io>;");
  EXPECT_EQ(told(R"(Basic realm="Registry \"A\"", charset=UTF-8)"),
            R"(basic charset=<UTF-8> realm=<Registry "A">;)");
  EXPECT_EQ(told("BEARER Realm = x , service= \"y\""), "bearer realm=<x> service=<y>;");
}

TEST(Challenge, SeveralInOneHeader) {
  EXPECT_EQ(told("Negotiate, Basic realm=x, Bearer realm=\"y\",scope=z"),
            "negotiate;basic realm=<x>;bearer realm=<y> scope=<z>;");
  EXPECT_EQ(told("Negotiate oYG2MIGz==, Basic realm=x"), "negotiate;basic realm=<x>;");
  EXPECT_EQ(told(",, ,Basic"), "basic;");
}

TEST(Challenge, EndsWhereItIsNone) {
  EXPECT_EQ(told(""), "");
  EXPECT_EQ(told("realm=\"x\""), "realm;");
  EXPECT_EQ(told("Bearer realm=\"never closed"), "bearer;");
  EXPECT_EQ(told("Bearer realm=\"x\" @ \"y\""), "bearer realm=<x>;");
  EXPECT_EQ(told("Bearer realm=a, realm=b"), "bearer realm=<a>;");
}

}  // namespace
}  // namespace boltseal::net
