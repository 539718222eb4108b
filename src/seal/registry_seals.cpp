#include "seal/registry_seals.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "model/image_reference.h"
#include "net/registry_push.h"

namespace boltseal {
namespace {

// What is taken of one image's attestations, which anybody who may push can add to.
constexpr std::size_t most_attestations = 256;
constexpr std::uint64_t most_attested_bytes = 64 << 20;

constexpr const char* envelope_type = "application/vnd.dsse.envelope.v1+json";
constexpr const char* artifact_type = "application/vnd.in-toto+json";
constexpr const char* manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* index_type = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view bundle_type = "application/vnd.dev.sigstore.bundle";

// cosign's names: what a layer says, and the signature of one that is no envelope.
constexpr const char* says = "predicateType";
constexpr const char* cosign_signature = "dev.cosignproject.cosign/signature";
constexpr const char* signed_by = "boltseal.key";

net::ImageName with_reference(const net::ImageName& image, std::string reference) {
  return {image.registry, image.repository, std::move(reference)};
}

/// Collects the envelopes of manifests, each once.
class Collector {
 public:
  Collector(const net::RegistryClient& client, const net::ImageName& image)
      : client_(client), image_(image) {}

  Result<void> take(const std::string& manifest) {
    const json read = parse_json(manifest);
    for (const json& layer : json_member(read, "layers")) {
      const std::string type = text_in(layer, "mediaType");
      if (type != envelope_type && !type.starts_with(bundle_type)) continue;
      const std::string digest = text_in(layer, "digest");
      const json& size = json_member(layer, "size");
      if (!is_digest(digest) || !size.is_number_unsigned() || !seen_.insert(digest).second)
        continue;
      const auto bytes = size.get<std::uint64_t>();
      // What is too much is somebody's attack on who verifies; the seal may be among it.
      if (bytes > file_size_limit || bytes > most_attested_bytes - bytes_ ||
          seen_.size() > most_attestations) {
        return fail("has more attestations than are taken", net::shown(image_));
      }
      bytes_ += bytes;
      auto blob = net::small_blob(client_, image_, digest, bytes);
      if (!blob) return std::unexpected(blob.error());
      envelopes.push_back(std::move(*blob));
    }
    return {};
  }

  std::vector<std::string> envelopes;

 private:
  const net::RegistryClient& client_;
  const net::ImageName& image_;
  std::set<std::string> seen_;
  std::uint64_t bytes_ = 0;
};

bool is_replaced(const json& descriptor, const std::vector<SealToPush>& seals,
                 const std::string& key_id) {
  const json& annotations = json_member(descriptor, "annotations");
  const std::string type = text_in(annotations, says);
  return text_in(annotations, signed_by) == key_id &&
         std::ranges::any_of(seals,
                             [&](const SealToPush& seal) { return seal.predicate_type == type; });
}

json descriptor_of(const char* media_type, std::string_view bytes) {
  return {{"mediaType", media_type}, {"digest", sha256_digest(bytes)}, {"size", bytes.size()}};
}

json layer_of(const SealToPush& seal, const std::string& key_id) {
  json layer = descriptor_of(envelope_type, seal.envelope);
  layer["annotations"] = {{says, seal.predicate_type}, {cosign_signature, ""}, {signed_by, key_id}};
  return layer;
}

// The descriptors under a key of a manifest that is there already.
Result<std::vector<json>> kept_of(const std::string& manifest, const char* key,
                                  const std::vector<SealToPush>& seals, const std::string& key_id) {
  std::vector<json> kept;
  if (manifest.empty()) return kept;
  const json read = parse_json(manifest);
  if (read.is_discarded()) return fail("is no JSON");
  for (const json& each : json_member(read, key)) {
    if (!is_replaced(each, seals, key_id)) kept.push_back(each);
  }
  return kept;
}

// The tag that cosign reads: an image whose layers are the envelopes.
Result<void> push_for_cosign(const net::RegistryClient& client, const net::ImageName& image,
                             const std::vector<SealToPush>& seals, const std::string& key_id) {
  const net::ImageName tag = with_reference(image, net::tag_of_digest(image.reference, ".att"));
  const auto before = net::manifest_if_there(client, tag);
  if (!before) return std::unexpected(before.error());
  auto layers = kept_of(before->body, "layers", seals, key_id);
  if (!layers) return fail(layers.error().message, net::shown(tag));
  for (const SealToPush& seal : seals) layers->push_back(layer_of(seal, key_id));
  json digests = json::array();
  for (const json& layer : *layers) digests.push_back(text_in(layer, "digest"));
  const json config = {{"architecture", ""},
                       {"os", ""},
                       {"config", json::object()},
                       {"rootfs", {{"type", "layers"}, {"diff_ids", digests}}}};
  const std::string config_text = config.dump();
  if (const auto done = net::push_blob(client, image, config_text); !done) {
    return std::unexpected(done.error());
  }
  const json manifest = {
      {"schemaVersion", 2},
      {"mediaType", manifest_type},
      {"config", descriptor_of("application/vnd.oci.image.config.v1+json", config_text)},
      {"layers", *layers}};
  const auto pushed = net::push_manifest(client, tag, manifest_type, manifest.dump());
  if (!pushed) return std::unexpected(pushed.error());
  return {};
}

// Where the registry lists itself what refers to an image, nothing takes the place of what this key
// said before. Whoever may not take it away leaves it there: it holds until it ends.
void remove_replaced(const net::RegistryClient& client, const net::ImageName& image,
                     const std::set<std::string>& pushed, const std::vector<SealToPush>& seals,
                     const std::string& key_id) {
  const auto index = net::referrers(client, image, image.reference);
  const json read = index ? parse_json(*index) : json();
  for (const json& each : json_member(read, "manifests")) {
    const std::string digest = text_in(each, "digest");
    if (!is_digest(digest) || pushed.contains(digest) || !is_replaced(each, seals, key_id))
      continue;
    if (!net::remove_manifest(client, with_reference(image, digest))) return;
  }
}

// A manifest of its own for each envelope, which refers to the image.
Result<void> push_referrers(const net::RegistryClient& client, const net::ImageName& image,
                            const Descriptor& subject, const std::vector<SealToPush>& seals,
                            const std::string& key_id) {
  constexpr const char* nothing = "{}";
  if (const auto done = net::push_blob(client, image, nothing); !done) {
    return std::unexpected(done.error());
  }
  std::vector<json> descriptors;
  std::set<std::string> listed;  // by the registry itself
  for (const SealToPush& seal : seals) {
    const json annotations = {{says, seal.predicate_type},
                              {"in-toto.io/predicate-type", seal.predicate_type},
                              {signed_by, key_id}};
    const json manifest = {
        {"schemaVersion", 2},
        {"mediaType", manifest_type},
        {"artifactType", artifact_type},
        {"config", descriptor_of("application/vnd.oci.empty.v1+json", nothing)},
        {"layers", {layer_of(seal, key_id)}},
        {"subject",
         {{"mediaType", subject.media_type}, {"digest", subject.digest}, {"size", subject.size}}},
        {"annotations", annotations}};
    const std::string text = manifest.dump();
    const auto pushed = net::push_manifest(client, with_reference(image, {}), manifest_type, text);
    if (!pushed) return std::unexpected(pushed.error());
    if (pushed->is_referrer) {
      listed.insert(pushed->digest);
      continue;
    }
    json descriptor = descriptor_of(manifest_type, text);
    descriptor["artifactType"] = artifact_type;
    descriptor["annotations"] = annotations;
    descriptors.push_back(std::move(descriptor));
  }
  if (!listed.empty()) remove_replaced(client, image, listed, seals, key_id);
  if (descriptors.empty()) return {};
  const net::ImageName tag = with_reference(image, net::tag_of_digest(image.reference));
  const auto before = net::manifest_if_there(client, tag);
  if (!before) return std::unexpected(before.error());
  auto all = kept_of(before->body, "manifests", seals, key_id);
  if (!all) return fail(all.error().message, net::shown(tag));
  std::ranges::move(descriptors, std::back_inserter(*all));
  const json index = {{"schemaVersion", 2}, {"mediaType", index_type}, {"manifests", *all}};
  const auto pushed = net::push_manifest(client, tag, index_type, index.dump());
  if (!pushed) return std::unexpected(pushed.error());
  return {};
}

}  // namespace

Result<std::vector<std::string>> pull_seals(const net::RegistryClient& client,
                                            const net::ImageName& image) {
  Collector collector(client, image);
  const auto tagged = net::manifest_if_there(
      client, with_reference(image, net::tag_of_digest(image.reference, ".att")));
  if (!tagged) return std::unexpected(tagged.error());
  if (!tagged->body.empty()) {
    if (const auto done = collector.take(tagged->body); !done) return std::unexpected(done.error());
  }
  const auto index = net::referrers(client, image, image.reference);
  if (!index) return std::unexpected(index.error());
  if (index->empty()) return std::move(collector.envelopes);
  const json read = parse_json(*index);
  if (read.is_discarded()) return fail("is no JSON", net::shown(image));
  std::size_t count = 0;
  for (const json& each : json_member(read, "manifests")) {
    const std::string type = text_in(each, "artifactType");
    const bool is_wanted =
        type == artifact_type || type == envelope_type || type.starts_with(bundle_type);
    if (!is_wanted || !is_digest(text_in(each, "digest"))) continue;
    if (++count > most_attestations)
      return fail("has more attestations than are taken", net::shown(image));
    const auto manifest = client.manifest(with_reference(image, text_in(each, "digest")));
    if (!manifest) return std::unexpected(manifest.error());
    if (const auto done = collector.take(manifest->body); !done)
      return std::unexpected(done.error());
  }
  return std::move(collector.envelopes);
}

Result<void> push_seals(const net::RegistryClient& client, const net::ImageName& name,
                        std::span<const SealsOfImage> all, const std::string& key_id) {
  std::set<std::string_view> pushed;
  for (const SealsOfImage& one : all) {
    for (const SealToPush& seal : one.seals) {
      if (!pushed.insert(seal.envelope).second) continue;
      if (const auto done = net::push_blob(client, name, seal.envelope); !done) {
        return std::unexpected(done.error());
      }
    }
  }
  for (const SealsOfImage& one : all) {
    const net::ImageName image = with_reference(name, one.image.digest);
    auto done = push_referrers(client, image, one.image, one.seals, key_id);
    if (done) done = push_for_cosign(client, image, one.seals, key_id);
    if (!done) return done;
  }
  return {};
}

Result<RegistryImageSeals> RegistryImageSeals::find(const std::string& name, const Files& files,
                                                    const std::set<std::string>& insecure) {
  RegistryImageSeals found;
  found.credentials_ =
      std::make_unique<net::Credentials>(net::credential_files(net::process_environment), files);
  found.client_ = std::make_unique<net::RegistryClient>(
      net::http_settings(net::process_environment), *found.credentials_, insecure);
  const ImageReference image = parse_image_reference(name);
  std::string reference = image.digest.bytes();
  if (reference.empty()) reference = image.tag.empty() ? "latest" : image.tag.bytes();
  found.name_ = {image.registry.bytes(), image.repository.bytes(), std::move(reference)};
  const auto top = found.client_->manifest(found.name_);
  if (!top) return std::unexpected(top.error());
  found.images_.top = {top->media_type, top->digest, top->body.size(), std::nullopt};
  auto images = images_below({found.images_.top}, [&](const Descriptor& each) {
    if (each.digest == top->digest) return Result<std::string>(top->body);
    const auto manifest = found.client_->manifest(with_reference(found.name_, each.digest));
    return manifest ? Result<std::string>(manifest->body) : std::unexpected(manifest.error());
  });
  if (!images) {
    Error error = images.error();
    if (error.path.empty()) error.path = net::shown(found.name_);
    return std::unexpected(std::move(error));
  }
  found.images_.images = std::move(*images);
  return found;
}

Result<std::vector<std::string>> RegistryImageSeals::pull(const std::string& digest) const {
  return pull_seals(*client_, with_reference(name_, digest));
}

Result<void> RegistryImageSeals::push(std::span<const SealsOfImage> all,
                                      const std::string& key_id) const {
  return push_seals(*client_, name_, all, key_id);
}

std::string with_digest(const std::string& name, const std::string& digest) {
  const ImageReference image = parse_image_reference(name);
  return image.registry.bytes() + "/" + image.repository.bytes() + "@" + digest;
}

}  // namespace boltseal
