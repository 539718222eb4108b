#include "advisories/rpm_repository.h"

#include <gtest/gtest.h>

#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

constexpr const char* repomd = R"(<?xml version="1.0"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo">
  <data type="primary"><location href="repodata/p-primary.xml.gz"/></data>
  <data type="updateinfo"><checksum type="sha256">1</checksum>
    <location href="repodata/u-updateinfo.xml.gz"/></data>
  <data type="group"><location href="repodata/g.xml"/></data>
</repomd>)";

// What is found when the list of mirrors is this; the URL or the trouble.
std::string found(const std::string& list, const std::string& index = repomd) {
  const RawServer server([&](const std::string& request) {
    if (request.starts_with("GET /mirror.list ")) return http_answer("200 OK", "", list);
    if (request.starts_with("GET /r/1/repodata/repomd.xml "))
      return http_answer("200 OK", "", index);
    return http_answer("404 Not Found", "", "");
  });
  const net::HttpClient http({.patience = std::chrono::milliseconds(600)});
  const auto url =
      find_updateinfo(http, *net::parse_url("http://" + server.host() + "/mirror.list"));
  return url ? url->target : url.error().message;
}

TEST(RpmRepository, KnowsWhereItsUpdatesAre) {
  EXPECT_EQ(found("/r/1\n/r/2\n"), "/r/1/repodata/u-updateinfo.xml.gz");
  EXPECT_EQ(found("/r/1/"), "/r/1/repodata/u-updateinfo.xml.gz");
  EXPECT_EQ(found(""), "lists no mirror");
  EXPECT_NE(found("/r/2").find("answers 404 for http://127.0.0.1"), std::string::npos);
  EXPECT_EQ(found("/r/1", "<repomd/>"), "has a repository without an updateinfo");
  EXPECT_EQ(found("/r/1", "<html>"), "has a repository without an updateinfo");
  EXPECT_NE(found("ftp://r.example/").find("names what"), std::string::npos);
}

}  // namespace
}  // namespace boltseal
