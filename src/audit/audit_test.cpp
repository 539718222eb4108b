// Engines that tests play, one beside the other.

#include "audit/audit.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "net/protobuf.h"
#include "support/folder.h"
#include "support/grpc_server.h"
#include "support/server.h"

namespace boltseal {
namespace {

using test::GrpcReply;
using test::GrpcServer;

std::string field(std::uint32_t number, const std::string& value) {
  net::ProtobufWriter writer;
  writer.bytes(number, value);
  return writer.written();
}

GrpcReply one(std::string message) { return {.messages = {std::move(message)}}; }

std::string docker(const std::string& request) {
  std::string body = "[]";
  if (request.starts_with("GET /version ")) body = "{}";
  if (request.starts_with("GET /containers/json")) body = R"([{"Id":"abc"}])";
  if (request.starts_with("GET /containers/abc/")) {
    body = R"({"Id":"abc","Name":"/web","Config":{},"HostConfig":{}})";
  }
  return test::http_answer("200 OK", "", body);
}

// The container of Docker above, and one of its own.
GrpcReply containerd(const GrpcServer::Call& call) {
  if (call.method.ends_with("version.v1.Version/Version")) return one(field(1, "1.7.2"));
  if (call.method.ends_with("Namespaces/List")) {
    return one(field(1, field(1, "moby")) + field(1, field(1, "default")));
  }
  if (call.method.starts_with("/runtime.")) return {.status = 12};
  if (!call.method.ends_with("/ListStream")) return one("");
  const std::string id = call.name_space == "moby" ? "abc" : "own";
  const std::string spec = R"({"ociVersion":"1.0.2","process":{}})";
  return one(field(1, field(1, id) + field(5, field(2, spec))));
}

// How many containers each engine tells of.
std::string told(const std::vector<Endpoint>& endpoints) {
  AuditOptions options;
  options.endpoints = endpoints;
  options.patience = std::chrono::milliseconds(500);
  std::string said;
  for (const AuditedEngine& engine : audit(options).engines) {
    said += engine.place.substr(0, engine.place.find(" at ")) + " " +
            std::to_string(engine.containers) + "; ";
  }
  return said;
}

TEST(Audit, TellsOfEachContainerOnce) {
  const test::TemporaryFolder folder;
  const std::string docker_path = folder.path() + "docker.sock";
  const std::string containerd_path = folder.path() + "containerd.sock";
  const test::RawServer docker_server(docker_path, docker);
  const GrpcServer containerd_server(containerd_path, containerd);
  const Endpoint below{"containerd", "", containerd_path, false, ""};
  EXPECT_EQ(told({below}), "containerd 2; ");
  EXPECT_EQ(told({below, {"docker", "", docker_path, false, ""}}), "containerd 1; docker 1; ");
  // Whoever runs an engine of their own may call their containers what they like.
  EXPECT_EQ(told({below, {"docker", "mallory", docker_path, false, ""}}),
            "containerd 2; docker of mallory 1; ");
  EXPECT_EQ(told({below, {"cri", "", containerd_path, false, ""}}), "containerd 2; ");
}

}  // namespace
}  // namespace boltseal
