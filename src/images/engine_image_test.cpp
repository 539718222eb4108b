// Images of engines that a test plays. The real ones: tests/engines/save_test.cpp.

#include "images/engine_image.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "support/folder.h"
#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string chunked(const std::string& body) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx", body.size());
  return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(size) + "\r\n" +
         body + "\r\n0\r\n\r\n";
}

class EngineImage : public testing::Test {
 protected:
  EngineImage() {
    access_.sockets = {{EngineKind::docker, docker_, "", false},
                       {EngineKind::podman, podman_, "", false}};
    access_.may_run_programs = false;
    access_.patience = std::chrono::milliseconds(500);
  }
  std::string save(const std::string& name) {
    const Result<std::string> saved = save_engine_image(name, file_, access_);
    EXPECT_EQ(saved.has_value(), std::filesystem::exists(file_));
    return saved ? *saved : saved.error().message;
  }

  const test::TemporaryFolder folder_;
  const std::string docker_ = folder_.path() + "docker.sock", podman_ = folder_.path() + "p.sock",
                    file_ = folder_.path() + "image.tar";
  EngineAccess access_;
};

TEST_F(EngineImage, IsGivenByTheFirstThatHasIt) {
  const RawServer docker(docker_, [](const std::string&) {
    return http_answer("404 Not Found", "", R"({"message":"No such image"})");
  });
  const std::string archive(300000, 't');
  const RawServer podman(podman_, [&](const std::string& request) {
    return request.starts_with("GET /images/localhost/app:1/get ")
               ? chunked(archive)
               : http_answer("200 OK", "", "{}");
  });
  EXPECT_EQ(save("localhost/app:1"), "Podman at " + podman_);
  EXPECT_EQ(text_of(file_), archive);
  ASSERT_EQ(podman.requests().size(), 2u);
  EXPECT_TRUE(podman.requests()[0].starts_with(
      "GET /images/localhost/app:1/json HTTP/1.1\r\nHost: localhost\r\n"));
}

TEST_F(EngineImage, IsNotThereWithReasons) {
  {
    const RawServer docker(
        docker_, [](const std::string&) { return http_answer("404 Not Found", "", "{}"); });
    const RawServer podman(podman_, [](const std::string&) {
      return http_answer("500 Internal Server Error", "", R"({"message":"no \u001b[31mspace"})");
    });
    EXPECT_EQ(save("app"), "cannot be had: Docker at " + docker_ +
                               " has no image of that name; Podman at " + podman_ +
                               " answers 500 (no \\x1b[31mspace)");
  }
  EXPECT_EQ(save("app"), "cannot be had: Docker at " + docker_ +
                             " cannot be connected to: Connection refused; Podman at " + podman_ +
                             " cannot be connected to: Connection refused");
  std::filesystem::remove(docker_);
  std::filesystem::remove(podman_);
  EXPECT_EQ(save("app"),
            "cannot be had: there is no engine; looked at " + docker_ + ", " + podman_);
  for (const char* name : {"", "-o", "a b", "../x", "a//b", "app\r\nX: y", "a?b"}) {
    EXPECT_EQ(save(name), "is no name that an image can have") << name;
  }
}

TEST_F(EngineImage, IsNotTakenInPartsOrWithoutEnd) {
  std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n";
  const RawServer docker(docker_, [&](const std::string& request) {
    return request.find("/get ") == std::string::npos ? http_answer("200 OK", "", "{}") : answer;
  });
  EXPECT_EQ(save("app"), "cannot be had: Docker at " + docker_ +
                             " ended the connection before its answer was whole");
  access_.most_bytes = 1 << 20;
  answer = chunked(std::string(2 << 20, 'x'));
  EXPECT_EQ(save("app"), "cannot be had: Docker at " + docker_ +
                             " sends more than 1 MiB, the most that is taken");
  answer.clear();
  EXPECT_EQ(save("app"), "cannot be had: Docker at " + docker_ + " does not answer in time");
}

TEST_F(EngineImage, ReplacesNoFile) {
  folder_.put("image.tar", "precious");
  const RawServer docker(docker_, [](const std::string&) { return http_answer("200 OK", "", ""); });
  const Result<std::string> saved = save_engine_image("app", file_, access_);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().message, "cannot be made: File exists");
  EXPECT_EQ(text_of(file_), "precious");
}

std::string shown(const std::map<std::string, std::string>& environment) {
  std::string text;
  for (const EngineSocket& socket : engine_sockets([&](std::string_view name) {
         const auto found = environment.find(std::string(name));
         return found == environment.end() ? std::string() : found->second;
       })) {
    text += socket.kind == EngineKind::docker ? "docker " : "podman ";
    text += (socket.trouble.empty() ? socket.path : socket.trouble) + "\n";
  }
  return text;
}

TEST(EngineSockets, AreThoseOfTheEnginesOwnTools) {
  EXPECT_EQ(shown({}), "docker /var/run/docker.sock\npodman /run/podman/podman.sock\n");
  EXPECT_EQ(shown({{"XDG_RUNTIME_DIR", "/run/user/7"}, {"HOME", "/home/a"}}),
            "docker /var/run/docker.sock\ndocker /run/user/7/docker.sock\n"
            "docker /home/a/.docker/run/docker.sock\npodman /run/user/7/podman/podman.sock\n"
            "podman /run/podman/podman.sock\n");
  EXPECT_EQ(shown({{"DOCKER_HOST", "unix:///a/b"}, {"CONTAINER_HOST", "ssh://root@h/x"}}),
            "docker /a/b\npodman CONTAINER_HOST names \"ssh://root@h/x\"; only sockets of this "
            "machine (unix://) are asked\n");
}

}  // namespace
}  // namespace boltseal
