#include "repair/proof.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The in-memory twin: what runs is healthy as long as nothing in its file is read-only.
class FakeEngine final : public ComposeEngine {
 public:
  struct Log {
    std::vector<std::string> events;
    std::set<std::string> running;
  };
  explicit FakeEngine(Log& log) : log_(log) {}

  std::string description() const override { return "an engine"; }
  Result<std::string> configuration(const std::string&,
                                    const std::vector<std::string>& files) override {
    return read(files.front());
  }
  Result<void> build(const ComposeRun&, const std::string& service) override {
    log_.events.push_back("build " + service);
    return {};
  }
  Result<void> start(const ComposeRun& run) override {
    log_.events.emplace_back("start");
    log_.running.insert(run.name);
    file_ = read(run.file);
    return {};
  }
  Result<std::vector<ContainerState>> look(const ComposeRun&) override {
    ContainerState web{.service = "web", .status = "running", .health = "healthy"};
    if (file_.find("read_only") != std::string::npos) web.health = "unhealthy";
    return std::vector{web};
  }
  std::string last_words(const ComposeRun&, const std::string&) override { return "no room"; }
  Result<void> remove(const ComposeRun& run, const std::vector<std::string>&) override {
    log_.events.emplace_back("remove");
    log_.running.erase(run.name);
    return {};
  }

 private:
  Log& log_;
  std::string file_;
};

class ProofByRunning : public testing::Test {
 protected:
  Proof run(const std::string& before, const std::string& after, const std::string& command = {}) {
    put("compose.yaml", before);
    RepairedFile file;
    file.path = folder_->path() + "/compose.yaml";
    file.before = before;
    file.after = after;
    Repairs repairs;
    repairs.files.push_back(file);
    Proof proof = prove(repairs,
                        {.paths = {folder_->path()},
                         .command = command,
                         .quiet = std::chrono::milliseconds(0),
                         .between_looks = std::chrono::milliseconds(1)},
                        [&]() -> Result<std::unique_ptr<ComposeEngine>> {
                          return std::make_unique<FakeEngine>(log_);
                        });
    EXPECT_EQ(read(file.path), before);  // nothing is written by a proof
    EXPECT_TRUE(log_.running.empty());
    return proof;
  }
  void put(const std::string& name, const std::string& text) {
    std::ofstream(folder_->path() + "/" + name) << text;
  }

  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
  FakeEngine::Log log_;
};

constexpr std::string_view web = "services:\n  web:\n    image: x\n";

TEST_F(ProofByRunning, HoldsWhenNothingGetsWorse) {
  const Proof proof = run(std::string(web), std::string(web) + "    mem_limit: 1g\n");
  EXPECT_EQ(proof.outcome, Proof::Outcome::holds) << proof.reason;
  EXPECT_EQ(proof.working, 1u);
  EXPECT_EQ(log_.events, (std::vector<std::string>{"start", "remove", "start", "remove"}));
}

TEST_F(ProofByRunning, SaysWhatGetsWorse) {
  const Proof proof = run(std::string(web), std::string(web) + "    read_only: true\n");
  ASSERT_EQ(proof.outcome, Proof::Outcome::worse) << proof.reason;
  EXPECT_EQ(proof.worse.at(0).who, "web");
  EXPECT_EQ(proof.worse.at(0).what, "was healthy before; repaired it is unhealthy");
  EXPECT_EQ(proof.worse.at(0).said, "no room");
}

TEST_F(ProofByRunning, LeavesAloneWhatTheRepairsDoNotConcern) {
  const Proof proof = run(std::string(web), std::string(web));
  EXPECT_EQ(proof.outcome, Proof::Outcome::open);
  EXPECT_EQ(log_.events, std::vector<std::string>{});
}

TEST_F(ProofByRunning, RunsTheCommandInTheCopy) {
  const std::string after = std::string(web) + "    mem_limit: 1g\n";
  EXPECT_EQ(run(std::string(web), after, "touch made").outcome, Proof::Outcome::holds);
  EXPECT_FALSE(fs::exists(folder_->path() + "/made"));
  const Proof worse = run(std::string(web), after, "! grep mem_limit compose.yaml");
  ASSERT_EQ(worse.outcome, Proof::Outcome::worse);
  EXPECT_EQ(worse.worse.at(0).what, "ended with exit code 1");
  EXPECT_EQ(run(std::string(web), after, "false").outcome, Proof::Outcome::open);
}

TEST_F(ProofByRunning, MountsNothingOfTheHost) {
  fs::create_directory(folder_->path() + "/data");
  fs::create_symlink("/usr", folder_->path() + "/out");
  std::ofstream(folder_->path() + "/data/kept") << "mine";
  const std::string before = std::string(web) + "    volumes: [\"/usr/share:/s\", \"" +
                             folder_->path() + "/data:/data\", \"" + folder_->path() +
                             "/out:/o\", /var/run/docker.sock:/d]\n";
  const Proof proof = run(before, before + "    mem_limit: 1g\n");
  EXPECT_EQ(proof.outcome, Proof::Outcome::holds) << proof.reason;
  ASSERT_EQ(proof.stand_ins.size(), 3u);
  EXPECT_EQ(proof.stand_ins[0], "an empty folder for /usr");  // where the link leads
  EXPECT_EQ(proof.stand_ins[2], "an empty folder for /var/run/docker.sock");
}

}  // namespace
}  // namespace boltseal
