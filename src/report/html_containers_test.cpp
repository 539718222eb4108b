#include "report/html_containers.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

ShownFinding finding_at(const char* path, Severity severity, std::string message) {
  ShownFinding finding;
  finding.rule = "user/root";
  finding.severity = severity;
  finding.place.path = path;
  finding.message = std::move(message);
  return finding;
}

TruthFact list_of(Fact fact, std::string only) {
  TruthFact told;
  told.fact = fact;
  told.is_list = true;
  told.values.emplace_back().text = std::move(only);
  return told;
}

TEST(HtmlContainers, APageHoldsWhatIsKnownAndNothingOfOthers) {
  AuditedContainer web;
  web.path = "docker container web";
  web.engine = "docker at /var/run/docker.sock";
  web.pid = 17;
  web.truth.facts.push_back(list_of(Fact::environment, "DB_PASSWORD=correct-horse"));
  web.kernel.emplace();
  web.kernel->uid = 100'000;
  web.kernel->effective = 1u << 21;
  AuditedContainer other;
  other.path = "docker container other";
  Verdict verdict;
  verdict.findings.push_back(finding_at("docker container web", Severity::low, "a small one"));
  verdict.findings.push_back(finding_at("docker container web", Severity::high, "a great one"));
  verdict.findings.push_back(finding_at("docker container other", Severity::high, "elsewhere"));
  verdict.findings.push_back(finding_at("docker image web:1", Severity::high, "an old package"));
  verdict.findings.back().subjects = {"docker container web"};
  const std::vector<AuditedContainer> containers = {web, other};
  const ContainerPages pages(&containers, verdict, nullptr);
  const std::string page = pages.page(0);
  EXPECT_NE(page.find("runs, process 17"), page.npos);
  EXPECT_NE(page.find("<td>100000"), page.npos);
  EXPECT_NE(page.find("<td>SYS_ADMIN"), page.npos);
  EXPECT_EQ(page.find("correct-horse"), page.npos) << "a secret";
  EXPECT_LT(page.find("a great one"), page.find("a small one"));
  EXPECT_LT(page.find("Of its image"), page.find("an old package"));
  EXPECT_EQ(page.find("elsewhere"), page.npos);
  EXPECT_EQ(pages.page(1).find("an old package"), page.npos);
  EXPECT_NE(pages.list().find("2 <b class=\"high\">"), page.npos);
}

TEST(HtmlContainers, WhatAnEngineAnswersStaysText) {
  AuditedContainer evil;
  evil.path = "docker container <script>alert(1)</script>\x1b[2J";
  evil.engine = evil.id = evil.image_id = "\"><img src=x>";
  evil.pid = 1;
  evil.truth.facts.push_back(list_of(Fact::labels, "a=</td><script>"));
  evil.kernel.emplace();
  evil.kernel->security_label = "<b>";
  evil.kernel->mounts.push_back({"/<i>", "/", "<u>", false});
  NetworkMap network;
  MapContainer& there = network.containers.emplace_back();
  there.label = evil.path;
  there.engine_sockets.emplace_back().path = "<s>";
  const std::vector<AuditedContainer> containers = {evil};
  const ContainerPages pages(&containers, {}, &network);
  for (const std::string& html : {pages.list(), pages.page(0)}) {
    for (const char* const raw : {"<script", "<img", "<i>", "<u>", "<s>", "\x1b"}) {
      EXPECT_EQ(html.find(raw), html.npos) << raw;
    }
  }
  EXPECT_EQ(pages.page(0).find("<b>"), std::string::npos);
}

TEST(HtmlContainers, AreNoneWithoutAnAudit) {
  const ContainerPages pages(nullptr, {}, nullptr);
  EXPECT_EQ(pages.size(), 0U);
  EXPECT_EQ(pages.list(), "");
}

}  // namespace
}  // namespace boltseal
