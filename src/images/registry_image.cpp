#include "images/registry_image.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json_writer.h"
#include "base/parallel.h"
#include "base/text.h"
#include "images/image_cache.h"
#include "images/image_manifest.h"
#include "net/answers.h"
#include "net/blob_download.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

constexpr unsigned most_at_once = 4;
// The largest that engines take (containerd, "MaxManifestSize" is 8 MiB, and real ones have some
// kilobytes).
constexpr std::uint64_t most_manifest = 4 << 20, most_config = 16 << 20;
// An index of indexes of indexes is nobody's image.
constexpr int most_nesting = 3;

net::ImageName name_of(const ImageReference& image) {
  std::string reference = image.digest.bytes();
  if (reference.empty()) reference = image.tag.empty() ? "latest" : image.tag.bytes();
  return {image.registry.bytes(), image.repository.bytes(), std::move(reference)};
}

Error at(const net::ImageName& name, Error error) {
  if (error.path.empty()) error.path = net::shown(name);
  return error;
}

// A manifest from the store when its digest is given and it is there, else from the registry.
Result<net::Manifest> fetch_manifest(const net::RegistryClient& registry,
                                     const net::BlobStore& store, const net::ImageName& name) {
  if (is_digest(name.reference)) {
    if (Result<std::string> body = store.read(name.reference, most_manifest)) {
      Result<std::string> type = net::read_manifest_type(*body, {});
      if (type) return net::Manifest{std::move(*type), std::move(*body), name.reference};
    }
  }
  Result<net::Manifest> manifest = registry.manifest(name);
  if (!manifest) return manifest;
  if (const Result<void> kept = store.put(manifest->digest, manifest->body); !kept) {
    return std::unexpected(kept.error());
  }
  return manifest;
}

// Through indexes to the manifest for a platform.
Result<net::Manifest> resolve_manifest(const net::RegistryClient& registry,
                                       const net::BlobStore& store, net::ImageName name,
                                       const ImagePlatform& platform) {
  for (int depth = 0; depth < most_nesting; ++depth) {
    Result<net::Manifest> manifest = fetch_manifest(registry, store, name);
    if (!manifest || !is_index_type(manifest->media_type)) return manifest;
    const auto listed = read_image_index(manifest->body);
    if (!listed) return std::unexpected(at(name, listed.error()));
    Result<Descriptor> chosen = choose_manifest(*listed, platform);
    if (!chosen) return std::unexpected(at(name, chosen.error()));
    name.reference = std::move(chosen->digest);
  }
  return fail("is an index of indexes, more deeply than is followed", net::shown(name));
}

/// Adds up what several downloads say of themselves.
class Progress {
 public:
  Progress(std::size_t parts, std::uint64_t of, const ImageDownload& how)
      : parts_(parts), of_(of), how_(how) {}

  void set(std::size_t part, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    done_ += bytes - parts_[part];  // may be fewer than before
    parts_[part] = bytes;
    how_.progress(done_, of_);
  }

 private:
  std::mutex mutex_;
  std::vector<std::uint64_t> parts_;
  std::uint64_t done_ = 0;
  const std::uint64_t of_;
  const ImageDownload& how_;
};

struct Part : net::BlobName {
  bool is_foreign = false;  // the image is brought without it, when the registry has it not
};

// Layers and configuration, each once and the largest first, so that none is waited for alone.
std::vector<Part> blobs_of(const ImageManifest& manifest) {
  std::vector<Part> blobs = {{{manifest.config.digest, manifest.config.size}}};
  for (const Descriptor& layer : manifest.layers) {
    blobs.push_back({{layer.digest, layer.size}, layer.is_foreign});
  }
  const auto order = [](const Part& blob) { return std::tie(blob.size, blob.digest); };
  std::ranges::sort(blobs, [&](const auto& a, const auto& b) { return order(b) < order(a); });
  const auto repeated = std::ranges::unique(
      blobs, [](const auto& a, const auto& b) { return a.digest == b.digest && a.size == b.size; });
  blobs.erase(repeated.begin(), repeated.end());
  return blobs;
}

Result<void> check_sizes(const ImageManifest& manifest, const std::vector<Part>& blobs,
                         std::uint64_t most) {
  if (manifest.config.size > most_config) {
    return fail("has a configuration of more than " + std::to_string(most_config >> 20) + " MiB");
  }
  std::uint64_t left = most;
  for (const Part& blob : blobs) {
    if (blob.size > left) {
      return fail("has layers of more than " + std::to_string(most >> 20) +
                  " MiB, the most that is brought here");
    }
    left -= blob.size;
  }
  return {};
}

Result<void> download_all(const net::RegistryClient& registry, const net::ImageName& name,
                          const std::vector<Part>& blobs, const net::BlobStore& store,
                          const ImageDownload& how) {
  std::uint64_t all = 0;
  for (const Part& blob : blobs) all += blob.size;
  Progress progress(blobs.size(), all, how);
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::optional<Error> first;  // guarded by mutex
  for_each_in_parallel(0, blobs.size(), most_at_once, [&](std::size_t part) {
    if (stop) return;
    const Result<void> done = net::download_blob(
        registry, name, blobs[part], store, [&](std::uint64_t bytes) { progress.set(part, bytes); },
        stop);
    if (done || blobs[part].is_foreign) return;
    const std::lock_guard lock(mutex);
    if (!first) first = done.error();
    stop = true;
  });
  if (first) return std::unexpected(std::move(*first));
  return {};
}

// A file of the store under the same name in a layout: the same file where the file system has hard
// links, so that a layout stays whole when the store is cleared.
Result<void> add_blob(const net::BlobStore& store, const net::BlobStore& layout,
                      const net::BlobName& blob) {
  if (layout.has(blob.digest, blob.size)) return {};
  const std::string from = store.path_of(blob.digest), to = layout.path_of(blob.digest);
  std::error_code error;
  fs::create_directories(fs::path(to).parent_path(), error);
  fs::create_hard_link(from, to, error);
  if (!error || layout.has(blob.digest, blob.size)) return {};
  static std::atomic<unsigned> copies = 0;
  const std::string beside = to + "." + std::to_string(::getpid()) + "-" + std::to_string(copies++);
  fs::copy_file(from, beside, error);
  if (!error) fs::rename(beside, to, error);
  if (!error) return {};
  std::error_code ignored;
  fs::remove(beside, ignored);
  return fail("cannot be added to the layout: " + error.message(), to);
}

// Every process that writes it writes the same.
Result<void> write_once(const std::string& path, std::string_view text) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) return {};
  Result<void> made = make_file(path, text);
  if (!made && fs::exists(path, ignored)) return {};
  return made;
}

Result<DownloadedImage> make_layout(const net::Manifest& manifest, const std::vector<Part>& blobs,
                                    const net::BlobStore& store) {
  std::string name = manifest.digest;
  name[name.find(':')] = '-';
  const net::BlobStore layout(store.folder() + "/images/" + name);
  if (const Result<void> added = add_blob(store, layout, {manifest.digest, manifest.body.size()});
      !added) {
    return std::unexpected(added.error());
  }
  for (const Part& blob : blobs) {
    if (blob.is_foreign && !store.has(blob.digest, blob.size)) continue;
    if (const Result<void> added = add_blob(store, layout, blob); !added) {
      return std::unexpected(added.error());
    }
  }
  StringOutput index;
  {
    JsonWriter json(index);
    json.begin_object();
    json.member("schemaVersion", 2);
    json.member("mediaType", "application/vnd.oci.image.index.v1+json");
    json.begin_array("manifests");
    json.begin_object();
    json.member("mediaType", manifest.media_type);
    json.member("digest", manifest.digest);
    json.member("size", manifest.body.size());
    json.end_object();
    json.end_array();
    json.end_object();
  }
  Result<void> written =
      write_once(layout.folder() + "/oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}\n");
  // The last, so that a layout with an index is whole.
  if (written) written = write_once(layout.folder() + "/index.json", index.text);
  if (!written) return std::unexpected(written.error());
  touch_layout(layout.folder());
  auto in_use = FileLock::share_folder(layout.folder());
  if (!in_use) return std::unexpected(in_use.error());
  return DownloadedImage{layout.folder(), std::move(*in_use)};
}

}  // namespace

Result<DownloadedImage> download_image(const net::RegistryClient& registry,
                                       const ImageReference& image, const ImageDownload& how) {
  if (!image.registry.is_known() || !image.repository.is_known() || !image.tag.is_known() ||
      !image.digest.is_known()) {
    return fail("is no complete name of an image", image.written.bytes());
  }
  const net::ImageName name = name_of(image);
  const net::BlobStore store(how.cache_folder);
  std::error_code ignored;
  fs::create_directories(how.cache_folder, ignored);
  std::optional<Result<FileLock>> bringing(FileLock::share_folder(how.cache_folder));
  if (!*bringing) return std::unexpected(bringing->error());
  const Result<net::Manifest> manifest = resolve_manifest(registry, store, name, how.platform);
  if (!manifest) return std::unexpected(manifest.error());
  const Result<ImageManifest> parts = read_image_manifest(manifest->body);
  if (!parts) return std::unexpected(at(name, parts.error()));
  const std::vector<Part> blobs = blobs_of(*parts);
  if (const auto checked = check_sizes(*parts, blobs, how.most_bytes); !checked) {
    return std::unexpected(at(name, checked.error()));
  }
  if (const auto done = download_all(registry, name, blobs, store, how); !done) {
    return std::unexpected(done.error());
  }
  auto layout = make_layout(*manifest, blobs, store);
  bringing.reset();
  prune_image_cache(how.cache_folder, how.most_kept);
  return layout;
}

}  // namespace boltseal
