#include "model/host_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boltseal {
namespace {

Text with_hole(std::string before, std::string hole, std::string after = {}) {
  Text text(std::move(before));
  text.append_unknown(hole);
  text.append(std::string_view(after));
  return text;
}

TEST(HostName, VariablesAreJudgedByTheirName) {
  for (const char* name : {"DB_HOST", "REDIS_URL", "BROKERS", "UPSTREAM", "ADDR", "APP_BACKEND"}) {
    EXPECT_TRUE(may_hold_host(name)) << name;
  }
  for (const char* name : {"DB_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "TZ", "PUID", "LOG_LEVEL",
                           "APP_URL", "VIRTUAL_HOST", "PUBLIC_URL", "SMTP_PORT", "API_KEY"}) {
    EXPECT_FALSE(may_hold_host(name)) << name;
  }
}

TEST(HostName, OnlyAnUnknownHostHides) {
  EXPECT_FALSE(may_hide_host({"URL", with_hole("postgres://shop:", "${PW}", "@db/shop"), {}}));
  EXPECT_FALSE(may_hide_host({"URL", with_hole("postgres://db/", "${NAME}"), {}}));
  EXPECT_FALSE(may_hide_host({"URL", Text("postgres://db/shop"), {}}));
  EXPECT_FALSE(may_hide_host({"DB_PASSWORD", with_hole("", "${ANY}"), {}}));
  EXPECT_FALSE(may_hide_host({"ARGUMENTS", with_hole("--password=", "${DB_PASSWORD}"), {}}));
  EXPECT_TRUE(may_hide_host({"URL", with_hole("http://", "${HOST}", "/"), {}}));
  EXPECT_TRUE(may_hide_host({"DB_HOST", with_hole("", "${DB_HOST}"), {}}));
  EXPECT_TRUE(may_hide_host({"DB_HOST", with_hole("", "secretKeyRef db host"), {}}));
  EXPECT_TRUE(may_hide_host(with_hole("--host=", "$HOST")));
  EXPECT_FALSE(may_hide_host(with_hole("--requirepass=", "$REDIS_PASSWORD")));
}

TEST(HostName, WordsEndWhereNoNameGoesOn) {
  std::vector<std::string> words;
  each_host_word("amqp://me@rabbit-1.shop.svc:5672/?q=a_b",
                 [&](std::string_view word) { words.emplace_back(word); });
  EXPECT_THAT(words,
              testing::ElementsAre("amqp", "me", "rabbit-1", "shop", "svc", "5672", "q", "a_b"));
}

}  // namespace
}  // namespace boltseal
