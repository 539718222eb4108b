// `boltseal db update`: what is asked of servers, what is kept when they fail, and what readers see
// meanwhile.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "base/files.h"
#include "base/process.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/server.h"

namespace boltseal::test {
namespace {

std::string secdb(const std::string& release, const std::string& version) {
  return R"({"apkurl":"{{urlprefix}}/{{distroversion}}","distroversion":")" + release +
         R"(","reponame":"main","urlprefix":"https://dl-cdn.alpinelinux.org/alpine",)" +
         R"("packages":[{"pkg":{"name":"musl","secfixes":{")" + version +
         R"(":["CVE-2019-14697"]}}}]})";
}

std::string kev(const std::string& id) {
  return R"({"title":"CISA","catalogVersion":"2026.08.21","dateReleased":"2026-08-21T10:00:00Z",)"
         R"("count":1,"vulnerabilities":[{"cveID":")" +
         id + R"(","dateAdded":"2026-08-20","vulnerabilityName":"musl"}]})";
}

/// A mirror: the files of sources by NAME/FILE.
class Mirror {
 public:
  struct File {
    std::string body, etag;
  };

  Mirror() : server_([this](const std::string& request) { return answer(request); }) {}

  void put(const std::string& name, std::string body) {
    const std::lock_guard lock(mutex_);
    files_[name] = {std::move(body), "\"" + std::to_string(++versions_) + "\""};
  }
  void fail_with(const std::string& name, std::string answer) {
    const std::lock_guard lock(mutex_);
    failures_[name] = std::move(answer);
  }
  void mend() {
    const std::lock_guard lock(mutex_);
    failures_.clear();
  }
  std::string url() const { return "http://" + server_.host() + "/m"; }
  /// Of the requests so far, those that begin so.
  std::size_t asked_for(const std::string& name) const {
    const auto requests = server_.requests();
    return static_cast<std::size_t>(std::ranges::count_if(requests, [&](const std::string& each) {
      return each.starts_with("GET /m/" + name + " ");
    }));
  }
  std::size_t asked() const { return server_.requests().size(); }

 private:
  std::string answer(const std::string& request) {
    const std::lock_guard lock(mutex_);
    const std::string name = request.substr(7, request.find(' ', 7) - 7);
    if (const auto failure = failures_.find(name); failure != failures_.end()) {
      return failure->second;
    }
    const auto file = files_.find(name);
    if (file == files_.end()) return http_answer("404 Not Found", "", "");
    if (request.find("If-None-Match: " + file->second.etag) != std::string::npos) {
      return http_answer("304 Not Modified", "", "");
    }
    return http_answer(
        "200 OK",
        "ETag: " + file->second.etag + "\r\nLast-Modified: Fri, 21 Aug 2026 07:28:00 GMT\r\n",
        file->second.body);
  }

  std::mutex mutex_;
  std::map<std::string, File> files_;            // guarded by mutex_
  std::map<std::string, std::string> failures_;  // guarded by mutex_
  int versions_ = 0;                             // guarded by mutex_
  const RawServer server_;
};

class DbUpdate : public testing::Test {
 protected:
  DbUpdate() {
    mirror_.put("alpine/edge/main.json", secdb("edge", "1.1.23-r2"));
    mirror_.put("alpine/edge/community.json", secdb("edge", "1.1.23-r2"));
    mirror_.put("alpine/v3.10/main.json", secdb("v3.10", "1.1.22-r3"));
    mirror_.put("alpine/v3.10/community.json", secdb("v3.10", "1.1.22-r3"));
    mirror_.put("kev/known_exploited_vulnerabilities.json", kev("CVE-2019-14697"));
  }
  // Runs boltseal, with this folder for a home.
  ProgramResult run(const std::string& words) const {
    return run_program("export HOME=" + folder_.path() +
                           " XDG_CACHE_HOME= XDG_CONFIG_HOME= BOLTSEAL_DB= BOLTSEAL_DB_KEY= "
                           "BOLTSEAL_CONFIG= http_proxy= https_proxy=; boltseal " +
                           words,
                       folder_.path());
  }
  ProgramResult update(const std::string& flags = "") const {
    return run("db update --mirror=" + mirror_.url() + " --source=alpine --source=kev " + flags);
  }
  std::string read(const std::string& name) const {
    return DiskFiles().read(folder_.path() + name).value_or("");
  }

  Mirror mirror_;
  const TemporaryFolder folder_;
};

const std::string cache = ".cache/boltseal/";

TEST_F(DbUpdate, FetchesOnceAndThenAsksWhatChanged) {
  ProgramResult result = update();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "") << "on no terminal nobody watches";
  EXPECT_NE(result.out.find("alpine        4 files fetched"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("kev           1 file fetched"), std::string::npos) << result.out;
  EXPECT_EQ(mirror_.asked_for("alpine/v3.3/main.json"), 1u);
  EXPECT_EQ(mirror_.asked_for("alpine/v3.11/main.json"), 1u);
  EXPECT_EQ(mirror_.asked_for("alpine/v3.12/main.json"), 0u) << "after v3.11 there is nothing";
  const std::string first = read(cache + "advisories.db");
  EXPECT_FALSE(first.empty());
  result = run("db info");
  EXPECT_NE(result.out.find("2026-08-21"), std::string::npos)
      << "the server's date, where records have none: " << result.out;

  result = update();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("alpine        unchanged"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("is current"), std::string::npos) << result.out;

  mirror_.put("alpine/v3.11/main.json", secdb("v3.11", "1.1.24-r0"));
  result = update();
  EXPECT_NE(result.out.find("alpine        1 file fetched"), std::string::npos) << result.out;
  EXPECT_NE(read(cache + "advisories.db"), first);
  result = run("db info");
  EXPECT_NE(result.out.find("Alpine:v3.11"), std::string::npos) << result.out;
}

TEST_F(DbUpdate, OneSourceThatFailsSpoilsNoOther) {
  ASSERT_EQ(update().exit_code, 0);
  const std::string name = "kev/known_exploited_vulnerabilities.json";
  mirror_.put("alpine/v3.11/main.json", secdb("v3.11", "1.1.24-r0"));
  mirror_.fail_with(name, http_answer("403 Forbidden", "", ""));
  ProgramResult result = update();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("error: kev: " + mirror_.url() + "/" + name + " answers 403"),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.out.find("kev           failed, its copy of 2026-08-21 is used"),
            std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find("alpine        1 file fetched"), std::string::npos) << result.out;
  result = run("db info");
  EXPECT_NE(result.out.find("Alpine:v3.11"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("kev           1        records"), std::string::npos) << result.out;
  EXPECT_EQ(update("--allow-gaps").exit_code, 0);

  // What asks to log in, with a friendly status.
  mirror_.fail_with(name, http_answer("200 OK", "", "<html>please log in</html>"));
  result = update();
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("holds no advisories in a known form"), std::string::npos)
      << result.err;
  EXPECT_EQ(read(cache + "sources/" + name), kev("CVE-2019-14697"));
  // What is cut off in the middle of a gzip.
  mirror_.fail_with(name, http_answer("200 OK", "", "\x1f\x8b\x08\x00garbage"));
  EXPECT_EQ(update().exit_code, 3);
  EXPECT_EQ(read(cache + "sources/" + name), kev("CVE-2019-14697"));
  mirror_.mend();
  EXPECT_EQ(update().exit_code, 0);
}

TEST_F(DbUpdate, NothingAtAllIsNoFile) {
  const std::uint16_t port = free_port();
  ProgramResult result =
      run("db update --source=kev --mirror=http://127.0.0.1:" + std::to_string(port));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("no source could be had"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + cache + "advisories.db"));
  // Nothing is asked without TLS beyond this machine, and nothing when it is unclear what.
  result = run("db update --source=kev --mirror=http://mirror.example/");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("is not asked without TLS"), std::string::npos) << result.err;
  EXPECT_EQ(mirror_.asked(), 0u);
  result = run("db update --source=nvd --mirror=" + mirror_.url());
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("nvdcve-2.0-2002.json.gz is not there, and none of those after it"),
            std::string::npos)
      << result.err;
  const std::size_t asked = mirror_.asked();
  EXPECT_EQ(run("db update --source=kevv").exit_code, 2);
  EXPECT_EQ(run("db update --mirror=mirror.example").exit_code, 2);
  EXPECT_EQ(run("db build --source=kev x").exit_code, 2);
  EXPECT_EQ(mirror_.asked(), asked);
}

TEST_F(DbUpdate, ReadsTheUsersConfigurationNotTheProjects) {
  const std::string settings = "advisories:\n  sources: [kev]\n  mirror: " + mirror_.url() + "\n";
  folder_.put("boltseal.yaml", settings);
  folder_.put(".config/boltseal/boltseal.yaml",
              "advisories:\n  sources: [kev]\n  urls: {kev: \"" + mirror_.url() +
                  "/kev/known_exploited_vulnerabilities.json\"}\n");
  ProgramResult result = run("db update");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("note: what boltseal.yaml says of advisories does not count here"),
            std::string::npos)
      << result.err;
  EXPECT_EQ(mirror_.asked(), 1u);
  result = run("db update --config=boltseal.yaml");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");

  folder_.put("boltseal.yaml", "advisories:\n  sources: [kve]\n");
  result = run("db update --config=boltseal.yaml");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("did you mean kev?"), std::string::npos) << result.err;
}

TEST_F(DbUpdate, SpeaksTls) {
  const std::uint16_t port = free_port();
  const std::string path = folder_.path();
  folder_.put("www/kev/known_exploited_vulnerabilities.json", kev("CVE-2019-14697"));
  ASSERT_EQ(run_program("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                        "-subj /CN=mirror -addext subjectAltName=IP:127.0.0.1 -days 2 "
                        "-keyout key.pem -out cert.pem",
                        path)
                .exit_code,
            0);
  std::atomic<bool> stop = false;
  std::jthread server([&] {
    const std::vector<std::string> words = {"openssl", "s_server",
                                            "-quiet",  "-WWW",
                                            "-accept", "127.0.0.1:" + std::to_string(port),
                                            "-cert",   "../cert.pem",
                                            "-key",    "../key.pem"};
    static_cast<void>(run_to_end(words, {.directory = path + "www", .stop = &stop}));
  });
  const std::string words =
      "db update --source=kev --mirror=https://127.0.0.1:" + std::to_string(port);
  // Until it listens.
  for (int i = 0; i < 100; ++i) {
    const std::string line = "openssl s_client -connect 127.0.0.1:" + std::to_string(port);
    if (run_program(line, path).exit_code == 0) break;
  }
  ProgramResult result = run(words);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("certificate"), std::string::npos) << result.err;
  result = run_program("export HOME=" + path + " SSL_CERT_FILE=cert.pem; boltseal " + words, path);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("1 file fetched"), std::string::npos) << result.out;
  stop = true;
}

TEST_F(DbUpdate, UpdatesAndScansDoNotDisturbEachOther) {
  ASSERT_EQ(run_program("openssl genpkey -algorithm ed25519 -out key.pem && "
                        "openssl pkey -in key.pem -pubout -out public.pem",
                        folder_.path())
                .exit_code,
            0);
  ASSERT_EQ(update("--sign-with=key.pem").exit_code, 0);
  folder_.put("root/etc/os-release", "ID=alpine\nVERSION_ID=3.10.0\n");
  folder_.put("root/lib/apk/db/installed", "P:musl\nV:1.1.22-r2\nA:x86_64\no:musl\n\n");
  const std::string scan = "scan --db-key=public.pem --max-age=4096 --no-cache -q root";
  const ProgramResult alone = run(scan);
  ASSERT_EQ(alone.exit_code, 1) << alone.out << alone.err;
  ASSERT_NE(alone.out.find("CVE-2019-14697"), std::string::npos) << alone.out;

  // Two that update, each time with something new, and one that scans all the while.
  std::vector<ProgramResult> updates(2), scans;
  {
    std::atomic<int> left = 2;
    std::vector<std::jthread> threads;
    for (ProgramResult& one : updates) {
      threads.emplace_back([&] {
        for (int round = 0; round < 4; ++round) {
          mirror_.put("alpine/v3.10/community.json",
                      secdb("v3.10", "1.1.22-r" + std::to_string(3 + round)));
          ProgramResult result = update("--sign-with=key.pem");
          if (result.exit_code != 0 || round == 0) one = std::move(result);
          if (one.exit_code != 0) break;
        }
        --left;
      });
    }
    while (left > 0) scans.push_back(run(scan));
  }
  for (const ProgramResult& result : updates) EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_GT(scans.size(), 2u);
  for (const ProgramResult& result : scans) {
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    EXPECT_NE(result.out.find("CVE-2019-14697"), std::string::npos) << result.out;
  }
  const ProgramResult verified = run("db verify --key=public.pem");
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
}

}  // namespace
}  // namespace boltseal::test
