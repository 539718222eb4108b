#include "model/end_of_life.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

std::string ended(const char* image) {
  const auto found = end_of_life(parse_image_reference(Text(image)));
  if (!found) return "";
  return std::string(found->product) + " " + found->series + " " + std::string(found->date);
}

TEST(EndOfLife, ReadsTheSeriesFromTheTag) {
  EXPECT_EQ(ended("python:3.7"), "Python 3.7 2023-06-27");
  EXPECT_EQ(ended("python:3.7.17-slim"), "Python 3.7 2023-06-27");
  EXPECT_EQ(ended("docker.io/library/python:2.7"), "Python 2.7 2020-01-01");
  EXPECT_EQ(ended("public.ecr.aws/docker/library/node:16"), "Node.js 16 2023-09-11");
  EXPECT_EQ(ended("kindest/node:v1.27.3"), "Kubernetes 1.27 2024-06-28");
  EXPECT_EQ(ended("debian:10.4"), "Debian 10 2024-06-30");
}

TEST(EndOfLife, TakesAShortVersionForTheNewestOfItsKind) {
  EXPECT_EQ(ended("php:7"), "PHP 7.4 2022-11-28");
  EXPECT_EQ(ended("postgres:9-alpine"), "PostgreSQL 9.6 2021-11-11");
  EXPECT_EQ(ended("python:3"), "");
  EXPECT_EQ(ended("mysql:8"), "");
}

TEST(EndOfLife, KnowsWhatIsOlderThanTheTable) {
  EXPECT_EQ(ended("mongo:0.8"), "MongoDB 0.8 2013-03-31");
  EXPECT_EQ(ended("alpine:2.7"), "Alpine 2.7 2016-11-01");
}

TEST(EndOfLife, JudgesTheSystemOfAVariant) {
  EXPECT_EQ(ended("python:3.14-bullseye"), "Debian 11 2026-08-31");
  EXPECT_EQ(ended("node:24-alpine3.18"), "Alpine 3.18 2025-05-09");
  EXPECT_EQ(ended("mcr.microsoft.com/dotnet/aspnet:10.0-alpine3.19"), "Alpine 3.19 2025-11-01");
  EXPECT_EQ(ended("ubuntu:bionic-20230530"), "Ubuntu 18.04 2023-05-31");
  EXPECT_EQ(ended("node:hydrogen"), "Node.js 18 2025-04-30");
}

TEST(EndOfLife, SaysNothingOfWhatItDoesNotKnow) {
  EXPECT_EQ(ended("python"), "");
  EXPECT_EQ(ended("python:latest"), "");
  EXPECT_EQ(ended("python:slim"), "");
  EXPECT_EQ(ended("python:99"), "");
  EXPECT_EQ(ended("example/python:2.7-bullseye"), "");
  EXPECT_EQ(ended("ghcr.io/library/python:2.7"), "");
  EXPECT_EQ(ended("python:3.14-slim-trixie"), "");
  EXPECT_EQ(ended("scratch"), "");
  EXPECT_EQ(ended("python:99999999999999999999.1"), "");
}

TEST(EndOfLife, JudgesAPackagesVersion) {
  EXPECT_TRUE(end_of_life("Docker Engine", "20.10.24~3-0~ubuntu"));
  EXPECT_FALSE(end_of_life("Docker Engine", "29.0.1"));
  EXPECT_FALSE(end_of_life("Docker Engine", ""));
  EXPECT_FALSE(end_of_life("Unknown", "1.0"));
}

TEST(EndOfLife, FindsTheSeriesInAnotherTable) {
  const SeriesSupport table[] = {
      {"Alpine", "3.1", "", ""},     {"Alpine", "3.18", "2025-05-09", ""},
      {"Debian", "3", "", ""},       {"Alpine", "edge", "", ""},
      {"Amazon Linux", "2", "", ""}, {"Amazon Linux", "2018.03", "", ""}};
  EXPECT_EQ(series_of(table, "Alpine", "3.18.3"), &table[1]);
  EXPECT_EQ(series_of(table, "Alpine", "3.1"), &table[0]);
  EXPECT_EQ(series_of(table, "Amazon Linux", "2018.03"), &table[5]);
  EXPECT_EQ(series_of(table, "Alpine", "3"), nullptr) << "it may be any of them";
  EXPECT_EQ(series_of(table, "Alpine", "3.19.0"), nullptr);
  EXPECT_EQ(series_of(table, "Alpine", ""), nullptr);
  EXPECT_EQ(series_of({}, "Alpine", "3.18"), nullptr);
}

}  // namespace
}  // namespace boltseal
