#include "engines/tcp_answer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "support/server.h"

namespace boltseal {
namespace {

constexpr std::chrono::milliseconds patience{500};

TcpAnswer answer_of(const std::string& answer) {
  const test::RawServer server([&](const std::string&) { return answer; });
  return ask_over_tcp("127.0.0.1", server.port(), patience);
}

TEST(TcpAnswer, KnowsTheApiFromOtherServers) {
  EXPECT_EQ(answer_of(test::http_answer("200 OK", "", R"({"ApiVersion":"1.41"})")),
            TcpAnswer::plain);
  EXPECT_EQ(answer_of(test::http_answer("200 OK", "", "<html>")), TcpAnswer::none);
  EXPECT_EQ(answer_of(test::http_answer("403 Forbidden", "", R"({"ApiVersion":"1.41"})")),
            TcpAnswer::none);
  // What dockerd answers to plain HTTP when it has TLS.
  EXPECT_EQ(answer_of(test::http_answer("400 Bad Request", "",
                                        "Client sent an HTTP request to an HTTPS server.\n")),
            TcpAnswer::none);
  EXPECT_EQ(answer_of("\x15\x03\x01"), TcpAnswer::none);
}

TEST(TcpAnswer, WaitsForNobody) {
  EXPECT_EQ(ask_over_tcp("127.0.0.1", test::free_port(), patience), TcpAnswer::none);
  EXPECT_EQ(ask_over_tcp("127.0.0.1", 0, patience), TcpAnswer::none);
  EXPECT_EQ(ask_over_tcp("127.0.0.1", 70000, patience), TcpAnswer::none);
}

}  // namespace
}  // namespace boltseal
