// A runtime that a test plays. The real one: tests/engines/audit_cri.sh. What CRI-O and cri-dockerd
// answer is written after their documentation: neither can be installed from Debian.

#include "engines/cri/cri.h"

#include <gtest/gtest.h>
#include <chrono>
#include <string>

#include "net/protobuf.h"
#include "support/folder.h"
#include "support/grpc_server.h"

namespace boltseal {
namespace {

using net::ProtobufWriter;
using test::GrpcReply;
using test::GrpcServer;

std::string field(std::uint32_t number, std::string_view value) {
  ProtobufWriter writer;
  writer.bytes(number, value);
  return writer.written();
}

GrpcReply one(std::string message) { return {.messages = {std::move(message)}}; }

GrpcReply version() { return one(field(2, "cri-o") + field(3, "1.30.1")); }

std::string info(std::string_view text) { return field(2, field(1, "info") + field(2, text)); }

class CriEngine : public testing::Test {
 protected:
  // Names of containers with their processes, what is not told, then errors.
  std::string look(const GrpcServer::Answer& answer, bool is_named = true) {
    const GrpcServer server(path_, answer);
    const LiveEngine engine =
        look_at_cri({"cri", "", path_, is_named, ""}, std::chrono::milliseconds(300));
    std::string said = engine.version;
    for (const LiveContainer& each : engine.containers) {
      said += "\n" + each.scope + "/" + each.name + " " + std::to_string(each.pid);
      text_ = each.text;
    }
    for (const std::string& id : engine.untold) said += "\n? " + id;
    for (const Error& error : engine.errors) said += "\n! " + error.message;
    if (engine.is_absent) said += "\nabsent";
    return said;
  }

  // One with the pod "shop/web" and the container "c1" in it.
  std::string look_at_one(const GrpcReply& status) {
    return look([&](const GrpcServer::Call& call) {
      if (call.method.ends_with("/Version")) return version();
      if (call.method.ends_with("/ListImages")) return one("");
      if (call.method.ends_with("/ListPodSandbox")) return one(field(1, field(1, "p1")));
      if (call.method.ends_with("/ListContainers")) {
        return one(field(1, field(1, "c1") + field(2, "p1")));
      }
      if (call.method.ends_with("/PodSandboxStatus")) {
        ProtobufWriter options;
        options.number(1, 2);
        return one(field(1, field(1, "p1") + field(2, field(1, "web") + field(3, "shop")) +
                                field(6, field(1, field(2, options.written())))));
      }
      return status;
    });
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "crio.sock";
  std::string text_;  // Of the last container.
};

const std::string container =
    field(1, field(1, "c1") + field(2, field(1, "app")) + field(8, field(1, "busybox:1.36")));

TEST_F(CriEngine, TellsOfPods) {
  EXPECT_EQ(look_at_one(one(container + info(R"({"pid":77,"runtimeSpec":{"ociVersion":"1"}})"))),
            "cri-o 1.30.1\npod shop/web/app 77");
  EXPECT_NE(text_.find("\"network\": \"NODE\""), std::string::npos) << text_;
  EXPECT_NE(text_.find("\"ociVersion\": \"1\""), std::string::npos) << text_;
}

TEST_F(CriEngine, SpeaksTheVersionBefore) {
  EXPECT_EQ(look([](const GrpcServer::Call& call) {
              if (call.method.starts_with("/runtime.v1.")) return GrpcReply{.status = 12};
              return call.method.ends_with("/Version") ? version() : one("");
            }),
            "cri-o 1.30.1");
}

TEST_F(CriEngine, IsNoneWhereItIsSwitchedOff) {
  const auto answer = [](const GrpcServer::Call&) { return GrpcReply{.status = 12}; };
  const std::string error =
      "\n! serves no Container Runtime Interface (runtime.v1, runtime.v1alpha2)";
  EXPECT_EQ(look(answer), error);
  EXPECT_EQ(look(answer, false), error + "\nabsent");
}

TEST_F(CriEngine, KeepsItsConfigurationToItself) {
  EXPECT_EQ(look_at_one(one(container)), "cri-o 1.30.1\n? c1");
  EXPECT_EQ(look_at_one(one(container + info("[]"))), "cri-o 1.30.1\n? c1");
}

TEST_F(CriEngine, LosesAContainer) {
  EXPECT_EQ(look_at_one({.status = 5, .status_message = "not found"}), "cri-o 1.30.1");
}

TEST_F(CriEngine, AnswersGarbage) {
  EXPECT_EQ(look_at_one(one("\x0a\x05")),
            "cri-o 1.30.1\n! does not tell of 1 container: an answer that cannot be read");
  EXPECT_EQ(look_at_one({.status = 13, .status_message = "out of order"}),
            "cri-o 1.30.1\n! does not tell of 1 container: status 13: out of order");
  EXPECT_EQ(look([](const GrpcServer::Call& call) {
              return call.method.ends_with("/Version") ? version() : one("\x0a\x05");
            }),
            "cri-o 1.30.1\n! answers /runtime.v1.RuntimeService/ListPodSandbox with something that "
            "cannot be read");
}

TEST_F(CriEngine, Hangs) {
  EXPECT_EQ(look([](const GrpcServer::Call&) { return GrpcReply{.is_silent = true}; }),
            "\n! does not answer in time");
}

}  // namespace
}  // namespace boltseal
