// Whole scans of real images, against what a peer lists in them, what their advisories are known to
// say, and archives that were made to break those who unpack them.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <ostream>

#include "archive/byte_stream.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "images/stored_image.h"
#include "support/folder.h"
#include "support/golden.h"
#include "support/peer_packages.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& shared, const std::string& path) {
  return fs::absolute(shared + "/data/" + path).lexically_normal().string();
}

json report_of(const std::string& archive, const std::string& folder,
               const std::string& flags = "") {
  const ProgramResult result =
      run_program("boltseal scan --no-cache --format json --fail-on never --max-age 4096 " + flags +
                      " '" + archive + "'",
                  folder);
  EXPECT_EQ(result.err, "");
  return parse_json(result.out);
}

struct Image {
  const char* path;  // below data/images
  const char* truth;
  std::size_t layers;
};
void PrintTo(const Image& image, std::ostream* out) { *out << image.path; }

class ScannedPackages : public testing::TestWithParam<Image> {};

TEST_P(ScannedPackages, AreWhatAPeerLists) {
  const std::string shared = shared_material();
  if (shared.empty()) return;
  const TemporaryFolder folder;
  const json report =
      report_of(absolute(shared, std::string("images/") + GetParam().path), folder.path());
  Lines ours;
  for (const json& each : report["packages"]) {
    std::vector<std::string> needs;
    for (const json& need : each.value("depends", json::array()))
      needs.push_back(need.get<std::string>());
    ours.insert(text_in(each, "name") + " " + text_in(each, "version") + " " +
                text_in(each, "architecture") + " from " + text_in(each, "source") + " " +
                text_in(each, "source_version") + " needs " + join(needs, ","));
  }
  const Lines theirs =
      lines_of_peer(shared + "/data/truth/peer-trivy-packages/" + GetParam().truth + ".json");
  EXPECT_EQ(difference(ours, theirs), "");
  EXPECT_EQ(ours.size(), theirs.size());
  EXPECT_EQ(report["layers"].size(), GetParam().layers);
  for (const json& gap : report["not_examined"]) {
    // Two images of BusyBox alone have no package database, and say nothing of a system.
    const bool has_system = !theirs.empty();
    const std::string what = text_in(gap, "what");
    EXPECT_TRUE(what == "vulnerabilities" || what.starts_with("what was found since ") ||
                (!has_system && what == "the system"))
        << gap;
  }
  std::printf("%s: %zu packages\n", GetParam().truth, ours.size());
}

INSTANTIATE_TEST_SUITE_P(
    Images, ScannedPackages,
    testing::Values(
        Image{"alpine/alpine-minirootfs-20240923-x86_64.tar.gz",
              "alpine-minirootfs-20240923-x86_64", 1},
        Image{"alpine/alpine-minirootfs-3.10.3-x86_64.tar.gz", "alpine-minirootfs-3.10.3-x86_64",
              1},
        Image{"alpine/alpine-minirootfs-3.18.9-x86_64.tar.gz", "alpine-minirootfs-3.18.9-x86_64",
              1},
        Image{"docker-save/trivy-alpine-39.tar.gz", "save-trivy-alpine-39", 1},
        Image{"docker-save/dockle-symbolic.tar", "save-dockle-symbolic", 9},
        Image{"docker-save/ggcr-whiteout.tar", "save-ggcr-whiteout", 4},
        Image{"rpm/amazonlinux-2023.1-rpmsqlite.tar.zst", "amazonlinux-2023.1-rpmsqlite", 1},
        Image{"rpm/rebuilt-centos-8-rpmbdb.tar.zst", "rebuilt-centos-8-rpmbdb", 1},
        Image{"rpm/simulated-almalinux-8-rpmbdb.tar.zst", "simulated-almalinux-8-rpmbdb", 1},
        Image{"rpm/sle-15.3-bci-minimal-rpmndb.tar.zst", "sle-15.3-bci-minimal-rpmndb", 1}));

using Pairs = std::set<std::string>;  // "source CVE"

Pairs pairs_of(const json& report) {
  Pairs pairs;
  for (const json& each : report["vulnerabilities"]) {
    pairs.insert(text_in(each, "source") + " " + text_in(each, "id"));
  }
  return pairs;
}

// ../shared/README.md states what these two images are known for.
TEST(ScannedVulnerabilities, AreThoseOfAlpine) {
  const std::string shared = shared_material();
  if (shared.empty()) return;
  const TemporaryFolder folder;
  const auto build = [&](const std::string& name) {
    const ProgramResult result =
        run_program("boltseal db build '" + absolute(shared, "advisories/" + name) + "' -o " + name,
                    folder.path());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return "--db " + name;
  };
  const json old = report_of(absolute(shared, "images/docker-save/trivy-alpine-39.tar.gz"),
                             folder.path(), build("alpine-secdb-2020-06"));
  EXPECT_EQ(pairs_of(old), (Pairs{"musl CVE-2019-14697", "openssl CVE-2019-1547",
                                  "openssl CVE-2019-1549", "openssl CVE-2019-1563"}));
  // Alpine 3.9 has ended, which is all that is said.
  ASSERT_EQ(old["not_examined"].size(), 1u) << old["not_examined"];
  EXPECT_EQ(text_in(old["not_examined"][0], "what"), "what was found since 2020-11-01");
  std::map<std::string, std::string> fixed;
  for (const json& each : old["vulnerabilities"])
    fixed[text_in(each, "source")] = text_in(each, "fixed");
  EXPECT_EQ(fixed["musl"], "1.1.20-r5");
  EXPECT_EQ(fixed["openssl"], "1.1.1d-r0");

  const json edge =
      report_of(absolute(shared, "images/alpine/alpine-minirootfs-20240923-x86_64.tar.gz"),
                folder.path(), build("alpine-secdb-derived"));
  EXPECT_EQ(pairs_of(edge).size(), 48u);
  EXPECT_TRUE(edge["not_examined"].empty()) << edge["not_examined"];
}

// What the layers of an archive show together; every trouble is a failure, since what these
// archives attack are tools that unpack them.
FileTree tree_of(const std::string& archive) {
  auto store = open_archive(archive);
  EXPECT_TRUE(store) << archive;
  FileTree tree;
  const auto stack = [&](const Layer& layer, std::uint16_t number) {
    for (const Error& error : layer.errors) ADD_FAILURE() << error.path << " " << error.message;
    EXPECT_TRUE(tree.stack(layer.tree, number).empty()) << archive;
  };
  if (holds_image(**store)) {
    const auto image = open_image(std::move(*store), {});
    EXPECT_TRUE(image) << archive;
    for (std::size_t i = 0; i < image->layers.size(); ++i) {
      stack(read_layer(*image, i, WantedFiles(), true, LayerCache()),
            static_cast<std::uint16_t>(i));
    }
  } else {
    const auto file = OpenFile::open(archive);
    stack(read_layer(file->stream(0, file->size()), WantedFiles()), 0);
  }
  return tree;
}

// The names of these archives say what each is about.
TEST(Adversarial, ArchivesAreAnsweredClearly) {
  const std::string shared = shared_material();
  if (shared.empty()) return;
  const TemporaryFolder folder;
  std::size_t archives = 0;
  for (const auto& entry : fs::directory_iterator(shared + "/data/images/adversarial")) {
    ++archives;
    const std::string archive = fs::absolute(entry.path());
    EXPECT_EQ(tree_of(archive).size() == 1, archive.ends_with("image-empty.tar")) << entry;
    const ProgramResult result =
        run_program("boltseal scan --no-cache '" + archive + "'", folder.path());
    // None of them has a system or packages: nothing is ever called clean.
    EXPECT_EQ(result.exit_code, 3) << entry;
    EXPECT_EQ(result.err, "") << entry;
    EXPECT_NE(result.out.find("the system does not say what it is"), std::string::npos)
        << result.out;
  }
  EXPECT_EQ(archives, 17u);
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_FALSE(fs::exists("/tmp/poc.txt"));

  // Where a path leads, when its links are followed as programs inside would.
  const auto found = [&](const char* name, const char* path) -> std::string {
    const FileTree tree = tree_of(shared + "/data/images/adversarial/" + name + ".tar");
    const FileTree::Id id = tree.find(path);
    return id == FileTree::none ? "nothing" : tree.path(id);
  };
  EXPECT_EQ(found("layerscanning_image-symlink-basic", "dir1/chain-symlink.txt"),
            "dir1/sample.txt");
  EXPECT_EQ(found("layerscanning_image-symlink-basic", "dir1/relative-dot-symlink.txt"),
            "dir1/sample.txt");
  EXPECT_EQ(found("layerscanning_image-symlink-cycle", "dir1/sample.txt"), "nothing");
  EXPECT_EQ(found("layerscanning_image-symlink-dangling", "dir2/dir3/absolute-chain-symlink.txt"),
            "nothing");
  // Deeper than some follow, but not than Linux does.
  EXPECT_EQ(found("layerscanning_image-symlink-depth-exceeded", "dir1/symlink7.txt"),
            "dir1/sample.txt");
  // These lead to a file outside where an archive is unpacked without care.
  for (const char* name : {"layerscanning_image-symlink-attack", "unpack-symlinks"}) {
    for (const char* path : {"dir1/attack-symlink.txt", "dir1/attack-symlink-absolute.txt"}) {
      EXPECT_EQ(found(name, path), "nothing");
    }
  }
  EXPECT_EQ(found("unpack-symlinks", "dir2/dir3/absolute-symlink-inside-root.txt"),
            "dir1/sample.txt");
  // A folder that is replaced by a link out of the root: inside, the way up ends at the root.
  EXPECT_EQ(found("unpack-escape", "escape/poc.txt"), "nothing");
  EXPECT_EQ(found("unpack-escape", "trampoline/trampoline/usr"), "usr");

  const FileTree overwritten =
      tree_of(shared + "/data/images/adversarial/layerscanning_image-overwrite-file.tar");
  EXPECT_EQ(overwritten.node(overwritten.find("sample.txt")).layer, 1);
  const FileTree closed = tree_of(shared + "/data/images/adversarial/unpack-permissions.tar");
  EXPECT_EQ(closed.node(closed.find("sample.txt")).mode, 0);
}

}  // namespace
}  // namespace boltseal::test
