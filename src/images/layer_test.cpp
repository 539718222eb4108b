// Layers, and what is seen of several that are stacked. What overlayfs itself shows of random ones:
// tests/conformance/overlay_test.cpp.

#include "images/layer.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"
#include "support/layers.h"
#include "support/pieces.h"

namespace boltseal {
namespace {

using test::layer_of;
using test::Pieces;
using test::show;
using test::tar_file;
using test::tar_folder;
using test::tar_of;
using test::TarItem;

std::string errors_of(const Layer& layer) {
  std::string text;
  for (const Error& error : layer.errors) text += error.path + ": " + error.message + "\n";
  return text;
}

std::string show_layer(std::string_view lines) {
  const Layer layer = layer_of(lines);
  return show(layer.tree, {&layer}) + errors_of(layer);
}

std::string stacked(const std::vector<std::string_view>& all) {
  FileTree tree;
  std::vector<Layer> layers;
  for (const std::string_view lines : all) layers.push_back(layer_of(lines));
  std::vector<const Layer*> pointers;
  std::string text;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    pointers.push_back(&layers[i]);
    for (const std::string& path : tree.stack(layers[i].tree, static_cast<std::uint16_t>(i))) {
      text += "dangling: " + path + "\n";
    }
    EXPECT_EQ(errors_of(layers[i]), "");
  }
  return show(tree, pointers) + text;
}

TEST(Layer, IsAsItsArchiveWouldBeUnpacked) {
  EXPECT_EQ(show_layer("d ./\nd ./etc/ 700\nf ./etc//passwd 600 = root\nl /bin -> usr/bin\n"
                       "f a/../b = x\nc dev/null 666\n"),
            "f b 644 = x\n"
            "l bin -> usr/bin\n"
            "d dev 755\n"
            "c dev/null 666\n"
            "d etc 700\n"
            "f etc/passwd 600 = root\n");
  // Of two entries with one name the later counts.
  EXPECT_EQ(show_layer("f a = 1\nf a 600 = 2\nd b\nf b/x\nd b 700\n"),
            "f a 600 = 2\nd b 700\nf b/x 644 = \n");
  EXPECT_EQ(show_layer("d a\nf a/b = x\nf a = file\n"), "f a 644 = file\n");
  EXPECT_EQ(show_layer("f a = file\nd a\nf a/b = x\n"), "d a 755\nf a/b 644 = x\n");
  EXPECT_EQ(show_layer("d a\nf a/b = x\nl a -> c\n"), "l a -> c\n");
  EXPECT_EQ(show_layer("f c\nl a -> c\nd a\n"), "d a 755\nf c 644 = \n");
}

TEST(Layer, FollowsLinksInsideItself) {
  EXPECT_EQ(show_layer("d usr/lib\nl lib -> usr/lib\nf lib/x = 1\nf lib/sub/y = 2\n"),
            "l lib -> usr/lib\nd usr 755\nd usr/lib 755\nd usr/lib/sub 755\n"
            "f usr/lib/sub/y 644 = 2\nf usr/lib/x 644 = 1\n");
  EXPECT_EQ(show_layer("d run\nd var\nl var/run -> /run\nf var/run/pid = 7\n"),
            "d run 755\nf run/pid 644 = 7\nd var 755\nl var/run -> /run\n");
  // Out of the root there is nothing but the root.
  EXPECT_EQ(show_layer("l up -> ../../../..\nf up/etc/x = 1\n"),
            "d etc 755\nf etc/x 644 = 1\nl up -> ../../../..\n");
  // A dangling one is made, as tools that unpack with a root of their own do.
  EXPECT_EQ(show_layer("l a -> b/c\nf a/x = 1\n"),
            "l a -> b/c\nd b 755\nd b/c 755\nf b/c/x 644 = 1\n");
  EXPECT_EQ(show_layer("f file\nf file/x\n"),
            "f file 644 = \nfile/x: lies below something that is no folder, and is left out\n");
  EXPECT_EQ(show_layer("l a -> b\nl b -> a\nf a/x\n"),
            "l a -> b\nl b -> a\na/x: leads through too many symbolic links, and is left out\n");
  EXPECT_EQ(show_layer("l a -> a/a/a\nf a/x\n"),
            "l a -> a/a/a\na/x: leads through too many symbolic links, and is left out\n");
}

TEST(Layer, LeavesOutWhatEscapesAndSaysSo) {
  const std::string out = ": leads out of the file system, and is left out\n";
  EXPECT_EQ(show_layer("f ../x\nf a/../../x\nf ..\nf /..\nf ok = 1\n"),
            "f ok 644 = 1\n../x" + out + "a/../../x" + out + ".." + out + "/.." + out);
  EXPECT_EQ(show_layer("h a -> ../../etc/passwd\nh b -> .\n"),
            "a: is a link out of the file system, and is left out\n"
            "b: is a link out of the file system, and is left out\n");
  TarItem nul = tar_file("x");
  nul.pax = test::pax_record("path", std::string("a\0b", 3));
  TarItem wide = tar_file("x");
  wide.pax = test::pax_record("path", std::string(256, 'n'));
  TarItem deep = tar_file("x");
  std::string path;
  for (int i = 0; i < 3000; ++i) path += "a/";
  deep.pax = test::pax_record("path", path + "x");
  TarItem target = test::tar_link("link", "");
  target.pax = test::pax_record("linkpath", std::string(5000, 't'));
  const Layer layer =
      read_layer(std::make_unique<Pieces>(tar_of({nul, wide, deep, target}), 1000), WantedFiles());
  EXPECT_EQ(layer.tree.size(), 1u);
  EXPECT_EQ(layer.errors.size(), 4u);
}

TEST(Layer, TakesHardLinksForWhatTheyName) {
  EXPECT_EQ(show_layer("f a 600 = x\nh b -> a\nh c/d -> /b\n"),
            "f a 600 = x\nf b 600 = x\nd c 755\nf c/d 600 = x\n");
  EXPECT_EQ(show_layer("h b -> a\nf a 600 = x\n"), "f a 600 = x\nf b 600 = x\n");
  EXPECT_EQ(show_layer("l s -> t\nh b -> s\n"), "l b -> t\nl s -> t\n");
  EXPECT_EQ(show_layer("d d\nf d/a = x\nl s -> d\nh b -> s/a\n"),
            "f b 644 = x\nd d 755\nf d/a 644 = x\nl s -> d\n");
  // What a link was taken from may be replaced.
  EXPECT_EQ(show_layer("f a = 1\nh b -> a\nf a = 2\n"), "f a 644 = 2\nf b 644 = 1\n");
  EXPECT_EQ(show_layer("f a = 1\nh a -> a\n"), "f a 644 = 1\n");
  EXPECT_EQ(show_layer("h a -> a\n"), "h a -> a\n");
  EXPECT_EQ(show_layer("h a -> b\nh b -> c\nh c -> a\n"), "h a -> b\nh b -> c\nh c -> b\n");
  EXPECT_EQ(show_layer("h a -> b\nh b -> c\nh d -> b\nf c = x\n"),
            "f a 644 = x\nf b 644 = x\nf c 644 = x\nf d 644 = x\n");
  EXPECT_EQ(show_layer("d d\nh b -> d\n"), "h b -> d\nd d 755\n");
}

TEST(Layer, KeepsWhiteoutsForTheLayersBelow) {
  EXPECT_EQ(show_layer("f .wh.a\nd b\nf b/.wh..wh..opq\nf b/.wh.c\nf .wh.\nf .wh...\nw d\n"),
            "w a\nd b 755 opaque\nw b/c\nw d\n");
  // What the layer itself has under the name stays, on whichever side.
  EXPECT_EQ(show_layer("f a = x\nf .wh.a\n"), "f a 644 = x\n");
  EXPECT_EQ(show_layer("f .wh.a\nf a = x\n"), "f a 644 = x\n");
  EXPECT_EQ(show_layer("d a\nf a/x\nf .wh.a\n"), "d a 755 opaque\nf a/x 644 = \n");
  EXPECT_EQ(show_layer("f .wh.a\nd a\nf a/x\n"), "d a 755 opaque\nf a/x 644 = \n");
  EXPECT_EQ(show_layer("f .wh.a\nf a/x\n"), "d a 755 opaque\nf a/x 644 = \n");
  EXPECT_EQ(show_layer("f .wh..wh..opq\n"), "");
  EXPECT_TRUE(layer_of("f .wh..wh..opq\n").tree.node(FileTree::root).is_opaque);
}

TEST(Layer, StopsAtItsLimits) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "f f" + std::to_string(i) + " = 0123456789\n";
  const std::string archive = tar_of(test::layer_items(lines));
  const std::string_view all[] = {"*"};
  const WantedFiles wanted(all);
  const auto with = [&](const LayerLimits& limits) {
    const Layer layer = read_layer(std::make_unique<Pieces>(archive, 4096), wanted, limits);
    return std::to_string(layer.tree.size() - 1) + " " + std::to_string(layer.bodies.size()) + " " +
           (layer.errors.empty() ? "" : layer.errors.front().message);
  };
  EXPECT_EQ(with({}), "100 100 ");
  EXPECT_EQ(with({.names = 10}), "10 10 has more than 10 names");
  EXPECT_EQ(with({.body = 5}), "100 0 cannot be read: has 10 bytes, and at most 5 are read");
  EXPECT_EQ(with({.bodies = 55}), "100 5 cannot be read: has 10 bytes, and at most 5 are read");
}

TEST(Layer, IsWhatWasReadWhereTheArchiveIsCut) {
  const std::string archive = tar_of({tar_file("a", "x"), tar_file("b", "y")});
  const Layer layer =
      read_layer(std::make_unique<Pieces>(archive.substr(0, 1500), 100), WantedFiles());
  EXPECT_EQ(show(layer.tree), "f a 644\n");
  EXPECT_EQ(errors_of(layer), ": is cut off in the middle of an entry\n");
}

TEST(Layer, GivesBodiesLater) {
  const std::string archive = tar_of({tar_file("a", "x"), tar_folder("d"), tar_file("b", "y")});
  const auto read = [&](const std::set<std::uint32_t>& entries) {
    const auto bodies = read_bodies(std::make_unique<Pieces>(archive, 100), entries);
    std::string text;
    for (const auto& [entry, body] : *bodies) text += std::to_string(entry) + "=" + body + " ";
    return text;
  };
  EXPECT_EQ(read({}), "");
  EXPECT_EQ(read({0, 2}), "0=x 2=y ");
  EXPECT_EQ(read({2, 99}), "2=y ");
}

TEST(Stack, MergesFoldersAndReplacesTheRest) {
  EXPECT_EQ(stacked({"d a\nf a/x = 1\nf b = 1\nl c -> d\nd e\nf e/x\n",
                     "d a 700\nf a/y = 2\nd b\nf b/z = 2\nf c = 2\nl e -> a\n"}),
            "d a 700 @1\nf a/x 644 = 1\nf a/y 644 @1 = 2\nd b 755 @1\nf b/z 644 @1 = 2\n"
            "f c 644 @1 = 2\nl e -> a @1\n");
  // A folder that a layer has only because something lies in it keeps its mode.
  EXPECT_EQ(stacked({"d tmp 1777\n", "f tmp/x = 1\n"}), "d tmp 1777\nf tmp/x 644 @1 = 1\n");
  EXPECT_EQ(stacked({"d a\nf a/b = 1\n", "f a = 2\n", "d a\nf a/c = 3\n"}),
            "d a 755 @2\nf a/c 644 @2 = 3\n");
  // A link below is not followed: overlayfs joins by name.
  EXPECT_EQ(stacked({"d usr/lib\nl lib -> usr/lib\n", "f lib/x = 1\n"}),
            "d lib 755 @1\nf lib/x 644 @1 = 1\nd usr 755\nd usr/lib 755\n");
}

TEST(Stack, HidesWhatIsWhitedOut) {
  const char* const below = "d a\nf a/x = 1\nd a/b\nf a/b/y = 1\nf c = 1\n";
  EXPECT_EQ(stacked({below, "f .wh.a\n"}), "f c 644 = 1\n");
  EXPECT_EQ(stacked({below, "w a\n"}), "f c 644 = 1\n");
  EXPECT_EQ(stacked({below, "f a/.wh.x\nf .wh.c\nf .wh.nothing\n"}),
            "d a 755\nd a/b 755\nf a/b/y 644 = 1\n");
  EXPECT_EQ(stacked({below, "d a\nf a/.wh..wh..opq\nf a/z = 2\n"}),
            "d a 755 @1\nf a/z 644 @1 = 2\nf c 644 = 1\n");
  EXPECT_EQ(stacked({below, "f .wh.a\nd a\nf a/z = 2\n"}),
            "d a 755 @1\nf a/z 644 @1 = 2\nf c 644 = 1\n");
  // Of the root overlayfs does not ask, so that nobody hides by it what runs.
  EXPECT_EQ(stacked({"f a = 1\n", "f .wh..wh..opq\nf z = 2\n"}), "f a 644 = 1\nf z 644 @1 = 2\n");
  // It comes back in a third layer, without what it held.
  EXPECT_EQ(stacked({below, "f .wh.a\n", "d a\nf a/n = 3\n"}),
            "d a 755 @2\nf a/n 644 @2 = 3\nf c 644 = 1\n");
  // AUFS kept hard links and orphans here.
  EXPECT_EQ(stacked({"d .wh..wh.plnk\nf .wh..wh.plnk/1.2 = x\nh a -> .wh..wh.plnk/1.2\n"
                     "f .wh..wh.aufs\n"}),
            "f a 644 = x\n");
}

TEST(Stack, LinksAcrossLayers) {
  EXPECT_EQ(stacked({"f a 600 = 1\n", "h b -> a\n"}), "f a 600 = 1\nf b 600 = 1\n");
  EXPECT_EQ(stacked({"d d\nl s -> d\nf d/a = 1\n", "h b -> s/a\n"}),
            "f b 644 = 1\nd d 755\nf d/a 644 = 1\nl s -> d\n");
  EXPECT_EQ(stacked({"f x\n", "h b -> a\n"}), "f x 644 = \ndangling: b\n");
  EXPECT_EQ(stacked({"d a\nf b = old\n", "h b -> a\n"}), "d a 755\nf b 644 = old\ndangling: b\n");
}

TEST(FileTree, FindsWhatItsProgramsWouldFind) {
  const Layer layer = layer_of(
      "d usr/lib\nf usr/lib/os-release = x\nl etc/os-release -> ../usr/lib/os-release\n"
      "l lib -> usr/lib\nl abs -> /usr\nl loop -> loop\nl up -> ../../usr\nl end -> nowhere\n");
  const FileTree& tree = layer.tree;
  const auto found = [&](std::string_view path, bool follow = true) {
    const FileTree::Id id = tree.find(path, follow);
    return id == FileTree::none ? "nothing" : tree.path(id);
  };
  EXPECT_EQ(found("etc/os-release"), "usr/lib/os-release");
  EXPECT_EQ(found("etc/os-release", false), "etc/os-release");
  EXPECT_EQ(found("lib/os-release"), "usr/lib/os-release");
  EXPECT_EQ(found("abs/lib/../../lib/./os-release"), "usr/lib/os-release");
  EXPECT_EQ(found("up/lib"), "usr/lib");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("../.."), "");
  EXPECT_EQ(found("usr/lib/os-release/x"), "nothing");
  EXPECT_EQ(found("loop"), "nothing");
  EXPECT_EQ(found("end"), "nothing");
}

TEST(FileTree, TakesNoLongerWhereAFolderIsHuge) {
  constexpr int count = 60'000;
  std::string first, again, gone;
  for (int i = 0; i < count; ++i) {
    const std::string name = "d/" + std::to_string(i);
    first += test::tar_entry(tar_file(name));
    again += test::tar_entry(tar_file(name));
    gone += test::tar_entry(tar_file("d/.wh." + std::to_string(i)));
  }
  const auto start = std::chrono::steady_clock::now();
  const Layer twice = read_layer(std::make_unique<Pieces>(first + again, 1 << 20), WantedFiles());
  const Layer whiteouts = read_layer(std::make_unique<Pieces>(gone, 1 << 20), WantedFiles());
  FileTree tree;
  tree.stack(twice.tree, 0);
  EXPECT_EQ(tree.size(), count + 2u);
  tree.stack(whiteouts.tree, 1);
  EXPECT_EQ(show(tree), "d d 755\n");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 30);  // 0.1 s optimised; minutes by the square
}

TEST(InnerPath, StaysInside) {
  EXPECT_EQ(inner_path("./a//b/../c/"), "a/c");
  EXPECT_EQ(inner_path("/"), "");
  EXPECT_EQ(inner_path(""), "");
  EXPECT_EQ(inner_path("a/b/../../c"), "c");
  EXPECT_EQ(inner_path("a/../.."), std::nullopt);
  EXPECT_EQ(inner_path("..."), "...");
  EXPECT_EQ(inner_path(std::string_view("a\0b", 3)), std::nullopt);
  EXPECT_EQ(inner_path(std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(inner_path(std::string(256, 'a')), std::nullopt);
}

// With a hash that everybody knows, names could be chosen that all lie in one place of the table.
TEST(FileTree, ShowsTheSameWhateverItsKey) {
  const auto made = [](const SipKey& key) {
    FileTree tree(key);
    for (int i = 0; i < 3000; ++i) {
      const std::string path = "a" + std::to_string(i % 7) + "/b" + std::to_string(i % 31);
      const FileTree::Id folder = *tree.make_folder(path);
      tree.add(folder, "f" + std::to_string(i), FileTree::Kind::file);
      if (i % 5 == 0) tree.remove(tree.find(path + "/f" + std::to_string(i)));
      if (i % 500 == 499) tree.remove(tree.find("a3"));
    }
    return tree;
  };
  const auto listed = [](const FileTree& tree) {
    std::string text;
    for (FileTree::Id folder = 0; folder < tree.size(); ++folder) {
      for (const FileTree::Id id : tree.children(folder)) text += tree.path(id) + "\n";
    }
    return text;
  };
  const FileTree one = made({1, 2}), other = made({3, 4}), usual = made(process_key());
  EXPECT_EQ(listed(one), listed(other));
  EXPECT_EQ(listed(one), listed(usual));
  FileTree below, above;
  below.stack(one, 0);
  above.stack(other, 0);
  EXPECT_EQ(listed(below), listed(above));
}

TEST(FileTree, GrowsNotWhenTheSameNamesComeAgain) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "f d/f" + std::to_string(i) + "\n";
  EXPECT_EQ(layer_of(lines + lines).tree.size(), layer_of(lines).tree.size());
  FileTree tree;
  const Layer layer = layer_of(lines);
  tree.stack(layer.tree, 0);
  const std::size_t once = tree.size();
  for (std::uint16_t number = 1; number < 10; ++number) tree.stack(layer.tree, number);
  EXPECT_EQ(tree.size(), once);
}

TEST(Layer, BoundsWhatItsNamesTake) {
  LayerLimits limits;
  limits.text = 4096;
  TarItem link = test::tar_link("a", "");
  link.pax = test::pax_record("linkpath", std::string(1000, 't'));
  const std::vector<TarItem> links(10, link);
  const Layer layer =
      read_layer(std::make_unique<Pieces>(tar_of(links), 1000), WantedFiles(), limits);
  ASSERT_EQ(layer.errors.size(), 1u);
  EXPECT_EQ(layer.errors[0].message, "has more than 0 MiB of names");
  // Nor is a long name made where only a link names it.
  link.pax = test::pax_record("linkpath", std::string(300, 'n'));
  const Layer made =
      read_layer(std::make_unique<Pieces>(tar_of({link, tar_file("a/x")}), 1000), WantedFiles());
  ASSERT_EQ(made.errors.size(), 1u);
  EXPECT_EQ(made.errors[0].message, "leads through a name of more than 255 bytes, and is left out");
}

}  // namespace
}  // namespace boltseal
