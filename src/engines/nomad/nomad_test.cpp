// An agent that a test plays: what it answers is synthetic, after the documentation of Nomad's
// API.

#include "engines/nomad/nomad.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

std::string json(const std::string& body) { return http_answer("200 OK", "", body); }

// Jobs with what they made, then errors.
std::string look(const RawServer::Answer& answer, bool is_named = true) {
  const RawServer server(answer);
  const LiveEngine engine = look_at_nomad({"nomad", "", "http://" + server.host(), is_named, ""},
                                          std::chrono::milliseconds(500));
  std::string said = engine.version;
  for (const LiveContainer& job : engine.makers) {
    said +=
        "\n" + (job.scope.empty() ? "" : job.scope + " ") + std::string(job.noun) + " " + job.name;
    for (const MadeContainer& made : job.made) said += "\n  " + made.key + ": " + made.subject;
  }
  for (const Error& error : engine.errors) said += "\n! " + error.message;
  if (engine.is_absent) said += "\nabsent";
  return said;
}

TEST(NomadEngine, TellsOfJobsInAllNamespaces) {
  EXPECT_EQ(look([](const std::string& request) {
              if (request.starts_with("GET /v1/agent/self ")) {
                return json(R"({"config":{"Version":{"Version":"1.9.3","VersionPrerelease":""}}})");
              }
              if (request.starts_with("GET /v1/jobs?namespace=%2A ")) {
                return json(R"([{"ID":"web","Namespace":"default","ParentID":"","Stop":false},
                          {"ID":"night/report","Namespace":"ops","ParentID":"","Stop":false},
                          {"ID":"night/report/periodic-1","Namespace":"ops",
                           "ParentID":"night/report","Stop":false},
                          {"ID":"gone","Namespace":"default","ParentID":"","Stop":false},
                          {"ID":"old","Namespace":"default","ParentID":"","Stop":true}])");
              }
              if (request.starts_with("GET /v1/job/web?namespace=default ") ||
                  request.starts_with("GET /v1/job/night%2Freport?namespace=ops ")) {
                return json(R"({"TaskGroups":[]})");
              }
              if (request.starts_with("GET /v1/allocations?namespace=%2A ")) {
                return json(
                    R"([{"ID":"a1","JobID":"web","Namespace":"default","TaskGroup":"front",
                   "TaskStates":{"server":{}}},
                  {"ID":"b2","JobID":"night/report/periodic-1","Namespace":"ops",
                   "TaskGroup":"all","TaskStates":{"count":{}}},
                  {"ID":"c3","JobID":"other","Namespace":"default","TaskGroup":"x",
                   "TaskStates":null}])");
              }
              return http_answer("404 Not Found", "", "job not found");
            }),
            "1.9.3\njob web\n  server-a1: group front task server"
            "\nnamespace ops job night/report\n  count-b2: group all task count");
}

TEST(NomadEngine, DoesNotLetEverybodyAsk) {
  EXPECT_EQ(look([](const std::string&) {
              return http_answer("403 Forbidden", "", "Permission denied");
            }),
            "\n! answers /v1/jobs?namespace=%2A with 403 Permission denied");
}

TEST(NomadEngine, AnswersGarbage) {
  EXPECT_EQ(look([](const std::string&) { return json("<html>"); }),
            "\n! answers /v1/agent/self with something else than JSON");
  EXPECT_EQ(look([](const std::string&) { return json("{}"); }),
            "\n! answers with something else than a list of jobs");
  EXPECT_EQ(
      look([](const std::string& request) {
        return json(request.find("/v1/job/") != std::string::npos ? "[" : R"([{"ID":"web"},7])");
      }),
      "\n! does not tell of 1 job: answers 200 without a job");
}

TEST(NomadEngine, IsNotThere) {
  const std::string address = "http://127.0.0.1:" + std::to_string(test::free_port());
  const std::chrono::milliseconds patience(300);
  EXPECT_EQ(look_at_nomad({"nomad", "", address, true, ""}, patience).errors.size(), 1u);
  EXPECT_TRUE(look_at_nomad({"nomad", "", address, false, ""}, patience).is_absent);
  EXPECT_EQ(look_at_nomad({"nomad", "", "ftp://x", true, ""}, patience).errors.size(), 1u);
}

}  // namespace
}  // namespace boltseal
