#include "cli/project.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/environment.h"

namespace boltseal {
namespace {

bool is_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// The folder that holds everything that was named; the working directory when there is none.
std::string common_folder(const std::vector<std::string>& paths) {
  std::string common;
  bool first = true;
  for (const std::string& path : paths) {
    if (path == "-") return ".";
    std::string folder = resolve(".", path);
    if (!is_folder(folder)) folder = directory_of(folder);
    if (first) common = folder;
    first = false;
    while (common != "." && common != "/" && folder != common &&
           !folder.starts_with(common + "/")) {
      if (common == ".." || common.ends_with("/..")) return ".";
      common = directory_of(common);
    }
  }
  return common.empty() ? "." : common;
}

Result<Policy> read_from(const std::string& path, const Files& files) {
  Result<std::string> text = files.read(path);
  if (!text) return std::unexpected(text.error());
  return read_policy(File{path, std::move(*text)}, directory_of(path));
}

// What `stronger` states wins; its rules are laid over the weaker ones.
Policy over(Policy stronger, Policy weaker) {
  if (stronger.profile.empty()) stronger.profile = std::move(weaker.profile);
  if (stronger.fail_on.empty()) stronger.fail_on = std::move(weaker.fail_on);
  if (stronger.trusted_registries.empty()) {
    stronger.trusted_registries = std::move(weaker.trusted_registries);
  }
  stronger.rules.merge(weaker.rules);
  return stronger;
}

// The policy that --config or the environment names; "" when none is.
std::string named_policy(const Arguments& arguments) {
  std::string path(arguments.value("config"));
  return path.empty() ? environment_variable("BOLTSEAL_CONFIG") : path;
}

// The user's own; "" when there is none.
std::string own_policy(const Files& files) {
  std::string home = environment_variable("XDG_CONFIG_HOME");
  if (home.empty() && !environment_variable("HOME").empty())
    home = environment_variable("HOME") + "/.config";
  std::string path = home + "/boltseal/boltseal.yaml";
  return home.empty() || !files.exists(path) ? std::string() : path;
}

}  // namespace

Result<ProjectPolicy> project_policy(const Arguments& arguments,
                                     const std::vector<std::string>& paths, const Files& files) {
  ProjectPolicy project;
  if (!arguments.has("isolated")) {
    std::string path = named_policy(arguments);
    if (path.empty()) path = find_policy(common_folder(paths), files);
    if (!path.empty()) {
      Result<Policy> policy = read_from(path, files);
      if (!policy) return std::unexpected(policy.error());
      project.policy = std::move(*policy);
      const std::string folder = directory_of(path);
      project.whole_project = std::ranges::any_of(paths, [&](const std::string& named) {
        const std::string reached = resolve(".", named);
        return reached == folder || folder.starts_with(reached + "/") ||
               (reached == "." && !folder.starts_with("..") && !folder.starts_with('/'));
      });
    }
    if (const std::string own = own_policy(files); !own.empty()) {
      Result<Policy> policy = read_from(own, files);
      if (!policy) return std::unexpected(policy.error());
      project.policy = over(std::move(project.policy), std::move(*policy));
    }
  }
  if (std::string profile = environment_variable("BOLTSEAL_PROFILE"); !profile.empty()) {
    if (std::string why = refuse_profile(profile); !why.empty()) {
      return fail("BOLTSEAL_PROFILE: " + why);
    }
    project.policy.profile = std::move(profile);
  }
  if (std::string severity = environment_variable("BOLTSEAL_FAIL_ON"); !severity.empty()) {
    if (std::string why = refuse_fail_on(severity); !why.empty()) {
      return fail("BOLTSEAL_FAIL_ON: " + why);
    }
    project.policy.fail_on = std::move(severity);
  }
  return project;
}

Result<AdvisorySettings> own_advisory_settings(const Arguments& arguments, const Files& files) {
  AdvisorySettings settings;
  if (arguments.has("isolated")) return settings;
  for (const std::string& path : {named_policy(arguments), own_policy(files)}) {
    if (path.empty()) continue;
    Result<Policy> policy = read_from(path, files);
    if (!policy) return std::unexpected(policy.error());
    AdvisorySettings& weaker = policy->advisories;
    // Sources and exceptions from them belong together.
    if (settings.sources.empty() && settings.without.empty()) {
      settings.sources = std::move(weaker.sources);
      settings.without = std::move(weaker.without);
    }
    if (settings.mirror.empty()) settings.mirror = std::move(weaker.mirror);
    settings.urls.merge(weaker.urls);
    if (settings.key.empty()) settings.key = std::move(weaker.key);
  }
  return settings;
}

Result<Policy> found_policy(const Arguments& arguments, const Files& files) {
  if (arguments.has("isolated") || !named_policy(arguments).empty()) return Policy();
  const std::string path = find_policy(".", files);
  return path.empty() ? Policy() : read_from(path, files);
}

}  // namespace boltseal
