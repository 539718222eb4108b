#include "sources/kubernetes/volumes.h"

#include <algorithm>

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

/// What Kubernetes itself makes read-only: configuration that the kubelet writes.
Value<bool> always_read_only() {
  Origin origin;
  origin.kind = OriginKind::engine_default;
  origin.note = "Kubernetes mounts configuration read-only";
  return Value<bool>::known(true, std::move(origin));
}

void use_text(const Node* source, std::string_view key, Volume& volume, Fields& fields) {
  if (auto text = fields.text(source, key)) volume.source = std::move(text->text);
}

void read_nfs(const Node* nfs, Volume& volume, Fields& fields) {
  volume.kind = MountKind::nfs;
  const auto server = fields.text(nfs, "server");
  const auto path = fields.text(nfs, "path");
  if (server) volume.source.append(server->text);
  volume.source.append(std::string_view(":"));
  if (path) volume.source.append(path->text);
  volume.read_only = fields.boolean(nfs, "readOnly");
}

void use_claim(const Node& entry, std::string_view name_space,
               std::span<const ClaimedVolume> claims, Volume& volume, Fields& fields) {
  const auto before = [](const ClaimedVolume& claimed, const std::string& name) {
    return claimed.claim < name;
  };
  auto at = std::lower_bound(claims.begin(), claims.end(), volume.source.bytes(), before);
  for (; at != claims.end() && at->claim == volume.source.bytes(); ++at) {
    if (at->name_space != name_space) continue;
    if (!fields.spend(entry, at->options.size() + at->source.bytes().size() / 64)) return;
    volume.kind = at->kind;
    volume.source = at->source;
    volume.options = at->options;
    if (volume.read_only.is_absent()) volume.read_only = at->read_only;
    volume.origin = with_step(volume.origin, at->origin);
    return;
  }
}

/// The volume of one entry; the key beside `name` says what it is.
Volume read_volume(const Node& entry, std::string_view name_space,
                   std::span<const ClaimedVolume> claims, Fields& fields) {
  Volume volume;
  volume.origin = entry.origin();
  for (const yaml::Entry& pair : entry.entries) {
    if (!pair.key->is_scalar() || pair.key->value == "name") continue;
    const std::string_view key = pair.key->value;
    const Node* const source = fields.mapping(&entry, key);
    if (key == "hostPath") {
      volume.kind = MountKind::bind;
      use_text(source, "path", volume, fields);
      if (const Node* const path = fields.scalar(source, "path")) volume.origin = path->origin();
    } else if (key == "emptyDir") {
      const auto medium = fields.text(source, "medium");
      const bool memory = medium && medium->text.equals("Memory") == Truth::yes;
      volume.kind = memory ? MountKind::tmpfs : MountKind::volume;
    } else if (key == "configMap" || key == "downwardAPI" || key == "projected") {
      volume.kind = MountKind::config;
      use_text(source, "name", volume, fields);
      volume.read_only = always_read_only();
    } else if (key == "secret") {
      volume.kind = MountKind::config;
      use_text(source, "secretName", volume, fields);
      volume.read_only = always_read_only();
    } else if (key == "persistentVolumeClaim") {
      volume.kind = MountKind::volume;
      use_text(source, "claimName", volume, fields);
      volume.read_only = fields.boolean(source, "readOnly");
      use_claim(entry, name_space, claims, volume, fields);
    } else if (key == "nfs") {
      read_nfs(source, volume, fields);
    } else if (key == "image") {
      volume.kind = MountKind::image;
      use_text(source, "reference", volume, fields);
      volume.read_only = always_read_only();
    } else {
      // csi, ephemeral and the drivers that were part of Kubernetes: storage of the cluster.
      volume.kind = MountKind::volume;
      volume.source = Text(std::string(key));
      if (source != nullptr) volume.read_only = fields.boolean(source, "readOnly");
    }
    return volume;
  }
  // A volume without a source is an emptyDir.
  volume.kind = MountKind::volume;
  return volume;
}

void add_option(const Node* entry, std::string_view key, Mount& mount, Fields& fields) {
  auto option = fields.text(entry, key);
  if (!option) return;
  Text text(std::string(key) + "=");
  text.append(option->text);
  mount.options.push_back({std::move(text), std::move(option->origin)});
}

void read_propagation(const Node* entry, Mount& mount, Fields& fields) {
  const auto written = fields.text(entry, "mountPropagation");
  if (!written) return;
  Text text = written->text;
  if (text.equals("None") == Truth::yes) text = Text("rprivate");
  if (text.equals("HostToContainer") == Truth::yes) text = Text("rslave");
  if (text.equals("Bidirectional") == Truth::yes) text = Text("rshared");
  mount.propagation = Value<Text>::known(std::move(text), written->origin);
}

/// A mount of part of a volume: of a host path that is a longer host path.
void narrow(const Node* entry, Mount& mount, Fields& fields) {
  add_option(entry, "subPath", mount, fields);
  add_option(entry, "subPathExpr", mount, fields);
  if (mount.kind != MountKind::bind) return;
  for (const std::string_view key : {"subPath", "subPathExpr"}) {
    const auto part = fields.text(entry, key);
    if (!part || part->text.empty()) continue;
    if (!mount.source.bytes().ends_with('/')) mount.source.append(std::string_view("/"));
    mount.source.append(part->text);
  }
}

const Volume* find(std::span<const Volume> volumes, std::string_view name) {
  const auto at =
      std::lower_bound(volumes.begin(), volumes.end(), name,
                       [](const Volume& volume, std::string_view n) { return volume.name < n; });
  return at != volumes.end() && at->name == name ? &*at : nullptr;
}

std::optional<Mount> read_mount(const Node& entry, std::string_view target_key,
                                std::span<const Volume> volumes, Fields& fields) {
  Mount mount;
  mount.origin = entry.origin();
  if (auto target = fields.text(&entry, target_key)) mount.target = std::move(target->text);
  const Node* const name = fields.scalar(&entry, "name");
  const Volume* const volume = name ? find(volumes, name->value) : nullptr;
  if (volume != nullptr) {
    const std::size_t weight = volume->source.bytes().size() / 64 + volume->options.size();
    if (!fields.spend(entry, weight)) return std::nullopt;
    mount.kind = volume->kind;
    mount.source = volume->source;
    mount.read_only = volume->read_only;
    mount.options = volume->options;
    mount.origin = with_step(mount.origin, volume->origin);
  }
  // What the volume allows and what the mount asks for: read-only when either says so.
  if (!mount.read_only.is(true)) {
    auto asked = fields.boolean(&entry, "readOnly");
    if (!asked.is_absent()) mount.read_only = std::move(asked);
  }
  return mount;
}

}  // namespace

std::vector<Volume> read_volumes(const PodTemplate& pod, std::span<const ClaimedVolume> claims,
                                 Fields& fields) {
  std::vector<Volume> volumes;
  for (const Node* const entry : fields.mappings(pod.spec, "volumes")) {
    const Node* const name = fields.scalar(entry, "name");
    if (name == nullptr) continue;
    Volume volume = read_volume(*entry, pod.name_space, claims, fields);
    volume.name = name->value;
    volumes.push_back(std::move(volume));
  }
  if (pod.claim_templates != nullptr) {
    for (const Node* const entry : pod.claim_templates->items) {
      const Node* const name = fields.scalar(fields.mapping(entry, "metadata"), "name");
      if (name == nullptr) continue;
      Volume volume;
      volume.name = name->value;
      volume.kind = MountKind::volume;
      volume.source = text_of(*name);
      volume.origin = name->origin();
      volumes.push_back(std::move(volume));
    }
  }
  std::ranges::stable_sort(volumes, {}, &Volume::name);
  return volumes;
}

Mounts read_mounts(const Node* container, std::span<const Volume> volumes, Fields& fields) {
  Mounts mounts;
  for (const Node* const entry : fields.mappings(container, "volumeMounts")) {
    auto mount = read_mount(*entry, "mountPath", volumes, fields);
    if (!mount) return mounts;
    read_propagation(entry, *mount, fields);
    add_option(entry, "recursiveReadOnly", *mount, fields);
    narrow(entry, *mount, fields);
    mounts.push_back(std::move(*mount));
  }
  for (const Node* const entry : fields.mappings(container, "volumeDevices")) {
    // A block device of the claim's storage, not of the host.
    auto mount = read_mount(*entry, "devicePath", volumes, fields);
    if (!mount) return mounts;
    mount->options.push_back({Text("block"), entry->origin()});
    mounts.push_back(std::move(*mount));
  }
  return mounts;
}

}  // namespace boltseal::kubernetes
