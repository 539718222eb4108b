#include "images/stored_image.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"
#include "images/image_manifest.h"

namespace boltseal {
namespace {

constexpr std::uint64_t most_json = 16 << 20;
constexpr int most_indexes = 4;  // one within the other

Result<std::string> blob_name(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  const std::string_view hex = digest.substr(std::min(colon + 1, digest.size()));
  const bool is_right =
      colon != std::string_view::npos && !hex.empty() &&
      std::ranges::all_of(digest, [](char c) { return is_digit(c) || is_letter(c) || c == ':'; });
  if (!is_right) return fail("names a blob by \"" + std::string(digest) + "\", which is no digest");
  return "blobs/" + std::string(digest.substr(0, colon)) + "/" + std::string(hex);
}

// A small blob, compared with its digest.
Result<std::string> read_verified(const BlobStore& store, std::string_view digest) {
  const auto name = blob_name(digest);
  if (!name) return std::unexpected(name.error());
  auto bytes = read_blob(store, *name, most_json);
  if (!bytes) return bytes;
  Digester found(digest);
  found.add(*bytes);
  if (!is_digest(digest) || found.finish() != digest) {
    return fail("has not the digest by which it is named: it has been changed", *name);
  }
  return bytes;
}

// What has a name, where there are several.
Result<std::vector<Descriptor>> named(std::vector<Descriptor> described,
                                      const std::string& reference) {
  // BuildKit's attestations lie beside the image that they are about, for no platform.
  std::erase_if(described, [](const Descriptor& one) {
    return one.platform && one.platform->os == "unknown";
  });
  if (!reference.empty()) {
    std::erase_if(described, [&](const Descriptor& one) {
      return !one.reference.empty() && one.reference != reference &&
             !one.reference.ends_with("/" + reference);
    });
  }
  if (described.empty()) {
    return fail("holds no image" + (reference.empty() ? "" : " named " + reference));
  }
  std::vector<std::string> names;
  for (const Descriptor& one : described) {
    if (!one.reference.empty()) names.push_back(one.reference);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() > 1) {
    return fail("holds " + counted(names.size(), "image"), {}, {},
                "name one with --image: " + join(names, ", "));
  }
  return described;
}

// An image that is for one machine, and has a name where there are several.
Result<Descriptor> choose(std::vector<Descriptor> described, const ImageChoice& choice) {
  const auto all = named(std::move(described), choice.reference);
  if (!all) return std::unexpected(all.error());
  if (all->size() == 1 && !choice.platform) return all->front();
  return choose_manifest(*all, choice.platform.value_or(this_platform()));
}

// Whether the one image there is, is the one that was asked for.
Result<void> check_platform(const ImageConfig& config, const ImageChoice& choice) {
  const ImagePlatform its{config.os, config.architecture, config.variant};
  if (!choice.platform || its.os.empty()) return {};
  const ImagePlatform offered[] = {its};
  if (choose_platform(offered, *choice.platform)) return {};
  return fail("is an image for " + shown(its) + ", not for " + shown(*choice.platform));
}

// Engines refuse an image whose two lists do not fit, since one would be mistaken for the other.
Result<void> check_layers(const ImageConfig& config, std::size_t layers) {
  if (config.diff_ids.empty() || config.diff_ids.size() == layers) return {};
  return fail("has " + counted(layers, "layer") + ", and its configuration names " +
              std::to_string(config.diff_ids.size()));
}

// The digest that is the name of a file: "0a1b….json" (Docker to 24), "blobs/sha256/0a1b…".
std::string digest_in_name(std::string_view name) {
  std::string_view hex = base_name(name);
  if (hex.ends_with(".json")) hex.remove_suffix(5);
  const std::string digest = "sha256:" + std::string(hex);
  return is_digest(digest) ? digest : std::string();
}

StoredLayer stored_layer(const BlobStore& store, const Descriptor& described) {
  StoredLayer layer;
  layer.digest = described.digest;
  const auto name = blob_name(described.digest);
  if (!name) {
    layer.trouble = name.error().message;
    return layer;
  }
  layer.blob = *name;
  if (described.media_type.ends_with("+encrypted")) {
    layer.trouble = "is encrypted";
  } else if (!store.has(layer.blob)) {
    layer.trouble = described.is_foreign
                        ? "is not there: it may not be distributed, and is kept elsewhere"
                        : "is not there";
  }
  return layer;
}

Result<StoredImage> open_manifest(std::shared_ptr<const BlobStore> store, StoredImage image,
                                  std::string_view text, const ImageChoice& choice) {
  const auto manifest = read_image_manifest(text);
  if (!manifest) return fail(manifest.error().message, "its manifest");
  image.config_digest = manifest->config.digest;
  const auto config = read_verified(*store, manifest->config.digest);
  if (!config) return std::unexpected(config.error());
  auto read = read_image_config(*config);
  if (!read) return fail(read.error().message, "its configuration");
  image.config = std::move(*read);
  if (auto fits = check_platform(image.config, choice); !fits) {
    return std::unexpected(fits.error());
  }
  if (auto fits = check_layers(image.config, manifest->layers.size()); !fits) {
    return std::unexpected(fits.error());
  }
  for (std::size_t i = 0; i < manifest->layers.size(); ++i) {
    image.layers.push_back(stored_layer(*store, manifest->layers[i]));
    if (i < image.config.diff_ids.size()) image.layers[i].diff_id = image.config.diff_ids[i];
  }
  image.store = std::move(store);
  return image;
}

Result<std::vector<Descriptor>> read_layout(const BlobStore& store) {
  const auto text = read_blob(store, "index.json", most_json);
  if (!text) return std::unexpected(text.error());
  auto described = read_image_index(*text);
  if (!described) return fail(described.error().message, "its index");
  return described;
}

ReadManifest reader_of(const BlobStore& store) {
  return [&store](const Descriptor& each) { return read_verified(store, each.digest); };
}

// The one that has a digest, wherever it is listed; with the name under which it is.
Result<StoredImage> open_by_digest(std::shared_ptr<const BlobStore> store,
                                   const ImageChoice& choice) {
  const auto listed = read_layout(*store);
  if (!listed) return std::unexpected(listed.error());
  StoredImage image;
  for (const Descriptor& each : *listed) {
    const auto below = images_below({each}, reader_of(*store));
    if (!below || std::ranges::count(*below, choice.reference, &Descriptor::digest) == 0) continue;
    image.reference = each.reference;
    image.digest = choice.reference;
    break;
  }
  if (image.digest.empty()) return fail("holds no image with the digest " + choice.reference);
  const auto text = read_verified(*store, image.digest);
  if (!text) return std::unexpected(text.error());
  return open_manifest(std::move(store), std::move(image), *text, choice);
}

Result<StoredImage> open_layout(std::shared_ptr<const BlobStore> store, const ImageChoice& choice) {
  if (is_digest(choice.reference)) return open_by_digest(std::move(store), choice);
  StoredImage image;
  auto text = read_blob(*store, "index.json", most_json);
  bool is_index = true;
  ImageChoice left = choice;
  for (int depth = 0; text && depth < most_indexes; ++depth) {
    if (!is_index) return open_manifest(std::move(store), std::move(image), *text, choice);
    auto described = read_image_index(*text);
    if (!described) return fail(described.error().message, "its index");
    const auto chosen = choose(std::move(*described), left);
    if (!chosen) return std::unexpected(chosen.error());
    if (!chosen->reference.empty()) image.reference = chosen->reference;
    left.reference.clear();  // names are given once, at the top
    image.digest = chosen->digest;
    is_index = is_index_type(chosen->media_type);
    text = read_verified(*store, chosen->digest);
  }
  if (!text) return std::unexpected(text.error());
  return fail("holds indexes within indexes, too deep to follow");
}

Result<StoredImage> open_saved(std::shared_ptr<const BlobStore> store, const ImageChoice& choice) {
  const auto text = read_blob(*store, "manifest.json", most_json);
  if (!text) return std::unexpected(text.error());
  auto images = read_saved_images(*text);
  if (!images) return fail(images.error().message, "manifest.json");
  if (!choice.reference.empty()) {
    std::erase_if(*images, [&](const SavedImage& one) {
      return std::ranges::find(one.tags, choice.reference) == one.tags.end();
    });
  }
  if (images->empty()) {
    return fail(choice.reference.empty() ? "holds no image"
                                         : "holds no image named " + choice.reference);
  }
  if (images->size() > 1) {
    std::vector<std::string> names;
    for (const SavedImage& one : *images) {
      names.push_back(one.tags.empty() ? one.config : one.tags.front());
    }
    return fail("holds " + counted(images->size(), "image"), {}, {},
                "name one with --image: " + join(names, ", "));
  }
  const SavedImage& saved = images->front();
  const auto config = read_blob(*store, saved.config, most_json);
  if (!config) return std::unexpected(config.error());
  auto read = read_image_config(*config);
  if (!read) return fail(read.error().message, saved.config);
  StoredImage image;
  image.config = std::move(*read);
  image.reference = saved.tags.empty() ? std::string() : saved.tags.front();
  image.digest = image.config_digest = sha256_digest(*config);
  if (const std::string named = digest_in_name(saved.config);
      !named.empty() && named != image.digest) {
    return fail("has not the digest by which it is named: it has been changed", saved.config);
  }
  if (auto fits = check_layers(image.config, saved.layers.size()); !fits) {
    return std::unexpected(fits.error());
  }
  if (auto fits = check_platform(image.config, choice); !fits) {
    return std::unexpected(fits.error());
  }
  for (std::size_t i = 0; i < saved.layers.size(); ++i) {
    StoredLayer layer;
    layer.blob = saved.layers[i];
    if (layer.blob.starts_with("blobs/sha256/")) layer.digest = "sha256:" + layer.blob.substr(13);
    if (i < image.config.diff_ids.size()) layer.diff_id = image.config.diff_ids[i];
    if (!store->has(layer.blob)) layer.trouble = "is not there";
    image.layers.push_back(std::move(layer));
  }
  image.store = std::move(store);
  return image;
}

}  // namespace

bool holds_image(const BlobStore& store) {
  return store.has("manifest.json") || (store.has("oci-layout") && store.has("index.json"));
}

Result<StoredImage> open_image(std::shared_ptr<const BlobStore> store, const ImageChoice& choice) {
  // What Docker 25 and later save is both; the layout says more.
  if (store->has("oci-layout") && store->has("index.json")) {
    return open_layout(std::move(store), choice);
  }
  return open_saved(std::move(store), choice);
}

Result<ImageSet> list_images(std::shared_ptr<const BlobStore> store, const std::string& reference) {
  if (!store->has("oci-layout") || !store->has("index.json")) {
    const auto image = open_saved(std::move(store), {std::nullopt, reference});
    if (!image) return std::unexpected(image.error());
    const Descriptor only{.media_type = {}, .digest = image->digest, .platform = std::nullopt};
    return ImageSet{only, {only}};
  }
  auto listed = read_layout(*store);
  if (!listed) return std::unexpected(listed.error());
  auto all = named(std::move(*listed), reference);
  if (!all) return std::unexpected(all.error());
  ImageSet set;
  if (all->size() == 1) set.top = all->front();
  auto images = images_below(std::move(*all), reader_of(*store));
  if (!images) return std::unexpected(images.error());
  set.images = std::move(*images);
  return set;
}

}  // namespace boltseal
