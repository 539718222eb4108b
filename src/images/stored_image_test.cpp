#include "images/stored_image.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <map>

#include "base/digest.h"
#include "support/folder.h"
#include "support/layers.h"

namespace boltseal {
namespace {

using test::layer_items;
using test::tar_file;
using test::tar_of;
using test::TarItem;

constexpr const char* manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* index_type = "application/vnd.oci.image.index.v1+json";

std::string gzip(const std::string& text) {
  z_stream state{};
  deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&state, text.size()) + 64, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

/// The files of a layout or an archive of `docker save`.
class Shelf {
 public:
  std::map<std::string, std::string> files;

  std::string put(const std::string& bytes) {
    const std::string digest = sha256_digest(bytes);
    files["blobs/sha256/" + digest.substr(7)] = bytes;
    return digest;
  }
  static std::string described(const std::string& type, const std::string& digest,
                               const std::string& more = "") {
    return R"({"mediaType":")" + type + R"(","digest":")" + digest + R"(","size":1)" + more + "}";
  }
  // A manifest with its configuration and layers.
  std::string image(const std::vector<std::string>& layers, const std::string& architecture,
                    const std::string& type = "application/vnd.oci.image.layer.v1.tar") {
    std::string diff_ids, described_layers;
    for (const std::string& layer : layers) {
      diff_ids += (diff_ids.empty() ? "\"" : ",\"") + sha256_digest(layer) + "\"";
      described_layers += (described_layers.empty() ? "" : ",") + described(type, put(layer));
    }
    const std::string config = R"({"os":"linux","architecture":")" + architecture +
                               R"(","rootfs":{"type":"layers","diff_ids":[)" + diff_ids + "]}}";
    return put(R"({"schemaVersion":2,"config":)" +
               described("application/vnd.oci.image.config.v1+json", put(config)) +
               R"(,"layers":[)" + described_layers + "]}");
  }
  static std::string index(const std::vector<std::string>& described) {
    std::string text = R"({"schemaVersion":2,"manifests":[)";
    for (const std::string& one : described) text += (&one == &described[0] ? "" : ",") + one;
    return text + "]}";
  }
  void layout(const std::vector<std::string>& described) {
    files["oci-layout"] = R"({"imageLayoutVersion":"1.0.0"})";
    files["index.json"] = index(described);
  }
};

std::string platform(const std::string& architecture) {
  return R"(,"platform":{"os":"linux","architecture":")" + architecture + R"("})";
}
std::string named(const std::string& name) {
  return R"(,"annotations":{"org.opencontainers.image.ref.name":")" + name + R"("})";
}

class StoredImages : public testing::TestWithParam<bool> {
 protected:
  std::shared_ptr<const BlobStore> store(const Shelf& shelf) {
    std::filesystem::remove_all(folder_.path() + "image");
    std::vector<TarItem> items;
    for (const auto& [name, bytes] : shelf.files) {
      items.push_back(tar_file(name, bytes));
      if (GetParam()) folder_.put("image/" + name, bytes);
    }
    auto opened = GetParam() ? open_folder(folder_.path() + "image")
                             : open_archive(folder_.put("image.tar", tar_of(items)));
    EXPECT_TRUE(opened);
    return std::move(*opened);
  }
  // What all layers show together, or why nothing is shown.
  std::string shown(const Shelf& shelf, const ImageChoice& choice = {}, bool verify = false,
                    const LayerCache& cache = {}) {
    const auto opened = store(shelf);
    EXPECT_TRUE(holds_image(*opened));
    const auto image = open_image(opened, choice);
    if (!image) {
      return image.error().message +
             (image.error().remedy.empty() ? "" : "; " + image.error().remedy);
    }
    static constexpr std::array<std::string_view, 1> all = {"*"};
    const WantedFiles wanted(all);
    std::string text = image->reference.empty() ? "" : image->reference + "\n";
    std::vector<Layer> layers;
    FileTree tree;
    for (std::size_t i = 0; i < image->layers.size(); ++i) {
      layers.push_back(read_layer(*image, i, wanted, verify, cache));
      for (const Error& error : layers.back().errors) {
        text += "layer " + std::to_string(i) + " " + error.message + "\n";
      }
      tree.stack(layers.back().tree, static_cast<std::uint16_t>(i));
    }
    std::vector<const Layer*> pointers;
    for (const Layer& layer : layers) pointers.push_back(&layer);
    return text + test::show(tree, pointers);
  }
  const test::TemporaryFolder folder_;
  const std::string lower_ = tar_of(layer_items("f a = lower\nf b = lower\n")),
                    upper_ = tar_of(layer_items("f .wh.a\nf c = upper\n"));
  const std::string both_ = "f b 644 = lower\nf c 644 @1 = upper\n";
  static constexpr const char* changed_ =
      "has not the digest by which it is named: it has been changed";
};

INSTANTIATE_TEST_SUITE_P(In, StoredImages, testing::Bool(),
                         [](const auto& in) { return in.param ? "folder" : "archive"; });

TEST_P(StoredImages, AreReadFromLayouts) {
  Shelf shelf;
  shelf.layout({Shelf::described(manifest_type, shelf.image({lower_, upper_}, "amd64"))});
  EXPECT_EQ(shown(shelf), both_);
  Shelf packed;
  packed.layout({Shelf::described(
      manifest_type, packed.image({gzip(lower_), gzip(upper_)}, "amd64"), named("app:1"))});
  EXPECT_EQ(shown(packed), "app:1\n" + both_);
}

TEST_P(StoredImages, AreReadFromWhatDockerSaves) {
  // Docker to 24: a folder for each layer, which may be a link to another image's.
  Shelf old;
  old.files["1/layer.tar"] = lower_;
  old.files["2/layer.tar"] = gzip(upper_);
  old.files["c.json"] = R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" +
                        sha256_digest(lower_) + R"(",")" + sha256_digest(upper_) + R"("]}})";
  old.files["manifest.json"] =
      R"([{"Config":"c.json","RepoTags":["app:1"],"Layers":["1/layer.tar","2/layer.tar"]}])";
  EXPECT_EQ(shown(old), "app:1\n" + both_);
  EXPECT_EQ(shown(old, {std::nullopt, "app:1"}), "app:1\n" + both_);
  EXPECT_EQ(shown(old, {std::nullopt, "app:2"}), "holds no image named app:2");
  EXPECT_EQ(shown(old, {ImagePlatform{"linux", "arm64", ""}, ""}),
            "is an image for linux/amd64, not for linux/arm64");

  // From 25 on a layout as well, which says more.
  Shelf both;
  both.layout(
      {Shelf::described(manifest_type, both.image({lower_, upper_}, "amd64"),
                        R"(,"annotations":{"io.containerd.image.name":"docker.io/library/app:1",)"
                        R"("org.opencontainers.image.ref.name":"1"})")});
  both.files["manifest.json"] = "nobody reads this";
  EXPECT_EQ(shown(both), "docker.io/library/app:1\n" + both_);
  EXPECT_EQ(shown(both, {std::nullopt, "library/app:1"}), "docker.io/library/app:1\n" + both_);

  old.files["manifest.json"] =
      R"([{"Config":"c.json","RepoTags":["app:1"],"Layers":[]},{"Config":"d.json","Layers":[]}])";
  EXPECT_EQ(shown(old), "holds 2 images; name one with --image: app:1, d.json");
  for (const char* text : {"", "[]", "{}", "[1]", "[{}]", "nonsense"}) {
    old.files["manifest.json"] = text;
    EXPECT_FALSE(open_image(store(old), {})) << text;
  }
  old.files["manifest.json"] = R"([{"Config":"../c.json","Layers":[]}])";
  EXPECT_FALSE(open_image(store(old), {}));
  old.files["manifest.json"] = R"([{"Config":"c.json","Layers":["../../1/layer.tar","3"]}])";
  EXPECT_EQ(shown(old), "layer 0 is not there\nlayer 1 is not there\n");
}

TEST_P(StoredImages, AreChosenByPlatformAndName) {
  Shelf shelf;
  const auto amd =
                 Shelf::described(manifest_type, shelf.image({lower_}, "amd64"), platform("amd64")),
             arm =
                 Shelf::described(manifest_type, shelf.image({upper_}, "arm64"), platform("arm64")),
             proof = Shelf::described(manifest_type, shelf.image({}, "unknown"),
                                      R"(,"platform":{"os":"unknown","architecture":"unknown"})");
  const ImagePlatform amd64{"linux", "amd64", ""}, arm64{"linux", "arm64", ""};
  shelf.layout({amd, proof, arm});
  EXPECT_EQ(shown(shelf, {arm64, ""}), "f c 644 = upper\n");
  EXPECT_EQ(shown(shelf, {amd64, ""}), "f a 644 = lower\nf b 644 = lower\n");
  EXPECT_EQ(shown(shelf, {ImagePlatform{"linux", "s390x", ""}, ""}),
            "has no image for linux/s390x; --platform with one of: linux/amd64, linux/arm64");
  // An index in an index, as tools write that keep what a registry has.
  shelf.layout({Shelf::described(index_type, shelf.put(Shelf::index({amd, arm})), named("app:1"))});
  EXPECT_EQ(shown(shelf, {arm64, ""}), "app:1\nf c 644 = upper\n");
  EXPECT_EQ(shown(shelf, {arm64, "app:1"}), "app:1\nf c 644 = upper\n");

  shelf.layout({Shelf::described(manifest_type, shelf.image({lower_}, "amd64"), named("app:1")),
                Shelf::described(manifest_type, shelf.image({upper_}, "amd64"), named("app:2"))});
  EXPECT_EQ(shown(shelf), "holds 2 images; name one with --image: app:1, app:2");
  EXPECT_EQ(shown(shelf, {std::nullopt, "app:2"}), "app:2\nf c 644 = upper\n");
  EXPECT_EQ(shown(shelf, {std::nullopt, "app:3"}), "holds no image named app:3");
  shelf.layout({});
  EXPECT_EQ(shown(shelf), "holds no image");

  std::string index = shelf.put(Shelf::index({amd}));
  for (int i = 0; i < 5; ++i)
    index = shelf.put(Shelf::index({Shelf::described(index_type, index)}));
  shelf.layout({Shelf::described(index_type, index)});
  EXPECT_EQ(shown(shelf), "holds indexes within indexes, too deep to follow");
}

TEST_P(StoredImages, AreNotBelievedWithoutTheirDigests) {
  Shelf shelf;
  const std::string manifest = shelf.image({gzip(lower_)}, "amd64");
  shelf.layout({Shelf::described(manifest_type, manifest)});
  const Shelf right = shelf;
  // Every byte of the manifest, of the configuration and of a layer that is packed.
  for (auto& [name, bytes] : shelf.files) {
    if (!name.starts_with("blobs/")) continue;
    const std::string whole = bytes;
    const bool is_layer = whole.starts_with("\x1f\x8b");
    for (const std::size_t at : {std::size_t{3}, whole.size() / 2, whole.size() - 1}) {
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
      const std::string text = shown(shelf);
      EXPECT_NE(text.find(changed_), std::string::npos) << text;
      EXPECT_EQ(text.starts_with("layer 0 "), is_layer) << text;
      bytes = whole;
    }
    bytes += " ";
    EXPECT_NE(shown(shelf).find(changed_), std::string::npos);
    bytes = whole;
  }
  // What is not packed is compared when it is asked for.
  Shelf plain;
  plain.layout({Shelf::described(manifest_type, plain.image({lower_}, "amd64"))});
  for (auto& [name, bytes] : plain.files) {
    if (bytes == lower_) bytes.back() = 'x';
  }
  EXPECT_EQ(shown(plain), "f a 644 = lower\nf b 644 = lower\n");
  EXPECT_EQ(shown(plain, {}, true), std::string("layer 0 ") + changed_ + "\n");
  // No other bytes come out of the cache.
  const LayerCache cache(folder_.path() + "cache", "");
  EXPECT_EQ(shown(right, {}, false, cache), "f a 644 = lower\nf b 644 = lower\n");
  shelf = right;
  for (auto& [name, bytes] : shelf.files) {
    if (bytes.starts_with("\x1f\x8b")) bytes.back() = 'x';
  }
  EXPECT_EQ(shown(right, {}, false, cache), "f a 644 = lower\nf b 644 = lower\n");
}

TEST_P(StoredImages, SayWhatTheyLack) {
  Shelf shelf;
  const std::string manifest = shelf.image({lower_, upper_}, "amd64");
  shelf.layout({Shelf::described(manifest_type, manifest)});
  Shelf without = shelf;
  std::erase_if(without.files, [&](const auto& file) { return file.second == lower_; });
  EXPECT_EQ(shown(without), "layer 0 is not there\nf c 644 @1 = upper\n");
  without = shelf;
  without.files.erase("blobs/sha256/" + manifest.substr(7));
  EXPECT_TRUE(shown(without).starts_with("holds no blobs/sha256/")) << shown(without);
  Shelf encrypted;
  encrypted.layout({Shelf::described(
      manifest_type,
      encrypted.image({lower_}, "amd64", "application/vnd.oci.image.layer.v1.tar+encrypted"))});
  EXPECT_EQ(shown(encrypted), "layer 0 is encrypted\n");
  Shelf odd;
  odd.layout({Shelf::described(manifest_type,
                               odd.image({"no archive at all" + std::string(600, 'x')}, "amd64"))});
  EXPECT_EQ(shown(odd), "layer 0 is no tar archive\n");
  odd.layout({Shelf::described(manifest_type, "sha256:../../../etc/passwd")});
  EXPECT_FALSE(open_image(store(odd), {}));
}

TEST_P(StoredImages, AreListedForAllPlatforms) {
  Shelf shelf;
  const std::string amd = shelf.image({lower_}, "amd64"), arm = shelf.image({lower_}, "arm64");
  const auto for_amd = Shelf::described(manifest_type, amd, platform("amd64"));
  const auto for_arm = Shelf::described(manifest_type, arm, platform("arm64"));
  const auto proof = Shelf::described(manifest_type, sha256_digest("no blob"),
                                      R"(,"platform":{"os":"unknown","architecture":"unknown"})");
  const auto list = [&](const std::string& name) {
    const auto set = list_images(store(shelf), name);
    if (!set) return set.error().message;
    std::string text = set->top.digest;
    for (const Descriptor& each : set->images) {
      EXPECT_EQ(each.digest, each.platform->architecture == "arm64" ? arm : amd);
      text += " " + platform_or_digest(each);
    }
    return text + (set->is_index() ? " index" : "");
  };
  const std::string inner = shelf.put(Shelf::index({for_amd, for_arm}));
  const std::string outer =
      shelf.put(Shelf::index({for_amd, proof, Shelf::described(index_type, inner)}));
  shelf.layout({Shelf::described(index_type, outer, named("app:1"))});
  EXPECT_EQ(list(""), outer + " linux/amd64 linux/arm64 index");
  // Each can be opened by its digest, and keeps the name.
  EXPECT_EQ(shown(shelf, {std::nullopt, arm}), "app:1\nf a 644 = lower\nf b 644 = lower\n");
  EXPECT_EQ(shown(shelf, {std::nullopt, outer}), "holds no image with the digest " + outer);
  shelf.layout({for_amd, for_arm, proof});
  EXPECT_EQ(list(""), " linux/amd64 linux/arm64 index");
  shelf.layout({Shelf::described(manifest_type, amd, platform("amd64") + named("app:1")),
                Shelf::described(index_type, inner, named("app:2"))});
  EXPECT_EQ(list("app:1"), amd + " linux/amd64");
  EXPECT_EQ(list("app:2"), inner + " linux/amd64 linux/arm64 index");
  EXPECT_EQ(list(""), "holds 2 images");
  shelf.files.erase("blobs/sha256/" + inner.substr(7));
  EXPECT_NE(list("app:2"), "");
  shelf.layout({proof});
  EXPECT_EQ(list(""), "holds no image");
}

TEST_P(StoredImages, HaveTwoListsThatFit) {
  Shelf shelf;
  const std::string config =
      R"({"os":"linux","rootfs":{"diff_ids":[")" + sha256_digest(upper_) + R"("]}})";
  const auto manifest = [&](const std::string& type) {
    return Shelf::described(
        manifest_type,
        shelf.put(R"({"schemaVersion":2,"config":)" +
                  Shelf::described("application/vnd.oci.image.config.v1+json", shelf.put(config)) +
                  R"(,"layers":[)" + Shelf::described(type, shelf.put(lower_)) + "," +
                  Shelf::described(type, shelf.put(upper_)) + "]}"));
  };
  shelf.layout({manifest("application/vnd.oci.image.layer.v1.tar")});
  EXPECT_EQ(shown(shelf), "has 2 layers, and its configuration names 1");
  Shelf saved;
  saved.files = {{"1/layer.tar", lower_}, {"2/layer.tar", upper_}, {"c.json", config}};
  saved.files["manifest.json"] = R"([{"Config":"c.json","Layers":["1/layer.tar","2/layer.tar"]}])";
  EXPECT_EQ(shown(saved), "has 2 layers, and its configuration names 1");
}

TEST_P(StoredImages, HaveTheConfigurationThatTheyName) {
  Shelf saved;
  const std::string config =
      R"({"os":"linux","rootfs":{"diff_ids":[")" + sha256_digest(lower_) + R"("]}})";
  const std::string name = sha256_digest(config).substr(7);
  for (const std::string& path : {name + ".json", "blobs/sha256/" + name}) {
    saved.files = {{"1/layer.tar", lower_}, {path, config}};
    saved.files["manifest.json"] = R"([{"Config":")" + path + R"(","Layers":["1/layer.tar"]}])";
    EXPECT_EQ(shown(saved), "f a 644 = lower\nf b 644 = lower\n");
    saved.files[path] += " ";
    EXPECT_EQ(shown(saved), changed_);
  }
}

TEST_P(StoredImages, AreReadAgainToBeVerified) {
  Shelf shelf;
  shelf.layout({Shelf::described(manifest_type, shelf.image({gzip(lower_)}, "amd64"))});
  const LayerCache cache(folder_.path() + "cache", "");
  EXPECT_EQ(shown(shelf, {}, false, cache), "f a 644 = lower\nf b 644 = lower\n");
  for (auto& [name, bytes] : shelf.files) {
    if (bytes.starts_with("\x1f\x8b")) bytes.back() = static_cast<char>(bytes.back() ^ 1);
  }
  EXPECT_EQ(shown(shelf, {}, true, cache), std::string("layer 0 ") + changed_ + "\n");
}

TEST_P(StoredImages, SayWhichLayersAreKeptElsewhere) {
  Shelf shelf;
  shelf.layout({Shelf::described(
      manifest_type, shelf.image({lower_}, "amd64",
                                 "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"))});
  std::erase_if(shelf.files, [&](const auto& file) { return file.second == lower_; });
  EXPECT_EQ(shown(shelf),
            "layer 0 is not there: it may not be distributed, and is kept elsewhere\n");
}

TEST(BlobStore, FollowsNoLinkOutOfAFolder) {
  const test::TemporaryFolder folder;
  folder.put("outside", "secret");
  folder.put("layout/inside", "open");
  const std::string path = folder.path() + "layout";
  std::filesystem::create_symlink("../outside", path + "/out");
  std::filesystem::create_symlink("..", path + "/up");
  std::filesystem::create_symlink("/", path + "/root");
  std::filesystem::create_symlink("inside", path + "/in");
  const auto store = open_folder(path);
  ASSERT_TRUE(store);
  const auto read = [&](const char* name) {
    const auto bytes = read_blob(**store, name, 1000);
    EXPECT_EQ((*store)->has(name), bytes.has_value()) << name;
    return bytes ? *bytes : bytes.error().message;
  };
  EXPECT_EQ(read("inside"), "open");
  EXPECT_EQ(read("in"), "open");
  for (const char* name : {"out", "up/outside", "root/etc/passwd", "../outside", "/etc/passwd"}) {
    EXPECT_EQ(read(name), "leads out of the image") << name;
  }
  EXPECT_EQ(read("none"), "holds no none");
  EXPECT_EQ(read("."), "holds no .");
  EXPECT_EQ(read_blob(**store, "inside", 3).error().message, "is larger than 0 MiB");
}

TEST(BlobStore, FollowsLinksInArchives) {
  const test::TemporaryFolder folder;
  const auto store = open_archive(folder.put(
      "a.tar",
      tar_of({tar_file("./1/layer.tar", "body"), test::tar_link("2/layer.tar", "../1/layer.tar"),
              test::tar_link("loop", "loop"), test::tar_link("out", "../../x"),
              test::tar_hard_link("3/layer.tar", "1/layer.tar")})));
  ASSERT_TRUE(store);
  EXPECT_EQ(read_blob(**store, "2/layer.tar", 100).value(), "body");
  EXPECT_EQ(read_blob(**store, "3/layer.tar", 100).value(), "body");
  EXPECT_FALSE((*store)->has("loop"));
  EXPECT_FALSE((*store)->has("out"));
  EXPECT_NE((*store)->identity("1/layer.tar"), "");
  EXPECT_EQ((*store)->identity("1/layer.tar"), (*store)->identity("2/layer.tar"));
}

}  // namespace
}  // namespace boltseal
