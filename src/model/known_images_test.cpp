#include "model/known_images.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

std::string user_of(const char* name) {
  const Level level = level_of_image(parse_image_reference(name), {});
  const Value<User>& user = level.facts.get(fact::user);
  return user.is_known() ? user->name.bytes() : "?";
}

TEST(KnownImages, OfDockerHubAndItsMirrors) {
  EXPECT_EQ(user_of("python:3.12"), "root");
  EXPECT_EQ(user_of("docker.io/library/postgres"), "postgres");
  EXPECT_EQ(user_of("public.ecr.aws/docker/library/haproxy:3"), "haproxy");
  EXPECT_EQ(user_of("mirror.gcr.io/library/haproxy"), "haproxy");
  EXPECT_EQ(user_of("bitnami/redis:7"), "1001");
}

TEST(KnownImages, OfOtherRegistries) {
  EXPECT_EQ(user_of("quay.io/keycloak/keycloak:26.0"), "1000");
  EXPECT_EQ(user_of("registry.access.redhat.com/ubi9/nodejs-20:1"), "1001");
  EXPECT_EQ(user_of("registry.access.redhat.com/ubi9/ubi"), "root");
  EXPECT_EQ(user_of("example.com/library/python"), "?");
  EXPECT_EQ(user_of("gcr.io/library/python"), "?");
}

TEST(KnownImages, TagsDecideWhereTheyMust) {
  EXPECT_EQ(user_of("gcr.io/distroless/static-debian12:nonroot"), "65532");
  EXPECT_EQ(user_of("gcr.io/distroless/java17:debug-nonroot"), "65532");
  EXPECT_EQ(user_of("gcr.io/distroless/base"), "root");
  EXPECT_EQ(user_of("gcr.io/distroless/base@sha256:abc"), "?");
  EXPECT_EQ(user_of("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled"), "app");
  EXPECT_EQ(user_of("mcr.microsoft.com/dotnet/aspnet:8.0"), "root");
}

TEST(KnownImages, WhatIsNotRecordedStaysOpen) {
  const Level partly = level_of_image(parse_image_reference("lscr.io/linuxserver/nginx"), {});
  EXPECT_TRUE(partly.open);
  EXPECT_TRUE(partly.facts.states(Fact::user));
  const Level unknown = level_of_image(parse_image_reference("example.com/app"), {});
  EXPECT_TRUE(unknown.open);
  EXPECT_FALSE(unknown.facts.states(Fact::user));
  const Level whole = level_of_image(parse_image_reference("debian"), {});
  EXPECT_FALSE(whole.open);
}

}  // namespace
}  // namespace boltseal
