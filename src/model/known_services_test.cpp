#include "model/known_services.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

const KnownService* service(const char* image) {
  return known_service(parse_image_reference(Text(image)));
}

std::string check_of(const char* image, std::int64_t port, std::string_view installed = {}) {
  const auto has = [&](std::string_view program) { return program == installed; };
  const auto test = port_check(parse_image_reference(Text(image)), port, has);
  if (!test) return "none";
  std::string text;
  for (const Text& word : test->words) text += (text.empty() ? "" : "|") + word.bytes();
  return text;
}

TEST(KnownServices, ByRepositoryAndTag) {
  ASSERT_NE(service("redis"), nullptr);
  EXPECT_EQ(service("docker.io/library/redis:7")->port, 6379);
  EXPECT_EQ(service("example.com/redis:7"), nullptr);
  EXPECT_EQ(service("mariadb:10.6")->test, "mysqladmin ping -h 127.0.0.1");
  EXPECT_EQ(service("mariadb:11")->test, "mariadb-admin ping -h 127.0.0.1");
  EXPECT_TRUE(service("mongo:4.4")->test.starts_with("mongo "));
  EXPECT_TRUE(service("mongo")->test.starts_with("mongosh "));
  EXPECT_EQ(service("wordpress:6-fpm-alpine")->port, 9000);
  EXPECT_EQ(service("quay.io/prometheus/prometheus:v3")->path, "/-/ready");
  Text unknown("postgres:");
  unknown.append_unknown("$TAG");
  EXPECT_EQ(known_service(parse_image_reference(unknown)), nullptr);
}

TEST(KnownServices, ACommandMayMoveOrReplaceThem) {
  const KnownService& redis = *service("redis:7");
  const auto starts = [&](std::vector<Text> words) {
    return starts_unmoved(redis, Command{false, std::move(words)});
  };
  EXPECT_TRUE(starts({"redis-server", "/etc/redis.conf"}));
  EXPECT_TRUE(starts({"--save", "60", "1"}));
  EXPECT_TRUE(starts({"sh", "-c", "sysctl -w a=1 && redis-server"}));
  EXPECT_FALSE(starts({"redis-server", "--port", "7000"}));
  EXPECT_FALSE(starts({"redis-sentinel", "/etc/sentinel.conf"}));
  EXPECT_FALSE(starts({"redis-server", Text::unknown("$ARGS")}));
}

TEST(PortCheck, AsksWithWhatTheImageHolds) {
  EXPECT_EQ(check_of("nginx:1.27", 80), "bash|-c|</dev/tcp/127.0.0.1/80");
  EXPECT_EQ(check_of("nginx:1.27-alpine", 8080), "nc|-z|127.0.0.1|8080");
  EXPECT_EQ(check_of("example.com/a", 8080, "curl"),
            "curl -sS -o /dev/null http://127.0.0.1:8080/ || exit 1");
  EXPECT_EQ(check_of("example.com/a", 5432, "curl"), "none") << "curl speaks no such protocol";
  EXPECT_EQ(check_of("example.com/a", 5432, "nc"), "nc|-z|127.0.0.1|5432");
  EXPECT_EQ(check_of("gcr.io/distroless/static", 8080), "none");
}

TEST(CommandOfLine, NeedsAShellOnlyForWhatAShellReads) {
  EXPECT_EQ(command_of_line("redis-cli ping"), (Command{false, {"redis-cli", "ping"}}));
  EXPECT_EQ(command_of_line("a \"$B\""), (Command{true, {"a \"$B\""}}));
}

}  // namespace
}  // namespace boltseal
