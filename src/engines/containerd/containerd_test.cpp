// An engine that a test plays. The real one: tests/engines/audit_containerd.sh.

#include "engines/containerd/containerd.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "engines/containerd/record.h"
#include "net/protobuf.h"
#include "support/folder.h"
#include "support/grpc_server.h"

namespace boltseal {
namespace {

using net::ProtobufWriter;
using test::GrpcReply;
using test::GrpcServer;

constexpr std::string_view spec = R"({"ociVersion":"1.0.2","process":{}})";

std::string field(std::uint32_t number, std::string_view value) {
  ProtobufWriter writer;
  writer.bytes(number, value);
  return writer.written();
}

std::string number(std::uint32_t field, std::uint64_t value) {
  ProtobufWriter writer;
  writer.number(field, value);
  return writer.written();
}

std::string entry(std::string_view key, std::string_view value) {
  return field(1, key) + field(2, value);
}

std::string container(std::string_view id, std::string_view text = spec, std::string more = {}) {
  return field(1, field(1, id) + field(3, "busybox:1.36") + field(5, field(2, text)) + more);
}

GrpcReply one(std::string message) { return {.messages = {std::move(message)}}; }

class ContainerdEngine : public testing::Test {
 protected:
  // Names of containers with their processes, then errors.
  std::string look(const GrpcServer::Answer& answer) {
    const GrpcServer server(path_, answer);
    const LiveEngine engine =
        look_at_containerd({"containerd", "", path_, true, ""}, std::chrono::milliseconds(300));
    std::string said = engine.version;
    for (const LiveContainer& each : engine.containers) {
      said += "\n" + each.scope + "/" + each.name + " " + std::to_string(each.pid);
      if (!each.writable_layer.empty()) said += " " + each.writable_layer;
    }
    for (const Error& error : engine.errors) said += "\n! " + error.message;
    return said;
  }

  // One with a namespace "default", whose other answers are a test's.
  std::string look_at_default(const GrpcServer::Answer& answer) {
    return look([&](const GrpcServer::Call& call) {
      if (call.method.ends_with("Version")) return one(field(1, "1.7.2"));
      if (call.method.ends_with("Namespaces/List")) return one(field(1, field(1, "default")));
      return answer(call);
    });
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "containerd.sock";
};

TEST_F(ContainerdEngine, TellsOfItsContainers) {
  EXPECT_EQ(look([](const GrpcServer::Call& call) {
              if (call.method.ends_with("Version")) return one(field(1, "1.6.20"));
              if (call.method.ends_with("Namespaces/List")) {
                return one(field(1, field(1, "k8s.io")) + field(1, field(1, "default")));
              }
              const bool is_default = call.name_space == "default";
              if (call.method.ends_with("Tasks/List")) {
                return is_default ? one(field(1, field(2, "web") + number(3, 77) + number(4, 2)) +
                                        field(1, field(2, "old") + number(3, 78) + number(4, 4)))
                                  : one("");
              }
              if (call.method.ends_with("Mounts")) {
                return one(field(1, field(1, "overlay") + field(4, "lowerdir=/a") +
                                        field(4, "upperdir=/layers/7")));
              }
              if (is_default) {
                return GrpcReply{
                    .messages = {container("web", spec, field(6, "overlayfs")), container("old")}};
              }
              return GrpcReply{
                  .messages = {container("pause", spec,
                                         field(2, entry("io.cri-containerd.kind", "sandbox"))),
                               container("app")}};
            }),
            "1.6.20\n/old 0\n/web 77 /layers/7\nnamespace k8s.io/app 0");
}

TEST_F(ContainerdEngine, AnswersGarbage) {
  EXPECT_EQ(
      look([](const GrpcServer::Call&) { return one("\x08"); }),
      "\n! answers /containerd.services.version.v1.Version/Version with something that cannot "
      "be read");
  EXPECT_EQ(
      look([](const GrpcServer::Call&) { return GrpcReply{}; }),
      "\n! answers /containerd.services.version.v1.Version/Version with 0 messages in place of "
      "one");
  // A name becomes a header.
  EXPECT_EQ(look([](const GrpcServer::Call& call) {
              return call.method.ends_with("Version") ? one(field(1, "1"))
                                                      : one(field(1, field(1, "a\r\nb: c")));
            }),
            "1\n! has a namespace with a name that none can have");
  EXPECT_EQ(look_at_default([](const GrpcServer::Call& call) {
              if (call.method.ends_with("Tasks/List")) return one("");
              return GrpcReply{.messages = {container("a", "{"), container("", spec),
                                            container("b", "[]"), container("c")}};
            }),
            "1.7.2\n/c 0\n! has 3 containers in namespace default whose configuration cannot be "
            "read");
}

TEST_F(ContainerdEngine, SaysNo) {
  EXPECT_EQ(look([](const GrpcServer::Call&) {
              return GrpcReply{.status = 7, .status_message = "not you"};
            }),
            "\n! answers /containerd.services.version.v1.Version/Version with status 7: not you");
}

TEST_F(ContainerdEngine, Hangs) {
  EXPECT_EQ(look([](const GrpcServer::Call&) { return GrpcReply{.is_silent = true}; }),
            "\n! does not answer in time");
  // In the middle of it: what came before counts.
  EXPECT_NE(look_at_default([](const GrpcServer::Call& call) {
              if (call.method.ends_with("Tasks/List")) return GrpcReply{.breaks_off = true};
              return GrpcReply{.messages = {container("web")}};
            }).find("1.7.2\n/web 0\n! "),
            std::string::npos);
}

TEST(ContainerRecord, IsWhatCtrPrints) {
  const std::string message = field(1, "we\"b") + field(2, entry("b", "2")) +
                              field(2, entry("a", "\xff")) + field(3, "busybox") +
                              field(4, field(1, "runc") + field(2, field(1, "x.Options"))) +
                              field(5, field(2, spec)) + field(6, "native") + field(7, "key") +
                              field(8, number(1, 1790303638) + number(2, 464400000));
  EXPECT_EQ(container_record(net::ProtobufMessage(message), true), R"({
    "ID": "we\"b",
    "Labels": {
        "a": "�",
        "b": "2"
    },
    "Image": "busybox",
    "Runtime": {
        "Name": "runc",
        "Options": {
            "type_url": "x.Options"
        }
    },
    "SnapshotKey": "key",
    "Snapshotter": "native",
    "CreatedAt": "2026-09-25T02:33:58.4644Z",
    "UpdatedAt": "1970-01-01T00:00:00Z",
    "Extensions": null,
    "SandboxID": "",
    "Spec": {
        "ociVersion": "1.0.2",
        "process": {}
    }
})");
  // Years that no calendar has.
  const std::string late = field(5, field(2, spec)) + field(8, number(1, ~std::uint64_t{0} >> 1));
  EXPECT_NE(container_record(net::ProtobufMessage(late), false), "");
}

}  // namespace
}  // namespace boltseal
