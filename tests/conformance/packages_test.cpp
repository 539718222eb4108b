// Package lists against what a peer lists for the same images, what rpm lists for the same
// databases, and what dpkg-query lists for this machine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "packages/database.h"
#include "packages/distribution.h"
#include "support/folder.h"
#include "support/golden.h"
#include "support/peer_packages.h"
#include "support/program.h"
#include "support/root_files.h"

namespace boltseal::test {
namespace {

std::string line_of(const Package& package) {
  return package.name + " " + package.version + " " + package.architecture + " from " +
         package.source_name + " " + package.source_version + " needs " +
         join(package.depends, ",");
}

PackageList read_all(const RootFiles& root) {
  PackageList all;
  for (const PackageDatabase* const database : all_package_databases()) {
    PackageList some = database->read(root);
    for (Package& package : some.packages) all.packages.push_back(std::move(package));
    for (Error& error : some.errors) all.errors.push_back(std::move(error));
  }
  return all;
}

Lines lines_of(const PackageList& list) {
  Lines lines;
  for (const Package& package : list.packages) lines.insert(line_of(package));
  return lines;
}

void expect_program(const std::string& line, const std::string& folder) {
  const ProgramResult result = run_program(line, folder);
  ASSERT_EQ(result.exit_code, 0) << line << "\n" << result.err;
}

struct Image {
  const char* path;  // below data/images
  const char* unpack;
  const char* system;
};

void PrintTo(const Image& image, std::ostream* out) { *out << image.path; }

class PeerPackages : public testing::TestWithParam<Image> {};

TEST_P(PeerPackages, AreTheSame) {
  const std::string shared = shared_material();
  if (shared.empty()) return;
  const Image& image = GetParam();
  const TemporaryFolder folder;
  const std::string archive = std::filesystem::absolute(shared + "/data/images/" + image.path);
  expect_program("ARCHIVE='" + archive + "'; " + image.unpack, folder.path());
  const FolderRoot root(folder.path());
  const auto system = read_distribution(root);
  ASSERT_TRUE(system);
  EXPECT_EQ(advisory_scope(*system).ecosystem, image.system);
  const PackageList list = read_all(root);
  EXPECT_TRUE(list.errors.empty());
  for (const Package& each : list.packages) {
    EXPECT_FALSE(is_third_party(each, *system)) << each.name << " of " << each.vendor;
  }
  std::string name = std::filesystem::path(image.path).filename();
  name = name.substr(0, name.find(".tar"));
  if (name.starts_with("trivy-alpine")) name = "save-" + name;
  const Lines theirs = lines_of_peer(shared + "/data/truth/peer-trivy-packages/" + name + ".json");
  EXPECT_FALSE(theirs.empty());
  EXPECT_EQ(difference(lines_of(list), theirs), "");
  EXPECT_EQ(list.packages.size(), theirs.size());
  std::printf("%s: %zu packages\n", name.c_str(), list.packages.size());
}

constexpr const char* plain = "tar xf \"$ARCHIVE\" --exclude=./dev";
INSTANTIATE_TEST_SUITE_P(
    Images, PeerPackages,
    testing::Values(Image{"alpine/alpine-minirootfs-20240923-x86_64.tar.gz", plain, "Alpine:edge"},
                    Image{"alpine/alpine-minirootfs-3.10.3-x86_64.tar.gz", plain, "Alpine:v3.10"},
                    Image{"alpine/alpine-minirootfs-3.18.9-x86_64.tar.gz", plain, "Alpine:v3.18"},
                    Image{"docker-save/trivy-alpine-39.tar.gz",
                          "tar xf \"$ARCHIVE\" && for each in */layer.tar; do tar xf $each; done",
                          "Alpine:v3.9"},
                    Image{"rpm/amazonlinux-2023.1-rpmsqlite.tar.zst", plain, "Amazon Linux:2023"},
                    Image{"rpm/rebuilt-centos-8-rpmbdb.tar.zst", plain, "Red Hat:8"},
                    Image{"rpm/simulated-almalinux-8-rpmbdb.tar.zst", plain, "AlmaLinux:8"},
                    Image{"rpm/sle-15.3-bci-minimal-rpmndb.tar.zst", plain,
                          "SUSE:Linux Enterprise Server 15 SP3"}));

bool has_program(const std::string& name) {
  if (run_program("command -v " + name, "/").exit_code == 0) return true;
  std::printf("skipped: no %s\n", name.c_str());
  return false;
}

// Name, version, architecture, source, licence and module label as rpm itself reads them. Debian's
// rpm has no ndb.
TEST(RpmPackages, AreWhatRpmLists) {
  const std::string shared = shared_material();
  if (shared.empty() || !has_program("rpm") || !has_program("zstd")) return;
  std::size_t compared = 0;
  const TemporaryFolder folder;
  const auto unpack = [&](const std::string& archive, const std::string& name,
                          const std::string& command) {
    std::filesystem::create_directories(folder.path() + name + "/var/lib/rpm");
    expect_program("ARCHIVE='" + archive + "'; " + command, folder.path() + name);
  };
  const std::string images = std::filesystem::absolute(shared + "/data/images/");
  for (const auto& entry : std::filesystem::directory_iterator(images + "rpm")) {
    unpack(entry.path(), entry.path().stem(), "tar xf \"$ARCHIVE\"");
  }
  for (const auto& entry : std::filesystem::directory_iterator(images + "rpmdb")) {
    const std::string name = entry.path().stem();
    const std::string file = name.substr(name.find_last_of('-') + 1);
    unpack(entry.path(), name, "zstd -dq \"$ARCHIVE\" -o var/lib/rpm/" + file);
  }
  // With the last changes in a log, as whoever takes an image of a machine at work finds them.
  const std::string change =
      "mkdir -p changed/var/lib/rpm && sqlite3 -batch ORIGIN/var/lib/rpm/rpmdb.sqlite "
      "'PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;' "
      "'DELETE FROM Packages WHERE hnum % 5 = 0;' "
      "'INSERT INTO Packages SELECT hnum + 100000, blob FROM Packages WHERE hnum % 7 = 1;' "
      "'DELETE FROM Packages WHERE hnum < 100000 AND hnum % 7 = 1;' "
      "'.shell cp ORIGIN/var/lib/rpm/rpmdb.sqlite* changed/var/lib/rpm/'";
  bool has_log = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (has_log || !has_program("sqlite3") ||
        !std::filesystem::exists(entry.path() / "var/lib/rpm/rpmdb.sqlite")) {
      continue;
    }
    std::string command = change;
    for (std::size_t at; (at = command.find("ORIGIN")) != command.npos;) {
      command.replace(at, 6, entry.path().filename().string());
    }
    expect_program(command, folder.path());
    const auto size =
        std::filesystem::file_size(folder.path() + "changed/var/lib/rpm/rpmdb.sqlite-wal");
    EXPECT_GT(size, 100'000u);
    has_log = true;
    break;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename();
    const FolderRoot root(entry.path());
    const PackageList list = read_all(root);
    EXPECT_TRUE(list.errors.empty()) << name;
    EXPECT_FALSE(list.packages.empty()) << name;
    const bool is_sqlite = std::filesystem::exists(entry.path() / "var/lib/rpm/rpmdb.sqlite");
    if (!is_sqlite && !std::filesystem::exists(entry.path() / "var/lib/rpm/Packages")) continue;
    const ProgramResult result = run_program(
        "rpm --define '_db_backend " + std::string(is_sqlite ? "sqlite" : "bdb_ro") +
            "' --dbpath \"$PWD/var/lib/rpm\" -qa --qf '%{NAME} "
            "%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH} "
            "%{SOURCERPM};%{LICENSE};%{VENDOR};%|MODULARITYLABEL?{%{MODULARITYLABEL}}:{}|\\n'",
        entry.path());
    Lines theirs, ours;
    for (const std::string_view line : split(result.out, '\n')) {
      // An epoch of 0 is the same as none.
      std::string same(line);
      if (const auto zero = same.find(" 0:"); zero != same.npos) same.erase(zero + 1, 2);
      // Of a module's label only name and stream.
      if (const auto stream = same.find(':', same.find_last_of(';') + 1); stream != same.npos) {
        same.erase(std::min(same.find(':', stream + 1), same.size()));
      }
      if (!line.empty()) theirs.insert(same);
    }
    for (const Package& each : list.packages) {
      const std::size_t epoch = each.source_version.find(':') + 1;
      // A key has no architecture, source or vendor; ours is empty there, or its own name.
      if (each.name == "gpg-pubkey") {
        ours.insert(each.name + " " + each.version + " (none) (none);pubkey;(none);");
        continue;
      }
      ours.insert(each.name + " " + each.version + " " + each.architecture + " " +
                  each.source_name + "-" + each.source_version.substr(epoch) + ".src.rpm;" +
                  each.license + ";" + each.vendor + ";" + each.modularity);
    }
    EXPECT_EQ(difference(ours, theirs), "") << name;
    EXPECT_EQ(ours.size(), theirs.size()) << name;
    compared += ours.size();
  }
  std::printf("%zu packages as rpm lists them\n", compared);
  EXPECT_GT(compared, 1000u);
}

TEST(DpkgPackages, AreWhatDpkgQueryLists) {
  if (!std::filesystem::exists("/var/lib/dpkg/status") || !has_program("dpkg-query")) return;
  const ProgramResult result = run_program(
      "dpkg-query -W -f '${db:Status-Status};${Package} ${Version} ${Architecture} from "
      "${source:Package} ${source:Version}\\n'",
      "/");
  Lines theirs, ours;
  for (const std::string_view line : split(result.out, '\n')) {
    const std::string_view status = line.substr(0, line.find(';'));
    if (line.empty() || status == "config-files" || status == "not-installed") continue;
    theirs.insert(std::string(line.substr(status.size() + 1)));
  }
  const PackageList list = read_all(FolderRoot("/"));
  for (const Package& each : list.packages) {
    if (each.type != "deb") continue;
    const std::string line = line_of(each);
    ours.insert(line.substr(0, line.find(" needs ")));
  }
  EXPECT_EQ(difference(ours, theirs), "");
  EXPECT_EQ(ours.size(), theirs.size());
  std::printf("%zu packages as dpkg-query lists them\n", ours.size());
}

}  // namespace
}  // namespace boltseal::test
