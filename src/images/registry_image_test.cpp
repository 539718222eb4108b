// Images from a registry that a test plays.

#include "images/registry_image.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "base/digest.h"
#include "base/json.h"
#include "images/image_cache.h"
#include "net/blob_store.h"
#include "support/folder.h"
#include "support/server.h"

namespace boltseal {
namespace {

using test::http_answer;
using test::RawServer;

constexpr const char* index_type = "application/vnd.oci.image.index.v1+json";
constexpr const char* manifest_type = "application/vnd.oci.image.manifest.v1+json";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string descriptor(const std::string& type, const std::string& body,
                       const std::string& more = "") {
  return R"({"mediaType":")" + type + R"(","digest":")" + sha256_digest(body) + R"(","size":)" +
         std::to_string(body.size()) + more + "}";
}

std::string manifest_of(const std::string& config, const std::vector<std::string>& layers) {
  std::string text =
      std::string(R"({"schemaVersion":2,"mediaType":")") + manifest_type + R"(","config":)" +
      descriptor("application/vnd.oci.image.config.v1+json", config) + R"(,"layers":[)";
  for (std::size_t at = 0; at < layers.size(); ++at) {
    text += (at == 0 ? "" : ",") +
            descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layers[at]);
  }
  return text + "]}";
}

// What a registry keeps under team/app.
struct Shelf {
  std::map<std::string, std::string> blobs;                              // by digest
  std::map<std::string, std::pair<std::string, std::string>> manifests;  // type and body

  void put(const std::string& blob) { blobs[sha256_digest(blob)] = blob; }
  void put(const std::string& tag, const std::string& type, const std::string& body) {
    manifests[tag] = manifests[sha256_digest(body)] = {type, body};
  }
  std::string answer(const std::string& request) const {
    const std::size_t begin = request.find("/v2/team/app/");
    if (begin == std::string::npos) return http_answer("404 Not Found", "", "");
    const std::string path = request.substr(begin + 13, request.find(' ', begin) - begin - 13);
    const std::string name = path.substr(path.find('/') + 1);
    if (path.starts_with("manifests/") && manifests.contains(name)) {
      const auto& [type, body] = manifests.at(name);
      return http_answer("200 OK", "Content-Type: " + type + "\r\n", body);
    }
    if (path.starts_with("blobs/") && blobs.contains(name)) {
      return http_answer("200 OK", "", blobs.at(name));
    }
    return http_answer("404 Not Found", "", "");
  }
};

class RegistryImage : public testing::Test {
 protected:
  RegistryImage() {
    how_.cache_folder = folder_.path() + "cache";
    how_.platform = {"linux", "amd64", {}};
    how_.progress = [this](std::uint64_t bytes, std::uint64_t of) {
      EXPECT_LE(bytes, of);
      done_ = bytes;
      all_ = of;
    };
  }

  Result<std::string> download(const RawServer& server, const std::string& name = "team/app:1") {
    net::HttpSettings settings;
    settings.patience = std::chrono::seconds(2);
    const net::RegistryClient client(settings, nobody_, {});
    auto image = download_image(client, parse_image_reference(server.host() + "/" + name), how_);
    if (!image) return std::unexpected(image.error());
    return image->folder;
  }
  std::string trouble(const Shelf& shelf, const std::string& name = "team/app:1") {
    const RawServer server([&](const std::string& request) { return shelf.answer(request); });
    const Result<std::string> layout = download(server, name);
    requests_ = server.requests();
    return layout ? "" : layout.error().message;
  }

  const test::TemporaryFolder folder_;
  const net::Credentials nobody_;
  ImageDownload how_;
  std::vector<std::string> requests_;
  std::uint64_t done_ = 0, all_ = 0;
};

TEST_F(RegistryImage, BecomesALayoutWithThisOneImage) {
  const std::string config = R"({"os":"linux"})", first(100000, 'a'), second(5, 'b'),
                    other_config = R"({"os":"linux","architecture":"s390x"})";
  const std::string manifest = manifest_of(config, {first, second, first});
  const std::string other = manifest_of(other_config, {second});
  const std::string index =
      std::string(R"({"schemaVersion":2,"mediaType":")") + index_type + R"(","manifests":[)" +
      descriptor(manifest_type, other, R"(,"platform":{"os":"linux","architecture":"s390x"})") +
      "," +
      descriptor(manifest_type, manifest, R"(,"platform":{"os":"linux","architecture":"amd64"})") +
      "," +
      descriptor(manifest_type, other, R"(,"platform":{"os":"unknown","architecture":"unknown"})") +
      "]}";
  Shelf shelf;
  for (const std::string& blob : {config, first, second, other_config}) shelf.put(blob);
  shelf.put("1", index_type, index);
  shelf.put("amd64", manifest_type, manifest);
  shelf.put("s390x", manifest_type, other);

  const RawServer server([&](const std::string& request) { return shelf.answer(request); });
  const Result<std::string> layout = download(server);
  ASSERT_TRUE(layout) << layout.error().message;
  // Index, manifest, configuration, and each layer once.
  EXPECT_EQ(server.requests().size(), 5u);
  EXPECT_EQ(done_, all_);
  EXPECT_EQ(all_, config.size() + first.size() + second.size());
  EXPECT_EQ(text_of(*layout + "/oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}\n");
  const json written = parse_json(text_of(*layout + "/index.json"));
  ASSERT_EQ(written["manifests"].size(), 1u);
  EXPECT_EQ(written["manifests"][0]["digest"], sha256_digest(manifest));
  EXPECT_EQ(written["manifests"][0]["size"], manifest.size());
  for (const std::string& blob : {config, first, second, manifest}) {
    EXPECT_EQ(text_of(*layout + "/blobs/sha256/" + sha256_digest(blob).substr(7)), blob);
  }

  // Again: only what a tag means today. Another platform: what is not there yet.
  EXPECT_EQ(*download(server), *layout);
  EXPECT_EQ(server.requests().size(), 6u);
  how_.platform = *parse_platform("linux/s390x");
  const Result<std::string> another = download(server);
  ASSERT_TRUE(another);
  EXPECT_NE(*another, *layout);
  EXPECT_EQ(server.requests().size(), 9u);
  // By digest: nothing.
  EXPECT_EQ(*download(server, "team/app@" + sha256_digest(index)), *another);
  EXPECT_EQ(server.requests().size(), 9u);

  how_.platform = *parse_platform("linux/riscv64");
  const Result<std::string> none = download(server);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "has no image for linux/riscv64");
  EXPECT_EQ(none.error().remedy, "--platform with one of: linux/amd64, linux/s390x");
}

TEST_F(RegistryImage, IsMadeByManyAtOnce) {
  const std::string config = "{}", layer(50000, 'x');
  Shelf shelf;
  shelf.put(config);
  shelf.put(layer);
  shelf.put("1", manifest_type, manifest_of(config, {layer}));
  const RawServer server([&](const std::string& request) { return shelf.answer(request); });
  how_.progress = [](auto, auto) {};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&] { EXPECT_TRUE(download(server)); });
    }
  }
  // Five manifests; the rest once.
  EXPECT_EQ(server.requests().size(), 7u);
}

// Two images that share a layer, and what is left of them when the cache gets smaller.
TEST_F(RegistryImage, IsForgottenWhenOthersAreUsedMore) {
  const std::string first_config = R"({"os":"linux"})", second_config = R"({"os":"linux" })",
                    shared(300'000, 's'), first(200'000, 'a'), second(100'000, 'b');
  Shelf shelf;
  for (const auto& blob : {first_config, second_config, shared, first, second}) shelf.put(blob);
  shelf.put("1", manifest_type, manifest_of(first_config, {shared, first}));
  shelf.put("2", manifest_type, manifest_of(second_config, {shared, second}));
  const RawServer server([&](const std::string& request) { return shelf.answer(request); });
  const auto has = [&](const std::string& blob) {
    return net::BlobStore(how_.cache_folder).has(sha256_digest(blob), blob.size());
  };
  const auto is_layout = [](const std::string& folder) {
    return std::filesystem::exists(folder + "/index.json");
  };
  const std::string one = *download(server, "team/app:1"), two = *download(server, "team/app:2");
  EXPECT_TRUE(is_layout(one) && is_layout(two) && has(first) && has(second) && has(shared));
  // Less than both take, and more than one: that which was used before goes, not what both have.
  std::filesystem::last_write_time(
      two + "/index.json", std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  {
    const auto in_use = FileLock::share_folder(how_.cache_folder);
    prune_image_cache(how_.cache_folder, 550'000);  // somebody is bringing an image
    EXPECT_TRUE(is_layout(two));
  }
  prune_image_cache(how_.cache_folder, 550'000);
  EXPECT_TRUE(is_layout(one) && has(first) && has(shared));
  EXPECT_FALSE(is_layout(two) || has(second) || std::filesystem::exists(two));
  // What is read stays, however little there may be; and the next download brings the rest again.
  how_.most_kept = 0;
  const net::Credentials nobody;
  net::HttpSettings settings;
  settings.patience = std::chrono::seconds(2);
  const net::RegistryClient client(settings, nobody, {});
  {
    const auto held =
        download_image(client, parse_image_reference(server.host() + "/team/app:2"), how_);
    ASSERT_TRUE(held);
    EXPECT_EQ(held->folder, two);
    EXPECT_TRUE(is_layout(two) && has(second) && has(shared));
    EXPECT_FALSE(is_layout(one) || has(first));
    EXPECT_EQ(text_of(two + "/blobs/sha256/" + sha256_digest(second).substr(7)), second);
  }
  prune_image_cache(how_.cache_folder, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(how_.cache_folder)) {
    EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  }
}

TEST_F(RegistryImage, IsWholeWhileOthersPrune) {
  Shelf shelf;
  for (int i = 0; i < 4; ++i) {
    const std::string config = "{\"n\":" + std::to_string(i) + "}";
    const std::string layer(50'000, static_cast<char>('a' + i));
    shelf.put(config);
    shelf.put(layer);
    shelf.put(std::to_string(i), manifest_type, manifest_of(config, {layer}));
  }
  const RawServer server([&](const std::string& request) { return shelf.answer(request); });
  how_.progress = [](auto, auto) {};
  how_.most_kept = 60'000;
  net::HttpSettings settings;
  settings.patience = std::chrono::seconds(5);
  const net::RegistryClient client(settings, nobody_, {});
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        const int which = (thread + i) % 4;
        const auto image = download_image(
            client, parse_image_reference(server.host() + "/team/app:" + std::to_string(which)),
            how_);
        ASSERT_TRUE(image) << image.error().message << " " << image.error().path;
        const std::string layer(50'000, static_cast<char>('a' + which));
        EXPECT_EQ(text_of(image->folder + "/blobs/sha256/" + sha256_digest(layer).substr(7)),
                  layer);
      }
    });
  }
}

TEST_F(RegistryImage, IsRefusedWhenItIsNone) {
  Shelf shelf;
  EXPECT_EQ(trouble(shelf), "is not there");
  shelf.put("1", "application/vnd.docker.distribution.manifest.v1+prettyjws",
            R"({"schemaVersion":1,"name":"team/app","fsLayers":[]})");
  EXPECT_EQ(trouble(shelf), "sends a manifest of schema 1, which engines no longer take either");
  shelf.put(
      "1", manifest_type,
      R"({"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json",)"
      R"("digest":")" +
          sha256_digest("") + R"(","size":0},"layers":[]})");
  EXPECT_EQ(trouble(shelf),
            "is no container image but \"application/vnd.cncf.helm.config.v1+json\"");
  const auto with_layer = [&](const std::string& layer) {
    shelf.put("{}");
    const std::string text = manifest_of("{}", {});
    shelf.put("1", manifest_type, text.substr(0, text.size() - 2) + layer + "]}");
  };
  with_layer(R"({"digest":"sha256:../../../etc/passwd","size":5})");
  EXPECT_EQ(trouble(shelf),
            "names a part by \"sha256:../../../etc/passwd\", which is no digest "
            "that can be verified");
  with_layer(R"({"digest":")" + sha256_digest("x") + R"(","size":-5})");
  EXPECT_EQ(trouble(shelf), "does not say how large " + sha256_digest("x") + " is");
  with_layer(R"({"digest":")" + sha256_digest("x") + R"(","size":1099511627776})");
  EXPECT_EQ(trouble(shelf), "has layers of more than 16384 MiB, the most that is brought here");
  with_layer(R"({"digest":")" + sha256_digest("x") + R"(","size":1})");
  EXPECT_EQ(trouble(shelf), "is not there");
  // Twice is not twice as much, but it is too much.
  with_layer(R"({"digest":")" + sha256_digest("x") + R"(","size":18446744073709551615},)" +
             R"({"digest":")" + sha256_digest("y") + R"(","size":18446744073709551615})");
  EXPECT_EQ(trouble(shelf), "has layers of more than 16384 MiB, the most that is brought here");
}

TEST_F(RegistryImage, ComesWithoutLayersThatAreKeptElsewhere) {
  const std::string layer = "here", foreign = "elsewhere";
  Shelf shelf;
  shelf.put("{}");
  shelf.put(layer);
  const std::string text = manifest_of("{}", {layer});
  shelf.put("1", manifest_type,
            text.substr(0, text.size() - 2) + "," +
                descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", foreign,
                           R"(,"urls":["https://elsewhere.example/layer"])") +
                "]}");
  EXPECT_EQ(trouble(shelf), "");
  // A registry may have it all the same.
  shelf.put(foreign);
  EXPECT_EQ(trouble(shelf), "");
  EXPECT_TRUE(net::BlobStore(how_.cache_folder).has(sha256_digest(foreign), foreign.size()));
}

TEST_F(RegistryImage, HasBounds) {
  Shelf shelf;
  shelf.put("1", manifest_type, manifest_of("{}", std::vector<std::string>(513, "x")));
  EXPECT_EQ(trouble(shelf), "has 513 layers, more than 512");
  EXPECT_EQ(requests_.size(), 1u);
  std::string huge = manifest_of("{}", {});
  huge.insert(1, "\"annotations\":{\"a\":\"" + std::string(5 << 20, 'a') + "\"},");
  shelf.put("1", manifest_type, huge);
  EXPECT_EQ(trouble(shelf), "sends more than 4 MiB");

  // An index that leads to itself would have to know its own digest; one below the other it can.
  std::string index =
      std::string(R"({"schemaVersion":2,"mediaType":")") + index_type + R"(","manifests":[]})";
  for (int depth = 0; depth < 5; ++depth) {
    shelf.put("1", index_type, index);
    index = std::string(R"({"schemaVersion":2,"mediaType":")") + index_type + R"(","manifests":[)" +
            descriptor(index_type, index) + "]}";
  }
  EXPECT_EQ(trouble(shelf), "is an index of indexes, more deeply than is followed");
}

TEST_F(RegistryImage, LeavesNothingBehindThatIsNotVerified) {
  Shelf shelf;
  const std::string layer(1000, 'x');
  shelf.put("{}");
  shelf.blobs[sha256_digest(layer)] = std::string(1000, 'y');
  shelf.put("1", manifest_type, manifest_of("{}", {layer}));
  EXPECT_EQ(trouble(shelf), "sends what has the digest " + sha256_digest(std::string(1000, 'y')));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(how_.cache_folder)) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(!entry.is_regular_file() || entry.file_size() == 0 ||
                sha256_digest(text_of(entry.path().string())).ends_with(name))
        << entry.path();
  }
  shelf.put(layer);
  EXPECT_EQ(trouble(shelf), "");
}

}  // namespace
}  // namespace boltseal
