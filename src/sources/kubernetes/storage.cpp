#include "sources/kubernetes/storage.h"

#include <algorithm>
#include <map>

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

struct Storage {
  MountKind kind = MountKind::unknown;
  Text source;
  Items options;
  Value<bool> read_only;
  Origin origin;
};

/// What a PersistentVolume is made of, where that is a matter of the host or of the network.
std::optional<Storage> read_storage(const Node* spec, Fields& fields) {
  Storage storage;
  storage.options = fields.texts(spec, "mountOptions");
  if (const Node* const nfs = fields.mapping(spec, "nfs")) {
    storage.kind = MountKind::nfs;
    const auto server = fields.text(nfs, "server");
    const auto path = fields.text(nfs, "path");
    if (server) storage.source.append(server->text);
    storage.source.append(std::string_view(":"));
    if (path) storage.source.append(path->text);
    storage.read_only = fields.boolean(nfs, "readOnly");
    storage.origin = nfs->origin();
    return storage;
  }
  const Node* host = fields.mapping(spec, "hostPath");
  if (host == nullptr) host = fields.mapping(spec, "local");
  if (host == nullptr) return std::nullopt;
  const auto path = fields.text(host, "path");
  if (!path) return std::nullopt;
  storage.kind = MountKind::bind;
  storage.source = path->text;
  storage.origin = path->origin;
  return storage;
}

std::string text_at(const Node* parent, std::string_view key, Fields& fields) {
  const Node* const node = fields.scalar(parent, key);
  return node != nullptr ? std::string(node->value.substr(0, 253)) : std::string();
}

}  // namespace

std::vector<ClaimedVolume> claimed_volumes(const std::vector<Manifest>& manifests, Fields& fields) {
  std::vector<ClaimedVolume> claimed;
  std::map<std::string, Storage> by_name;
  const auto claim = [&](const Node& by, std::string name, std::string name_space,
                         const Storage& storage) {
    if (!fields.spend(by, storage.options.size() + storage.source.bytes().size() / 64)) return;
    claimed.push_back({std::move(name), std::move(name_space), storage.kind, storage.source,
                       storage.options, storage.read_only, storage.origin});
  };
  for (const Manifest& manifest : manifests) {
    if (manifest.kind != "PersistentVolume" || !manifest.group.empty()) continue;
    const Node* const spec = fields.mapping(manifest.root, "spec");
    const auto storage = read_storage(spec, fields);
    if (!storage) continue;
    const Node* const reference = fields.mapping(spec, "claimRef");
    if (reference != nullptr) {
      claim(*reference, text_at(reference, "name", fields), text_at(reference, "namespace", fields),
            *storage);
    }
    by_name.emplace(manifest.name, *storage);
  }
  if (!by_name.empty()) {
    for (const Manifest& manifest : manifests) {
      if (manifest.kind != "PersistentVolumeClaim" || !manifest.group.empty()) continue;
      const auto volume =
          by_name.find(text_at(fields.mapping(manifest.root, "spec"), "volumeName", fields));
      if (volume != by_name.end())
        claim(*manifest.root, manifest.name, manifest.name_space, volume->second);
    }
  }
  std::ranges::stable_sort(claimed, {}, &ClaimedVolume::claim);
  return claimed;
}

}  // namespace boltseal::kubernetes
