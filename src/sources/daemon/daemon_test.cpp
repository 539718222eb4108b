#include "sources/daemon/daemon.h"

#include <gtest/gtest.h>

#include "sources/daemon/daemon_json.h"
#include "sources/daemon/options.h"
#include "sources/ini/words.h"

namespace boltseal::daemon {
namespace {

struct Daemon {
  File file;
  MemoryFiles files{{}};
  Inventory inventory;
  Reader reader{files, inventory};

  Daemon(std::string path, std::string text) : file{std::move(path), std::move(text)} {
    reader.embed(Document(file), daemon_source);
  }
  const Facts& facts() const { return inventory.engines.front().levels.front().facts; }
  std::string_view at(const Origin& origin) const {
    return std::string_view(file.text).substr(origin.span.begin, origin.span.size());
  }

  /// The file after a change, and what stands there when it cannot be made.
  std::string changed(const Change& change) const {
    const Document document(file);
    const auto edits = daemon_source.write(document, change);
    if (!edits) return edits.error().message;
    std::string text = file.text;
    for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
      text.replace(edit->span.begin, edit->span.size(), edit->replacement);
    }
    return text;
  }
};

/// What a shell would hand over for `text`: its words, apart from each other by blanks.
struct CommandLine {
  File file;
  MemoryFiles files{{}};
  Inventory inventory;
  Reader reader{files, inventory};
  Document document;

  explicit CommandLine(std::string text) : file{"up.sh", std::move(text)}, document(file) {
    std::vector<Item> words;
    const auto size = static_cast<std::uint32_t>(file.text.size());
    for (const ini::Word& word : ini::split(document, {0, size})) {
      const std::string& bytes = word.text.bytes();
      words.push_back(
          {bytes.starts_with('$') ? Text::unknown(bytes) : word.text, document.origin(word.span)});
    }
    read_dockerd_flags(document, words, reader);
  }
  const Level& level() const { return inventory.engines.front().levels.front(); }
  const Facts& facts() const { return level().facts; }
  std::string_view at(const Origin& origin) const { return document.at(origin.span); }
  std::string changed(const Change& change) const {
    const auto edits = write_dockerd_flags(document, change);
    if (!edits) return edits.error().message;
    std::string text = file.text;
    text.replace(edits->front().span.begin, edits->front().span.size(), edits->front().replacement);
    return text;
  }
};

Change change_of(Fact fact, decltype(Change::value) value, Origin at = {}, bool missing = true,
                 std::string element = {}) {
  Change change;
  change.fact = fact;
  change.element = std::move(element);
  change.value = std::move(value);
  change.at = std::move(at);
  change.missing = missing;
  return change;
}

TEST(DaemonOptions, EveryKeyIsFound) {
  for (const Option& option : options()) {
    if (!option.key.empty()) {
      EXPECT_EQ(find_key(option.key), &option);
    }
    if (!option.flag.empty()) {
      EXPECT_EQ(find_flag(option.flag), &option);
    }
  }
  EXPECT_EQ(find_key(""), nullptr);
  EXPECT_EQ(find_fact(Fact::user), nullptr);
  EXPECT_EQ(nearest_key("insecure-registry"), "insecure-registries");
  EXPECT_EQ(nearest_key("log-driverr"), "log-driver");
}

TEST(DaemonRecognize, ByName) {
  for (const auto* path :
       {"daemon.json", "/etc/docker/daemon.json", "C:\\ProgramData\\docker\\config\\daemon.json",
        "files/docker.service", "docker.socket", "docker.service.d/10-a.conf",
        "etc/systemd/system/docker.service.d/override.conf", "/etc/default/docker",
        "roles/x/etc/sysconfig/docker"}) {
    EXPECT_TRUE(daemon_source.claims_path(path)) << path;
  }
  for (const auto* path :
       {"mydaemon.json", "docker.service.d/x/10-a.conf", "mydocker.service.d/a.conf",
        "default/docker", "nginx.conf", "docker-daemon.json"}) {
    EXPECT_FALSE(daemon_source.claims_path(path)) << path;
  }
}

TEST(DaemonJson, EmptyFileIsAnEngineThatSaysNothing) {
  const Daemon daemon("daemon.json", " \n");
  ASSERT_EQ(daemon.inventory.engines.size(), 1u);
  EXPECT_TRUE(daemon.facts().entries().empty());
  EXPECT_TRUE(daemon.inventory.errors.empty());
}

TEST(DaemonJson, BrokenFileIsAnErrorAndNoEngine) {
  for (const auto* text : {"{", "[]", "\"icc\"", "{\"icc\": false,}", "{ // no\n}"}) {
    const Daemon daemon("daemon.json", text);
    EXPECT_TRUE(daemon.inventory.engines.empty()) << text;
    EXPECT_EQ(daemon.inventory.errors.size(), 1u) << text;
  }
}

TEST(DaemonJson, OtherProgramsHaveADaemonJsonToo) {
  const Daemon other("conf/daemon.json", R"({"rpc-port": 9091, "watch-dir": "/srv"})");
  EXPECT_TRUE(other.inventory.engines.empty());
  EXPECT_TRUE(other.inventory.errors.empty());
  const Daemon dockers("docker/daemon.json", R"({"rpc-port": 9091})");
  EXPECT_EQ(dockers.inventory.errors.size(), 1u);
}

TEST(DaemonJson, LastOfEqualKeysCounts) {
  const Daemon daemon("daemon.json", R"({"icc": true, "icc": false})");
  EXPECT_TRUE(daemon.facts().get(fact::inter_container_communication).is(false));
}

TEST(DaemonWriteJson, AddsInTheFilesOwnStyle) {
  EXPECT_EQ(Daemon("daemon.json", "{\n    \"debug\": true\n}\n")
                .changed(change_of(Fact::inter_container_communication, false)),
            "{\n    \"debug\": true,\n    \"icc\": false\n}\n");
  EXPECT_EQ(
      Daemon("daemon.json", "{\"debug\":true}").changed(change_of(Fact::no_new_privileges, true)),
      "{\"debug\":true, \"no-new-privileges\": true}");
  EXPECT_EQ(Daemon("daemon.json", "{}\n").changed(change_of(Fact::live_restore, true)),
            "{\n  \"live-restore\": true\n}\n");
  EXPECT_EQ(Daemon("daemon.json", "").changed(change_of(Fact::live_restore, true)),
            "{\"live-restore\": true}\n");
}

TEST(DaemonWriteJson, ReplacesOnlyTheValue) {
  EXPECT_EQ(Daemon("daemon.json", "{ \"icc\" :true , \"debug\": true }")
                .changed(change_of(Fact::inter_container_communication, false)),
            "{ \"icc\" :false , \"debug\": true }");
  EXPECT_EQ(Daemon("daemon.json", "{\"log-driver\": \"none\"}")
                .changed(change_of(Fact::log_driver, std::string("local"))),
            "{\"log-driver\": \"local\"}");
}

TEST(DaemonWriteJson, LogOptionsAndLimitsGoIntoTheirObject) {
  const Change size = change_of(Fact::log_options, std::string("10m"), {}, true, "max-size");
  EXPECT_EQ(
      Daemon("daemon.json", "{\n  \"log-opts\": {\n    \"max-file\": \"3\"\n  }\n}").changed(size),
      "{\n  \"log-opts\": {\n    \"max-file\": \"3\",\n    \"max-size\": \"10m\"\n  }\n}");
  EXPECT_EQ(Daemon("daemon.json", "{\n  \"icc\": false\n}").changed(size),
            "{\n  \"icc\": false,\n  \"log-opts\": {\"max-size\": \"10m\"}\n}");
  EXPECT_EQ(Daemon("daemon.json", "{\"log-opts\": {}}").changed(size),
            "{\"log-opts\": {\"max-size\": \"10m\"}}");
  EXPECT_EQ(Daemon("daemon.json", "{}")
                .changed(change_of(Fact::default_ulimits, std::string("1024"), {}, true, "nofile")),
            "{\n  \"default-ulimits\": {\"nofile\": {\"Name\": \"nofile\", \"Hard\": 1024, "
            "\"Soft\": 1024}}\n}");
}

TEST(DaemonWriteJson, RefusesWhatADaemonDoesNotHave) {
  const Daemon daemon("daemon.json", "{}");
  EXPECT_EQ(daemon.changed(change_of(Fact::user, std::string("10001"))), "a daemon has no user");
  EXPECT_EQ(daemon.changed(change_of(Fact::mounts, true)), "a daemon has no mounts");
  EXPECT_NE(daemon.changed(change_of(Fact::listen_addresses, std::monostate())), "{}");
}

TEST(DaemonWrite, ChangeIsReadBack) {
  for (const auto* text :
       {"{}", "{\"icc\": true}", "{\n\t\"mtu\": 1500,\n\t\"dns\": [ \"1.1.1.1\" ]\n}"}) {
    const Daemon before("daemon.json", text);
    const std::string after = before.changed(change_of(Fact::inter_container_communication, false));
    const Daemon again("daemon.json", after);
    EXPECT_TRUE(again.inventory.errors.empty()) << after;
    EXPECT_TRUE(again.facts().get(fact::inter_container_communication).is(false)) << after;
    // Once more changes nothing.
    EXPECT_EQ(again.changed(change_of(Fact::inter_container_communication, false)), after);
  }
}

TEST(DaemonFlags, EveryFormOfPflag) {
  const CommandLine line(
      "/usr/bin/dockerd -H tcp://0.0.0.0:2375 -Hunix:///a.sock -H=fd:// --host=tcp://b:1 -D "
      "--icc=0 --log-driver none --live-restore -Ds overlay2 --tlsverify=$V --log-opt max-size=1m");
  const auto& hosts = line.facts().get(fact::listen_addresses);
  ASSERT_TRUE(hosts.is_known());
  ASSERT_EQ(hosts->size(), 4u);
  EXPECT_EQ(line.at((*hosts)[0].origin), "tcp://0.0.0.0:2375");
  EXPECT_EQ(line.at((*hosts)[1].origin), "unix:///a.sock");
  EXPECT_EQ(line.at((*hosts)[2].origin), "fd://");
  EXPECT_EQ(line.at((*hosts)[3].origin), "tcp://b:1");
  EXPECT_TRUE(line.facts().get(fact::inter_container_communication).is(false));
  EXPECT_EQ(line.at(line.facts().get(fact::inter_container_communication).origin()), "0");
  EXPECT_TRUE(line.facts().get(fact::log_driver).is(Text("none")));
  EXPECT_TRUE(line.facts().get(fact::live_restore).is(true));
  EXPECT_TRUE(line.facts().get(fact::storage_driver).is(Text("overlay2")));
  EXPECT_EQ(line.at(line.level().site), "/usr/bin/dockerd");
  EXPECT_FALSE(line.level().open);
}

TEST(DaemonFlags, OpenWhenTheConfigurationIsElsewhere) {
  EXPECT_TRUE(CommandLine("dockerd").level().open);
  EXPECT_TRUE(CommandLine("dockerd -H unix:///run/docker.sock --debug").level().open);
  EXPECT_TRUE(CommandLine("dockerd --icc=false $OPTS").level().open);
  EXPECT_TRUE(CommandLine("dockerd --icc=false --config-file /x.json").level().open);
  EXPECT_FALSE(CommandLine("dockerd --icc=false").level().open);
}

TEST(DaemonFlags, DockerDaemonOfOldEngines) {
  const CommandLine line("docker -D daemon --icc=false");
  EXPECT_EQ(line.at(line.level().site), "daemon");
  EXPECT_TRUE(line.facts().get(fact::inter_container_communication).is(false));
}

TEST(DaemonFlags, MistypedFlagIsAnError) {
  const CommandLine line("dockerd --iptable=false --quite-new-flag");
  ASSERT_EQ(line.inventory.errors.size(), 1u);
  EXPECT_EQ(line.inventory.errors[0].remedy, "did you mean --iptables?");
}

TEST(DaemonFlags, ChangeAppendsOrReplaces) {
  const CommandLine none("dockerd -H fd:// --debug");
  EXPECT_EQ(none.changed(change_of(Fact::inter_container_communication, false, none.level().site)),
            "dockerd --icc=false -H fd:// --debug");
  const CommandLine word("dockerd --icc --debug");
  EXPECT_EQ(word.changed(change_of(Fact::inter_container_communication, false,
                                   word.facts().get(fact::inter_container_communication).origin(),
                                   false)),
            "dockerd --icc=false --debug");
  const CommandLine value("dockerd --icc=true --log-driver none");
  EXPECT_EQ(value.changed(change_of(Fact::inter_container_communication, false,
                                    value.facts().get(fact::inter_container_communication).origin(),
                                    false)),
            "dockerd --icc=false --log-driver none");
  EXPECT_EQ(value.changed(change_of(Fact::log_driver, std::string("local"),
                                    value.facts().get(fact::log_driver).origin(), false)),
            "dockerd --icc=true --log-driver local");
  EXPECT_EQ(value.changed(change_of(Fact::log_driver, std::string("a b"), value.level().site)),
            "the value would need quotes of the script around it");
  EXPECT_EQ(value.changed(change_of(Fact::mounts, true, value.level().site)),
            "a daemon has no mounts");
}

TEST(DaemonSpell, InTheWordsOfThePlace) {
  const File file{"daemon.json", ""};
  const Document document(file);
  const Daemon json("daemon.json", "{ \"icc\": true }");
  const Origin site = json.inventory.engines.front().levels.front().site;
  const Origin value = json.facts().get(fact::inter_container_communication).origin();
  const Change change = change_of(Fact::inter_container_communication, false, site);
  EXPECT_EQ(daemon_source.spell(document, change), "\"icc\": false");
  EXPECT_EQ(daemon_source.spell(
                document, change_of(Fact::inter_container_communication, false, value, false)),
            "\"icc\": false");
  const Daemon unit("docker.service", "[Service]\nExecStart=/usr/bin/dockerd --live-restore\n");
  const Origin word = unit.inventory.engines.front().levels.front().site;
  EXPECT_EQ(
      daemon_source.spell(document, change_of(Fact::inter_container_communication, false, word)),
      "--icc=false");
  EXPECT_EQ(daemon_source.spell(
                document, change_of(Fact::log_options, std::string("10m"), site, true, "max-size")),
            "\"log-opts\": {\"max-size\": \"10m\"}");
  EXPECT_EQ(daemon_source.spell(document, change_of(Fact::user, std::string("1"), site)), "");
}

TEST(DaemonConflict, FlagAndFileInOneScript) {
  const File file{"user-data.sh", R"({"icc": false} dockerd --icc=false)"};
  const MemoryFiles files({});
  Inventory inventory;
  Reader reader(files, inventory);
  const Document document(file);
  Document::Pieces json;
  json.copy(document, {0, 14});
  reader.embed(document.embed("/etc/docker/daemon.json", std::move(json)), daemon_source);
  read_dockerd_flags(document,
                     {{Text("dockerd"), document.origin({15, 22})},
                      {Text("--icc=false"), document.origin({23, 34})}},
                     reader);
  EXPECT_EQ(inventory.engines.size(), 2u);
  ASSERT_EQ(inventory.errors.size(), 1u);
  EXPECT_EQ(inventory.errors[0].message,
            "icc is given both in daemon.json and as a flag: dockerd refuses to start");
}

}  // namespace
}  // namespace boltseal::daemon
