#include "cli/advisory_file.h"

#include <unistd.h>

#include <utility>

#include "advisories/signature.h"
#include "base/environment.h"
#include "base/files.h"
#include "cli/project.h"

namespace boltseal {
std::string cache_folder(std::string_view name) {
  std::string cache = environment_variable("XDG_CACHE_HOME");
  if (!cache.starts_with('/')) {
    const std::string home = environment_variable("HOME");
    if (home.empty()) return {};
    cache = home + "/.cache";
  }
  return cache + "/boltseal/" + std::string(name);
}

std::string default_advisory_file() {
  const std::string asked = environment_variable("BOLTSEAL_DB");
  return asked.empty() ? cache_folder("advisories.db") : asked;
}

std::string advisory_file(std::string_view asked) {
  if (!asked.empty()) return std::string(asked);
  if (const std::string named = environment_variable("BOLTSEAL_DB"); !named.empty()) return named;
  std::string path = default_advisory_file();
  return access(path.c_str(), R_OK) == 0 ? path : std::string();
}

Result<std::unique_ptr<const LookupBytes>> open_advisories(std::string_view asked) {
  const std::string path = advisory_file(asked);
  if (path.empty()) return nullptr;
  auto opened = LookupBytes::open(path);
  if (!opened) return std::unexpected(opened.error());
  return std::make_unique<const LookupBytes>(std::move(*opened));
}

Result<std::string> advisory_key(std::string_view asked, const Arguments& arguments) {
  const DiskFiles files;
  std::string path(asked);
  if (path.empty()) path = environment_variable("BOLTSEAL_DB_KEY");
  if (path.empty()) {
    const auto own = own_advisory_settings(arguments, files);
    if (!own) return std::unexpected(own.error());
    path = own->key;
  }
  if (path.empty()) {
    const auto found = found_policy(arguments, files);
    if (!found) return std::unexpected(found.error());
    path = found->advisories.key;
  }
  if (path.empty()) return std::string();
  auto pem = files.read(path);
  if (!pem) return pem;
  if (const auto good = check_public_key(*pem); !good) {
    return fail(good.error().message, path, {}, good.error().remedy);
  }
  return pem;
}

}  // namespace boltseal
