// A server that a test plays. Real ones: tests/engines/audit_containerd.sh, audit_cri.sh.

#include "net/grpc.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "support/folder.h"
#include "support/grpc_server.h"
#include "support/server.h"

namespace boltseal::net {
namespace {

using test::GrpcReply;
using test::GrpcServer;

class Grpc : public testing::Test {
 protected:
  std::string call(const std::string& request = "") {
    settings_.unix_socket = path_;
    const auto answer = grpc_call(settings_, "/a.Service/Method", request, {{"x-name", "value"}});
    if (!answer) return "! " + answer.error().message;
    std::string said = std::to_string(answer->status.code) + " " + answer->status.message;
    for (const std::string& message : answer->messages) said += " [" + message + "]";
    return said;
  }
  std::string ask(const GrpcReply& reply, const std::string& request = "") {
    const GrpcServer server(path_, [&](const GrpcServer::Call&) { return reply; });
    return call(request);
  }
  std::string ask_raw(const std::string& bytes) {
    const test::RawServer server(path_, [&](const std::string&) { return bytes; });
    return call();
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "grpc.sock";
  GrpcSettings settings_{.unix_socket = {}, .patience = std::chrono::milliseconds(500)};
};

TEST_F(Grpc, CarriesMessages) {
  const GrpcServer server(path_, [](const GrpcServer::Call& call) {
    return GrpcReply{.messages = {call.method, call.message.substr(0, 5)}};
  });
  EXPECT_EQ(call("hello"), "0  [/a.Service/Method] [hello]");
  // More than one window of flow control, there and back.
  EXPECT_EQ(call(std::string(300'000, 'x')), "0  [/a.Service/Method] [xxxxx]");
}

TEST_F(Grpc, TakesLongAnswers) {
  const std::string answer = ask({.messages = {std::string(5'000'000, 'y')}});
  EXPECT_EQ(answer.size(), 5'000'005u);
  settings_.bounds.body = 1'000'000;
  EXPECT_EQ(ask({.messages = {std::string(5'000'000, 'y')}}), "! answers with more than is taken");
}

TEST_F(Grpc, HearsANo) {
  EXPECT_EQ(ask({.status = 12, .status_message = "unknown%20service %C3%A9%"}),
            "12 unknown service é%");
}

TEST_F(Grpc, RefusesWhatIsNoAnswer) {
  EXPECT_EQ(ask({.raw = "abc"}), "! answers with something else than messages");
  EXPECT_EQ(ask({.raw = std::string("\1\0\0\0\1x", 6)}),
            "! answers with something else than messages");
  EXPECT_EQ(ask({.raw = std::string("\0\xff\xff\xff\xffx", 6)}),
            "! answers with something else than messages");
  EXPECT_EQ(ask({.content_type = "text/html"}), "! does not speak gRPC: answers 200");
  EXPECT_NE(ask({.messages = {"x"}, .breaks_off = true}).find(" the connection"),
            std::string::npos);
  EXPECT_EQ(ask({.is_silent = true}), "! does not answer in time");
}

TEST_F(Grpc, RefusesWhoSpeaksSomethingElse) {
  EXPECT_EQ(ask_raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
            "! does not speak gRPC");
  EXPECT_EQ(ask_raw(std::string(100, '\0')).substr(0, 2), "! ");
  EXPECT_EQ(ask_raw(std::string(100'000, '\xff')).substr(0, 2), "! ");
  EXPECT_NE(call().find("! cannot be connected to: "), std::string::npos);
}

}  // namespace
}  // namespace boltseal::net
