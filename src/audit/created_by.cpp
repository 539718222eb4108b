#include "audit/created_by.h"

#include <filesystem>
#include <vector>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view note = "what it was made from";
constexpr std::size_t most_files = 1000;  // labels can name anything

// Anybody who builds an image can write labels, so only what can be a Compose file is opened:
// reading some files of the kernel takes away what is in them (/proc/kmsg).
std::string compose_file(const std::string& path) {
  std::error_code error;
  const std::string real = std::filesystem::canonical(path, error);
  const bool is_kernels =
      real.starts_with("/proc/") || real.starts_with("/sys/") || real.starts_with("/dev/");
  const bool is_yaml = real.ends_with(".yml") || real.ends_with(".yaml");
  return error || is_kernels || !is_yaml ? std::string() : real;
}

// Where units and the files that Quadlet makes them from lie (systemd.unit(5),
// podman-systemd.unit(5)).
std::optional<Place> unit_of(std::string_view unit, const Files& files) {
  const bool is_name =
      !unit.empty() && unit.find('/') == std::string_view::npos && unit.ends_with(".service");
  if (!is_name) return std::nullopt;
  const std::string stem(unit.substr(0, unit.size() - std::string_view(".service").size()));
  std::vector<std::string> names = {stem + ".container", stem + ".kube"};
  constexpr std::string_view of_pod = "-pod";
  if (stem.ends_with(of_pod)) names.push_back(stem.substr(0, stem.size() - of_pod.size()) + ".pod");
  std::vector<std::string> paths;
  for (const char* const folder : {"/etc/containers/systemd/", "/usr/share/containers/systemd/"}) {
    for (const std::string& name : names) paths.push_back(folder + name);
  }
  for (const char* const folder :
       {"/etc/systemd/system/", "/run/systemd/system/", "/usr/lib/systemd/system/"}) {
    paths.push_back(folder + std::string(unit));
  }
  for (const std::string& path : paths) {
    if (!files.exists(path)) continue;
    Place place;
    place.path = path;
    place.note = note;
    return place;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Place> CreatedBy::of(const Workload& container) const {
  const std::string_view folder = label_of(container, "com.docker.compose.project.working_dir");
  for (const std::string_view name :
       split(label_of(container, "com.docker.compose.project.config_files"), ',')) {
    // Version 1 of Compose names them as they were named to it.
    const std::string path = resolve(folder, name);
    if (name.empty() || !path.starts_with('/')) continue;
    const std::string real = compose_file(path);
    const Declared* const declared = real.empty() ? nullptr : file(real);
    const Declared::Service* const service =
        declared == nullptr ? nullptr : declared->service_of(container);
    if (service == nullptr) continue;
    Place place = service->place;
    place.note = note;
    return place;
  }
  return unit_of(label_of(container, "PODMAN_SYSTEMD_UNIT"), files_);
}

const Declared* CreatedBy::file(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto known = read_.find(path);
  if (known != read_.end()) return known->second ? &*known->second : nullptr;
  if (read_.size() >= most_files) return nullptr;
  Result<Declared> declared = Declared::read(path, {}, files_);
  auto& kept = read_[path];
  if (declared) kept.emplace(std::move(*declared));
  return kept ? &*kept : nullptr;
}

}  // namespace boltseal
