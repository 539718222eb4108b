#include "scan/contents.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

/// A layer, file by file.
class Made {
 public:
  Made& file(std::string_view path, int mode, std::string_view body = {}) {
    const std::size_t slash = path.rfind('/');
    const FileTree::Id folder = layer_.tree.make_folder(path.substr(0, slash)).value();
    const FileTree::Id id = layer_.tree.add(folder, path.substr(slash + 1), FileTree::Kind::file);
    FileTree::Node& node = layer_.tree.node(id);
    node.mode = static_cast<unsigned>(mode) & 07777;
    node.inside = id;
    if (!body.empty()) layer_.bodies.emplace(id, body);
    return *this;
  }
  Made& gone(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view above = slash == std::string_view::npos ? "" : path.substr(0, slash);
    const FileTree::Id folder = layer_.tree.make_folder(above).value();
    layer_.tree.add(folder, path.substr(slash + 1), FileTree::Kind::whiteout);
    return *this;
  }
  const Layer& layer() const { return layer_; }

 private:
  Layer layer_;
};

std::string found_in(const std::vector<Made>& layers) {
  ContentsReader reader;
  FileTree tree;
  for (std::size_t at = 0; at < layers.size(); ++at) {
    reader.see(layers[at].layer().tree, layers[at].layer().bodies, static_cast<std::uint16_t>(at));
    tree.stack(layers[at].layer().tree, static_cast<std::uint16_t>(at));
  }
  const FoundContents found = std::move(reader).finish(tree);
  std::string text;
  for (std::size_t at = 0; at < found.layers.size(); ++at) {
    const ContainedFile& file = found.contents.files[at];
    EXPECT_EQ("/" + file.origin.file->path, file.path);
    text += std::to_string(found.layers[at]) + " " + file.path;
    if (file.body) text += " =" + *file.body;
    text += file.is_hidden ? " hidden\n" : "\n";
  }
  return text;
}

TEST(Contents, TakesWhatIsNotable) {
  EXPECT_EQ(found_in({Made()
                          .file("usr/bin/su", 04755)
                          .file("usr/bin/cat", 0755)
                          .file("usr/bin/gcc", 0755)
                          .file("usr/share/gcc", 0644)
                          .file("srv/open", 0666)
                          .file("app/.git/HEAD", 0644)
                          .file("other/.git/config", 0644)
                          .file("etc/shadow", 0640, "root:*:")}),
            "0 /app/.git\n"
            "0 /etc/shadow =root:*:\n"
            "0 /srv/open\n"
            "0 /usr/bin/gcc\n"
            "0 /usr/bin/su\n");
}

TEST(Contents, ALaterLayerHidesASecretAndTakesItFromNobody) {
  EXPECT_EQ(found_in({Made().file("root/.npmrc", 0600, "one"),
                      Made().file("root/.npmrc", 0600, "two"), Made().gone("root/.npmrc")}),
            "0 /root/.npmrc =one hidden\n"
            "1 /root/.npmrc =two hidden\n");
  EXPECT_EQ(found_in({Made().file("root/.npmrc", 0600, "one"), Made().gone("root")}),
            "0 /root/.npmrc =one hidden\n");
}

TEST(Contents, SaysTheSameBytesOnce) {
  EXPECT_EQ(
      found_in({Made().file("root/.npmrc", 0644, "one"), Made().file("root/.npmrc", 0666, "one")}),
      "1 /root/.npmrc =one\n");
}

TEST(Contents, AProgramThatIsReplacedIsGone) {
  EXPECT_EQ(found_in({Made().file("usr/bin/su", 04755), Made().file("usr/bin/su", 0755)}), "");
  EXPECT_EQ(found_in({Made().file("opt/bin/x", 04755), Made().gone("opt")}), "");
}

TEST(Contents, LookIsBounded) {
  Made many;
  for (int i = 0; i < 20'001; ++i) many.file("open/" + std::to_string(i), 0666);
  ContentsReader reader;
  FileTree tree;
  reader.see(many.layer().tree, many.layer().bodies, 0);
  tree.stack(many.layer().tree, 0);
  const FoundContents found = std::move(reader).finish(tree);
  EXPECT_TRUE(found.is_cut);
  EXPECT_EQ(found.layers.size(), 20'000u);
}

}  // namespace
}  // namespace boltseal
