#include "images/layer_cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "support/folder.h"
#include "support/layers.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

class Cache : public testing::Test {
 protected:
  static std::string show(const std::optional<Layer>& layer) {
    return layer ? test::show(layer->tree, {&*layer}) : "nothing";
  }
  std::vector<std::string> files() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder_.path())) all.push_back(entry.path());
    return all;
  }
  const test::TemporaryFolder folder_;
  const LayerCache cache_{folder_.path() + ".", "analyser"};
  const Layer layer_ = test::layer_of(
      "d a 700\nf a/b = one\nl c -> a\nh d -> below\nf .wh.e\nd f\nf f/.wh..wh..opq\nf a = two\n");
};

TEST_F(Cache, GivesWhatWasKept) {
  EXPECT_EQ(show(cache_.find("key")), "nothing");
  cache_.keep("key", layer_);
  EXPECT_EQ(show(cache_.find("key")), test::show(layer_.tree, {&layer_}));
  EXPECT_EQ(show(cache_.find("other")), "nothing");
  EXPECT_EQ(show(LayerCache(folder_.path(), "another").find("key")), "nothing");
  EXPECT_EQ(files().size(), 1u);
  // A tree that comes from it can be changed as any other.
  auto found = cache_.find("key");
  for (int i = 0; i < 1000; ++i) {
    found->tree.add(FileTree::root, std::to_string(i), FileTree::Kind::file);
  }
  EXPECT_NE(found->tree.find("999"), FileTree::none);
  EXPECT_NE(found->tree.find("a"), FileTree::none);
}

TEST_F(Cache, HoldsNothingWithoutAFolderOrAKey) {
  const LayerCache none;
  none.keep("key", layer_);
  EXPECT_EQ(show(none.find("key")), "nothing");
  cache_.keep("", layer_);
  EXPECT_EQ(show(cache_.find("")), "nothing");
  Layer broken = test::layer_of("f a\n");
  broken.errors.push_back(Error{"is cut off", {}, {}, {}});
  cache_.keep("key", broken);
  EXPECT_TRUE(files().empty());
  LayerCache("/proc/no/such/folder", "").keep("key", layer_);
}

TEST_F(Cache, TakesWhatIsDamagedForMissing) {
  cache_.keep("key", layer_);
  const std::string path = files().front();
  const std::string whole = DiskFiles().read(path).value();
  const auto with = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return show(cache_.find("key"));
  };
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(with(whole.substr(0, size)), "nothing") << size;
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    EXPECT_EQ(with(changed), "nothing") << i;
  }
  EXPECT_EQ(with(whole + "x"), "nothing");
  EXPECT_NE(with(whole), "nothing");
}

TEST_F(Cache, IsSharedByProcesses) {
  std::string lines;
  for (int i = 0; i < 500; ++i) lines += "f f" + std::to_string(i) + " = body\n";
  const Layer large = test::layer_of(lines);
  const std::string expected = test::show(large.tree, {&large});
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    bool right = true;
    for (int i = 0; i < 50; ++i) {
      cache_.keep("key", large);
      const auto found = cache_.find("key");
      right &= found && test::show(found->tree, {&*found}) == expected;
      if (child == 0 && i % 10 == 0) cache_.prune(1 << 20);
    }
    _exit(right ? 0 : 1);
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(Cache, ForgetsWhatWasUsedLeastRecently) {
  using std::chrono::hours;
  for (const char* key : {"a", "b", "c"}) {
    cache_.keep(key, layer_);
  }
  const auto size = fs::file_size(files().front());
  const auto now = fs::file_time_type::clock::now();
  for (const std::string& path : files()) fs::last_write_time(path, now - hours(10));
  EXPECT_NE(show(cache_.find("b")), "nothing");  // used now
  cache_.prune(3 * size);
  EXPECT_EQ(files().size(), 3u);
  cache_.prune(size);
  EXPECT_EQ(files().size(), 1u);
  EXPECT_NE(show(cache_.find("b")), "nothing");
}

TEST(FileTree, TakesNoPartsThatAreNone) {
  const Layer layer = test::layer_of("d a\nf a/b\nf a/c\nf d\nf a/b\n");
  const FileTree::Nodes& nodes = layer.tree.nodes();
  ASSERT_TRUE(FileTree::of({nodes, layer.tree.text()}));
  EXPECT_FALSE(FileTree::of({}));
  EXPECT_FALSE(FileTree::of({nodes, {}}));
  FileTree::Text text = layer.tree.text();
  text[nodes[nodes.size() - 1].name] = '\xff';  // a size that goes beyond the end
  EXPECT_FALSE(FileTree::of({nodes, std::move(text)}));
  // No number of another node may be changed without notice.
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto member :
         {&FileTree::Node::inside, &FileTree::Node::next_sibling, &FileTree::Node::parent}) {
      for (FileTree::Id other = 0; other <= nodes.size() + 1; ++other) {
        auto changed = nodes;
        const FileTree::Id to = other > nodes.size() ? FileTree::none : other;
        if (changed[i].*member == to) continue;
        changed[i].*member = to;
        auto tree = FileTree::of({changed, layer.tree.text()});
        if (!tree) continue;
        // What is in no list, or in that of another folder, is not seen.
        FileTree stacked;
        stacked.stack(*tree, 0);
        EXPECT_LE(stacked.size(), nodes.size());
      }
    }
  }
}

}  // namespace
}  // namespace boltseal
